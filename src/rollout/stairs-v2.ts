import { core } from '../modules/surface.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { leaversOf } from '../plan/leavers.ts';
import type { KubeObject } from '../world.ts';
import { MustHold, rolloutManager, Superseded, type Assignment, type Ports } from './context.ts';
import { deletionCost, rivals } from './deletion-order.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import type { Place } from './driver.ts';
import { each } from './each.ts';
import { markToGo } from './kinds/deployment-retire.ts';
import {
  deploymentSpec,
  isObserved,
  type DeploymentView,
  type PodsView,
} from './kinds/deployment-view.ts';
import { DeploymentWatch, readDeployment } from './kinds/deployment-watch.ts';
import type { PodsWatch } from './kinds/pods-watch.ts';
import type { RevisionedView } from './kinds/revisioned-view.ts';
import { readRevisioned, RevisionedWatch } from './kinds/revisioned-watch.ts';
import { dropOps } from './metadata-ops.ts';
import { supersededBy, whyGone } from './ownership.ts';
import type { Look, Stairs } from './stairs.ts';
import { templateHash } from './template-hash.ts';
import { Workload } from './workload.ts';

/** How often the choice of pods is made anew where their readiness changed meanwhile. */
const maxChoices = 5;

type View = PodsView & Partial<Pick<DeploymentView, 'deployment'> & RevisionedView>;

/** Steps of a V2 Deployment or ReplicaSet: `spec.replicas`, after the pods that are to go were marked. */
export class ReplicasStairs implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #steps: readonly number[];
  readonly #hash: string;
  readonly workload: Workload;
  #watch: PodsWatch<View> | undefined;
  /** Every pod that was seen, by uid: those that are there no more have left their bases. */
  readonly #known = new Map<string, ModulePod>();
  #earlier: ReadonlySet<string> = new Set();
  #to: number;
  readonly #seen = { seen: false };

  /** `steps`: the replicas after each step. */
  constructor(ports: Ports, assignment: Assignment, live: KubeObject, steps: readonly number[]) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#steps = steps;
    const { name, namespace = 'default' } = live.metadata;
    const type = live.kind === core.replicaSet.kind ? core.replicaSet : core.deployment;
    this.workload = new Workload(ports.cluster, { type, namespace, name }, ports.emit);
    this.workload.adopt(live);
    const spec = deploymentSpec(live);
    this.#hash = templateHash(spec.template);
    this.#to = spec.replicas ?? 1;
  }

  async begin(): Promise<void> {
    const { plan } = this.#assignment;
    const { live, ref } = this.workload;
    this.#watch =
      ref.type.kind === core.replicaSet.kind
        ? await RevisionedWatch.start(this.#ports, live, ref.type, plan.proof)
        : await DeploymentWatch.start(this.#ports, live, plan.proof);
  }

  async #read(): Promise<View> {
    const { live, ref } = this.workload;
    const { cluster } = this.#ports;
    return ref.type.kind === core.replicaSet.kind
      ? await readRevisioned(cluster, live, ref.type)
      : await readDeployment(cluster, live);
  }

  get watch(): PodsWatch<View> {
    if (this.#watch === undefined) throw new Error('the steps have not begun');
    return this.#watch;
  }

  async step(batch: number): Promise<void> {
    const to = this.#steps[batch - 1];
    if (to === undefined) throw new RangeError(`no step ${batch}`);
    const view = await this.#read();
    this.#note(view.newPods);
    this.#earlier = new Set(view.newPods.map((pod) => pod.uid));
    const from = this.#to;
    this.#to = to;
    if (from === to) return;
    const surplus = view.newPods.length - to;
    if (to < from && surplus > 0 && to > 0) await this.#choose(view, surplus, batch);
    const changed = [{ op: 'add', path: '/spec/replicas', value: to }] as const;
    await this.workload.patch(changed, `replicas ${from} → ${to}`);
  }

  async look(): Promise<Look> {
    const { watch } = this;
    const view = watch.view();
    const state = Object.assign(this.#seen, { workload: this.workload });
    const workload = workloadIn(view);
    const superseded = supersededBy(state, workload, () => this.#whatChanged(workload));
    // The list of pods may be older than the workload that is shown with it.
    const current = workload !== undefined && isObserved(workload);
    this.#note(view.newPods);
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const departures = this.departures(view);
    const left = await lookAtDepartures(watch.bases, departures, this.#assignment.plan.proof);
    const came = places.filter((place) => !this.#earlier.has(place.key));
    const active = came.filter((place) => place.judgement.state === 'active');
    return {
      done: [...active.map((place) => place.name), ...left.done],
      pending: [...this.#openPlaces(places), ...left.pending],
      lag: this.#lag(view),
      busy: current ? [] : ['its controller has not seen the last change yet'],
      superseded,
    };
  }

  /** Bases that had a pod of it during this run and have none any more. */
  departures(view: View): Departure[] {
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
    if (!this.#ports.signal.aborted) await this.workload.disown();
  }

  close(): void {
    this.#watch?.close();
  }

  #note(pods: readonly ModulePod[]): void {
    for (const pod of pods) if (pod.node !== undefined) this.#known.set(pod.uid, pod);
  }

  #whatChanged(live: KubeObject | undefined): string | undefined {
    const gone = whyGone(live, this.workload.live.metadata.uid);
    if (live === undefined || gone !== undefined) return gone;
    const spec = deploymentSpec(live);
    if (templateHash(spec.template) !== this.#hash) return 'its pod template was changed';
    if ((spec.replicas ?? 1) === this.#to) return undefined;
    return `its replicas were changed from ${this.#to} to ${spec.replicas ?? 1}`;
  }

  /** Makes the pods that the plan named go first, and is sure that they do. */
  async #choose(first: View, count: number, batch: number): Promise<void> {
    const { cluster } = this.#ports;
    const planned = this.#assignment.plan.batches[batch - 1];
    let view = first;
    for (let attempt = 1; attempt <= maxChoices; attempt++) {
      const chosen = choiceOf(view.newPods, planned?.candidates ?? [], count);
      if (chosen === undefined) {
        throw new Superseded(
          `${this.workload.label}: its pods are no longer on the bases that the plan shows (${(planned?.candidates ?? []).join(', ')})`,
        );
      }
      await markToGo(cluster, chosen);
      const pods = await this.#rawPods(view);
      const uids = new Set(chosen.map((pod) => pod.uid));
      const mine = pods.filter((pod) => uids.has(pod.metadata.uid ?? ''));
      const before = rivals(mine, pods);
      if (mine.length === chosen.length && before.length === 0) return;
      await this.#unmark(before);
      view = await this.#read();
    }
    throw new MustHold(
      'the ReplicaSet controller would take the module off other bases than the plan shows',
      `look which of its pods are not ready: kubectl get pods -n ${this.workload.ref.namespace ?? ''} -o wide`,
    );
  }

  async #rawPods(view: View): Promise<KubeObject[]> {
    const uids = new Set(view.newPods.map((pod) => pod.uid));
    const { namespace = 'default' } = this.workload.ref;
    const pods = await this.#ports.cluster.list({
      type: core.pod,
      namespace,
      freshness: 'quorum',
      labels: 'virtual-kubelet.koupleless.io/component=module',
    });
    return pods.filter(
      (pod) => uids.has(pod.metadata.uid ?? '') && !pod.metadata.deletionTimestamp,
    );
  }

  /** An earlier choice that no longer holds would go first, too. */
  async #unmark(pods: readonly KubeObject[]): Promise<void> {
    await each(pods, 32, async (pod) => {
      const ops = dropOps(pod, 'annotations', deletionCost);
      if (ops.length === 0) return;
      const { name, namespace = 'default', uid } = pod.metadata;
      const ref = { type: core.pod, namespace, name };
      const same = { op: 'test', path: '/metadata/uid', value: uid } as const;
      await this.#ports.cluster.patch(ref, [same, ...ops], { manager: rolloutManager });
    });
  }

  #openPlaces(places: readonly Place[]): Look['pending'][number][] {
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
    const cause =
      missing > 0 ? `${missing} pod(s) still to be made` : `${-missing} pod(s) more than wanted`;
    return [...open, { base: this.workload.ref.name, ip: '', state: 'waiting' as const, cause }];
  }

  #lag(view: View): string[] {
    const status = (workloadIn(view)?.['status'] ?? {}) as Record<string, number | undefined>;
    return ['readyReplicas', 'availableReplicas'].flatMap((field) =>
      (status[field] ?? 0) === this.#to ? [] : [`${field} ${status[field] ?? 0} of ${this.#to}`],
    );
  }
}

const sharing = {
  state: 'doomed',
  cause: 'two of its pods are on this base, where the module counts once',
  next: 'keep them apart: a required pod anti-affinity by kubernetes.io/hostname',
} as const;

/** The pods on the bases that the plan names; undefined where they are not there as it shows. */
function choiceOf(
  pods: readonly ModulePod[],
  names: readonly string[],
  count: number,
): readonly ModulePod[] | undefined {
  const named = new Set(names);
  const chosen = leaversOf(pods.filter((pod) => named.has(pod.node ?? pod.name))).slice(0, count);
  return chosen.length === count ? chosen : undefined;
}

function workloadIn({ deployment, workload }: View): KubeObject | undefined {
  return deployment ?? workload;
}
