import { said } from '../messages/said-of.ts';
import {
  v1ModuleOf,
  v1Spec,
  type V1Module,
  type V1OperationStrategy,
  type V1View,
} from '../modules/v1-view.ts';
import { deletesBases } from '../plan/scale-v1.ts';
import type { Text } from '../said.ts';
import type { JsonPatchOp, KubeObject } from '../world.ts';
import { rolloutManager, type Assignment, type Ports } from './context.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import type { Place } from './driver.ts';
import { ModuleDeploymentMender } from './kinds/module-deployment-mend.ts';
import { moduleHash } from './kinds/module-deployment-release.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { ModuleDeploymentWatch } from './kinds/module-deployment-watch.ts';
import { dropOps, putOps } from './metadata-ops.ts';
import { Orphans } from './orphans.ts';
import { supersededBy, whyGone } from './ownership.ts';
import type { Look, Stairs } from './stairs.ts';
import { Workload } from './workload.ts';

/** Holds the user's operationStrategy while koupctl steps the replicas: written and taken off together with it. */
const borrowedKey = 'koupctl.koupleless.io/borrowed-strategy';
/** How long a module may outlive its Module object on a base, ms. */
const orphanGraceMs = 1_500;

export function hasBorrowed(live: KubeObject): boolean {
  return live.metadata.annotations?.[borrowedKey] !== undefined;
}

/** Steps of a ModuleDeployment: `spec.replicas`, each as one release of one batch. */
export class ModuleDeploymentStairs implements Stairs {
  readonly workload: Workload;
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #target: V1Target;
  readonly #steps: readonly number[];
  readonly #hash: string;
  readonly #mender: ModuleDeploymentMender;
  readonly #orphans: Orphans;
  readonly #known = new Map<string, V1Module>();
  #watch: ModuleDeploymentWatch | undefined;
  #earlier: ReadonlySet<string> = new Set();
  #to: number;
  readonly #seen = { seen: false };

  /** `steps`: the replicas after each step. */
  constructor(
    ports: Ports,
    assignment: Assignment,
    given: {
      readonly target: V1Target;
      readonly live: KubeObject;
      readonly steps: readonly number[];
    },
  ) {
    const { target, live, steps } = given;
    this.#ports = ports;
    this.#assignment = assignment;
    this.#target = target;
    this.#steps = steps;
    const { namespace, name, surface } = target;
    const ref = { type: surface.moduleDeployment, namespace, name };
    this.workload = new Workload(ports.cluster, ref, ports.emit);
    this.workload.adopt(live);
    this.#hash = moduleHash(v1ModuleOf(live));
    this.#to = v1Spec(live).replicas ?? 0;
    this.#mender = new ModuleDeploymentMender(ports, target);
    this.#orphans = new Orphans(ports, orphanGraceMs);
  }

  async begin(): Promise<void> {
    const { plan } = this.#assignment;
    this.#watch = await ModuleDeploymentWatch.start(this.#ports, this.#target, plan.proof);
  }

  get watch(): ModuleDeploymentWatch {
    if (this.#watch === undefined) throw new Error('the steps have not begun');
    return this.#watch;
  }

  async step(batch: number): Promise<void> {
    const to = this.#steps[batch - 1];
    if (to === undefined) throw new RangeError(`no step ${batch}`);
    const view = await this.watch.read();
    this.#note(view.current);
    this.#earlier = new Set(view.current.map((module) => module.uid));
    const from = this.#to;
    this.#to = to;
    if (from === to) return;
    if (to < from) await this.#keepBasePods(view);
    const ops: JsonPatchOp[] = [
      { op: 'add', path: '/spec/replicas', value: to },
      ...borrowOps(this.workload.live),
    ];
    await this.workload.patch(ops, `replicas ${from} → ${to}, in one batch`);
  }

  async look(): Promise<Look> {
    const { watch } = this;
    const view = watch.view();
    const state = Object.assign(this.#seen, { workload: this.workload });
    const superseded = supersededBy(state, view.deployment, () => this.#whatChanged(view));
    const busy = this.#busy(view);
    this.#note(view.current);
    await watch.ask(view);
    const places = watch.places({ ...view, leaving: [] });
    const departures = this.#departures(view);
    const left = await lookAtDepartures(watch.bases, departures, watch.proof);
    await this.#mend(view, places, departures);
    const came = places.filter(({ key }) => !this.#earlier.has(key));
    return {
      done: [
        ...came.filter((place) => place.judgement.state === 'active').map((place) => place.name),
        ...left.done,
      ],
      pending: [
        ...this.#openPlaces(view, places),
        ...this.#orphans.judge(left.pending, departures),
      ],
      lag: [],
      busy,
      superseded,
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.watch.next(maxMs);
  }

  async finish(): Promise<void> {
    await this.#giveBack();
    await this.workload.disown();
  }

  /** The controller takes its batches from the strategy only when it begins with a number. */
  async leave(): Promise<void> {
    const begun = this.watch.view().newest?.replicas === this.#to;
    if (this.#ports.signal.aborted || !begun) return;
    await this.finish();
  }

  close(): void {
    this.#watch?.close();
  }

  async #giveBack(): Promise<void> {
    const live = await this.workload.read();
    const kept = live?.metadata.annotations?.[borrowedKey];
    if (live === undefined || kept === undefined) return;
    const ops = isBorrowed(v1Spec(live).operationStrategy) ? restoreOps(kept) : [];
    await this.workload.patch(
      [...ops, ...dropOps(live, 'annotations', borrowedKey)],
      'operationStrategy given back',
    );
  }

  #note(modules: readonly V1Module[]): void {
    for (const module of modules)
      if (module.base !== undefined) this.#known.set(module.uid, module);
  }

  #whatChanged({ deployment }: V1View): Text | undefined {
    const gone = whyGone(deployment, this.workload.live.metadata.uid);
    if (deployment === undefined || gone !== undefined) return gone;
    if (moduleHash(v1ModuleOf(deployment)) !== this.#hash) {
      return said(({ changed }) => changed.module);
    }
    const { replicas = 0 } = v1Spec(deployment);
    const wanted = this.#to;
    if (replicas === wanted) return undefined;
    return said(({ changed }) => changed.replicas(wanted, replicas));
  }

  #busy({ release, newest }: V1View): Text[] {
    if (release?.progress !== 'Completed') {
      return [said(({ open }) => open.controllerSays(release?.progress))];
    }
    const wanted = this.#to;
    if (newest?.replicas !== wanted) {
      return [said(({ open }) => open.newestWants(newest?.replicas ?? 0, wanted))];
    }
    return release.batchProgress === 'Executing' ? [said(({ open }) => open.stillCounting)] : [];
  }

  /** Bases that had a Module of it during this run and have none any more. */
  #departures(view: V1View): Departure[] {
    const present = new Set(view.current.map((module) => module.uid));
    const here = new Set(view.current.map((module) => module.base));
    const leaving = new Set(view.leaving.map((module) => module.uid));
    return [...this.#known.values()].flatMap((module) => {
      const base = module.base === undefined ? undefined : view.bases.get(module.base);
      if (base === undefined || present.has(module.uid) || here.has(module.base)) return [];
      return [{ base, modules: [module.module], objectLeft: leaving.has(module.uid) }];
    });
  }

  async #mend(
    view: V1View,
    places: readonly Place[],
    departures: readonly Departure[],
  ): Promise<void> {
    const { watch } = this;
    if (!this.#assignment.options.askAgain || this.#assignment.plan.kind === 'none') return;
    await watch.askAgain(
      places.filter((place) => place.judgement.askAgain),
      1_000,
    );
    if (view.newest?.replicas === this.#to) await this.#mender.mendPlacing(watch, view, this.#to);
    if (watch.proof === 'base') await this.#orphans.remove(watch.bases, departures);
  }

  #openPlaces(view: V1View, places: readonly Place[]): Look['pending'] {
    const open = places
      .filter((place) => place.judgement.state !== 'active')
      .map(({ name, ip, judgement: { state, cause, next } }) => ({
        base: name,
        ip,
        state,
        ...(cause === undefined ? {} : { cause }),
        ...(next === undefined ? {} : { next }),
      }));
    const missing = this.#to - view.current.length;
    if (missing === 0) return open;
    const forgotten = this.watch.forgotten(view);
    const cause =
      missing > 0
        ? (forgotten ?? said(({ open: words }) => words.modulesToPlace(missing)))
        : said(({ open: words }) => words.modulesToLeave(-missing));
    const state = forgotten === undefined ? ('waiting' as const) : ('doomed' as const);
    return [...open, { base: this.#target.name, ip: '', state, cause }];
  }

  /** A revision with scaleup_then_scaledown shrinks by deleting base pods, with everything on them. */
  async #keepBasePods({ newest }: V1View): Promise<void> {
    if (newest?.upgradePolicy !== deletesBases) return;
    const { surface, namespace } = this.#target;
    const ref = { type: surface.moduleReplicaSet, namespace, name: newest.name };
    const path = '/spec/operationStrategy/upgradePolicy';
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: newest.uid },
      { op: 'replace', path, value: 'install_then_uninstall' },
    ];
    await this.#ports.cluster.patch(ref, ops, { manager: rolloutManager });
    const object = `ModuleReplicaSet ${namespace}/${newest.name}`;
    this.#ports.emit({ type: 'wrote', object, what: 'shrinks without deleting base pods' });
  }
}

const atOnce = {
  needConfirm: false,
  useBeta: false,
  batchCount: 1,
  grayTimeBetweenBatchSeconds: 0,
} as const;

/** Takes the strategy where it would make batches of its own, and keeps the user's beside it. */
function borrowOps(live: KubeObject): JsonPatchOp[] {
  const own = v1Spec(live).operationStrategy;
  const { batchCount = 1, useBeta = false } = own ?? {};
  if (batchCount <= 1 && !useBeta) return [];
  return [
    { op: 'add', path: '/spec/operationStrategy', value: { ...own, ...atOnce } },
    ...putOps(live, 'annotations', borrowedKey, JSON.stringify(own ?? null)),
  ];
}

/** Somebody who has set a strategy of their own meanwhile keeps it. */
function isBorrowed(strategy: V1OperationStrategy | undefined): boolean {
  const { batchCount = 0, useBeta = false, needConfirm = false } = strategy ?? {};
  return batchCount === 1 && !useBeta && !needConfirm;
}

function restoreOps(kept: string): JsonPatchOp[] {
  const value = JSON.parse(kept) as unknown;
  const path = '/spec/operationStrategy';
  return value === null ? [{ op: 'remove', path }] : [{ op: 'add', path, value }];
}
