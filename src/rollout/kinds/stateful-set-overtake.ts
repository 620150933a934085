import type { ModulePod } from '../../modules/module-pod.ts';
import type { KubeObject } from '../../world.ts';
import type { Place } from '../driver.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { indexOfPod, isOrdered } from './stateful-set-order.ts';

/** How long Kubernetes may take to see a pod ready that serves, ms (polls of 15 s; seen: 3-18 s, or never). */
const lagMs = 30_000;

/**
 * The controller takes no further pod before Kubernetes shows the last one ready,
 * and with V2 that may never happen (seen on v2.2.0: Pending for minutes, active on
 * its base). Where the bases say that all is well, the next pod is taken without it.
 */
export class Overtaking {
  #stands = '';
  #since = 0;

  /** The pod that is to go next, where its controller has been waiting for long and in vain. */
  next(view: RevisionedView, places: readonly Place[], from: number, now: number): ModulePod[] {
    const { workload, newPods, leaving } = view;
    const stands = newPods.map((pod) => pod.uid).join();
    const serves = places.every((place) => place.judgement.state === 'active');
    const blocked = newPods.some((pod) => !pod.ready);
    if (stands !== this.#stands || !serves || !blocked || leaving.length > 0) {
      this.#stands = stands;
      this.#since = now;
      return [];
    }
    if (workload === undefined || now - this.#since < lagMs) return [];
    return nextOf(workload, view, from);
  }
}

/** The highest pod of another template, if the controller will make it anew at once. */
function nextOf(workload: KubeObject, view: RevisionedView, from: number): ModulePod[] {
  const at = (pod: ModulePod): number => indexOfPod(workload, pod);
  const next = view.oldPods
    .filter((pod) => at(pod) >= from)
    .toSorted((a, b) => at(b) - at(a))
    .slice(0, 1);
  // Under OrderedReady nothing is created above a pod that is not ready.
  const below = [...view.newPods, ...view.oldPods].filter((pod) => at(pod) < at(next[0] ?? pod));
  return isOrdered(workload) && below.some((pod) => !pod.ready) ? [] : next;
}
