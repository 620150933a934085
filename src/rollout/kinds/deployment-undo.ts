import type { ModulePod } from '../../modules/module-pod.ts';
import { isDown, isSameModule } from '../assess.ts';
import { MustHold, Superseded } from '../context.ts';
import type { Finish, Place } from '../driver.ts';
import { holdNumbers, holdOps, isHeld, type HoldNumbers } from '../hold.ts';
import { isBehind, markOps, rolloutMark, supersededBy } from '../ownership.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { switchDark } from '../switch-dark.ts';
import { templateHash } from '../template-hash.ts';
import { troublesOf } from '../troubles.ts';
import { helpAlong, untilDeploymentProven } from './deployment-finish.ts';
import { letStay } from './deployment-retire.ts';
import { distinctBases } from './deployment-sight.ts';
import { basesInUse, whatOthersDid, type Deploying } from './deployment-state.ts';
import { deploymentSpec, isObserved, type DeploymentView } from './deployment-view.ts';
import { readDeployment } from './deployment-watch.ts';
import { closeOps, templateOps } from './deployment-writes.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { hopelessMs, modulesOfTemplate } from './pods-proof.ts';

/** How long the bases may take to answer before those that did are switched back, ms. */
const answersWithinMs = 3_000;

/** How long an install may be under way, or a base be silent, before the undo goes on or stops without it, ms. */
const patientMs = 60_000;

/** Where an undo goes. */
interface Way {
  readonly oldTemplate: unknown;
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
  const way: Way = { oldTemplate, deadline };
  const spec = deploymentSpec(workload.live);
  const back = templateHash(spec.template) === templateHash(oldTemplate);
  state.liveHash = templateHash(spec.template);
  // Of replicas that somebody changed since there is nothing to undo.
  state.replicas = spec.replicas ?? 1;
  if (await isUntouched(state, back)) return await close(state, way);
  refusePaused(state);
  const dark = await switchBack(state, back, deadline);
  if (dark.length > 0) return notUndone(state, dark);
  const view = await readDeployment(state.ports.cluster, workload.live);
  const [present, others] = oldAndNew(view, back);
  const meet = state.assignment.plan.policy !== 'uninstall-then-install';
  if (present.length < wantedOf(state) && meet) {
    const missing = await installOldBeside(state, way, others.length);
    if (missing.length > 0) return notUndone(state, missing);
  }
  const staying = await letNewGo(state, way);
  if (staying > 0) return notUndone(state, [`${staying} pod(s) of the new version do not leave`]);
  return await close(state, way);
}

/** No base has met the new version yet, or none has it any more: it was never let in, or has left. */
async function isUntouched({ ports, workload, store }: Deploying, back: boolean): Promise<boolean> {
  if (isHeld(deploymentSpec(workload.live) as Record<string, unknown>)) return false;
  if ((store.current?.outcomes ?? []).length === 0) return true;
  return back && (await readDeployment(ports.cluster, workload.live)).oldPods.length === 0;
}

/** Pods of the version to go back to, and the others. `back`: the template is that one already. */
function oldAndNew(
  { newPods, oldPods }: DeploymentView,
  back: boolean,
): [ModulePod[], ModulePod[]] {
  return back ? [[...newPods], [...oldPods]] : [[...oldPods], [...newPods]];
}

function refusePaused({ workload }: Deploying): void {
  if (deploymentSpec(workload.live).paused !== true) return;
  const { name, namespace } = workload.ref;
  throw new MustHold(
    'it was paused',
    `kubectl rollout resume deployment/${name} -n ${namespace ?? 'default'}, then again`,
  );
}

/** spec.replicas as of now: whoever changes them during an undo gets as many of the old version. */
function wantedOf({ workload }: Deploying): number {
  return deploymentSpec(workload.live).replicas ?? 1;
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

/**
 * Makes the old version active again on every base that still holds it. An
 * install under way would end in the new one being active: it is waited for.
 * Resolves to the bases that would, or could, be without any if the new one left:
 * they do not switch, or the new one is ready there and they don't answer.
 */
async function switchBack(state: Deploying, back: boolean, deadline: number): Promise<string[]> {
  const { ports, assignment } = state;
  if (assignment.plan.proof === 'kubernetes') return [];
  const watch = watchOf(state);
  const startedAt = ports.clock.now();
  const patientUntil = Math.min(deadline, startedAt + patientMs);
  for (;;) {
    const view = await readDeployment(ports.cluster, state.workload.live);
    const [pods, others] = oldAndNew(view, back);
    const shared = others.filter((pod) => pods.some((one) => one.node === pod.node));
    await watch.bases.refresh(distinctBases(view, pods), 0, answersWithinMs);
    const places = watch.places(view, pods);
    await switchDark(state, places, startedAt);
    const dark = places.some((place) => place.judgement.state === 'dark');
    const beside = watch.places(view, shared);
    const now = ports.clock.now();
    const open = dark || beside.some(isUndecided);
    if (!open || (!dark && now >= patientUntil) || now >= deadline || ports.signal.aborted) {
      const unseen = beside.filter((place) => isSilent(place) && place.sight.pod.ready);
      return [...troublesOf(places.filter(isDeactivated)), ...unseen.map(couldLoseAll)];
    }
    await watch.next(500);
  }
}

/** An install has not come to its end, or nobody knows how the base is. */
function isUndecided(place: Place): boolean {
  const { state, askAgain } = place.judgement;
  return isSilent(place) || (state === 'installing' && askAgain === undefined);
}

/** It does not answer here; others, and the controller, may reach it all the same. */
function isSilent({ sight: { base, answer } }: Place): boolean {
  if (base === undefined) return false;
  return answer === undefined || (!answer.ok && !isDown(answer.why));
}

function couldLoseAll({ name, ip, sight: { answer } }: Place): string {
  const why = answer?.ok === false ? ` (${answer.why})` : '';
  return `${name} (${ip}): the new version is ready there, says Kubernetes, but the base does not answer${why}: whether the old one would serve is not known → reach the base and come back, or undo without asking the bases: --proof kubernetes`;
}

/** The base answers, and lists what is to be active there as deactivated. */
function isDeactivated({ sight: { answer, modules } }: Place): boolean {
  if (answer?.ok !== true) return false;
  const dark = answer.value.filter(({ state }) => state === 'deactivated');
  return modules.some((module) => dark.some((biz) => isSameModule(biz, module)));
}

/** What is on the watch, once that shows the workload as last written. Throws Superseded where somebody else changed it. */
async function lookAround(state: Deploying): Promise<DeploymentView> {
  const watch = watchOf(state);
  for (;;) {
    const view = watch.view();
    const changed = supersededBy(state, view.deployment, () =>
      whatOthersDid(state, view, { marked: true, replicas: undefined }),
    );
    if (changed !== undefined) throw new Superseded(changed);
    if (!isBehind(state, view.deployment)) return view;
    if (state.ports.signal.aborted) throw new MustHold('interrupted');
    await watch.next(500);
  }
}

/**
 * Bases of earlier batches have lost the old version. It is installed beside the
 * new one under a hold that lets nothing go, and switched to, before the new one
 * leaves: the rollout in reverse. Resolves to the bases on which that failed.
 */
async function installOldBeside(state: Deploying, way: Way, surge: number): Promise<string[]> {
  const { ports } = state;
  const hold = { maxSurge: Math.max(1, surge), maxUnavailable: 0 };
  await writeOldTemplate(state, way, hold, 'old template back, the old version comes beside');
  const watch = watchOf(state);
  let hopelessSince: number | undefined;
  for (;;) {
    const view = await lookAround(state);
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const open = places.filter((place) => place.judgement.state !== 'active');
    const missing = Math.max(0, wantedOf(state) - places.length);
    const remaining = missing + open.length;
    ports.emit({ type: 'undo-progress', remaining, what: 'bases still without the old version' });
    if (remaining <= 0) return [];
    const dark = open.filter((place) => place.judgement.state === 'dark');
    if (dark.length === open.length && missing === 0) await switchDark(state, dark);
    const hopeless = open.length > 0 && open.every((place) => place.judgement.state === 'doomed');
    hopelessSince = hopeless ? (hopelessSince ?? ports.clock.now()) : undefined;
    const now = ports.clock.now();
    const given = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    // Going on without the old version everywhere would leave bases without any.
    if (given || now >= way.deadline || ports.signal.aborted) {
      const toCome = `${missing} of ${wantedOf(state)} bases still to come`;
      return [...(missing > 0 ? [toCome] : []), ...troublesOf(open)];
    }
    if (state.assignment.options.askAgain) {
      await watch.askAgain(
        open.filter((place) => place.judgement.askAgain),
        1_000,
      );
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
  const total = Math.max(1, wantedOf(state));
  await writeOldTemplate(state, way, holdNumbers(total, total), 'old template back, the new goes');
  for (;;) {
    const view = await lookAround(state);
    const remaining = view.oldPods.length;
    ports.emit({ type: 'undo-progress', remaining, what: 'bases still with the new version' });
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
  state.liveHash = templateHash(way.oldTemplate);
  const total = wantedOf(state);
  const open = await untilDeploymentProven(state, {
    replicas: total,
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
      ? `undone: ${state.assignment.plan.module.name} ${version} is active again on ${total} of ${total} bases`
      : `the undo to ${version} is not proven everywhere`,
    open: [...open.bases, ...open.kubernetes.map((line) => `Kubernetes lags: ${line}`)],
  };
}
