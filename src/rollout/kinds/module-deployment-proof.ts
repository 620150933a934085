import { v1Spec, type V1View } from '../../modules/v1-view.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import type { Base } from '../../modules/base.ts';
import { each } from '../base-watch.ts';
import { rolloutManager } from '../context.ts';
import { confirmOps, waitsForConfirm } from './module-deployment-release.ts';
import { tryPatch, watchOf, type Releasing } from './module-deployment-state.ts';

/** What is still open before a ModuleDeployment stands at its version everywhere. */
export interface OpenPoints {
  /** The version that is to run is not proven somewhere, or another one still runs. */
  readonly bases: readonly string[];
  /** The controller is not yet where it should be. */
  readonly controller: readonly string[];
}

/** A module on a base that no Module object wants there. */
export interface Orphan {
  readonly base: Base;
  readonly module: PodModule;
}

/** Compares bases and Kubernetes with the end: `replicas` modules of `version`, none of another. */
export async function openPoints(
  state: Releasing,
  view: V1View,
  orphans: readonly Orphan[],
): Promise<OpenPoints> {
  const { goal } = state;
  const watch = watchOf(state);
  await watch.ask(view);
  const ours = view.newest?.module.version === goal.module.version;
  const places = ours ? watch.places(view) : [];
  const missing = goal.replicas - (ours ? view.current.length : 0);
  return {
    bases: [
      ...(missing > 0 ? [`${missing} of ${goal.replicas} modules still to come`] : []),
      ...(missing < 0 ? [`${-missing} more module(s) than the ${goal.replicas} wanted`] : []),
      ...places
        .filter((place) => place.judgement.state !== 'active')
        .map((place) => `${place.name}: ${place.judgement.cause ?? place.judgement.state}`),
      ...view.former.map(
        (module) => `${module.base ?? module.name}: still has ${module.module.version}`,
      ),
      ...orphans.map(
        ({ base, module }) =>
          `${base.name}: ${module.name}:${module.version} is still on the base, though its Module is gone`,
      ),
    ],
    controller: controllerLag(view, goal.replicas),
  };
}

function controllerLag(view: V1View, replicas: number): string[] {
  const { release, newest } = view;
  if (release?.progress !== 'Completed') {
    return [`the controller says ${release?.progress ?? 'nothing'}, not Completed`];
  }
  if (newest?.replicas !== replicas) {
    return [`its newest revision wants ${newest?.replicas ?? 0} modules, not ${replicas}`];
  }
  return [];
}

/**
 * Versions of the module that a base lists and no Module object wants there:
 * the controller takes an uninstall that the base refused for a success.
 */
export async function findOrphans(state: Releasing, view: V1View): Promise<Orphan[]> {
  if (state.assignment.plan.proof === 'kubernetes') return [];
  const { bases } = watchOf(state);
  await bases.refresh(view.bases.values(), 1_000);
  const { name } = state.goal.module;
  const known = new Set(
    [...view.current, ...view.former, ...view.leaving, ...view.strangers].map(
      (one) => `${one.base ?? ''}/${one.module.version}`,
    ),
  );
  return [...view.bases.values()].flatMap((base) => {
    const answer = bases.answer(base.id);
    if (!answer?.ok) return [];
    return answer.value
      .filter((biz) => biz.name === name && !known.has(`${base.name}/${biz.version}`))
      .map((biz) => ({ base, module: { name, version: biz.version, url: '' } }));
  });
}

/** Asks the bases once more to uninstall what the controller believes to be gone. */
export async function removeOrphans(
  state: Releasing,
  orphans: readonly Orphan[],
  tried: Set<string>,
): Promise<void> {
  if (!state.assignment.options.askAgain) return;
  const fresh = orphans.filter(({ base, module }) => !tried.has(`${base.id} ${module.version}`));
  await each(fresh, 16, async ({ base, module }) => {
    tried.add(`${base.id} ${module.version}`);
    const answer = await state.ports.bases.uninstall(base, module);
    const gone = answer.ok && answer.value.success;
    const text = gone
      ? `${base.name}: ${module.name}:${module.version} was left behind by the controller; uninstalled`
      : `${base.name}: ${module.name}:${module.version} was left behind by the controller, and the base refuses to uninstall it: ${answer.ok ? answer.value.reason : answer.why}`;
    state.ports.emit({ type: 'warning', text });
    await watchOf(state).bases.refresh([base]);
  });
}

/** Lets empty batches at the end go by: sizes are rounded up, so the last ones may have nothing to do. */
export async function confirmRest(state: Releasing, view: V1View): Promise<void> {
  const { dialect } = state.facts.target.surface;
  if (!waitsForConfirm(view, dialect) || view.newest?.replicas !== state.goal.replicas) return;
  await tryPatch(state, confirmOps(view, dialect), 'end of the release confirmed');
}

/**
 * Takes what earlier revisions still have off the bases. The controller shrinks
 * them only by as many as it places anew, so fewer replicas than before leave a rest.
 */
export async function retireFormer(state: Releasing, view: V1View): Promise<void> {
  const done = view.release?.progress === 'Completed';
  if (!done || view.current.length < state.goal.replicas) return;
  const { surface, namespace } = state.facts.target;
  for (const revision of view.revisions.slice(1)) {
    if (revision.replicas === 0) continue;
    const ref = { type: surface.moduleReplicaSet, namespace, name: revision.name };
    await state.ports.cluster.patch(
      ref,
      [
        { op: 'test', path: '/metadata/uid', value: revision.uid },
        { op: 'add', path: '/spec/replicas', value: 0 },
      ],
      { manager: rolloutManager },
    );
    const what = `the rest of ${revision.module.version} leaves its bases`;
    state.ports.emit({ type: 'wrote', object: `ModuleReplicaSet ${namespace}/${revision.name}`, what });
  }
}

/** The confirmation of the last batch is taken back by the controller itself, a moment after Completed. */
export function confirmTakenBack(view: V1View): boolean {
  return (v1Spec(view.deployment).confirmBatchNum ?? 0) === 0;
}
