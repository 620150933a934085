import { said } from '../../messages/said-of.ts';
import type { Base } from '../../modules/base.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import { v1Spec, type V1View } from '../../modules/v1-view.ts';
import type { Text } from '../../said.ts';
import type { Place } from '../driver.ts';
import { each } from '../each.ts';
import { watchOf } from '../rolling.ts';
import { troublesOf } from '../troubles.ts';
import type { ModuleDeploymentSight } from './module-deployment-sight.ts';
import { confirmIfWaiting, type Releasing } from './module-deployment-state.ts';

/** What is still open before a ModuleDeployment stands at its version everywhere. */
export interface OpenPoints {
  /** The version that is to run is not proven somewhere, or another one still runs. */
  readonly bases: readonly Text[];
  /** The controller is not yet where it should be. */
  readonly controller: readonly Text[];
}

/** A module on a base that no Module object wants there. */
export interface Orphan {
  readonly base: Base;
  readonly module: PodModule;
}

/** Compares bases and Kubernetes with the end: `replicas` modules of `version`, none of another. Pure. */
export function openPoints(
  seen: {
    readonly view: V1View;
    /** Of the newest revision. */
    readonly places: readonly Place[];
    readonly orphans: readonly Orphan[];
  },
  goal: { readonly version: string; readonly replicas: number },
): OpenPoints {
  const { view, orphans } = seen;
  const { replicas: wanted } = goal;
  const ours = view.newest?.module.version === goal.version;
  const missing = wanted - (ours ? view.current.length : 0);
  const rest = countOf(view.former.map((module) => module.module.version));
  return {
    bases: [
      ...(missing > 0 ? [said(({ proofs }) => proofs.modulesToCome(missing, wanted))] : []),
      ...(missing < 0 ? [said(({ open }) => open.tooMany(-missing, wanted))] : []),
      ...troublesOf(ours ? seen.places : []),
      ...rest.map(([version, count]) => said(({ open }) => open.otherVersion(count, version))),
      ...orphans.map(({ base, module: { name, version } }) =>
        said(({ open }) => open.orphan(base.name, `${name}:${version}`)),
      ),
    ],
    controller: controllerLag(view, wanted),
  };
}

function countOf(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
}

function controllerLag(view: V1View, replicas: number): Text[] {
  const { release, newest } = view;
  if (release?.progress !== 'Completed') {
    return [said(({ open }) => open.controllerSays(release?.progress))];
  }
  if (newest?.replicas !== replicas) {
    return [said(({ open }) => open.newestWants(newest?.replicas ?? 0, replicas))];
  }
  return [];
}

/**
 * Versions of the module that a base lists and no Module object wants there:
 * the controller takes an uninstall that the base refused for a success.
 */
export async function findOrphans(
  sight: ModuleDeploymentSight,
  view: V1View,
  moduleName: string,
): Promise<Orphan[]> {
  if (sight.proof === 'kubernetes') return [];
  const all = [...view.bases.values()];
  await sight.bases.refresh(all, 1_000);
  const suspects = all.filter((base) => orphansOn(sight, view, base, moduleName).length > 0);
  // What the base said a second ago may be older than what Kubernetes says now.
  await sight.bases.refresh(suspects);
  return suspects.flatMap((base) => orphansOn(sight, view, base, moduleName));
}

function orphansOn(sight: ModuleDeploymentSight, view: V1View, base: Base, name: string): Orphan[] {
  const answer = sight.bases.answer(base.id);
  if (!answer?.ok) return [];
  const wanted = [...view.current, ...view.former, ...view.leaving, ...view.strangers]
    .filter((one) => one.base === base.name)
    .map((one) => one.module.version);
  return answer.value
    .filter((biz) => biz.name === name && !wanted.includes(biz.version))
    .map((biz) => ({ base, module: { name, version: biz.version, url: '' } }));
}

/** Asks the bases once more to uninstall what the controller believes to be gone. */
export async function removeOrphans(
  state: Releasing,
  orphans: readonly Orphan[],
  tried: Set<string>,
): Promise<void> {
  if (!state.assignment.options.askAgain || orphans.length === 0) return;
  // Read after the bases have answered: a Module is there before its install, so none is overlooked.
  const watch = watchOf(state);
  const view = await watch.read();
  const fresh = orphans.filter(
    ({ base, module }) =>
      !tried.has(`${base.id} ${module.version}`) &&
      orphansOn(watch, view, base, module.name).some(
        (one) => one.module.version === module.version,
      ),
  );
  await each(fresh, 16, async ({ base, module }) => {
    tried.add(`${base.id} ${module.version}`);
    const answer = await state.ports.bases.uninstall(base, module);
    const gone = answer.ok && answer.value.success;
    const reason = answer.ok ? answer.value.reason : answer.why;
    const what = `${module.name}:${module.version}`;
    const text = said(({ warned }) =>
      gone
        ? warned.leftBehind(base.name, what)
        : warned.leftBehindRefusedFor(base.name, what, reason),
    );
    state.ports.emit({ type: 'warning', text });
    await watchOf(state).bases.refresh([base]);
  });
}

/** Lets empty batches at the end go by: sizes are rounded up, so the last ones may have nothing to do. */
export async function confirmRest(state: Releasing, view: V1View): Promise<void> {
  const { goal, mender } = state;
  const wanted = view.newest?.replicas ?? 0;
  if (wanted < goal.replicas || view.newest?.module.version !== goal.module.version) return;
  // Told to go on, it would add to what is too much already.
  if (wanted > goal.replicas) await mender.takeBackSurplus(view, goal.replicas);
  else await confirmIfWaiting(state, view, 'end of the release confirmed');
}

/** The confirmation of the last batch is taken back by the controller itself, a moment after Completed. */
export function confirmTakenBack(view: V1View): boolean {
  return (v1Spec(view.deployment).confirmBatchNum ?? 0) === 0;
}
