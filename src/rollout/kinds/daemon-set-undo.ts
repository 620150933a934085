import { increments } from '../../plan/batches.ts';
import type { Finish } from '../driver.ts';
import { watchOf } from '../rolling.ts';
import { closedKeyOf, openBases } from './daemon-set-doors.ts';
import type { Evictions } from './pods-evictions.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
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
import { readRevisioned } from './revisioned-watch.ts';

/**
 * Undoes a rollout that stands: the old template, still under OnDelete. What does
 * not serve goes at once; what does goes as many bases at a time as the largest
 * batch had.
 */
export async function undoDaemonSet(
  state: Revisioning,
  evictions: Evictions,
  deadline: number,
): Promise<Finish> {
  const { store, facts, workload, ports, assignment } = state;
  await store.update({ phase: 'undoing' });
  const key = closedKeyOf(workload.live);
  if (facts.mode === 'first') {
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    const end = await removeFirstDeploy(state, view, deadline);
    if (key !== undefined) await openBases(ports.cluster, key, 'all');
    return end;
  }
  const oldTemplate = oldTemplateOf(state);
  if (isUntouched(state, oldTemplate)) return await closeUndo(state, deadline);
  await restoreTemplate(state, oldTemplate, { type: 'OnDelete' });
  const sizes = increments(assignment.plan.batches.map((batch) => batch.cumulative));
  const most = Math.max(1, ...sizes);
  const open = await untilNewIsGone(state, deadline, async (view, places) => {
    const watch = watchOf(state);
    await watch.ask(view, view.oldPods);
    const going = watch.places(view, view.oldPods);
    const serves = new Set(
      going.filter((place) => place.judgement.state === 'active').map((place) => place.key),
    );
    for (const pod of view.oldPods.filter(({ uid }) => !serves.has(uid))) {
      await deletePod(state, pod, 'its module does not serve');
    }
    const underWay =
      view.leaving.length + places.filter((place) => place.judgement.state !== 'active').length;
    const next = view.oldPods.filter(({ uid }) => serves.has(uid));
    await evictions.evict(next.slice(0, Math.max(0, most - underWay)), 'undo');
  });
  return open.length > 0 ? notUndone(state, open) : await closeUndo(state, deadline);
}
