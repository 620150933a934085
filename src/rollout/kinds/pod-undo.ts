import { said } from '../../messages/said-of.ts';
import { templateOf } from '../../modules/workload-template.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';
import type { Finish } from '../driver.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { troublesOf } from '../troubles.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { isGoal, swapStep, type Swap } from './pod-swap.ts';
import type { Evictions } from './pods-evictions.ts';
import { closeUndo } from './revisioned-finish.ts';
import type { Revisioning } from './revisioned-state.ts';
import { deletePod, notUndone, oldTemplateOf } from './revisioned-undo.ts';
import type { RevisionedView } from './revisioned-view.ts';

interface Parts {
  /** Of the pod that the rollout found. */
  readonly uid: string | undefined;
  readonly evictions: Evictions;
  readonly deadline: number;
}

/** Undoes a rollout that stands, wherever between the two pods that is: the old one again, from the record. */
export async function undoPod(state: Revisioning, parts: Parts): Promise<Finish> {
  const { store, facts, workload } = state;
  await store.update({ phase: 'undoing' });
  const live = await workload.read();
  if (facts.mode === 'first') {
    if (live !== undefined) {
      return await removeFirstDeploy(state, watchOf(state).view(), parts.deadline);
    }
    await closeUndone(state, true);
    return { proven: true, message: said(({ proofs }) => proofs.nothingCreated), open: [] };
  }
  const oldTemplate = oldTemplateOf(state);
  const hash = templateHash(oldTemplate);
  const there = live !== undefined && live.metadata.deletionTimestamp === undefined;
  const untouched =
    there && live.metadata.uid === parts.uid && templateHash(templateOf(live)) === hash;
  if (!untouched) {
    const open = await untilBack(state, parts, { to: oldTemplate, hash });
    if (open.length > 0) return notUndone(state, open);
  }
  return await closeUndo(state, parts.deadline);
}

/** Resolves to what is open: nothing once the old version's pod serves. */
async function untilBack(
  state: Revisioning,
  parts: Parts,
  goal: Pick<Swap, 'to' | 'hash'>,
): Promise<readonly Text[]> {
  const { ports, facts, assignment } = state;
  const watch = watchOf(state);
  let base: string | undefined;
  for (;;) {
    const view = watch.view();
    base = [...view.newPods, ...view.leaving][0]?.node ?? base;
    if (base !== undefined) state.visited.add(base);
    const takeAway = async (pod: ModulePod): Promise<Text | undefined> =>
      await makeGo(state, parts, view, pod);
    const why = `back to ${state.store.current?.from?.version ?? 'the old version'}`;
    const swap = { ...goal, from: facts.newTemplate, base, uid: parts.uid, why, takeAway };
    const waits = await swapStep(state, swap);
    const shown = view.workload !== undefined && isGoal(view.workload, assignment.id, goal.hash);
    const here = waits === undefined && shown ? view.newPods : [];
    await watch.ask(view, here);
    const places = watch.places(view, here);
    const active = places.some((place) => place.judgement.state === 'active');
    const remaining = active ? 0 : 1;
    ports.emit({ type: 'undo-progress', remaining, what: said(({ undoing }) => undoing.withNew) });
    if (active) return [];
    if (ports.clock.now() >= parts.deadline || ports.signal.aborted) {
      return waits === undefined ? troublesOf(places) : [waits];
    }
    if (state.assignment.options.askAgain) {
      await watch.askAgain(
        places.filter((place) => place.judgement.askAgain),
        1_000,
      );
    }
    await watch.switchTo(places.filter((place) => place.judgement.state === 'dark'));
    await watch.next(1_000);
  }
}

/** What serves is evicted, as a disruption budget allows; what does not goes at once. */
async function makeGo(
  state: Revisioning,
  { evictions }: Parts,
  view: RevisionedView,
  pod: ModulePod,
): Promise<Text | undefined> {
  const watch = watchOf(state);
  await watch.ask(view, [pod]);
  const serves = watch.places(view, [pod]).some((place) => place.judgement.state === 'active');
  if (!serves) {
    await deletePod(state, pod, 'its module does not serve');
    return undefined;
  }
  await evictions.evict([pod], 'undo');
  const refusal = evictions.refusalOf(pod);
  return refusal === undefined ? undefined : said(({ open }) => open.notEvicted(refusal));
}
