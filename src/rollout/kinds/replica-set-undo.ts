import type { Finish } from '../driver.ts';
import { evictNewPods } from './evictions-undo.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import type { Evictions } from './pods-evictions.ts';
import { closeUndo } from './revisioned-finish.ts';
import type { Revisioning } from './revisioned-state.ts';
import { isUntouched, notUndone, oldTemplateOf, restoreTemplate } from './revisioned-undo.ts';
import { readRevisioned } from './revisioned-watch.ts';

/** Undoes a rollout that stands: the old template, from the record, and the new pods go. */
export async function undoReplicaSet(
  state: Revisioning,
  evictions: Evictions,
  deadline: number,
): Promise<Finish> {
  const { store, facts, workload, ports } = state;
  await store.update({ phase: 'undoing' });
  if (facts.mode === 'first') {
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    return await removeFirstDeploy(state, view, deadline);
  }
  const oldTemplate = oldTemplateOf(state);
  if (isUntouched(state, oldTemplate)) return await closeUndo(state, deadline);
  await restoreTemplate(state, oldTemplate, undefined);
  const open = await evictNewPods(state, evictions, deadline);
  return open.length > 0 ? notUndone(state, open) : await closeUndo(state, deadline);
}
