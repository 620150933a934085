import type { Place } from '../driver.ts';
import type { PodsView } from './deployment-view.ts';

type Sighted = Place['sight']['pod'];

/** A place whose pod of the new version is not there yet; `pod` is the one in its way, or `podless`. */
export function placeToCome(
  view: Pick<PodsView, 'bases'>,
  pod: Sighted & { readonly uid?: string },
  judgement: Place['judgement'],
): Place {
  const base = view.bases.get(pod.node ?? pod.name);
  return {
    key: pod.uid ?? pod.name,
    name: base?.name ?? pod.node ?? pod.name,
    ip: base?.ip ?? '',
    sight: { pod, modules: [], base, answer: undefined, silentSince: undefined, asked: [] },
    judgement,
  };
}

/** What stands for a pod that is not there; named after its base where that is known. */
export function podless(name: string, namespace = ''): Sighted {
  return {
    name,
    namespace,
    node: undefined,
    ready: false,
    phase: 'Pending',
    unschedulable: undefined,
    trouble: undefined,
    createdAt: 0,
    boundAt: undefined,
  };
}
