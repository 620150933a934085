import { increments } from '../../plan/batches.ts';
import type { Text } from '../../said.ts';
import type { Place } from '../driver.ts';
import { watchOf } from '../rolling.ts';
import type { Evictions } from './pods-evictions.ts';
import type { Revisioning } from './revisioned-state.ts';
import { deletePod, untilNewIsGone } from './revisioned-undo.ts';
import { revisionedSpec, type RevisionedView } from './revisioned-view.ts';

/**
 * Waits until the pods of the new version are gone, whose controller makes them anew by the old
 * template: what does not serve goes at once; what does goes as many bases at a time as the largest
 * batch had. Resolves to what is open.
 */
export async function evictNewPods(
  state: Revisioning,
  evictions: Evictions,
  deadline: number,
): Promise<Text[]> {
  const sizes = increments(state.assignment.plan.batches.map((batch) => batch.cumulative));
  const most = Math.max(1, ...sizes);
  return await untilNewIsGone(state, deadline, async (view, places) => {
    const watch = watchOf(state);
    await watch.ask(view, view.oldPods);
    const going = watch.places(view, view.oldPods);
    const serves = new Set(
      going.filter((place) => place.judgement.state === 'active').map((place) => place.key),
    );
    for (const pod of view.oldPods.filter(({ uid }) => !serves.has(uid))) {
      await deletePod(state, pod, 'its module does not serve');
    }
    const next = view.oldPods.filter((pod) => serves.has(pod.uid) && !evictions.isDone(pod));
    const free = most - underWay(view, places, next.length);
    await evictions.evict(next.slice(0, Math.max(0, free)), 'undo');
  });
}

/** How many are between two pods: a ReplicaSet makes the next one before the last is gone, a DaemonSet does not. */
function underWay(view: RevisionedView, places: readonly Place[], staying: number): number {
  const active = places.filter((place) => place.judgement.state === 'active').length;
  if (view.workload?.kind !== 'ReplicaSet') return view.leaving.length + places.length - active;
  return (revisionedSpec(view.workload).replicas ?? 1) - active - staying;
}
