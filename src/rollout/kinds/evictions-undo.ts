import { increments } from '../../plan/batches.ts';
import type { Finish, Place } from '../driver.ts';
import { watchOf } from '../rolling.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import type { Evictions } from './pods-evictions.ts';
import { closeUndo } from './revisioned-finish.ts';
import type { Revisioning } from './revisioned-state.ts';
import {
  deletePod,
  isUntouched,
  notUndone,
  oldTemplateOf,
  restoreTemplate,
  untilNewIsGone,
} from './revisioned-undo.ts';
import { revisionedSpec, type RevisionedView, type UpdateStrategy } from './revisioned-view.ts';
import { readRevisioned } from './revisioned-watch.ts';

interface How {
  readonly evictions: Evictions;
  /** When the undo gives up, monotonic ms. */
  readonly deadline: number;
  /** The strategy under which no pod changes by itself; undefined for a kind that never changes one. */
  readonly hold: UpdateStrategy | undefined;
}

/** Undoes a rollout of a DaemonSet or ReplicaSet: the old template comes back, and the new pods go. */
export async function undoByEviction(state: Revisioning, how: How): Promise<Finish> {
  const { store, facts, workload, ports } = state;
  const { evictions, deadline, hold } = how;
  await store.update({ phase: 'undoing' });
  if (facts.mode === 'first') {
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    return await removeFirstDeploy(state, view, deadline);
  }
  const oldTemplate = oldTemplateOf(state);
  if (isUntouched(state, oldTemplate)) return await closeUndo(state, deadline);
  await restoreTemplate(state, oldTemplate, hold);
  const open = await evictNewPods(state, evictions, deadline);
  return open.length > 0 ? notUndone(state, open) : await closeUndo(state, deadline);
}

/**
 * Waits until the pods of the new version are gone, whose controller makes them anew by the old
 * template: what does not serve goes at once; what does goes as many bases at a time as the largest
 * batch had. Resolves to what is open.
 */
async function evictNewPods(
  state: Revisioning,
  evictions: Evictions,
  deadline: number,
): Promise<string[]> {
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
