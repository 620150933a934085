import { said } from '../../messages/said-of.ts';
import { basesInOrder } from '../../modules/daemon-nodes.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { MustHold, Superseded } from '../context.ts';
import type { Asking, Finish, Observation, OutOfService } from '../driver.ts';
import { isMarked } from '../ownership.ts';
import { cumulativeOf, takenNext, totalOf, watchOf } from '../rolling.ts';
import { closeBases, closedKeyOf, openBases } from './daemon-set-doors.ts';
import { podsOutOfService } from './pods-service.ts';
import { basesToCome } from './daemon-set-places.ts';
import { noteVisited } from './deployment-state.ts';
import { evictNewPods } from './evictions-undo.ts';
import { desiredIn, finishRevisioned } from './revisioned-finish.ts';
import { applyUnderHold, createMarked, openFirst } from './revisioned-start.ts';
import { RevisionedDriver } from './revisioned-driver.ts';
import { isCurrent } from './revisioned-state.ts';
import { undoRevisioned } from './revisioned-undo.ts';
import { revisionedSpec, type RevisionedView, type UpdateStrategy } from './revisioned-view.ts';
import { readRevisioned } from './revisioned-watch.ts';

/** Nothing changes but what is evicted. */
const hold: UpdateStrategy = { type: 'OnDelete' };

/** Rolls a V2 DaemonSet: OnDelete and evictions, base by base; a first deploy opens the bases. */
export class DaemonSetDriver extends RevisionedDriver {
  /** All bases, in the order in which the batches take them. */
  #order: readonly string[] = this.state.assignment.plan.batches.flatMap(
    (batch) => batch.candidates,
  );
  /** Bases of the open batch and those before it, as far as they were there. */
  #members: readonly string[] = [];
  readonly #goneSince = new Map<string, number>();
  readonly #reported = new Set<string>();

  async begin(): Promise<number> {
    const state = this.state;
    if (state.facts.resume) return await this.#adopt();
    if (state.facts.mode === 'first') {
      await openFirst(state);
      const key = closedKeyOf(state.facts.manifest);
      const later = this.#order.slice(this.#upTo(1).length);
      if (key !== undefined) await closeBases(state.ports.cluster, key, later);
      await createMarked(state, {}, `created, ${later.length} base(s) still closed to it`);
    } else {
      await applyUnderHold(state, hold);
    }
    await this.startWatch();
    await this.open(1);
    return 1;
  }

  async observe(): Promise<Observation> {
    const state = this.state;
    const watch = watchOf(state);
    const view = watch.view();
    noteVisited(state, view);
    await this.#evictOld(view);
    this.#reportOthers(view);
    const members = new Set(this.#members);
    const pods = view.newPods.filter((pod) => members.has(pod.node ?? ''));
    await watch.ask(view, pods);
    this.#noteGone(view);
    const around = {
      now: state.ports.clock.now(),
      goneSince: (base: string) => this.#goneSince.get(base),
      refusalOf: (pod: ModulePod) => this.evictions.refusalOf(pod),
    };
    return {
      places: [...watch.places(view, pods), ...basesToCome(view, this.#members, around)],
      expected: this.#members.length,
      superseded: this.superseded(view),
      blocked: undefined,
    };
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const { state } = this;
    if (state.watch === undefined) await state.workload.read();
    const watch = await this.startWatch();
    const view = watch.view();
    const wanted = this.#toServe(view);
    const taken = takenNext(state, state.facts.mode);
    return { ...(await podsOutOfService(watch, view, wanted, how)), taken };
  }

  /** Of a first deploy the bases that are open to it; before the first batch those that have it. */
  #toServe(view: RevisionedView): number {
    const { state } = this;
    if (state.facts.mode === 'first') return this.#members.length;
    const total = totalOf(state);
    return state.batch > 0 ? total : Math.min(total, desiredIn(view) ?? total);
  }

  /** Noted first: what is evicted or opened after that belongs to the batch, whoever goes on. */
  async open(batch: number): Promise<void> {
    await this.noteOpened(batch);
    await this.#takeIn(batch);
  }

  override touches(batch: number): readonly string[] {
    return this.#upTo(batch).slice(this.#upTo(batch - 1).length);
  }

  async finish(): Promise<Finish> {
    const state = this.state;
    const key = closedKeyOf(state.workload.live);
    if (key !== undefined) await openBases(state.ports.cluster, key, 'all');
    if (state.facts.mode === 'upgrade' && !this.released) await this.#untilNoneIsOld();
    return await finishRevisioned(state);
  }

  async undo(deadline: number): Promise<Finish> {
    const key = closedKeyOf(this.state.workload.live);
    const takeBack = () => evictNewPods(this.state, this.evictions, deadline);
    const end = await undoRevisioned(this.state, { deadline, strategy: hold, takeBack });
    // What a first deploy had closed; nothing is left that could land there.
    if (this.state.facts.mode === 'first' && key !== undefined) {
      await openBases(this.state.ports.cluster, key, 'all');
    }
    return end;
  }

  /** Takes up a rollout that stands: the record says which batch is open. */
  async #adopt(): Promise<number> {
    const state = this.state;
    await state.workload.read();
    this.released = !isMarked(state.workload.live);
    if (state.facts.mode === 'upgrade' && !this.released) state.strategy = hold;
    await this.startWatch();
    this.#order = await this.#orderFound();
    const opened = (state.store.current?.outcomes ?? []).map((one) => one.number);
    const { plan } = state.assignment;
    state.batch = this.released ? plan.batches.length : Math.max(0, ...opened);
    if (plan.action !== 'deploy') return state.batch;
    if (state.batch === 0) await this.open(1);
    else if (!this.isOpenNoted()) await this.noteOpened(state.batch);
    await this.#takeIn(state.batch);
    return state.batch;
  }

  /** A plan that is made from the record does not know the bases of the batches to come. */
  async #orderFound(): Promise<readonly string[]> {
    const { ports, workload, store } = this.state;
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    const { template } = revisionedSpec(workload.live);
    const reached = (store.current?.outcomes ?? []).flatMap((one) => one.bases);
    return basesInOrder({ ...view, template, reached });
  }

  /** The bases up to and with this batch; those that came since the rollout began belong to the last. */
  #upTo(batch: number): readonly string[] {
    const { batches } = this.state.assignment.plan;
    return batch >= batches.length
      ? this.#order
      : this.#order.slice(0, cumulativeOf(this.state, batch));
  }

  async #takeIn(batch: number): Promise<void> {
    const { ports, workload, facts } = this.state;
    const { bases } = watchOf(this.state).view();
    const planned = this.#upTo(batch);
    const missing = planned.filter((name) => !bases.has(name) && !this.#members.includes(name));
    if (missing.length > 0) {
      const text = said(({ warned }) => warned.leftBefore(missing));
      ports.emit({ type: 'warning', text });
    }
    this.#members = planned.filter((name) => !missing.includes(name));
    const key = closedKeyOf(workload.live);
    if (facts.mode !== 'first' || key === undefined) return;
    const opened = await openBases(ports.cluster, key, new Set(planned));
    if (opened.length === 0) return;
    const what = `batch ${batch}: open to it from now on`;
    ports.emit({ type: 'wrote', object: `${opened.length} node(s)`, what });
  }

  /** Evicts what is left of the old version on the bases of the open batches. */
  async #evictOld(view: RevisionedView): Promise<void> {
    const { state } = this;
    if (state.facts.mode === 'first' || this.released || !isCurrent(state, view)) return;
    if (state.ports.signal.aborted || this.superseded(view) !== undefined) return;
    const members = new Set(this.#members);
    const due = view.oldPods.filter((pod) => members.has(pod.node ?? ''));
    await this.evictions.evict(due, `batch ${state.batch}`);
  }

  /** Under OnDelete a pod that goes for another reason comes back with the new template. */
  #reportOthers(view: RevisionedView): void {
    const { ports, batch } = this.state;
    const planned = this.#upTo(batch);
    const others = view.newPods.filter(
      (pod) => pod.node !== undefined && !planned.includes(pod.node),
    );
    for (const pod of others.filter(({ uid }) => !this.#reported.has(uid))) {
      this.#reported.add(pod.uid);
      const text = said(({ warned }) => warned.otherNew(pod.node ?? pod.name));
      ports.emit({ type: 'warning', text });
    }
  }

  #noteGone({ bases }: RevisionedView): void {
    const now = this.state.ports.clock.now();
    for (const name of this.#members) {
      if (bases.has(name)) this.#goneSince.delete(name);
      else if (!this.#goneSince.has(name)) this.#goneSince.set(name, now);
    }
  }

  /** Bases that came, or came back, outside the plan may still have the old version. */
  async #untilNoneIsOld(): Promise<void> {
    const { state } = this;
    const deadline = state.ports.clock.now() + state.assignment.options.timeoutMs;
    for (;;) {
      const view = watchOf(state).view();
      const superseded = this.superseded(view);
      if (superseded !== undefined) throw new Superseded(superseded);
      if (isCurrent(state, view) && view.oldPods.length === 0) return;
      if (state.ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
      if (state.ports.clock.now() > deadline) {
        const names = view.oldPods.map((pod) => pod.node ?? pod.name);
        const bases = names.slice(0, 3).join(', ');
        throw new MustHold(said(({ holds }) => holds.oldStaysOn(bases)));
      }
      // No batch has asked for these: one at a time.
      const next = view.leaving.length > 0 ? [] : view.oldPods.slice(0, 1);
      if (isCurrent(state, view)) await this.evictions.evict(next, 'outside the batches');
      await watchOf(state).next(1_000);
    }
  }
}
