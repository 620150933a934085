import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { goneGraceMs } from '../assess.ts';
import type { Place } from '../driver.ts';
import { placeToCome, podless } from './place-to-come.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { whyNotEvicted } from './why-not-evicted.ts';

/** What is known of a base of the open batches beside its pods. */
export interface Around {
  readonly now: number;
  /** Since when its node is missing, ms. */
  readonly goneSince: (base: string) => number | undefined;
  /** Why a disruption budget keeps this pod. */
  readonly refusalOf: (pod: ModulePod) => string | undefined;
}

/** The bases among `members` that have no pod of the present template yet, and what each of them waits for. Pure. */
export function basesToCome(
  view: RevisionedView,
  members: readonly string[],
  around: Around,
): Place[] {
  const there = new Set(view.newPods.map((pod) => pod.node));
  return members
    .filter((name) => !there.has(name))
    .map((name): Place => {
      const on = (pods: readonly ModulePod[]): ModulePod | undefined =>
        pods.find((pod) => pod.node === name);
      const [leaving, old] = [on(view.leaving), on(view.oldPods)];
      const judgement = judgementOf(name, { leaving, old }, around);
      return { ...placeToCome(view, leaving ?? old ?? podless(name), judgement), key: name };
    });
}

function judgementOf(
  name: string,
  pods: { leaving: ModulePod | undefined; old: ModulePod | undefined },
  { now, goneSince, refusalOf }: Around,
): Place['judgement'] {
  const since = goneSince(name);
  if (since !== undefined && now - since >= goneGraceMs) {
    return {
      state: 'doomed',
      cause: said(({ judged }) => judged.baseGone(name)),
      next: said(({ advised }) => advised.comesWithIt),
    };
  }
  const { leaving, old } = pods;
  if (leaving) return { state: 'waiting', cause: said(({ judged }) => judged.podUninstalling) };
  if (old === undefined) {
    return { state: 'waiting', cause: said(({ judged }) => judged.podNotCreated) };
  }
  return { state: 'waiting', cause: whyNotEvicted(refusalOf(old)) };
}
