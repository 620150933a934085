import { MustHold, type Assignment, type Ports } from '../context.ts';
import type { Driver, Finish, Observation, Place } from '../driver.ts';
import { maxNames } from '../record.ts';
import type { RecordStore } from '../record-store.ts';
import type { Workload } from '../workload.ts';
import { finishModuleDeployment } from './module-deployment-finish.ts';
import { ModuleDeploymentMender } from './module-deployment-mend.ts';
import {
  isGivenBack,
  openedBatches,
  surplusOfFormer,
  waitsForConfirm,
} from './module-deployment-release.ts';
import { startRelease } from './module-deployment-start.ts';
import {
  confirmIfWaiting,
  generationOf,
  ownView,
  supersededBy,
  watchOf,
  type ModuleDeploymentFacts,
  type Releasing,
} from './module-deployment-state.ts';
import { undoModuleDeployment } from './module-deployment-undo.ts';
import { ModuleDeploymentWatch } from './module-deployment-watch.ts';
import type { V1View } from '../../modules/v1-view.ts';

/** How long the controller gets to rest, and old modules to leave, before a batch is opened, ms. */
const readyWithinMs = 60_000;

/** How long the cause of a failure is waited for, ms. */
const lastAnswerMs = 15_000;

/**
 * Rolls a ModuleDeployment. Its controller does the batches; koupctl makes it
 * stop after each, looks at the bases itself, and confirms. What the controller
 * says of its progress decides nothing but when it can be told to go on.
 */
export class ModuleDeploymentDriver implements Driver {
  readonly #state: Releasing;
  #toldAhead = false;

  constructor(
    ports: Ports,
    assignment: Assignment,
    parts: { facts: ModuleDeploymentFacts; workload: Workload; store: RecordStore },
  ) {
    const { plan } = assignment;
    this.#state = {
      ports,
      assignment,
      ...parts,
      watch: undefined,
      goal: {
        module: plan.module,
        replicas: plan.replicas,
        cumulative: plan.batches.map((batch) => batch.cumulative),
      },
      batch: 0,
      givenBack: false,
      mender: new ModuleDeploymentMender(ports, parts.facts.target),
      seen: false,
    };
  }

  async begin(): Promise<number> {
    const state = this.#state;
    const { ports, facts, assignment, workload } = state;
    if (facts.resume) await workload.read();
    else await startRelease(state);
    state.watch = await ModuleDeploymentWatch.start(ports, facts.target, assignment.plan.proof);
    const { version } = state.goal.module;
    const goal = { version, replicas: state.goal.replicas };
    state.givenBack = facts.resume && isGivenBack(state.watch.view(), goal);
    const batch = facts.resume ? Math.max(1, this.#opened(state.watch.view())) : 1;
    state.batch = batch;
    const noted = state.store.current?.outcomes.some((one) => one.number === batch) ?? false;
    // What an earlier run noted of this batch is kept: it may have found it healthy.
    if (!noted && state.store.current?.phase !== 'undoing') await this.#noteOpened(batch);
    return batch;
  }

  stoodAtBoundary(): boolean {
    const { facts, store, batch } = this.#state;
    const outcomes = facts.resume ? (store.current?.outcomes ?? []) : [];
    return outcomes.some((one) => one.number === batch && one.healthyAt !== undefined);
  }

  async observe(): Promise<Observation> {
    const state = this.#state;
    const watch = watchOf(state);
    const view = watch.view();
    await watch.ask(view);
    return {
      places: this.#ownPlaces(view),
      expected: this.#expected(view),
      superseded: supersededBy(state, view),
      blocked: watch.forgotten(view),
    };
  }

  async next(maxMs: number): Promise<void> {
    await watchOf(this.#state).next(maxMs);
  }

  async open(batch: number): Promise<void> {
    const { ports } = this.#state;
    const deadline = ports.clock.now() + readyWithinMs;
    for (;;) {
      const view = ownView(this.#state);
      if (this.#opened(view) >= batch) break;
      const notYet = this.#whyNotYet(view, batch);
      if (notYet === undefined) {
        const what = `batch ${batch}: batch ${batch - 1} confirmed`;
        if (await confirmIfWaiting(this.#state, view, what)) await this.#untilOpened(batch);
      } else if (ports.clock.now() >= deadline) {
        throw new MustHold(`batch ${batch} can't be opened: ${notYet}`);
      }
      await this.#mend(view, this.#state.goal.cumulative[batch - 2] ?? 0);
      await this.next(500);
    }
    await this.#noteOpened(batch);
  }

  async switchDark(places: readonly Place[], batch: number): Promise<void> {
    const { ports, assignment } = this.#state;
    const startedAt = ports.clock.now();
    const dark = places.filter((place) => place.judgement.state === 'dark');
    const switched = await watchOf(this.#state).switchTo(dark);
    if (switched.length === 0) return;
    ports.emit({
      type: 'switched',
      batch,
      version: assignment.plan.module.version,
      bases: switched.map((base) => base.name),
      tookMs: ports.clock.now() - startedAt,
    });
  }

  /** Asks bases, and the controller too, for what they seem to have forgotten. */
  async askAgain(places: readonly Place[]): Promise<void> {
    const { assignment, goal, batch } = this.#state;
    const watch = watchOf(this.#state);
    if (!assignment.options.askAgain) return;
    // Meanwhile other bases are to be seen; but what ends the rollout is worth waiting for.
    const ends = places.some((place) => place.judgement.state === 'doomed');
    await watch.askAgain(places, ends ? lastAnswerMs : 1_000);
    const view = watch.view();
    if (supersededBy(this.#state, view) === undefined) {
      await this.#mend(view, goal.cumulative[batch - 1] ?? 0);
    }
  }

  async noteHealthy(batch: number, places: readonly Place[]): Promise<readonly string[]> {
    const { store, ports } = this.#state;
    const outcomes = store.current?.outcomes ?? [];
    const earlier = new Set(
      outcomes.filter((one) => one.number < batch).flatMap((one) => one.bases),
    );
    const bases = places.map((place) => place.name).filter((name) => !earlier.has(name));
    const healthyAt = new Date(ports.clock.now()).toISOString();
    await store.update({
      outcomes: outcomes.map((one) =>
        one.number === batch ? { ...one, healthyAt, bases: bases.slice(0, maxNames) } : one,
      ),
    });
    return bases;
  }

  async finish(): Promise<Finish> {
    return await finishModuleDeployment(this.#state);
  }

  async undo(deadline: number): Promise<Finish> {
    return await undoModuleDeployment(this.#state, deadline);
  }

  async noteHeld(why: string): Promise<void> {
    if (this.#state.store.current !== undefined) await this.#state.store.update({ note: why });
  }

  touches(batch: number): readonly string[] {
    return this.#state.assignment.plan.batches[batch - 1]?.candidates ?? [];
  }

  close(): void {
    this.#state.watch?.close();
  }

  get #dialect(): 'confirmBatchNum' | 'pause' {
    return this.#state.facts.target.surface.dialect;
  }

  #opened(view: V1View): number {
    const { module, cumulative } = this.#state.goal;
    return openedBatches(view, module, cumulative);
  }

  /** Before the controller has made the new revision, the newest one's modules are the old ones. */
  #ownPlaces(view: V1View): Place[] {
    const ours = view.newest?.module.version === this.#state.goal.module.version;
    return ours ? watchOf(this.#state).places(view) : [];
  }

  /** What the batch calls for; more where the controller, or somebody, has opened another one. */
  #expected(view: V1View): number {
    const { goal, batch, ports } = this.#state;
    const planned = goal.cumulative[batch - 1] ?? 0;
    const { newest } = view;
    if (newest === undefined || newest.module.version !== goal.module.version) return planned;
    if (newest.replicas > planned && !this.#toldAhead) {
      this.#toldAhead = true;
      const text = `the controller is ahead of batch ${batch}: it is placing ${newest.replicas} instead of ${planned}`;
      ports.emit({ type: 'warning', text });
    }
    return Math.max(planned, newest.replicas);
  }

  /** What keeps batch `batch` from being opened; undefined when all is ready. */
  #whyNotYet(view: V1View, batch: number): string | undefined {
    const { goal } = this.#state;
    const size = (goal.cumulative[batch - 1] ?? 0) - (goal.cumulative[batch - 2] ?? 0);
    const going = view.leaving.length + Math.max(0, surplusOfFormer(view));
    if (going > 0) return `${going} module(s) of the old version are still being uninstalled`;
    const wanted = view.newest?.replicas ?? 0;
    if (view.current.length !== wanted) {
      return `the controller has placed ${view.current.length} modules instead of ${wanted}`;
    }
    const free = view.free.filter((base) => base.usable).length;
    if (free < size) return `it needs ${size} free base(s), and there are ${free}`;
    if (waitsForConfirm(view, this.#dialect)) return undefined;
    return `the controller does not rest: progress ${view.release?.progress ?? 'unknown'}, batchProgress ${view.release?.batchProgress ?? 'unknown'}`;
  }

  /** Once the new revision is there: what the controller placed wrongly is mended. */
  async #mend(view: V1View, atMost: number): Promise<void> {
    const { assignment, goal, mender } = this.#state;
    if (!assignment.options.askAgain || view.newest?.module.version !== goal.module.version) return;
    await mender.mendPlacing(watchOf(this.#state), view, atMost);
  }

  /** The controller takes a moment from the confirmation to the batch. */
  async #untilOpened(batch: number): Promise<void> {
    const { ports } = this.#state;
    const deadline = ports.clock.now() + readyWithinMs;
    for (;;) {
      const view = ownView(this.#state);
      if (this.#opened(view) >= batch) return;
      // A pause that was torn apart comes once more; what the watch still shows of before doesn't count.
      const fresh = (view.deployment?.metadata.generation ?? 0) >= generationOf(this.#state);
      if (this.#dialect === 'pause' && fresh && waitsForConfirm(view, 'pause')) return;
      if (ports.clock.now() >= deadline) {
        throw new MustHold(`batch ${batch} was confirmed, but the controller does not open it`);
      }
      await this.#mend(view, Infinity);
      await this.next(500);
    }
  }

  async #noteOpened(batch: number): Promise<void> {
    const { store, ports } = this.#state;
    this.#state.batch = batch;
    this.#toldAhead = false;
    const openedAt = new Date(ports.clock.now()).toISOString();
    const outcomes = (store.current?.outcomes ?? []).filter((one) => one.number !== batch);
    await store.update({
      phase: 'rolling',
      outcomes: [...outcomes, { number: batch, openedAt, bases: [] }],
    });
  }
}
