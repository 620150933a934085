import type { Finish } from '../driver.ts';
import { readRevisioned } from './revisioned-watch.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { closeUndo } from './revisioned-finish.ts';
import type { Revisioning } from './revisioned-state.ts';
import type { UpdateStrategy } from './revisioned-view.ts';
import {
  deletePod,
  isUntouched,
  notUndone,
  oldTemplateOf,
  restoreTemplate,
  untilNewIsGone,
} from './revisioned-undo.ts';
import { partitioned } from './stateful-set-order.ts';
import { Overtaking } from './stateful-set-overtake.ts';

/**
 * Undoes a rollout that stands: the old template without a partition, so that the
 * controller takes the new version back, one pod after another. A new pod that
 * never became ready it would wait for for ever (OrderedReady), so that one is
 * deleted here.
 */
export async function undoStatefulSet(state: Revisioning, deadline: number): Promise<Finish> {
  const { store, facts, workload, ports } = state;
  await store.update({ phase: 'undoing' });
  const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
  if (facts.mode === 'first') return await removeFirstDeploy(state, view, deadline);
  const oldTemplate = oldTemplateOf(state);
  if (isUntouched(state, oldTemplate)) return await closeUndo(state, deadline);
  const own = (store.current?.updateStrategy ?? facts.updateStrategy) as UpdateStrategy | undefined;
  await restoreTemplate(state, oldTemplate, partitioned(own, 0));
  const overtaking = new Overtaking();
  const open = await untilNewIsGone(state, deadline, async (view, places) => {
    // One at a time: readiness may be stale, and what serves is not to go all at once.
    const [stuck] = view.oldPods.filter((pod) => !pod.ready);
    const overtaken = overtaking.next(view, places, 0, ports.clock.now());
    const [next] = stuck === undefined ? overtaken : [stuck];
    if (next === undefined || view.leaving.length > 0) return;
    await deletePod(state, next, 'its StatefulSet would wait for a pod to become ready');
  });
  return open.length > 0 ? notUndone(state, open) : await closeUndo(state, deadline);
}
