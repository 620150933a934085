import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import type { Base } from '../../modules/base.ts';
import { leaveOrder } from '../../modules/leave-order.ts';
import { retiredWhileInstalling } from '../../plan/batches.ts';
import type { Text } from '../../said.ts';
import { MustHold, Superseded, type Assignment, type Ports } from '../context.ts';
import type { Asking, Finish, Observation, OutOfService, Place } from '../driver.ts';
import { holdNumbers, holdOps, isDrawnBy, isHeld } from '../hold.ts';
import { isBehind, isMarked, supersededBy } from '../ownership.ts';
import type { RecordStore } from '../record-store.ts';
import { RecordedDriver } from '../recorded-driver.ts';
import { cumulativeOf, takenNext, totalOf, watchOf } from '../rolling.ts';
import { fewOf, troublesOf } from '../troubles.ts';
import type { Workload } from '../workload.ts';
import { finishDeployment, helpAlong } from './deployment-finish.ts';
import { letStay, markToGo, whoGoesBefore } from './deployment-retire.ts';
import { applyWhilePaused, createWithFirstBatch } from './deployment-start.ts';
import {
  noteVisited,
  whatOthersDid,
  type Deploying,
  type DeploymentFacts,
} from './deployment-state.ts';
import { undoDeployment } from './deployment-undo.ts';
import { deploymentSpec, type DeploymentView } from './deployment-view.ts';
import { DeploymentWatch, readDeployment } from './deployment-watch.ts';
import { holdAndUnpauseOps, replicasOps } from './deployment-writes.ts';
import { podsOutOfService } from './pods-service.ts';
import { whyNotCreated } from './why-not-created.ts';

/** How long an old pod elsewhere may take to become ready before the rollout holds, ms. */
const readinessLagMs = 60_000;

/** How long the bases that the old version left may take to tell how they are, ms. */
const answersWithinMs = 3_000;

/** Rolls a V2 Deployment: by the hold line, or by its replicas where nothing is there yet. */
export class DeploymentDriver extends RecordedDriver<Deploying> {
  /** What was borrowed is given back already; an earlier run did not get to record the end. */
  #released = false;

  constructor(
    ports: Ports,
    assignment: Assignment,
    parts: { facts: DeploymentFacts; workload: Workload; store: RecordStore },
  ) {
    super({
      ports,
      assignment,
      ...parts,
      watch: undefined,
      hold: undefined,
      replicas: assignment.plan.replicas,
      liveHash: parts.facts.templateHash,
      batch: 0,
      seen: false,
      visited: new Set(),
      backSince: undefined,
    });
  }

  async begin(): Promise<number> {
    const state = this.state;
    if (state.facts.resume) return await this.#adopt();
    if (state.facts.mode === 'first') await createWithFirstBatch(state);
    else await applyWhilePaused(state);
    await this.#startWatch();
    if (state.facts.mode === 'upgrade') await this.#moveHold(1);
    await this.noteOpened(1);
    return 1;
  }

  override stoodAtBoundary(): boolean {
    return this.#released || super.stoodAtBoundary();
  }

  async observe(): Promise<Observation> {
    const state = this.state;
    const watch = watchOf(state);
    const view = watch.view();
    const called = cumulativeOf(state, state.batch);
    // Given back, the replicas are their owner's again.
    const expected = this.#released ? Math.min(called, state.replicas) : called;
    // Which pods are new it tells only when it shows the template that was written.
    if (isBehind(state, view.deployment)) {
      return { places: [], expected, superseded: undefined, blocked: undefined };
    }
    noteVisited(state, view);
    await watch.ask(view, view.newPods);
    return {
      places: watch.places(view, view.newPods),
      expected,
      superseded: this.#superseded(view),
      blocked: whyNotCreated(view.deployment),
    };
  }

  async outOfService(how: Asking): Promise<OutOfService> {
    const { state } = this;
    if (state.watch === undefined) await state.workload.read();
    const watch = await this.#startWatch();
    const { replicas = 1 } = deploymentSpec(state.workload.live);
    const wanted = Math.min(totalOf(state), replicas);
    const taken = takenNext(state, state.facts.mode);
    return { ...(await podsOutOfService(watch, watch.view(), wanted, how)), taken };
  }

  async open(batch: number): Promise<void> {
    const state = this.state;
    if (state.facts.mode === 'first') {
      const replicas = cumulativeOf(state, batch);
      await state.workload.patch(replicasOps(replicas), `batch ${batch}: ${replicas} replicas`);
      state.replicas = replicas;
    } else {
      await this.#moveHold(batch);
    }
    await this.noteOpened(batch);
  }

  async finish(): Promise<Finish> {
    const retires = this.state.facts.mode === 'upgrade' && !this.#released;
    if (retires) await this.#retire(totalOf(this.state));
    const { replicas } = this.state;
    return await finishDeployment(this.state, this.#released ? replicas : totalOf(this.state));
  }

  async undo(deadline: number): Promise<Finish> {
    return await undoDeployment(this.state, deadline);
  }

  /** Takes up a rollout that stands held: the live hold says which batch is open. */
  async #adopt(): Promise<number> {
    const state = this.state;
    const live = await state.workload.read();
    const spec = deploymentSpec(state.workload.live);
    const rolling = spec.strategy?.rollingUpdate;
    const hold = isHeld(spec as Record<string, unknown>)
      ? {
          maxSurge: Number(rolling?.maxSurge ?? 0),
          maxUnavailable: Number(rolling?.maxUnavailable ?? 0),
        }
      : undefined;
    const upgrade = state.facts.mode === 'upgrade';
    const held = hold === undefined ? 0 : hold.maxSurge + hold.maxUnavailable;
    const reached = upgrade ? held : (spec.replicas ?? 0);
    state.hold = hold;
    state.workload.adopt(live);
    // Killed after everything borrowed was given back: only the proof of the end is left.
    this.#released = upgrade ? hold === undefined : !isMarked(state.workload.live);
    const { batches } = state.assignment.plan;
    const deploys = state.assignment.plan.action === 'deploy';
    const cumulative = batches.map((one) => one.cumulative);
    const { policy } = state.assignment.plan;
    if (deploys && hold !== undefined && !isDrawnBy(hold, policy, cumulative)) {
      throw new Superseded(said(({ changed }) => changed.hold));
    }
    const index = batches.findIndex((one) => one.cumulative >= reached);
    state.batch = this.#released || index === -1 ? batches.length : index + 1;
    state.replicas = this.#replicasLeft(upgrade) ?? spec.replicas ?? 1;
    await this.#startWatch();
    if (deploys && !this.isOpenNoted()) await this.noteOpened(state.batch);
    return state.batch;
  }

  /** spec.replicas as an earlier run left them, whatever a hand made of them since; undefined where they are free again. */
  #replicasLeft(upgrade: boolean): number | undefined {
    if (this.#released) return undefined;
    return upgrade
      ? this.state.store.current?.replicas
      : cumulativeOf(this.state, this.state.batch);
  }

  async #startWatch(): Promise<DeploymentWatch> {
    const { ports, workload, assignment } = this.state;
    const { proof } = assignment.plan;
    const renews = assignment.coRelease === undefined;
    return (this.state.watch ??= await DeploymentWatch.start(ports, workload.live, proof, renews));
  }

  /** Moves the hold line to let batch `batch` in; retires first what the policy wants gone. */
  async #moveHold(batch: number): Promise<void> {
    const state = this.state;
    const { plan } = state.assignment;
    const cumulative = plan.batches.map((one) => one.cumulative);
    const updated = cumulativeOf(state, batch);
    const retired = retiredWhileInstalling(plan.policy, cumulative, batch - 1);
    if (plan.policy === 'uninstall-then-install') await this.#choose(retired);
    else if (retired > 0) await this.#retire(retired);
    const numbers = holdNumbers(updated, retired);
    const paused = deploymentSpec(state.workload.live).paused === true;
    const ops = paused ? holdAndUnpauseOps(numbers) : holdOps(numbers);
    await state.workload.patch(ops, `batch ${batch}: up to ${updated} on the new version`);
    state.hold = numbers;
  }

  /** Lets old pods go until `retired` are gone, from bases where the new version is proven. */
  async #retire(retired: number): Promise<void> {
    const state = this.state;
    if (state.hold !== undefined && state.hold.maxUnavailable >= retired) return;
    const chosen = await this.#choose(retired);
    const numbers = holdNumbers(
      (state.hold?.maxSurge ?? 0) + (state.hold?.maxUnavailable ?? retired),
      retired,
    );
    await state.workload.patch(holdOps(numbers), `old version leaves ${chosen.length} base(s)`);
    state.hold = numbers;
    await this.#untilGone(chosen);
    state.ports.emit({ type: 'retired', batch: state.batch, bases: chosen });
  }

  /** Picks and marks the old pods that are to go so that `retired` are gone in all. Resolves to their bases. */
  async #choose(retired: number): Promise<string[]> {
    const state = this.state;
    const { cluster } = state.ports;
    const view = await readDeployment(cluster, state.workload.live);
    const count = view.oldPods.length - (totalOf(state) - retired);
    const chosen = leaveOrder(view.oldPods, await this.#mayLose(view)).slice(0, Math.max(0, count));
    if (chosen.length < view.oldPods.length) {
      // An earlier attempt may have chosen others.
      const spared = view.toGoFirst.filter((pod) => !chosen.some(({ uid }) => uid === pod.uid));
      await letStay(cluster, spared);
      await markToGo(cluster, chosen);
      await this.#untilTheyGoFirst(chosen);
    }
    return chosen.map((pod) => pod.node ?? pod.name);
  }

  /**
   * Resolves when the chosen pods surely go first. Readiness follows the bases by
   * polls of 15 s, so another pod that is not ready yet is given time to become so.
   */
  async #untilTheyGoFirst(chosen: readonly ModulePod[]): Promise<void> {
    const state = this.state;
    const { cluster, clock, signal } = state.ports;
    const deadline = clock.now() + readinessLagMs;
    for (;;) {
      const { rawOldPods } = await readDeployment(cluster, state.workload.live);
      const why = whoGoesBefore(chosen, rawOldPods);
      if (why === undefined) return;
      if (clock.now() >= deadline || signal.aborted) throw why;
      await watchOf(state).next(1_000);
    }
  }

  /** Bases whose old version goes first: those that the plan named, else those where the new one is proven, or the old does not serve. */
  async #mayLose(view: DeploymentView): Promise<Set<string>> {
    const state = this.state;
    const { plan } = state.assignment;
    if (plan.policy === 'uninstall-then-install') {
      const batches = plan.batches.slice(0, state.batch + 1).filter((batch) => batch.exact);
      return new Set(batches.flatMap((batch) => batch.candidates));
    }
    const places = watchOf(state).places(view, view.newPods);
    const proven = places.filter((one) => one.judgement.state === 'active');
    return new Set([...proven, ...(await this.#idle(view))].map((one) => one.name));
  }

  /** Old pods that are not ready, whose bases say that they are not active either: nothing is lost with them. */
  async #idle(view: DeploymentView): Promise<Place[]> {
    const watch = watchOf(this.state);
    const pods = view.oldPods.filter((pod) => !pod.ready && pod.node !== undefined);
    await watch.ask(view, pods);
    const places = watch.places(view, pods);
    return places.filter(
      ({ sight, judgement: { state } }) => sight.answer?.ok && state !== 'active',
    );
  }

  async #untilGone(nodes: readonly string[]): Promise<void> {
    const state = this.state;
    const leave = new Set(nodes);
    const deadline = state.ports.clock.now() + state.assignment.options.timeoutMs;
    for (;;) {
      const view = watchOf(state).view();
      const superseded = this.#superseded(view);
      if (superseded !== undefined) throw new Superseded(superseded);
      if (state.ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
      const gone = !view.oldPods.some((pod) => leave.has(pod.node ?? pod.name));
      // One that was still being installed when it was told to go has made itself the active one.
      if (gone) await watchOf(state).bases.refresh(basesOn(view, leave), 0, answersWithinMs);
      const lost = gone ? troublesOf(await helpAlong(state, view)) : [];
      if (gone && lost.length === 0) return;
      if (state.ports.clock.now() > deadline) {
        throw new MustHold(
          said(({ holds }, inWords) =>
            gone ? holds.newInactive(fewOf(lost).map(inWords).join('; ')) : holds.oldStays,
          ),
        );
      }
      await watchOf(state).next(1_000);
    }
  }

  #superseded(view: DeploymentView): Text | undefined {
    const { state } = this;
    const { replicas } = state;
    return supersededBy(state, view.deployment, () =>
      whatOthersDid(state, view, { marked: !this.#released, replicas }),
    );
  }
}

function basesOn({ bases }: DeploymentView, nodes: ReadonlySet<string>): Base[] {
  return [...bases.values()].filter((base) => nodes.has(base.name));
}
