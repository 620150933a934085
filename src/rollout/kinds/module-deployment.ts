import { MustHold, type Assignment, type Ports } from '../context.ts';
import type { Asking, Finish, Observation, OutOfService, Place } from '../driver.ts';
import { generationOf } from '../ownership.ts';
import type { RecordStore } from '../record-store.ts';
import { RecordedDriver } from '../recorded-driver.ts';
import { cumulativeOf, takenNext, watchOf } from '../rolling.ts';
import type { Workload } from '../workload.ts';
import { finishModuleDeployment } from './module-deployment-finish.ts';
import { ModuleDeploymentMender } from './module-deployment-mend.ts';
import {
  isGivenBack,
  openedBatches,
  surplusOfFormer,
  waitsForConfirm,
} from './module-deployment-release.ts';
import { modulesOutOfService } from './module-deployment-service.ts';
import { startRelease } from './module-deployment-start.ts';
import {
  confirmIfWaiting,
  ownView,
  releaseSuperseded,
  type ModuleDeploymentFacts,
  type Releasing,
} from './module-deployment-state.ts';
import { undoModuleDeployment } from './module-deployment-undo.ts';
import { ModuleDeploymentWatch } from './module-deployment-watch.ts';
import { said } from '../../messages/said-of.ts';
import { v1Spec, type V1View } from '../../modules/v1-view.ts';
import type { Text } from '../../said.ts';

/** How long the controller gets to rest, and old modules to leave, before a batch is opened, ms. */
const readyWithinMs = 60_000;

/**
 * Rolls a ModuleDeployment. Its controller does the batches; koupctl makes it
 * stop after each, looks at the bases itself, and confirms. What the controller
 * says of its progress decides nothing but when it can be told to go on.
 */
export class ModuleDeploymentDriver extends RecordedDriver<Releasing> {
  #toldAhead = false;

  constructor(
    ports: Ports,
    assignment: Assignment,
    parts: { facts: ModuleDeploymentFacts; workload: Workload; store: RecordStore },
  ) {
    const { plan } = assignment;
    super({
      ports,
      assignment,
      ...parts,
      watch: undefined,
      goal: {
        module: plan.module,
        replicas: plan.replicas,
        cumulative: plan.batches.map((batch) => batch.cumulative),
        needConfirm: true,
      },
      batch: 0,
      givenBack: false,
      mender: new ModuleDeploymentMender(ports, parts.facts.target),
      seen: false,
    });
  }

  async begin(): Promise<number> {
    const state = this.state;
    const { facts, workload } = state;
    if (facts.resume) await workload.read();
    else await startRelease(state);
    const watch = await this.#startWatch();
    const { version } = state.goal.module;
    state.givenBack = facts.resume && isGivenBack(watch.view(), version);
    if (state.givenBack) state.goal = wholeGoal(state, watch.view());
    const batch = facts.resume ? Math.max(1, this.#opened(watch.view())) : 1;
    state.batch = batch;
    const undoing = state.store.current?.phase === 'undoing';
    if (!undoing && !this.isOpenNoted()) await this.noteOpened(batch);
    return batch;
  }

  async observe(): Promise<Observation> {
    const state = this.state;
    const watch = watchOf(state);
    const view = watch.view();
    await watch.ask(view);
    return {
      places: this.#ownPlaces(view),
      expected: this.#expected(view),
      superseded: releaseSuperseded(state, view),
      blocked: watch.forgotten(view),
    };
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const { state } = this;
    const { goal, facts, batch } = state;
    const watch = await this.#startWatch();
    const before = facts.mode === 'first' ? 0 : (facts.oldSpec?.replicas ?? goal.replicas);
    const wanted = Math.min(goal.replicas, before + cumulativeOf(state, batch));
    const taken = takenNext(state, facts.mode);
    return { ...(await modulesOutOfService(watch, watch.view(), wanted, how)), taken };
  }

  async open(batch: number): Promise<void> {
    const { ports } = this.state;
    const deadline = ports.clock.now() + readyWithinMs;
    for (;;) {
      const view = ownView(this.state);
      if (this.#opened(view) >= batch) break;
      const notYet = this.#whyNotYet(view, batch);
      if (notYet === undefined) {
        const what = `batch ${batch}: batch ${batch - 1} confirmed`;
        if (await confirmIfWaiting(this.state, view, what)) await this.#untilOpened(batch);
      } else if (ports.clock.now() >= deadline) {
        throw new MustHold(said(({ holds }, inWords) => holds.cantOpen(batch, inWords(notYet))));
      }
      await this.#mend(view, this.state.goal.cumulative[batch - 2] ?? 0);
      await this.next(500);
    }
    this.#toldAhead = false;
    await this.noteOpened(batch);
  }

  /** Asks bases, and the controller too, for what they seem to have forgotten. */
  override async askAgain(places: readonly Place[]): Promise<void> {
    const { state } = this;
    if (!state.assignment.options.askAgain) return;
    await super.askAgain(places);
    const view = watchOf(state).view();
    if (releaseSuperseded(state, view) !== undefined) return;
    await this.#mend(view, state.goal.cumulative[state.batch - 1] ?? 0);
  }

  async finish(): Promise<Finish> {
    return await finishModuleDeployment(this.state);
  }

  async undo(deadline: number): Promise<Finish> {
    return await undoModuleDeployment(this.state, deadline);
  }

  async #startWatch(): Promise<ModuleDeploymentWatch> {
    const { state } = this;
    const { ports, facts, assignment } = state;
    const { proof } = assignment.plan;
    return (state.watch ??= await ModuleDeploymentWatch.start(ports, facts.target, proof));
  }

  get #dialect(): 'confirmBatchNum' | 'pause' {
    return this.state.facts.target.surface.dialect;
  }

  #opened(view: V1View): number {
    const { module, cumulative } = this.state.goal;
    return openedBatches(view, module, cumulative);
  }

  /** Before the controller has made the new revision, the newest one's modules are the old ones. */
  #ownPlaces(view: V1View): Place[] {
    const ours = view.newest?.module.version === this.state.goal.module.version;
    return ours ? watchOf(this.state).places(view) : [];
  }

  /** What the batch calls for; more where the controller, or somebody, has opened another one. */
  #expected(view: V1View): number {
    const { goal, batch, ports } = this.state;
    const planned = goal.cumulative[batch - 1] ?? 0;
    const { newest } = view;
    if (newest === undefined || newest.module.version !== goal.module.version) return planned;
    if (newest.replicas > planned && !this.#toldAhead) {
      this.#toldAhead = true;
      const text = said(({ warned }) => warned.ahead(batch, newest.replicas, planned));
      ports.emit({ type: 'warning', text });
    }
    return Math.max(planned, newest.replicas);
  }

  /** What keeps batch `batch` from being opened; undefined when all is ready. */
  #whyNotYet(view: V1View, batch: number): Text | undefined {
    const { goal } = this.state;
    const size = (goal.cumulative[batch - 1] ?? 0) - (goal.cumulative[batch - 2] ?? 0);
    const going = view.leaving.length + Math.max(0, surplusOfFormer(view));
    if (going > 0) return said(({ holds }) => holds.uninstalling(going));
    const wanted = view.newest?.replicas ?? 0;
    if (view.current.length !== wanted) {
      return said(({ holds }) => holds.placed(view.current.length, wanted));
    }
    const free = view.free.filter((base) => base.usable).length;
    if (free < size) return said(({ holds }) => holds.freeBases(size, free));
    if (waitsForConfirm(view, this.#dialect)) return undefined;
    const { progress, batchProgress } = view.release ?? {};
    return said(({ holds }) => holds.noRest(progress, batchProgress));
  }

  /** Once the new revision is there: what the controller placed wrongly is mended. */
  async #mend(view: V1View, atMost: number): Promise<void> {
    const { assignment, goal, mender } = this.state;
    if (!assignment.options.askAgain || view.newest?.module.version !== goal.module.version) return;
    await mender.mendPlacing(watchOf(this.state), view, atMost);
    await mender.dropStragglers(view);
  }

  /** The controller takes a moment from the confirmation to the batch. */
  async #untilOpened(batch: number): Promise<void> {
    const { ports } = this.state;
    const deadline = ports.clock.now() + readyWithinMs;
    for (;;) {
      const view = ownView(this.state);
      if (this.#opened(view) >= batch) return;
      // A pause that was torn apart comes once more; what the watch still shows of before doesn't count.
      const fresh = (view.deployment?.metadata.generation ?? 0) >= generationOf(this.state);
      if (this.#dialect === 'pause' && fresh && waitsForConfirm(view, 'pause')) return;
      if (ports.clock.now() >= deadline) {
        throw new MustHold(said(({ holds }) => holds.notOpened(batch)));
      }
      await this.#mend(view, Infinity);
      await this.next(500);
    }
  }
}

/** Of a release that is over and given back: all that its owner wants by now, whatever batch it was. */
function wholeGoal({ goal }: Releasing, { deployment }: V1View): Releasing['goal'] {
  const { replicas = goal.replicas } = v1Spec(deployment);
  return { ...goal, replicas, cumulative: goal.cumulative.map(() => replicas) };
}
