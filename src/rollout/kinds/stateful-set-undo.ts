import type { Text } from '../../said.ts';
import type { Finish } from '../driver.ts';
import type { Revisioning } from './revisioned-state.ts';
import { deletePod, undoRevisioned, untilNewIsGone } from './revisioned-undo.ts';
import type { UpdateStrategy } from './revisioned-view.ts';
import { partitioned } from './stateful-set-order.ts';
import { Overtaking } from './stateful-set-overtake.ts';

/**
 * Undoes a rollout that stands: the old template without a partition, so that the
 * controller takes the new version back, one pod after another. A new pod that
 * never became ready it would wait for for ever (OrderedReady), so that one is
 * deleted here.
 */
export async function undoStatefulSet(state: Revisioning, deadline: number): Promise<Finish> {
  const { store, facts, ports } = state;
  const own = (store.current?.updateStrategy ?? facts.updateStrategy) as UpdateStrategy | undefined;
  const overtaking = new Overtaking();
  const takeBack = (): Promise<readonly Text[]> =>
    untilNewIsGone(state, deadline, async (view, places) => {
      // One at a time: readiness may be stale, and what serves is not to go all at once.
      const [stuck] = view.oldPods.filter((pod) => !pod.ready);
      const overtaken = overtaking.next(view, places, 0, ports.clock.now());
      const [next] = stuck === undefined ? overtaken : [stuck];
      if (next === undefined || view.leaving.length > 0) return;
      await deletePod(state, next, 'its StatefulSet would wait for a pod to become ready');
    });
  return await undoRevisioned(state, { deadline, strategy: partitioned(own, 0), takeBack });
}
