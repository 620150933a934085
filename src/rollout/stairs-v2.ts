import { core } from '../modules/surface.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { leaversOf } from '../plan/leavers.ts';
import type { KubeObject, ObjectRef } from '../world.ts';
import { MustHold, rolloutManager, Superseded, type Assignment, type Ports } from './context.ts';
import { deletionCost, rivals } from './deletion-order.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import type { Place } from './driver.ts';
import { each } from './each.ts';
import { markToGo } from './kinds/deployment-retire.ts';
import { deploymentSpec, isObserved, type DeploymentView } from './kinds/deployment-view.ts';
import { DeploymentWatch, readDeployment } from './kinds/deployment-watch.ts';
import { dropOps } from './metadata-ops.ts';
import { supersededBy, whyGone } from './ownership.ts';
import type { Look, Stairs } from './stairs.ts';
import { templateHash } from './template-hash.ts';
import { Workload } from './workload.ts';

/** How often the choice of pods is made anew where their readiness changed meanwhile. */
const maxChoices = 5;

/** Steps of a V2 Deployment: `spec.replicas`, after the pods that are to go were marked. */
export class DeploymentStairs implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #steps: readonly number[];
  readonly #hash: string;
  readonly workload: Workload;
  #watch: DeploymentWatch | undefined;
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
    this.workload = new Workload(ports.cluster, refOf(namespace, name), ports.emit);
    this.workload.adopt(live);
    const spec = deploymentSpec(live);
    this.#hash = templateHash(spec.template);
    this.#to = spec.replicas ?? 1;
  }

  async begin(): Promise<void> {
    const { plan } = this.#assignment;
    this.#watch = await DeploymentWatch.start(this.#ports, this.workload.live, plan.proof);
  }

  get watch(): DeploymentWatch {
    if (this.#watch === undefined) throw new Error('the steps have not begun');
    return this.#watch;
  }

  async step(batch: number): Promise<void> {
    const to = this.#steps[batch - 1];
    if (to === undefined) throw new RangeError(`no step ${batch}`);
    const view = await readDeployment(this.#ports.cluster, this.workload.live);
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
    const superseded = supersededBy(state, view.deployment, () => this.#whatChanged(view));
    // The list of pods may be older than the Deployment that is shown with it.
    const current = view.deployment !== undefined && isObserved(view.deployment);
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
  departures(view: DeploymentView): Departure[] {
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

  #whatChanged({ deployment }: DeploymentView): string | undefined {
    const gone = whyGone(deployment, this.workload.live.metadata.uid);
    if (deployment === undefined || gone !== undefined) return gone;
    const spec = deploymentSpec(deployment);
    if (templateHash(spec.template) !== this.#hash) return 'its pod template was changed';
    if ((spec.replicas ?? 1) === this.#to) return undefined;
    return `its replicas were changed from ${this.#to} to ${spec.replicas ?? 1}`;
  }

  /** Makes the pods that the plan named go first, and is sure that they do. */
  async #choose(first: DeploymentView, count: number, batch: number): Promise<void> {
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
      view = await readDeployment(cluster, this.workload.live);
    }
    throw new MustHold(
      'the ReplicaSet controller would take the module off other bases than the plan shows',
      `look which of its pods are not ready: kubectl get pods -n ${this.workload.ref.namespace ?? ''} -o wide`,
    );
  }

  async #rawPods(view: DeploymentView): Promise<KubeObject[]> {
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

  #lag(view: DeploymentView): string[] {
    const status = (view.deployment?.['status'] ?? {}) as Record<string, number | undefined>;
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

function refOf(namespace: string, name: string): ObjectRef {
  return { type: core.deployment, namespace, name };
}
