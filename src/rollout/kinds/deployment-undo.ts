import { said } from '../../messages/said-of.ts';
import { modulesOf, namedOf, releaseBefore } from '../../modules/release.ts';
import { MustHold } from '../context.ts';
import type { Finish } from '../driver.ts';
import { holdNumbers, isHeld } from '../hold.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { lagging } from '../troubles.ts';
import { undoneWords } from '../undone-words.ts';
import { helpAlong, totalNow, untilDeploymentProven } from './deployment-finish.ts';
import { installOldBeside, untilSeenReady } from './deployment-old-beside.ts';
import { letStay } from './deployment-retire.ts';
import { basesInUse, type Deploying } from './deployment-state.ts';
import { letNobodyGo, switchBack } from './deployment-switch-back.ts';
import { deploymentSpec, isObserved } from './deployment-view.ts';
import { readDeployment } from './deployment-watch.ts';
import {
  lookAround,
  oldAndOthers,
  wantedOf,
  writeOldTemplate,
  type Way,
} from './deployment-way-back.ts';
import { closeOps, templateOps } from './deployment-writes.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { modulesOfTemplate } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';

/**
 * Undoes a rollout that stands. The old version is made active again before any
 * new pod goes: uninstalling the active one of two versions leaves the other
 * deactivated, and nothing would serve (seen on runtime 2.1.6).
 */
export async function undoDeployment(state: Deploying, deadline: number): Promise<Finish> {
  const { store, facts, workload } = state;
  await store.update({ phase: 'undoing' });
  if (facts.mode === 'first') {
    const view = await readDeployment(state.ports.cluster, workload.live);
    return await removeFirstDeploy(state, view, deadline);
  }
  const oldTemplate = store.current?.oldTemplate ?? facts.oldTemplate;
  const way: Way = { oldTemplate, hash: templateHash(oldTemplate), deadline };
  const spec = deploymentSpec(workload.live);
  state.liveHash = templateHash(spec.template);
  // Of replicas that somebody changed since there is nothing to undo.
  state.replicas = spec.replicas ?? 1;
  if (await isUntouched(state, way)) return await close(state, way);
  refusePaused(state);
  const missing = await bringOldBack(state, way);
  if (missing.length > 0) return notUndone(state, missing);
  const staying = await letNewGo(state, way);
  if (staying > 0) return notUndone(state, [said(({ proofs }) => proofs.newPodsStay(staying))]);
  return await close(state, way);
}

/** Resolves to the bases that would, or could, be without a version if the new one left now. */
async function bringOldBack(state: Deploying, way: Way): Promise<readonly Text[]> {
  // Where the two never share a base, the new one has to go first.
  if (state.assignment.plan.policy === 'uninstall-then-install') return [];
  await letNobodyGo(state, way);
  const dark = await switchBack(state, way);
  if (dark.length > 0) return dark;
  const { old, others } = oldAndOthers(await lookAround(state), way);
  if (old.length >= wantedOf(state)) return [];
  const unready = await untilSeenReady(state, way);
  // Meanwhile an install may have come to its end.
  const again = unready.length > 0 ? unready : await switchBack(state, way);
  return again.length > 0 ? again : await installOldBeside(state, way, others.length);
}

/** No base has met the new version yet, or none has it any more: it was never let in, or has left. */
async function isUntouched(state: Deploying, { hash }: Way): Promise<boolean> {
  const { ports, workload, store } = state;
  if (isHeld(deploymentSpec(workload.live) as Record<string, unknown>)) return false;
  if ((store.current?.outcomes ?? []).length === 0) return true;
  return (
    state.liveHash === hash &&
    (await readDeployment(ports.cluster, workload.live)).oldPods.length === 0
  );
}

function refusePaused({ workload }: Deploying): void {
  if (deploymentSpec(workload.live).paused !== true) return;
  const { name, namespace = 'default' } = workload.ref;
  throw new MustHold(
    said(({ holds }) => holds.paused),
    said(({ holds }) => holds.resume(name, namespace)),
  );
}

function notUndone(state: Deploying, open: readonly Text[]): Finish {
  const { module } = state.assignment.plan;
  const { version } = module;
  const former = namedOf(modulesOf(releaseBefore(module, state.store.current?.from)));
  return {
    proven: false,
    message: said(({ proofs }) => proofs.undoHeld(former, version)),
    open,
  };
}

/**
 * The old template with a hold that calls for all of it and lets all others go,
 * whatever Kubernetes believes about readiness, which is stale by up to 16 s. It
 * also keeps a Recreate strategy off until only one ReplicaSet is left. Resolves
 * to the number of pods that stay all the same.
 */
async function letNewGo(state: Deploying, way: Way): Promise<number> {
  const { ports } = state;
  const total = Math.max(1, wantedOf(state));
  await writeOldTemplate(state, way, holdNumbers(total, total), 'old template back, the new goes');
  for (;;) {
    const view = await lookAround(state);
    const remaining = view.oldPods.length;
    ports.emit({ type: 'undo-progress', remaining, what: said(({ undoing }) => undoing.withNew) });
    const seen = view.deployment !== undefined && isObserved(view.deployment);
    if (seen && remaining === 0) return 0;
    if (ports.clock.now() >= way.deadline || ports.signal.aborted) return Math.max(1, remaining);
    // An install that was under way when the undo began ends in the new version being active.
    await helpAlong(state, view);
    await watchOf(state).next(500);
  }
}

/** Gives the borrowed fields back and proves the end state on the bases. */
async function close(state: Deploying, way: Way): Promise<Finish> {
  const { workload, store, facts, ports } = state;
  const current = store.current;
  const former = modulesOfTemplate((facts.manifest['spec'] as { template?: unknown }).template);
  const { toGoFirst } = await readDeployment(ports.cluster, workload.live);
  await letStay(ports.cluster, toGoFirst);
  await workload.patch(
    [
      ...templateOps(way.oldTemplate),
      ...closeOps(workload.live, current?.saved ?? facts.saved, current?.replicasControl),
    ],
    'old template and borrowed fields restored',
  );
  state.hold = undefined;
  state.liveHash = way.hash;
  const open = await untilDeploymentProven(state, {
    replicas: wantedOf(state),
    former,
    formerBases: basesInUse(state, watchOf(state).view()),
    deadline: way.deadline,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  await closeUndone(state, proven);
  const total = totalNow(state, wantedOf(state));
  const before = modulesOf(releaseBefore(state.assignment.plan.module, current?.from));
  return {
    proven,
    message: undoneWords(state.assignment.plan.proof, before, proven ? total : undefined),
    open: [...open.bases, ...open.kubernetes.map(lagging)],
    back: { bases: total, at: state.backSince },
  };
}
