import { said } from '../../messages/said-of.ts';
import { leaveOrder } from '../../modules/leave-order.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { MustHold } from '../context.ts';
import type { Finish, Observation } from '../driver.ts';
import { cumulativeOf, totalOf, watchOf } from '../rolling.ts';
import { CountedDriver } from './counted-driver.ts';
import { noteVisited } from './deployment-state.ts';
import { evictNewPods } from './evictions-undo.ts';
import { podsToCome } from './replica-set-places.ts';
import { isCurrent } from './revisioned-state.ts';
import { undoRevisioned } from './revisioned-undo.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { readRevisioned } from './revisioned-watch.ts';
import { whyNotCreated } from './why-not-created.ts';

/**
 * Rolls a V2 ReplicaSet. A new template changes no pod by itself: as many old ones as the batch has
 * are evicted, and made anew from the new template.
 */
export class ReplicaSetDriver extends CountedDriver {
  /** Pods that were there when the controller had seen the new template: only these can be old. */
  #earlier: ReadonlySet<string> | undefined;
  #reported = 0;

  async observe(): Promise<Observation> {
    const state = this.state;
    const watch = watchOf(state);
    const view = watch.view();
    noteVisited(state, view);
    const superseded = this.superseded(view);
    if (superseded === undefined) await this.#evictOld(view);
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const expected = cumulativeOf(state, state.batch);
    const missing = expected - places.length;
    const due = this.#due(view);
    const refusalOf = (pod: ModulePod): string | undefined => this.evictions.refusalOf(pod);
    return {
      places: [...places, ...podsToCome(view, { missing, due, refusalOf })],
      expected,
      superseded,
      blocked: missing > 0 ? whyNotCreated(view.workload) : undefined,
    };
  }

  async undo(deadline: number): Promise<Finish> {
    const takeBack = () => evictNewPods(this.state, this.evictions, deadline);
    return await undoRevisioned(this.state, { deadline, strategy: undefined, takeBack });
  }

  protected holdAtStart(): undefined {
    return undefined;
  }

  /** What is evicted follows from the batch that is open. */
  protected letChange(): Promise<void> {
    return Promise.resolve();
  }

  protected changedUpTo(): number {
    const { store } = this.state;
    const opened = Math.max(0, ...(store.current?.outcomes ?? []).map((one) => one.number));
    return store.current?.batches[opened - 1] ?? 0;
  }

  async #evictOld(view: RevisionedView): Promise<void> {
    const { state } = this;
    if (state.facts.mode === 'first' || this.released || state.ports.signal.aborted) return;
    if (!isCurrent(state, view)) return;
    this.#earlier ??= await this.#podsNow();
    this.#refuseStrangers(view, this.#earlier);
    this.#reportOthers(view);
    await this.evictions.evict(this.#due(view), `batch ${state.batch}`);
  }

  /** Old pods that are one too many for the open batch, those that the plan names first. */
  #due(view: RevisionedView): readonly ModulePod[] {
    const { state } = this;
    if (state.facts.mode === 'first' || this.released) return [];
    const stay = totalOf(state) - cumulativeOf(state, state.batch);
    const here = view.oldPods.filter((pod) => !this.evictions.isDone(pod));
    const planned = state.assignment.plan.batches.slice(0, state.batch);
    const first = new Set(planned.flatMap((batch) => batch.candidates));
    return leaveOrder(here, first).slice(0, Math.max(0, here.length - stay));
  }

  async #podsNow(): Promise<ReadonlySet<string>> {
    const { ports, workload } = this.state;
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    return new Set([...view.oldPods, ...view.newPods].map((pod) => pod.uid));
  }

  /** Evicting what comes out other than the template says would have no end. */
  #refuseStrangers({ oldPods }: RevisionedView, earlier: ReadonlySet<string>): void {
    const [stranger] = oldPods.filter((pod) => !earlier.has(pod.uid));
    if (stranger === undefined) return;
    const { name, namespace } = stranger;
    throw new MustHold(
      said(({ holds }) => holds.notAsTemplate(name)),
      said(({ holds }) => holds.compare(name, namespace)),
    );
  }

  /** Each old pod that goes for another reason comes back with the new version. */
  #reportOthers({ newPods }: RevisionedView): void {
    const { state } = this;
    const others = newPods.length - cumulativeOf(state, state.batch);
    if (others <= this.#reported) return;
    this.#reported = others;
    const text = said(({ warned }) => warned.othersNew(others));
    state.ports.emit({ type: 'warning', text });
  }
}
