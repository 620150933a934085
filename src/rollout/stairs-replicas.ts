import { said } from '../messages/said-of.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import type { Text } from '../said.ts';
import type { KubeObject, ObjectRef } from '../world.ts';
import type { Assignment, Ports } from './context.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import type { Place } from './driver.ts';
import { isObserved, type PodsView } from './kinds/deployment-view.ts';
import type { PodsWatch } from './kinds/pods-watch.ts';
import { supersededBy, whyGone } from './ownership.ts';
import type { Look, Pending, Stairs } from './stairs.ts';
import { templateHash } from './template-hash.ts';
import { Workload } from './workload.ts';

interface Spec {
  replicas?: number;
  template?: unknown;
}

/** Steps of a V2 workload that has `spec.replicas`. */
export abstract class ReplicasStairs<V extends PodsView> implements Stairs {
  protected readonly ports: Ports;
  protected readonly assignment: Assignment;
  readonly workload: Workload;
  readonly #steps: readonly number[];
  readonly #hash: string;
  #watch: PodsWatch<V> | undefined;
  /** Every pod that was seen, by uid: those that are there no more have left their bases. */
  readonly #known = new Map<string, ModulePod>();
  #earlier: ReadonlySet<string> = new Set();
  #to: number;
  readonly #seen = { seen: false };

  /** `steps`: the replicas after each step. */
  constructor(
    ports: Ports,
    assignment: Assignment,
    { ref, live }: { readonly ref: ObjectRef; readonly live: KubeObject },
    steps: readonly number[],
  ) {
    this.ports = ports;
    this.assignment = assignment;
    this.#steps = steps;
    this.workload = new Workload(ports.cluster, ref, ports.emit);
    this.workload.adopt(live);
    const spec = specOf(live);
    this.#hash = templateHash(spec.template);
    this.#to = spec.replicas ?? 1;
  }

  protected abstract startWatch(): Promise<PodsWatch<V>>;

  /** With a quorum. */
  protected abstract read(): Promise<V>;

  protected abstract liveIn(view: V): KubeObject | undefined;

  /** Makes sure that step `batch` takes `count` pods off the bases that the plan names, and no others. */
  protected abstract choose(view: V, count: number, batch: number): Promise<void>;

  async begin(): Promise<void> {
    this.#watch = await this.startWatch();
  }

  get watch(): PodsWatch<V> {
    if (this.#watch === undefined) throw new Error('the steps have not begun');
    return this.#watch;
  }

  async step(batch: number): Promise<void> {
    const to = this.#steps[batch - 1];
    if (to === undefined) throw new RangeError(`no step ${batch}`);
    const view = await this.read();
    this.#note(view.newPods);
    this.#earlier = new Set(view.newPods.map((pod) => pod.uid));
    const from = this.#to;
    this.#to = to;
    if (from === to) return;
    const surplus = view.newPods.length - to;
    if (to < from && surplus > 0 && to > 0) await this.choose(view, surplus, batch);
    const changed = [{ op: 'add', path: '/spec/replicas', value: to }] as const;
    await this.workload.patch(changed, `replicas ${from} → ${to}`);
  }

  async look(): Promise<Look> {
    const { watch } = this;
    const view = watch.view();
    const live = this.liveIn(view);
    const state = Object.assign(this.#seen, { workload: this.workload });
    const superseded = supersededBy(state, live, () => this.#whatChanged(live));
    // The list of pods may be older than the workload that is shown with it.
    const current = live !== undefined && isObserved(live);
    this.#note(view.newPods);
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const departures = this.departures(view);
    const left = await lookAtDepartures(watch.bases, departures, this.assignment.plan.proof);
    const came = places.filter((place) => !this.#earlier.has(place.key));
    const active = came.filter((place) => place.judgement.state === 'active');
    return {
      done: [...active.map((place) => place.name), ...left.done],
      pending: [...this.#openPlaces(places), ...left.pending],
      lag: this.#lag(live),
      busy: current ? [] : [said(({ open }) => open.notObserved)],
      superseded,
    };
  }

  /** Bases that had a pod of it during this run and have none any more. */
  departures(view: V): Departure[] {
    const here = new Set(view.newPods.map((pod) => pod.node));
    const present = new Set(view.newPods.map((pod) => pod.uid));
    const leaving = new Set(view.leaving.map((pod) => pod.uid));
    return [...this.#known.values()].flatMap((pod) => {
      const base = pod.node === undefined ? undefined : view.bases.get(pod.node);
      if (base === undefined || present.has(pod.uid) || here.has(pod.node)) return [];
      return [{ base, modules: pod.modules, objectLeft: leaving.has(pod.uid) }];
    });
  }

  async next(maxMs: number): Promise<void> {
    await this.watch.next(maxMs);
  }

  async finish(): Promise<void> {
    await this.workload.disown();
  }

  async leave(): Promise<void> {
    if (!this.ports.signal.aborted) await this.workload.disown();
  }

  close(): void {
    this.#watch?.close();
  }

  #note(pods: readonly ModulePod[]): void {
    for (const pod of pods) if (pod.node !== undefined) this.#known.set(pod.uid, pod);
  }

  #whatChanged(live: KubeObject | undefined): Text | undefined {
    const gone = whyGone(live, this.workload.live.metadata.uid);
    if (live === undefined || gone !== undefined) return gone;
    const spec = specOf(live);
    if (templateHash(spec.template) !== this.#hash) return said(({ changed }) => changed.template);
    const { replicas = 1 } = spec;
    const wanted = this.#to;
    if (replicas === wanted) return undefined;
    return said(({ changed }) => changed.replicas(wanted, replicas));
  }

  #openPlaces(places: readonly Place[]): Pending[] {
    const missing = this.#to - places.length;
    const seen = new Set<string>();
    const open = places.flatMap((place) => {
      const { name, ip, judgement } = place;
      const twice = seen.has(name);
      seen.add(name);
      if (twice) return [{ base: name, ip, ...sharing }];
      if (judgement.state === 'active') return [];
      const { state, cause, next } = judgement;
      return [{ base: name, ip, state, ...(cause ? { cause } : {}), ...(next ? { next } : {}) }];
    });
    if (missing === 0) return open;
    const cause = said(({ open: words }) =>
      missing > 0 ? words.podsToMake(missing) : words.podsTooMany(-missing),
    );
    return [...open, { base: this.workload.ref.name, ip: '', state: 'waiting' as const, cause }];
  }

  #lag(live: KubeObject | undefined): Text[] {
    const status = (live?.['status'] ?? {}) as Record<string, number | undefined>;
    const wanted = this.#to;
    return ['readyReplicas', 'availableReplicas'].flatMap((field) => {
      const count = status[field] ?? 0;
      return count === wanted ? [] : [said(({ open }) => open.counted(field, count, wanted))];
    });
  }
}

const sharing = {
  state: 'doomed',
  cause: said(({ open }) => open.sharing),
  next: said(({ open }) => open.keepApart),
} as const;

function specOf(live: KubeObject): Spec {
  return live['spec'] ?? {};
}
