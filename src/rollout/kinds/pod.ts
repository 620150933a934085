import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { asWorkload, templateOf } from '../../modules/workload-template.ts';
import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import { Superseded } from '../context.ts';
import type { Asking, Finish, Observation, OutOfService, Place } from '../driver.ts';
import { isMarked } from '../ownership.ts';
import { beginRecord } from '../record-life.ts';
import { takenNext, watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { noteVisited } from './deployment-state.ts';
import { podToCome } from './pod-places.ts';
import { isGoal, swapStep, type Swap } from './pod-swap.ts';
import { undoPod } from './pod-undo.ts';
import { podsOutOfService } from './pods-service.ts';
import { RevisionedDriver } from './revisioned-driver.ts';
import { finishRevisioned } from './revisioned-finish.ts';
import type { RevisionedView } from './revisioned-view.ts';

/**
 * Rolls a bare Pod: one batch of one. Nothing but the record knows either version while the old pod
 * is gone and the new one not there, so all that is done follows from the record and what is there.
 */
export class PodDriver extends RevisionedDriver {
  /** Of the pod that was there when the rollout began, or was taken up. */
  #uid: string | undefined;

  async begin(): Promise<number> {
    const { facts, store } = this.state;
    await this.startWatch();
    if (facts.resume) return await this.#adopt();
    const live = await this.#liveAsPlanned();
    const { nodeName } = (live?.['spec'] ?? {}) as { nodeName?: string };
    const { templateHash: hash, oldTemplate, newTemplate } = facts;
    await beginRecord(this.state, {
      templateHash: hash,
      oldTemplate,
      template: newTemplate,
      ...(nodeName === undefined ? {} : { formerBase: nodeName }),
    });
    this.#uid = store.current?.workload.uid;
    await this.open(1);
    return 1;
  }

  /** Noted first: whoever goes on does the rest by what is there. */
  async open(batch: number): Promise<void> {
    await this.noteOpened(batch);
  }

  async observe(): Promise<Observation> {
    const state = this.state;
    const view = watchOf(state).view();
    noteVisited(state, view);
    const waits = await this.#step(view);
    const superseded = waits === undefined ? this.superseded(view) : undefined;
    const places = waits === undefined ? await this.#judged(view) : [];
    const cause = waits ?? said(({ open }) => open.podNotSeen);
    const toCome = podToCome(view, this.#nameOfPlace(), cause);
    return {
      places: places.length > 0 ? places : [toCome],
      expected: 1,
      superseded,
      blocked: undefined,
    };
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const watch = await this.startWatch();
    const { mode } = this.state.facts;
    const wanted = mode === 'first' && this.state.batch === 0 ? 0 : 1;
    const taken = takenNext(this.state, mode);
    return { ...(await podsOutOfService(watch, watch.view(), wanted, how)), taken };
  }

  async finish(): Promise<Finish> {
    return await finishRevisioned(this.state);
  }

  async undo(deadline: number): Promise<Finish> {
    const { state } = this;
    const uid = this.#uid ?? state.store.current?.workload.uid;
    return await undoPod(state, {
      uid,
      evictions: this.evictions,
      deadline,
    });
  }

  /** There may be no pod at all. */
  protected override watched(): KubeObject {
    const { name, namespace = 'default' } = this.state.workload.ref;
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } };
  }

  /** One step of the swap; what it waits for. */
  async #step(view: RevisionedView): Promise<Text | undefined> {
    const { state } = this;
    if (this.released || this.#isThere(view)) return undefined;
    if (state.ports.signal.aborted) return said(({ holds }) => holds.interrupted);
    return await swapStep(state, this.#swap());
  }

  /** The pod of the new version is what was last written, and what the watch shows. */
  #isThere({ workload }: RevisionedView): boolean {
    const { state } = this;
    const { known } = state.workload;
    return [known, workload].every(
      (one) => one !== undefined && isGoal(one, state.assignment.id, state.facts.templateHash),
    );
  }

  #swap(): Swap {
    const { facts, store, assignment } = this.state;
    const why = `${assignment.plan.module.name} ${assignment.plan.module.version}`;
    return {
      from: facts.oldTemplate,
      to: facts.newTemplate,
      hash: facts.templateHash,
      base: store.current?.formerBase,
      uid: this.#uid,
      why,
      takeAway: async (pod) => await this.#evict(pod, why),
    };
  }

  async #evict(pod: ModulePod, why: string): Promise<Text | undefined> {
    await this.evictions.evict([pod], why);
    const refusal = this.evictions.refusalOf(pod);
    return refusal === undefined ? undefined : said(({ open }) => open.notEvicted(refusal));
  }

  async #judged(view: RevisionedView): Promise<readonly Place[]> {
    const watch = watchOf(this.state);
    await watch.ask(view, view.newPods);
    return watch.places(view, view.newPods);
  }

  /** Takes up a rollout that stands, wherever between the two pods that is. */
  async #adopt(): Promise<number> {
    const { state } = this;
    const { workload, store, assignment, facts } = state;
    const live = await workload.read();
    const { uid } = store.current?.workload ?? {};
    this.#uid = uid;
    if (store.current?.formerBase !== undefined) state.visited.add(store.current.formerBase);
    if (live !== undefined) {
      workload.adopt(asWorkload(live));
      const isNew = templateHash(templateOf(live)) === facts.templateHash;
      this.released = isNew && uid === live.metadata.uid && !isMarked(live);
    }
    state.batch = 1;
    if (assignment.plan.action === 'deploy' && !this.isOpenNoted()) await this.noteOpened(1);
    return 1;
  }

  /** Throws Superseded unless what is there is what the plan was made from. */
  async #liveAsPlanned(): Promise<KubeObject | undefined> {
    const { workload, facts, assignment } = this.state;
    const { label } = workload;
    const live = await workload.read();
    if (facts.mode === 'first') {
      if (live === undefined) return undefined;
      throw new Superseded(said(({ changedObject }) => changedObject.createdMeanwhile(label)));
    }
    if (live === undefined) {
      throw new Superseded(said(({ changedObject }) => changedObject.deletedMeanwhile(label)));
    }
    if (live.metadata.uid !== assignment.plan.basedOn?.uid) {
      throw new Superseded(said(({ changedObject }) => changedObject.createdAnew(label)));
    }
    if (templateHash(templateOf(live)) !== templateHash(facts.oldTemplate)) {
      throw new Superseded(said(({ changedObject }) => changedObject.changedSincePlan(label)));
    }
    return live;
  }

  #nameOfPlace(): string {
    const { store, workload } = this.state;
    return store.current?.formerBase ?? workload.ref.name;
  }
}
