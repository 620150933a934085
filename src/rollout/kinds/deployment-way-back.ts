import { holdOps, type HoldNumbers } from '../hold.ts';
import { MustHold, Superseded } from '../context.ts';
import type { Place } from '../driver.ts';
import { isBehind, markOps, rolloutMark, supersededBy } from '../ownership.ts';
import { watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { whatOthersDid, type Deploying } from './deployment-state.ts';
import { deploymentSpec, type DeploymentView } from './deployment-view.ts';
import { templateOps } from './deployment-writes.ts';

/** Where an undo goes. */
export interface Way {
  readonly oldTemplate: unknown;
  /** Of `oldTemplate`. */
  readonly hash: string;
  readonly deadline: number;
}

/** Pods of the version to go back to, and those of all others: a hand may have brought in a third. */
export function oldAndOthers(
  { newPods, oldPods, sets }: DeploymentView,
  { hash }: Way,
): { readonly old: readonly ModulePod[]; readonly others: readonly ModulePod[] } {
  const own = sets.filter((set) => templateHash(deploymentSpec(set).template) === hash);
  const uids = new Set(own.map((set) => set.metadata.uid));
  const all = [...newPods, ...oldPods];
  return {
    old: all.filter((pod) => uids.has(pod.owner?.uid)),
    others: all.filter((pod) => !uids.has(pod.owner?.uid)),
  };
}

/** Whether pods are still to be deleted before the ReplicaSets have as many as they are to have. */
export function hasSurplus({ newPods, oldPods, sets }: DeploymentView): boolean {
  const pods = [...newPods, ...oldPods];
  return sets.some((set) => {
    const { replicas = 1 } = deploymentSpec(set);
    return pods.filter((pod) => pod.owner?.uid === set.metadata.uid).length > replicas;
  });
}

/** spec.replicas as of now: whoever changes them during an undo gets as many of the old version. */
export function wantedOf({ workload }: Deploying): number {
  return deploymentSpec(workload.live).replicas ?? 1;
}

/** Notes since when the old version, on these places, is active on as many bases as it is to be. */
export function noteBack(state: Deploying, places: readonly Place[]): void {
  const active = places.filter(({ judgement }) => judgement.state === 'active');
  const bases = new Set(active.map(({ name }) => name));
  const all = bases.size >= wantedOf(state);
  state.backSince = all ? (state.backSince ?? state.ports.clock.now()) : undefined;
}

/** What is on the watch, once that shows the workload as last written. Throws Superseded where somebody else changed it. */
export async function lookAround(state: Deploying): Promise<DeploymentView> {
  const watch = watchOf(state);
  for (;;) {
    const view = watch.view();
    const changed = supersededBy(state, view.deployment, () =>
      whatOthersDid(state, view, { marked: true, replicas: undefined }),
    );
    if (changed !== undefined) throw new Superseded(changed);
    if (!isBehind(state, view.deployment)) return view;
    if (state.ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
    await watch.next(500);
  }
}

export async function writeOldTemplate(
  state: Deploying,
  way: Way,
  hold: HoldNumbers,
  what: string,
): Promise<void> {
  const { workload } = state;
  await workload.patch(
    [
      ...templateOps(way.oldTemplate),
      ...holdOps(hold),
      ...markOps(workload.live, rolloutMark(state.assignment.id, way.hash)),
    ],
    what,
  );
  state.hold = hold;
  state.liveHash = way.hash;
}
