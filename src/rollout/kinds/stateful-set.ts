import type { KubeObject } from '../../world.ts';
import type { Finish, Observation, Place } from '../driver.ts';
import { cumulativeOf, totalOf, watchOf } from '../rolling.ts';
import { CountedDriver } from './counted-driver.ts';
import { noteVisited } from './deployment-state.ts';
import { strategyOps } from './revisioned-state.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { indexOfPod, partitioned, statefulSetSpec } from './stateful-set-order.ts';
import { Overtaking } from './stateful-set-overtake.ts';
import { placesToCome } from './stateful-set-places.ts';
import { undoStatefulSet } from './stateful-set-undo.ts';

/** Rolls a V2 StatefulSet: by its partition, from replicas downwards; by its replicas where nothing is there yet. */
export class StatefulSetDriver extends CountedDriver {
  readonly #overtaking = new Overtaking();

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
    const superseded = this.superseded(view);
    if (superseded === undefined) await this.#overtake(view, places, from);
    return {
      places: [...places, ...placesToCome(view, from, to)],
      expected: cumulativeOf(state, state.batch),
      superseded,
      blocked: undefined,
    };
  }

  async undo(deadline: number): Promise<Finish> {
    return await undoStatefulSet(this.state, deadline);
  }

  protected holdAtStart(): ReturnType<typeof partitioned> {
    return this.#holdFor(0);
  }

  protected async letChange(batch: number, count: number): Promise<void> {
    const state = this.state;
    const strategy = this.#holdFor(count);
    const { partition = 0 } = strategy.rollingUpdate ?? {};
    const what = `batch ${batch}: partition ${partition}, up to ${count} on the new version`;
    await state.workload.patch(strategyOps(strategy), what);
    state.strategy = strategy;
  }

  protected changedUpTo(live: KubeObject): number {
    const { replicas = 1, updateStrategy } = statefulSetSpec(live);
    return replicas - (updateStrategy?.rollingUpdate?.partition ?? 0);
  }

  /** Takes the next pod of the open batch where its controller waits in vain; a disruption budget is asked. */
  async #overtake(view: RevisionedView, places: readonly Place[], from: number): Promise<void> {
    const { facts, ports, assignment } = this.state;
    if (facts.mode === 'first' || this.released || ports.signal.aborted) return;
    if (assignment.plan.proof !== 'base') return;
    const next = this.#overtaking.next(view, places, from, ports.clock.now());
    await this.evictions.evict(next, 'all above serve, though Kubernetes does not see it');
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
}
