import { said } from '../../messages/said-of.ts';
import { v1Labels } from '../../modules/labels.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import { v1ModuleOf, v1Spec, type V1Spec, type V1View } from '../../modules/v1-view.ts';
import {
  predictBatches,
  smallestFitting,
  type V1Batching,
  type V1Shape,
} from '../../plan/v1-schedule.ts';
import type { Text } from '../../said.ts';
import { Superseded } from '../context.ts';
import type { Finish, Place } from '../driver.ts';
import { rolloutMark, unmarkOps } from '../ownership.ts';
import { maxNames } from '../record.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { Stillness } from '../stillness.ts';
import { troublesOf } from '../troubles.ts';
import { undoneWords } from '../undone-words.ts';
import { lastForeignManager } from '../workload.ts';
import { untilProven } from './module-deployment-finish.ts';
import {
  isGivenBack,
  isUnheard,
  moduleHash,
  restartOps,
  rollingStrategy,
} from './module-deployment-release.ts';
import { removeFirstRelease } from './module-deployment-remove.ts';
import { confirmIfWaiting, ownView, tryPatch, type Releasing } from './module-deployment-state.ts';
import { ModuleDeploymentWatch } from './module-deployment-watch.ts';

/** How long a release may wait before its first batch until its status counts as lost, ms. */
const lostAfterMs = 5_000;

/**
 * Undoes a release in whatever state it stands. V1 has no way back: the old
 * version is released anew, on as many bases at a time as are free, and the new
 * one leaves as many. So it costs as much as a rollout, and the batches of this
 * one koupctl confirms without asking.
 */
export async function undoModuleDeployment(state: Releasing, deadline: number): Promise<Finish> {
  const { store, facts, ports, assignment } = state;
  state.watch ??= await ModuleDeploymentWatch.start(ports, facts.target, assignment.plan.proof);
  const oldSpec = (store.current?.oldTemplate as V1Spec | undefined) ?? facts.oldSpec;
  if (oldSpec !== undefined) ownDeployment(state, await watchOf(state).read());
  await store.update({ phase: 'undoing' });
  if (oldSpec === undefined) return await removeFirstRelease(state, deadline);
  const started = await startOldRelease(state, oldSpec, deadline);
  if (started !== undefined) return notUndone(state, oldSpec, [started]);
  const stuck = await confirmToTheEnd(state, deadline);
  if (stuck.length > 0) return notUndone(state, oldSpec, stuck);
  const open = await untilProven(state, deadline);
  const points = [...open.bases, ...open.controller];
  if (points.length > 0) return notUndone(state, oldSpec, points);
  await restoreSpec(state, oldSpec);
  await closeUndone(state, true);
  const { module, replicas } = state.goal;
  return {
    proven: true,
    message: undoneWords(assignment.plan.proof, [module], replicas),
    open: [],
    back: { bases: replicas },
  };
}

/** Writes the old version back; resolves to what made it impossible. */
async function startOldRelease(
  state: Releasing,
  oldSpec: V1Spec,
  deadline: number,
): Promise<Text | undefined> {
  const { ports, assignment, workload } = state;
  const { dialect } = state.facts.target.surface;
  const module = v1ModuleOf({ ...workload.live, spec: oldSpec });
  for (;;) {
    const view = await watchOf(state).read();
    const live = ownDeployment(state, view);
    workload.adopt(live);
    const isBack = moduleHash(v1ModuleOf(live)) === moduleHash(module);
    if (isBack && !isUnheard(view, dialect)) {
      goOnAsFound(state, module, view);
      return undefined;
    }
    // A failed module of a release before keeps its base from being free.
    if (assignment.options.askAgain) await state.mender.dropStragglers(view);
    // Whoever has put the old version back may have scaled it, too.
    const { replicas = 0 } = isBack ? v1Spec(live) : oldSpec;
    const shape = { replicas, dialect };
    const batching = fitting(shape, view);
    if (batching !== undefined) {
      const ops = restartOps(view, dialect, {
        template: oldSpec.template ?? {},
        replicas: shape.replicas,
        operationStrategy: rollingStrategy(oldSpec, batching),
        mark: rolloutMark(assignment.id, moduleHash(module)),
      });
      const what = `${module.version} written back, in ${Math.max(1, batching.batchCount)} batch(es)`;
      if (await tryPatch(state, ops, what)) {
        const cumulative = predictBatches(shape, batching);
        state.goal = { module, replicas, cumulative, needConfirm: true };
        return undefined;
      }
    }
    if (ports.clock.now() >= deadline || ports.signal.aborted) {
      const marked = unmarkCommand(state, view);
      return said(({ open }) => open.noFreeBase(usable(view), module.version, marked));
    }
    await watchOf(state).next(500);
  }
}

/** As few batches as find room; where there are more modules than there were, the surplus makes it. */
function fitting(shape: V1Shape, view: V1View): V1Batching | undefined {
  if (shape.replicas === 0) return { batchCount: 1, useBeta: false };
  const free = usable(view);
  const old = view.current.length + view.former.length;
  const surplus = Math.max(0, old - shape.replicas);
  return (
    smallestFitting(shape, { free, old }) ??
    smallestFitting(shape, { free: free + surplus, old: old - surplus })
  );
}

/** For bases without a module that its controller still counts as occupied. */
function unmarkCommand({ facts }: Releasing, { leftMarked }: V1View): string | undefined {
  const { surface, namespace, moduleName } = facts.target;
  if (leftMarked.length === 0) return undefined;
  const marker = v1Labels(surface.group).marker(moduleName);
  const names = leftMarked.slice(0, maxNames).join(' ');
  return `kubectl label pod ${names} -n ${namespace} ${marker}-`;
}

function usable({ free }: V1View): number {
  return free.filter((base) => base.usable).length;
}

/** The old version is written back already: in the batches that the object asks for, whoever has set them. */
function goOnAsFound(state: Releasing, module: PodModule, view: V1View): void {
  const { dialect } = state.facts.target.surface;
  const { replicas = 0, operationStrategy = {} } = v1Spec(view.deployment);
  const { batchCount = 1, useBeta = false, needConfirm = false } = operationStrategy;
  const cumulative = predictBatches({ replicas, dialect }, { batchCount, useBeta });
  state.goal = { module, replicas, cumulative, needConfirm };
  state.givenBack = isGivenBack(view, module.version);
}

function ownDeployment(state: Releasing, view: V1View): NonNullable<V1View['deployment']> {
  const { deployment } = view;
  if (deployment === undefined || deployment.metadata.uid !== state.workload.live.metadata.uid) {
    throw new Superseded(said(({ changed }) => changed.deleted));
  }
  if (deployment.metadata.deletionTimestamp !== undefined) {
    throw new Superseded(said(({ changed }) => changed.beingDeleted));
  }
  const known = state.workload.live;
  const same = moduleHash(v1ModuleOf(known)) === moduleHash(v1ModuleOf(deployment));
  if (!same || v1Spec(known).replicas !== v1Spec(deployment).replicas) {
    const manager = lastForeignManager(deployment);
    throw new Superseded(said(({ changed }) => changed.meanwhile(manager)));
  }
  return deployment;
}

/** Confirms batch after batch as each is proven; resolves to what keeps it from the end. */
async function confirmToTheEnd(state: Releasing, deadline: number): Promise<Text[]> {
  const { ports, goal } = state;
  const watch = watchOf(state);
  const still = new Stillness(ports.clock);
  let told = -1;
  for (;;) {
    const view = ownView(state);
    // Before the new release has opened its first batch, status and modules are those of the one before.
    const own = view.newest?.module.version === goal.module.version ? view.newest : undefined;
    const opened = own?.replicas ?? 0;
    await watch.ask(view);
    const places = own ? watch.places(view) : [];
    const active = places.filter((place) => place.judgement.state === 'active').length;
    const remaining = goal.replicas - active;
    if (remaining !== told) {
      ports.emit({
        type: 'undo-progress',
        remaining,
        what: said(({ undoing }) => undoing.withoutOld),
      });
      told = remaining;
    }
    if (own && opened >= goal.replicas && active >= opened) return [];
    // The controller may have lost the status of the new release: it waits as if in the one before.
    const waitedMs = still.forMs('release', `${own?.name ?? ''} ${JSON.stringify(view.release)}`);
    const isOpen = opened > 0 || (own !== undefined && waitedMs >= lostAfterMs);
    const proven = isOpen && active >= opened && places.length === active;
    if (proven && hasRoom(view, goal.cumulative)) {
      await confirmIfWaiting(state, view, `undo: ${active} of ${goal.replicas} are back`);
    }
    if (ports.clock.now() >= deadline) {
      const toCome = said(({ proofs }) => proofs.modulesToCome(remaining, goal.replicas));
      return [toCome, ...troublesOf(places)];
    }
    await help(state, view, places);
    await watch.next(500);
  }
}

/** Switches what came up dark, and asks for what was forgotten. */
async function help(state: Releasing, view: V1View, places: readonly Place[]): Promise<void> {
  const watch = watchOf(state);
  await watch.switchTo(places.filter((place) => place.judgement.state === 'dark'));
  if (!state.assignment.options.askAgain) return;
  await watch.askAgain(
    places.filter((place) => place.judgement.askAgain),
    1_000,
  );
  if (view.newest?.module.version === state.goal.module.version) {
    await state.mender.mendPlacing(watch, view, state.goal.replicas);
  }
  await state.mender.dropStragglers(view);
  await state.mender.makeRoom(view, state.goal.replicas);
}

function hasRoom(view: V1View, cumulative: readonly number[]): boolean {
  const placed = view.newest?.replicas ?? 0;
  const next = cumulative.find((total) => total > placed) ?? placed;
  return usable(view) >= next - placed;
}

/** Everything in the spec as it was, the user's operationStrategy too. */
async function restoreSpec(state: Releasing, oldSpec: V1Spec): Promise<void> {
  const { workload } = state;
  const live = await workload.read();
  if (live === undefined) return;
  await workload.patch(
    [
      { op: 'replace', path: '/spec', value: { ...oldSpec, replicas: state.goal.replicas } },
      ...unmarkOps(live),
    ],
    'spec as it was before',
  );
  await workload.disown();
}

function notUndone(state: Releasing, oldSpec: V1Spec, open: readonly Text[]): Finish {
  const { version } = v1ModuleOf({ ...state.workload.live, spec: oldSpec });
  return { proven: false, message: said(({ proofs }) => proofs.undoOpen(version)), open };
}
