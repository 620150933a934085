import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import type { Place } from '../driver.ts';
import { placeToCome, podless } from './place-to-come.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { whyNotEvicted } from './why-not-evicted.ts';

interface Around {
  /** How many pods of the present template the open batch is short of. */
  readonly missing: number;
  /** Old pods that are to go for it. */
  readonly due: readonly ModulePod[];
  /** Why a pod was not evicted; undefined where nobody has refused. */
  readonly refusalOf: (pod: ModulePod) => string | undefined;
}

/** One place for each pod that is still to come, with what it waits for. Pure. */
export function podsToCome(view: RevisionedView, { missing, due, refusalOf }: Around): Place[] {
  const waiting = due.slice(0, Math.max(0, missing)).map((pod) => {
    const cause = whyNotEvicted(refusalOf(pod));
    return placeToCome(view, pod, { state: 'waiting', cause });
  });
  const name = view.workload?.metadata.name ?? '';
  const rest = Array.from({ length: Math.max(0, missing - waiting.length) }, (_, index) =>
    placeToCome(view, podless(`${name} (pod ${index + 1} to come)`), {
      state: 'waiting',
      cause: said(({ judged }) => judged.notCreated),
    }),
  );
  return [...waiting, ...rest];
}
