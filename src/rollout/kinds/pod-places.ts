import type { Text } from '../../said.ts';
import type { Place } from '../driver.ts';
import { placeToCome, podless } from './place-to-come.ts';
import type { RevisionedView } from './revisioned-view.ts';

/** The place of the one pod that is still to come. */
export function podToCome(view: RevisionedView, name: string, cause: Text): Place {
  const [pod] = [...view.leaving, ...view.newPods];
  return {
    ...placeToCome(view, pod ?? podless(name), { state: 'waiting', cause }),
    key: 'to come',
  };
}
