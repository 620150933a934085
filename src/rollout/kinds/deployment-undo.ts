import type { PodModule } from '../../modules/module-pod.ts';
import { Superseded } from '../context.ts';
import type { Finish, Place } from '../driver.ts';
import { holdOps } from '../hold.ts';
import { templateHash } from '../template-hash.ts';
import { modulesOfTemplate, untilProven } from './deployment-finish.ts';
import { totalOf, watchOf, type Deploying } from './deployment-state.ts';
import { readDeployment } from './deployment-watch.ts';
import type { DeploymentView } from './deployment-view.ts';
import { closeOps, markOps, templateOps } from './deployment-writes.ts';

/**
 * Undoes a rollout that stands. The old version is made active again before any
 * new pod goes: uninstalling the active one of two versions leaves the other
 * deactivated, and nothing would serve (seen on runtime 2.1.6).
 */
export async function undoDeployment(state: Deploying, deadline: number): Promise<Finish> {
  const { store, facts } = state;
  await store.update({ phase: 'undoing' });
  if (facts.mode === 'first') return await removeFirstDeploy(state, deadline);
  const oldTemplate = store.current?.oldTemplate ?? facts.oldTemplate;
  const old = modulesOfTemplate(oldTemplate);
  await switchBack(state, old);
  const view = await readDeployment(state.ports.cluster, state.workload.live);
  const retired = totalOf(state) - view.oldPods.length;
  if (retired > 0 && state.assignment.plan.policy !== 'uninstall-then-install') {
    await installOldBeside(state, { oldTemplate, old, view, deadline });
  }
  return await restore(state, { oldTemplate, deadline });
}

/** Makes the old version active again on every base that still holds it. */
async function switchBack(state: Deploying, old: readonly PodModule[]): Promise<void> {
  if (state.assignment.plan.proof === 'kubernetes') return;
  const watch = watchOf(state);
  const view = await readDeployment(state.ports.cluster, state.workload.live);
  const startedAt = state.ports.clock.now();
  await watch.bases.refresh(view.bases.values());
  const dark = watch
    .places(view, view.oldPods)
    .filter((place) => place.judgement.state === 'dark' && place.sight.base !== undefined);
  if (dark.length === 0) return;
  const back = await watch.switchTo(dark, () => old);
  state.ports.emit({
    type: 'switched',
    batch: state.batch,
    version: old[0]?.version ?? '',
    bases: back.map((base) => base.name),
    tookMs: state.ports.clock.now() - startedAt,
  });
}

/**
 * Bases of earlier batches have lost the old version. It is installed beside the
 * new one under a hold that lets nothing go, and switched to, before the new one
 * leaves: the rollout in reverse.
 */
async function installOldBeside(
  state: Deploying,
  undo: { oldTemplate: unknown; old: readonly PodModule[]; view: DeploymentView; deadline: number },
): Promise<void> {
  const { workload, ports } = state;
  const hash = templateHash(undo.oldTemplate);
  const surge = undo.view.newPods.length;
  await workload.patch(
    [
      ...templateOps(undo.oldTemplate),
      ...holdOps({ maxSurge: surge, maxUnavailable: 0 }),
      ...markOps(workload.live, state.assignment.id, hash),
    ],
    'old template back, the old version comes beside the new one',
  );
  state.liveHash = hash;
  const watch = watchOf(state);
  for (;;) {
    const view = watch.view();
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const remaining = totalOf(state) - places.filter(isActive).length;
    ports.emit({ type: 'undo-progress', remaining, what: 'bases still without the old version' });
    if (remaining <= 0 && view.newPods.length >= totalOf(state)) return;
    const installed = places.every((place) => isActive(place) || place.judgement.state === 'dark');
    if (installed && places.length >= totalOf(state)) {
      await watch.switchTo(
        places.filter((place) => place.judgement.state === 'dark'),
        () => undo.old,
      );
    }
    // Past the deadline the old version is not everywhere: going on would leave bases without any.
    if (ports.clock.now() >= undo.deadline || ports.signal.aborted) {
      throw new Superseded(
        'the old version could not be brought back everywhere in time; the hold stands',
      );
    }
    await watch.next(1_000);
  }
}

/** Restores template and borrowed fields in one write: a hold must not outlive the template it was drawn for. */
async function restore(
  state: Deploying,
  undo: { oldTemplate: unknown; deadline: number },
): Promise<Finish> {
  const { workload, store, facts, ports } = state;
  const watch = watchOf(state);
  const current = store.current;
  const former = modulesOfTemplate(facts.manifest['spec'] && templateOf(facts.manifest['spec']));
  const formerBases = [...watch.view().bases.values()];
  await workload.patch(
    [
      ...templateOps(undo.oldTemplate),
      ...closeOps(workload.live, current?.saved ?? facts.saved, current?.replicasControl),
    ],
    'old template and borrowed fields restored',
  );
  state.hold = undefined;
  state.liveHash = templateHash(undo.oldTemplate);
  const open = await untilProven(state, {
    replicas: totalOf(state),
    former,
    formerBases,
    deadline: undo.deadline,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  const endedAt = new Date(ports.clock.now()).toISOString();
  await store.update({ phase: proven ? 'rolled-back' : 'undoing', endedAt });
  const version = current?.from?.version ?? 'the old version';
  return {
    proven,
    message: proven
      ? `undone: ${state.assignment.plan.module.name} ${version} is active again on ${totalOf(state)} of ${totalOf(state)} bases`
      : `the undo to ${version} is not proven everywhere`,
    open: [...open.bases, ...open.kubernetes.map((line) => `Kubernetes lags: ${line}`)],
  };
}

/** Before a first deploy there was nothing: what it created is deleted, and seen to be gone from the bases. */
async function removeFirstDeploy(state: Deploying, deadline: number): Promise<Finish> {
  const { workload, store, ports, assignment } = state;
  const watch = watchOf(state);
  const view = await readDeployment(ports.cluster, workload.live);
  const touched = new Set(view.newPods.map((pod) => pod.node));
  const bases = [...view.bases.values()].filter((base) => touched.has(base.name));
  const modules = modulesOfTemplate(templateOf(workload.live['spec']));
  await ports.cluster.delete(workload.ref, workload.live.metadata.uid ?? '');
  ports.emit({
    type: 'wrote',
    object: workload.label,
    what: 'deleted: it was created by this rollout',
  });
  let left: string[] = [];
  for (;;) {
    await watch.bases.refresh(bases);
    left = bases
      .filter((base) =>
        modules.some((module) => watch.bases.stateOn(base.id, module) !== undefined),
      )
      .map((base) => `${base.name}: ${modules[0]?.name ?? 'module'} is still on the base`);
    const pods = watch.view().newPods.length + watch.view().leaving.length;
    ports.emit({ type: 'undo-progress', remaining: left.length, what: 'bases still holding it' });
    if (left.length === 0 && pods === 0) break;
    if (ports.clock.now() >= deadline || ports.signal.aborted) break;
    await watch.next(1_000);
  }
  const proven = left.length === 0;
  const endedAt = new Date(ports.clock.now()).toISOString();
  await store.update({ phase: proven ? 'rolled-back' : 'undoing', endedAt });
  return {
    proven,
    message: proven
      ? `undone: the first deploy of ${assignment.plan.module.name} is removed`
      : 'the first deploy is deleted, but not gone from every base',
    open: left,
  };
}

function templateOf(spec: unknown): unknown {
  return (spec as { template?: unknown }).template;
}

function isActive(place: Place): boolean {
  return place.judgement.state === 'active';
}
