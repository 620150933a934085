import type { PodModule } from '../../modules/module-pod.ts';
import type { Finish } from '../driver.ts';
import { holdNumbers, holdOps, isHeld, type HoldNumbers } from '../hold.ts';
import { markOps, rolloutMark } from '../ownership.ts';
import { closeUndone } from '../record-life.ts';
import { totalOf, watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { troublesOf } from '../troubles.ts';
import { untilDeploymentProven } from './deployment-finish.ts';
import { distinctBases } from './deployment-sight.ts';
import { basesInUse, type Deploying } from './deployment-state.ts';
import { deploymentSpec, isObserved } from './deployment-view.ts';
import { readDeployment } from './deployment-watch.ts';
import { closeOps, templateOps } from './deployment-writes.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { hopelessMs, modulesOfTemplate } from './pods-proof.ts';

/** How long the bases may take to answer before those that did are switched back, ms. */
const answersWithinMs = 3_000;

/** Where an undo goes. */
interface Way {
  readonly oldTemplate: unknown;
  readonly old: readonly PodModule[];
  readonly deadline: number;
}

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
  const way: Way = { oldTemplate, old: modulesOfTemplate(oldTemplate), deadline };
  const spec = deploymentSpec(workload.live);
  const back = templateHash(spec.template) === templateHash(oldTemplate);
  state.liveHash = templateHash(spec.template);
  // Without a hold no base was touched yet, or all but the proof is done.
  if (!isHeld(spec as Record<string, unknown>)) return await close(state, way);
  await switchBack(state, way, back);
  const view = await readDeployment(state.ports.cluster, workload.live);
  const present = back ? view.newPods.length : view.oldPods.length;
  if (present < totalOf(state) && state.assignment.plan.policy !== 'uninstall-then-install') {
    const missing = await installOldBeside(state, way, back ? undefined : view.newPods.length);
    if (missing.length > 0) return notUndone(state, missing);
  }
  const staying = await letNewGo(state, way);
  if (staying > 0) return notUndone(state, [`${staying} pod(s) of the new version do not leave`]);
  return await close(state, way);
}

function notUndone(state: Deploying, open: readonly string[]): Finish {
  const { name, version } = state.assignment.plan.module;
  const former = state.store.current?.from?.version ?? 'the old version';
  return {
    proven: false,
    message: `the undo stands held: ${name} ${former} is not back on every base, and ${version} was left where it runs`,
    open,
  };
}

/** Makes the old version active again on every base that still holds it. */
async function switchBack(state: Deploying, way: Way, back: boolean): Promise<void> {
  if (state.assignment.plan.proof === 'kubernetes') return;
  const watch = watchOf(state);
  const view = await readDeployment(state.ports.cluster, state.workload.live);
  const pods = back ? view.newPods : view.oldPods;
  const startedAt = state.ports.clock.now();
  await watch.bases.refresh(distinctBases(view, pods), 0, answersWithinMs);
  const dark = watch.places(view, pods).filter((place) => place.judgement.state === 'dark');
  if (dark.length === 0) return;
  const switched = await watch.switchTo(dark, () => way.old);
  state.ports.emit({
    type: 'switched',
    batch: state.batch,
    version: way.old[0]?.version ?? '',
    bases: switched.map((base) => base.name),
    tookMs: state.ports.clock.now() - startedAt,
  });
}

/**
 * Bases of earlier batches have lost the old version. It is installed beside the
 * new one under a hold that lets nothing go, and switched to, before the new one
 * leaves: the rollout in reverse. Resolves to the bases on which that failed.
 */
async function installOldBeside(
  state: Deploying,
  way: Way,
  surge: number | undefined,
): Promise<string[]> {
  const { ports } = state;
  if (surge !== undefined) {
    const hold = { maxSurge: Math.max(1, surge), maxUnavailable: 0 };
    await writeOldTemplate(state, way, hold, 'old template back, the old version comes beside');
  }
  const watch = watchOf(state);
  let hopelessSince: number | undefined;
  for (;;) {
    const view = watch.view();
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const open = places.filter((place) => place.judgement.state !== 'active');
    const remaining = totalOf(state) - places.length + open.length;
    ports.emit({ type: 'undo-progress', remaining, what: 'bases still without the old version' });
    if (remaining <= 0) return [];
    const dark = open.filter((place) => place.judgement.state === 'dark');
    if (dark.length === open.length && places.length >= totalOf(state)) {
      await watch.switchTo(dark, () => way.old);
    }
    const hopeless = open.length > 0 && open.every((place) => place.judgement.state === 'doomed');
    hopelessSince = hopeless ? (hopelessSince ?? ports.clock.now()) : undefined;
    const now = ports.clock.now();
    const given = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    // Going on without the old version everywhere would leave bases without any.
    if (given || now >= way.deadline || ports.signal.aborted) return troublesOf(open);
    if (state.assignment.options.askAgain) {
      await watch.askAgain(open.filter((place) => place.judgement.askAgain));
    }
    await watch.next(1_000);
  }
}

async function writeOldTemplate(
  state: Deploying,
  way: Way,
  hold: HoldNumbers,
  what: string,
): Promise<void> {
  const { workload } = state;
  const hash = templateHash(way.oldTemplate);
  await workload.patch(
    [
      ...templateOps(way.oldTemplate),
      ...holdOps(hold),
      ...markOps(workload.live, rolloutMark(state.assignment.id, hash)),
    ],
    what,
  );
  state.hold = hold;
  state.liveHash = hash;
}

/**
 * The old template with a hold that calls for all of it and lets all others go,
 * whatever Kubernetes believes about readiness, which is stale by up to 16 s. It
 * also keeps a Recreate strategy off until only one ReplicaSet is left. Resolves
 * to the number of pods that stay all the same.
 */
async function letNewGo(state: Deploying, way: Way): Promise<number> {
  const { ports } = state;
  const total = totalOf(state);
  await writeOldTemplate(state, way, holdNumbers(total, total), 'old template back, the new goes');
  const watch = watchOf(state);
  for (;;) {
    const view = watch.view();
    const seen = view.deployment !== undefined && isObserved(view.deployment);
    const current =
      view.deployment?.metadata.generation === state.workload.live.metadata.generation;
    const remaining = view.oldPods.length;
    ports.emit({ type: 'undo-progress', remaining, what: 'bases still with the new version' });
    if (seen && current && remaining === 0) return 0;
    if (ports.clock.now() >= way.deadline || ports.signal.aborted) return Math.max(1, remaining);
    await watch.next(500);
  }
}

/** Gives the borrowed fields back and proves the end state on the bases. */
async function close(state: Deploying, way: Way): Promise<Finish> {
  const { workload, store, facts } = state;
  const current = store.current;
  const former = modulesOfTemplate(facts.manifest['spec'] && templateOf(facts.manifest['spec']));
  await workload.patch(
    [
      ...templateOps(way.oldTemplate),
      ...closeOps(workload.live, current?.saved ?? facts.saved, current?.replicasControl),
    ],
    'old template and borrowed fields restored',
  );
  state.hold = undefined;
  state.liveHash = templateHash(way.oldTemplate);
  const open = await untilDeploymentProven(state, {
    replicas: totalOf(state),
    former,
    formerBases: basesInUse(state, watchOf(state).view()),
    deadline: way.deadline,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  await closeUndone(state, proven);
  const version = current?.from?.version ?? 'the old version';
  return {
    proven,
    message: proven
      ? `undone: ${state.assignment.plan.module.name} ${version} is active again on ${totalOf(state)} of ${totalOf(state)} bases`
      : `the undo to ${version} is not proven everywhere`,
    open: [...open.bases, ...open.kubernetes.map((line) => `Kubernetes lags: ${line}`)],
  };
}

function templateOf(spec: unknown): unknown {
  return (spec as { template?: unknown }).template;
}
