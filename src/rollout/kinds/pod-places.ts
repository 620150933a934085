import type { Place } from '../driver.ts';
import type { RevisionedView } from './revisioned-view.ts';

/** The place of the one pod that is still to come. */
export function podToCome(view: RevisionedView, name: string, cause: string): Place {
  const [pod] = [...view.leaving, ...view.newPods];
  const base = view.bases.get(pod?.node ?? name);
  const known = pod ?? { ...nowhere, name };
  return {
    key: 'to come',
    name: base?.name ?? name,
    ip: base?.ip ?? '',
    sight: { pod: known, modules: [], base, answer: undefined, silentSince: undefined, asked: [] },
    judgement: { state: 'waiting', cause },
  };
}

/** A pod that is not there yet. */
export const nowhere: Place['sight']['pod'] = {
  name: '',
  namespace: '',
  node: undefined,
  ready: false,
  phase: 'Pending',
  unschedulable: undefined,
  trouble: undefined,
  createdAt: 0,
  boundAt: undefined,
};
