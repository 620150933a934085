import type { Asking, Finish, OutOfService } from '../driver.ts';
import { isMarked } from '../ownership.ts';
import { cumulativeOf, takenNext, totalOf } from '../rolling.ts';
import type { KubeObject } from '../../world.ts';
import { replicasOps } from './deployment-writes.ts';
import { podsOutOfService } from './pods-service.ts';
import { finishRevisioned } from './revisioned-finish.ts';
import { RevisionedDriver } from './revisioned-driver.ts';
import { applyUnderHold, createMarked, openFirst } from './revisioned-start.ts';
import { revisionedSpec, type UpdateStrategy } from './revisioned-view.ts';

/**
 * What StatefulSets and ReplicaSets are rolled alike by: a first deploy steps the replicas, and an
 * upgrade leaves their number alone.
 */
export abstract class CountedDriver extends RevisionedDriver {
  /** spec.replicas as last written or found. */
  #replicas = this.state.assignment.plan.replicas;

  /** The updateStrategy under which the new template comes in and no pod changes; undefined where none ever does. */
  protected abstract holdAtStart(): UpdateStrategy | undefined;
  /** Lets the pods up to `count` have the new template. */
  protected abstract letChange(batch: number, count: number): Promise<void>;
  /** Up to how many pods an earlier run let change. */
  protected abstract changedUpTo(live: KubeObject): number;

  async begin(): Promise<number> {
    const state = this.state;
    if (state.facts.resume) return await this.#adopt();
    if (state.facts.mode === 'first') {
      const replicas = cumulativeOf(state, 1);
      await openFirst(state);
      await createMarked(state, { replicas }, `created with ${replicas} replica(s)`);
      this.#replicas = replicas;
      await this.startWatch();
      await this.noteOpened(1);
    } else {
      await applyUnderHold(state, this.holdAtStart());
      await this.startWatch();
      await this.open(1);
    }
    return 1;
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const { state } = this;
    if (state.watch === undefined) await state.workload.read();
    const watch = await this.startWatch();
    const { replicas = 1 } = revisionedSpec(state.workload.live);
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
      await this.letChange(batch, count);
    }
    await this.noteOpened(batch);
  }

  async finish(): Promise<Finish> {
    return await finishRevisioned(this.state);
  }

  protected override replicasKept(): number {
    return this.#replicas;
  }

  /** Takes up a rollout that stands: what may have changed, or the replicas of a first deploy, say which batch is open. */
  async #adopt(): Promise<number> {
    const state = this.state;
    await state.workload.read();
    const { live } = state.workload;
    const { replicas = 1, updateStrategy } = revisionedSpec(live);
    const { batches } = state.assignment.plan;
    const upgrade = state.facts.mode === 'upgrade';
    this.released = !isMarked(live);
    if (upgrade && !this.released) state.strategy = updateStrategy;
    const reached = upgrade ? this.changedUpTo(live) : replicas;
    const index = batches.findIndex((one) => one.cumulative >= reached);
    state.batch = this.released || index === -1 ? batches.length : index + 1;
    this.#replicas = this.#replicasLeft(replicas);
    await this.startWatch();
    const deploys = state.assignment.plan.action === 'deploy';
    if (deploys && reached === 0 && !this.released) await this.open(1);
    else if (deploys && !this.isOpenNoted()) await this.noteOpened(state.batch);
    return state.batch;
  }

  /** As an earlier run left them, whatever a hand made of them since. */
  #replicasLeft(found: number): number {
    const { facts, store, batch } = this.state;
    if (this.released) return found;
    if (facts.mode === 'first') return cumulativeOf(this.state, batch);
    return store.current?.replicas ?? found;
  }
}
