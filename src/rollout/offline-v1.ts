import { Conflict } from '../conflict.ts';
import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import {
  v1ModuleOf,
  v1Spec,
  type V1Module,
  type V1Revision,
  type V1View,
} from '../modules/v1-view.ts';
import type { Text } from '../said.ts';
import type { JsonPatchOp, KubeObject, ObjectRef } from '../world.ts';
import { rolloutManager, type Assignment, type Ports } from './context.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import { lastStrategy, restartOps } from './kinds/module-deployment-release.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { ModuleDeploymentWatch } from './kinds/module-deployment-watch.ts';
import { Orphans } from './orphans.ts';
import { rolloutMark } from './ownership.ts';
import type { Look, Stairs } from './stairs.ts';

/**
 * The version of an empty release. A deletion begins only when the running
 * release is Completed, and a paused or refused one never is; a new version
 * starts afresh, and with 0 replicas is Completed without an install.
 */
const nothing = '0.0.0-koupctl-takes-this-offline';
/** How long a module may outlive its Module object on a base, ms. */
const orphanGraceMs = 1_500;
/** How long a batch of one that is being deleted stands still before it counts as over, ms. */
const stillMs = 3_000;

export interface V1OfflineParts {
  readonly target: V1Target;
  readonly live: KubeObject;
  readonly view: V1View;
  /** Steps before the last one; undefined where there are none. */
  readonly stairs: Stairs | undefined;
}

/** Takes a ModuleDeployment off its bases, in whatever state its release is: the last step deletes it. */
export class ModulesOffline implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #parts: V1OfflineParts;
  readonly #ref: ObjectRef;
  readonly #orphans: Orphans;
  readonly #known = new Map<string, { readonly module: V1Module; readonly base: Base }>();
  #watch: ModuleDeploymentWatch | undefined;
  #last = false;
  #release = { seen: '', since: 0 };

  constructor(ports: Ports, assignment: Assignment, parts: V1OfflineParts) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#parts = parts;
    const { surface, namespace, name } = parts.target;
    this.#ref = { type: surface.moduleDeployment, namespace, name };
    this.#orphans = new Orphans(ports, orphanGraceMs);
    this.#note(parts.view);
  }

  async begin(): Promise<void> {
    const { target, stairs } = this.#parts;
    const { proof } = this.#assignment.plan;
    this.#watch = await ModuleDeploymentWatch.start(this.#ports, target, proof);
    await stairs?.begin();
  }

  async step(batch: number): Promise<void> {
    const of = Math.max(1, this.#assignment.plan.batches.length);
    if (batch < of && this.#parts.stairs !== undefined) {
      await this.#parts.stairs.step(batch);
      return;
    }
    this.#last = true;
    await this.#goOn();
  }

  async look(): Promise<Look> {
    const { stairs, live } = this.#parts;
    if (!this.#last && stairs !== undefined) return await stairs.look();
    const { watch } = this;
    const view = watch.view();
    this.#note(view);
    await this.#goOn();
    const objects = modulesOf(view);
    const departures = this.#departures(objects);
    const left = await lookAtDepartures(watch.bases, departures, watch.proof);
    if (this.#assignment.options.askAgain && watch.proof === 'base') {
      await this.#orphans.remove(watch.bases, departures);
    }
    const there = view.deployment;
    const anew = there !== undefined && there.metadata.uid !== live.metadata.uid;
    return {
      done: left.done,
      pending: this.#orphans.judge(left.pending, departures),
      lag: [],
      busy: [
        ...(there === undefined ? [] : [whyThere(view)]),
        ...objects.map((one) => said(({ open }) => open.moduleStillThere(one.name))),
      ],
      superseded: anew ? said(({ changed }) => changed.createdAnew) : undefined,
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.watch.next(maxMs);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async leave(): Promise<void> {
    if (!this.#last) await this.#parts.stairs?.leave();
  }

  close(): void {
    this.#parts.stairs?.close();
    this.#watch?.close();
  }

  get watch(): ModuleDeploymentWatch {
    if (this.#watch === undefined) throw new Error('the steps have not begun');
    return this.#watch;
  }

  /** Does what comes next on the way to the deletion, by what is there now. */
  async #goOn(): Promise<void> {
    const view = await this.watch.read();
    const object = view.deployment;
    if (object === undefined || object.metadata.uid !== this.#parts.live.metadata.uid) return;
    if (object.metadata.deletionTimestamp !== undefined) {
      await this.#unblock(view, object);
      return;
    }
    const { module } = v1Spec(object).template?.spec ?? {};
    if (module?.version !== nothing) {
      await this.#empty(view, object);
      return;
    }
    const { release, newest } = view;
    if (release?.progress !== 'Completed' || newest?.module.version !== nothing) return;
    await this.#ports.cluster.delete(this.#ref, object.metadata.uid ?? '');
    this.#wrote('deleted');
  }

  async #empty(view: V1View, object: KubeObject): Promise<void> {
    const { template } = v1Spec(object);
    const module = { ...template?.spec?.module, version: nothing };
    const ops = restartOps(view, this.#parts.target.surface.dialect, {
      template: { ...template, spec: { ...template?.spec, module } },
      replicas: 0,
      operationStrategy: lastStrategy(object),
      mark: rolloutMark(this.#assignment.id, 'removed'),
    });
    await this.#patch(ops, 'an empty release, so that the deletion does not wait for this one');
  }

  /**
   * Somebody has deleted it before, and its deletion waits for a release. The
   * version must stay: V1's controller ends with a nil pointer on another one in
   * an object that is being deleted. With the number that its revision has, the
   * release is over when it looks next.
   */
  async #unblock(view: V1View, object: KubeObject): Promise<void> {
    const { release, newest } = view;
    if (release === undefined || newest === undefined) return;
    if (newest.replicas === 0 && newest.available === 0 && newest.tried !== 0) {
      await this.#forgetTry(newest);
      return;
    }
    const { uid } = object.metadata;
    if (v1ModuleOf(object).version !== newest.module.version) {
      const back: JsonPatchOp[] = [
        { op: 'test', path: '/metadata/uid', value: uid },
        { op: 'replace', path: '/spec/template/spec/module', value: newest.module },
      ];
      await this.#patch(
        back,
        `${newest.module.version} written back: any other ends the controller`,
      );
      return;
    }
    const same: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/status/releaseStatus/progress', value: release.progress },
    ];
    if (release.progress === 'Paused') {
      const pauses = this.#parts.target.surface.dialect === 'pause';
      const door: JsonPatchOp = pauses
        ? { op: 'add', path: '/spec/pause', value: false }
        : { op: 'add', path: '/spec/confirmBatchNum', value: release.currentBatch };
      const path = '/spec/operationStrategy';
      const strategy = { op: 'add' as const, path, value: lastStrategy(object) };
      const number = { op: 'add' as const, path: '/spec/replicas', value: newest.replicas };
      const told = v1Spec(object).confirmBatchNum === release.currentBatch && !pauses;
      if (told && v1Spec(object).replicas === newest.replicas) return;
      await this.#patch([...same, strategy, number, door], 'opened, so that its deletion goes on');
      return;
    }
    // A batch with a module that was refused never ends by itself.
    const stuck = release.progress === 'Executing' && release.batchProgress === 'Executing';
    if (!this.#standsStill(view) || !stuck) return;
    const path = '/status/releaseStatus/batchProgress';
    const op: JsonPatchOp = { op: 'replace', path, value: 'Completed' };
    await this.#patch([...same, op], 'its last batch counted as over', { subresource: 'status' });
  }

  /**
   * Modules that never became Available: "0 of 0" counts as a batch that is over, so the controller
   * takes none of them off, and the number that it tried last keeps it from going on for ever.
   */
  async #forgetTry({ name, uid, tried }: V1Revision): Promise<void> {
    const { surface, namespace } = this.#parts.target;
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/status/replicas', value: tried },
      { op: 'replace', path: '/status/replicas', value: 0 },
    ];
    const ref = { type: surface.moduleReplicaSet, namespace, name };
    await this.#patch(ops, `${name} counted as empty`, { ref, subresource: 'status' });
  }

  /** Whether nothing has changed about the release for a while. */
  #standsStill({ release, newest, current, leaving }: V1View): boolean {
    const seen = JSON.stringify([release, newest, current.map((one) => one.state), leaving.length]);
    const now = this.#ports.clock.now();
    if (seen !== this.#release.seen) this.#release = { seen, since: now };
    return now - this.#release.since >= stillMs;
  }

  async #patch(
    ops: readonly JsonPatchOp[],
    what: string,
    { ref = this.#ref, ...sub }: { readonly ref?: ObjectRef; readonly subresource?: 'status' } = {},
  ): Promise<void> {
    try {
      await this.#ports.cluster.patch(ref, ops, { manager: rolloutManager, ...sub });
      this.#wrote(what);
    } catch (error) {
      // The controller moves on by itself: the next look sees where to.
      if (!(error instanceof Conflict)) throw error;
    }
  }

  #wrote(what: string): void {
    const { namespace, name } = this.#parts.target;
    this.#ports.emit({ type: 'wrote', object: `ModuleDeployment ${namespace}/${name}`, what });
  }

  #note(view: V1View): void {
    for (const module of modulesOf(view)) {
      const base = module.base === undefined ? undefined : view.bases.get(module.base);
      if (base !== undefined) this.#known.set(module.uid, { module, base });
    }
  }

  /** By base; what a Module of another ModuleDeployment wants there is none of ours. */
  #departures(objects: readonly V1Module[]): Departure[] {
    const left = new Set(objects.map((one) => one.base));
    const wanted = new Set(
      this.watch.view().strangers.map((one) => `${one.base ?? ''} ${one.module.version}`),
    );
    const byBase = new Map<string, { base: Base; modules: V1Module['module'][] }>();
    for (const { module, base } of this.#known.values()) {
      if (wanted.has(`${base.name} ${module.module.version}`)) continue;
      const entry = byBase.get(base.name) ?? { base, modules: [] };
      entry.modules.push(module.module);
      byBase.set(base.name, entry);
    }
    return [...byBase.values()].map((one) => ({ ...one, objectLeft: left.has(one.base.name) }));
  }
}

function modulesOf(view: V1View): V1Module[] {
  return [...view.current, ...view.former, ...view.leaving];
}

function whyThere({ release, deployment }: V1View): Text {
  const deleting = deployment?.metadata.deletionTimestamp !== undefined;
  return said(({ open }) => open.deploymentThere(deleting, release?.progress));
}
