import type { ModulePod } from '../../modules/module-pod.ts';
import type { Place } from '../driver.ts';
import { nowhere } from './pod-places.ts';
import type { RevisionedView } from './revisioned-view.ts';

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
    const refusal = refusalOf(pod);
    const cause =
      refusal === undefined ? 'its pod is still to be evicted' : `not evicted yet: ${refusal}`;
    return placeOf(view, pod, cause);
  });
  const name = view.workload?.metadata.name ?? '';
  const rest = Array.from({ length: Math.max(0, missing - waiting.length) }, (_, index) =>
    placeOf(view, { ...nowhere, name: `${name} (pod ${index + 1} to come)` }, 'not created yet'),
  );
  return [...waiting, ...rest];
}

type Sighted = Place['sight']['pod'];

function placeOf(view: RevisionedView, pod: Sighted & { uid?: string }, cause: string): Place {
  const base = pod.node === undefined ? undefined : view.bases.get(pod.node);
  return {
    key: pod.uid ?? pod.name,
    name: base?.name ?? pod.name,
    ip: base?.ip ?? '',
    sight: { pod, modules: [], base, answer: undefined, silentSince: undefined, asked: [] },
    judgement: { state: 'waiting', cause },
  };
}
