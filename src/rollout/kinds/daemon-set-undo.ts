import type { Finish } from '../driver.ts';
import { closedKeyOf, openBases } from './daemon-set-doors.ts';
import { evictNewPods } from './evictions-undo.ts';
import type { Evictions } from './pods-evictions.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { closeUndo } from './revisioned-finish.ts';
import type { Revisioning } from './revisioned-state.ts';
import { isUntouched, notUndone, oldTemplateOf, restoreTemplate } from './revisioned-undo.ts';
import { readRevisioned } from './revisioned-watch.ts';

/** Undoes a rollout that stands: the old template, still under OnDelete, and the new pods go. */
export async function undoDaemonSet(
  state: Revisioning,
  evictions: Evictions,
  deadline: number,
): Promise<Finish> {
  const { store, facts, workload, ports } = state;
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
  const open = await evictNewPods(state, evictions, deadline);
  return open.length > 0 ? notUndone(state, open) : await closeUndo(state, deadline);
}
