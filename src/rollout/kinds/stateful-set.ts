import type { Assignment, Ports } from '../context.ts';
import type { Asking, Finish, Observation, OutOfService, Place } from '../driver.ts';
import { isMarked, supersededBy } from '../ownership.ts';
import type { RecordStore } from '../record-store.ts';
import { RecordedDriver } from '../recorded-driver.ts';
import { cumulativeOf, takenNext, totalOf, watchOf } from '../rolling.ts';
import type { Workload } from '../workload.ts';
import { Evictions } from './pods-evictions.ts';
import { podsOutOfService } from './pods-service.ts';
import { noteVisited } from './deployment-state.ts';
import { replicasOps } from './deployment-writes.ts';
import { finishRevisioned } from './revisioned-finish.ts';
import { applyUnderHold, createMarked, openFirst } from './revisioned-start.ts';
import {
  strategyOps,
  whatChangedOf,
  type RevisionedFacts,
  type Revisioning,
} from './revisioned-state.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { RevisionedWatch } from './revisioned-watch.ts';
import { indexOfPod, partitioned, statefulSetSpec } from './stateful-set-order.ts';
import { Overtaking } from './stateful-set-overtake.ts';
import { placesToCome } from './stateful-set-places.ts';
import { undoStatefulSet } from './stateful-set-undo.ts';

/** Rolls a V2 StatefulSet: by its partition, from replicas downwards; by its replicas where nothing is there yet. */
export class StatefulSetDriver extends RecordedDriver<Revisioning> {
  /** What was borrowed is given back already; an earlier run did not get to record the end. */
  #released = false;
  readonly #overtaking = new Overtaking();
  readonly #evictions: Evictions;
  /** spec.replicas as last written or found. */
  #replicas: number;

  constructor(
    ports: Ports,
    assignment: Assignment,
    parts: { facts: RevisionedFacts; workload: Workload; store: RecordStore },
  ) {
    super({
      ports,
      assignment,
      ...parts,
      watch: undefined,
      strategy: undefined,
      liveHash: parts.facts.templateHash,
      batch: 0,
      seen: false,
      visited: new Set(),
    });
    this.#replicas = assignment.plan.replicas;
    this.#evictions = new Evictions(ports);
  }

  async begin(): Promise<number> {
    const state = this.state;
    if (state.facts.resume) return await this.#adopt();
    if (state.facts.mode === 'first') {
      const replicas = cumulativeOf(state, 1);
      await openFirst(state);
      await createMarked(state, { replicas }, `created with ${replicas} replica(s)`);
      this.#replicas = replicas;
      await this.#startWatch();
      await this.noteOpened(1);
    } else {
      await applyUnderHold(state, this.#holdFor(0));
      await this.#startWatch();
      await this.open(1);
    }
    return 1;
  }

  override stoodAtBoundary(): boolean {
    return this.#released || super.stoodAtBoundary();
  }

  async observe(): Promise<Observation> {
    const state = this.state;
    const watch = watchOf(state);
    const view = watch.view();
    noteVisited(state, view);
    const [from, to] = this.#range();
    const { workload } = view;
    const pods = view.newPods.filter((pod) => workload && indexOfPod(workload, pod) >= from);
    await watch.ask(view, pods);
    const places = watch.places(view, pods);
    const superseded = this.#superseded(view);
    if (superseded === undefined) await this.#overtake(view, places, from);
    return {
      places: [...places, ...placesToCome(view, from, to)],
      expected: cumulativeOf(state, state.batch),
      superseded,
      blocked: undefined,
    };
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const { state } = this;
    if (state.watch === undefined) await state.workload.read();
    const watch = await this.#startWatch();
    const { replicas = 1 } = statefulSetSpec(state.workload.live);
    const wanted = Math.min(totalOf(state), replicas);
    const taken = takenNext(state, state.facts.mode);
    return { ...(await podsOutOfService(watch, watch.view(), wanted, how)), taken };
  }

  async open(batch: number): Promise<void> {
    const state = this.state;
    const count = cumulativeOf(state, batch);
    if (state.facts.mode === 'first') {
      await state.workload.patch(replicasOps(count), `batch ${batch}: ${count} replicas`);
      this.#replicas = count;
    } else {
      const strategy = this.#holdFor(count);
      const { partition = 0 } = strategy.rollingUpdate ?? {};
      const what = `batch ${batch}: partition ${partition}, up to ${count} on the new version`;
      await state.workload.patch(strategyOps(strategy), what);
      state.strategy = strategy;
    }
    await this.noteOpened(batch);
  }

  async finish(): Promise<Finish> {
    return await finishRevisioned(this.state);
  }

  async undo(deadline: number): Promise<Finish> {
    return await undoStatefulSet(this.state, deadline);
  }

  /** Takes up a rollout that stands: the partition, or the replicas of a first deploy, say which batch is open. */
  async #adopt(): Promise<number> {
    const state = this.state;
    await state.workload.read();
    const spec = statefulSetSpec(state.workload.live);
    const { batches } = state.assignment.plan;
    const upgrade = state.facts.mode === 'upgrade';
    this.#released = !isMarked(state.workload.live);
    if (upgrade && !this.#released) state.strategy = spec.updateStrategy;
    const { replicas = 1 } = spec;
    const partition = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    const reached = upgrade ? replicas - partition : replicas;
    const index = batches.findIndex((one) => one.cumulative >= reached);
    state.batch = this.#released || index === -1 ? batches.length : index + 1;
    this.#replicas = this.#replicasLeft(replicas);
    await this.#startWatch();
    const deploys = state.assignment.plan.action === 'deploy';
    if (deploys && reached === 0 && !this.#released) await this.open(1);
    else if (deploys && !this.isOpenNoted()) await this.noteOpened(state.batch);
    return state.batch;
  }

  /** Takes the next pod of the open batch where its controller waits in vain; a disruption budget is asked. */
  async #overtake(view: RevisionedView, places: readonly Place[], from: number): Promise<void> {
    const { facts, ports, assignment } = this.state;
    if (facts.mode === 'first' || this.#released || ports.signal.aborted) return;
    if (assignment.plan.proof !== 'base') return;
    const next = this.#overtaking.next(view, places, from, ports.clock.now());
    await this.#evictions.evict(next, 'all above serve, though Kubernetes does not see it');
  }

  /** As an earlier run left them, whatever a hand made of them since. */
  #replicasLeft(found: number): number {
    const { facts, store, batch } = this.state;
    if (this.#released) return found;
    if (facts.mode === 'first') return cumulativeOf(this.state, batch);
    return store.current?.replicas ?? found;
  }

  async #startWatch(): Promise<RevisionedWatch> {
    const { ports, workload, assignment } = this.state;
    const { type } = workload.ref;
    const { proof } = assignment.plan;
    return (this.state.watch ??= await RevisionedWatch.start(ports, workload.live, type, proof));
  }

  /** The strategy that lets the `count` highest pods have the new template. */
  #holdFor(count: number): ReturnType<typeof partitioned> {
    const { facts, store } = this.state;
    const own = store.current?.updateStrategy ?? facts.updateStrategy;
    return partitioned(own, totalOf(this.state) - count);
  }

  /** The indexes that are to run the new version now: from, and up to (excluded). */
  #range(): [number, number] {
    const count = cumulativeOf(this.state, this.state.batch);
    if (this.state.facts.mode === 'first') return [0, count];
    return [totalOf(this.state) - count, totalOf(this.state)];
  }

  #superseded(view: RevisionedView): string | undefined {
    const { state } = this;
    return supersededBy(state, view.workload, () =>
      whatChangedOf(view.workload, {
        uid: state.workload.live.metadata.uid,
        templateHash: state.liveHash,
        replicas: this.#replicas,
        rolloutId: this.#released ? undefined : state.assignment.id,
        strategy: state.strategy,
      }),
    );
  }
}
