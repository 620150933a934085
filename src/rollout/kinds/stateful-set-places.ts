import type { ModulePod } from '../../modules/module-pod.ts';
import type { KubeObject } from '../../world.ts';
import type { Place } from '../driver.ts';
import { placeToCome, podless } from './place-to-come.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { indexOfPod, isOrdered, podNameAt } from './stateful-set-order.ts';

/**
 * The places from index `from` up to `to` (excluded) that have no pod of the
 * present template yet, and what each of them waits for. Pure.
 */
export function placesToCome(view: RevisionedView, from: number, to: number): Place[] {
  const { workload } = view;
  if (workload === undefined) return [];
  const there = new Set(view.newPods.map((pod) => indexOfPod(workload, pod)));
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step);
  return indexes
    .filter((index) => !there.has(index))
    .reverse()
    .map((index) => placeAt(view, workload, index));
}

function placeAt(view: RevisionedView, workload: KubeObject, index: number): Place {
  const name = podNameAt(workload, index);
  const at = (pods: readonly ModulePod[]): ModulePod | undefined =>
    pods.find((pod) => pod.name === name);
  const pod = at(view.leaving) ?? at(view.oldPods);
  const { namespace = 'default' } = workload.metadata;
  return placeToCome(view, pod ?? podless(name, namespace), {
    state: 'waiting',
    cause: whatFor(view, workload, index),
  });
}

function whatFor(view: RevisionedView, workload: KubeObject, index: number): string {
  const name = podNameAt(workload, index);
  if (view.leaving.some((pod) => pod.name === name)) return `${name} is being uninstalled`;
  const inTheWay = whoIsWaitedFor(view, workload, index);
  if (inTheWay !== undefined) return `${name} waits for ${inTheWay}`;
  const old = view.oldPods.some((pod) => pod.name === name);
  return old ? `${name} is the next to change` : `${name} is not created yet`;
}

/**
 * The controller changes one pod after another from the highest downwards, each
 * when those above are ready; under OrderedReady it does nothing at all while a
 * pod below is not ready.
 */
function whoIsWaitedFor(
  view: RevisionedView,
  workload: KubeObject,
  index: number,
): string | undefined {
  const all = [...view.newPods, ...view.oldPods, ...view.leaving].map((pod) => ({
    pod,
    at: indexOfPod(workload, pod),
  }));
  const unready = all.filter(({ pod }) => pod.terminating || !pod.ready);
  if (isOrdered(workload)) {
    const below = unready.filter(({ at }) => at < index).sort((a, b) => a.at - b.at)[0];
    if (below) return `${below.pod.name}, which is not ready: under OrderedReady nothing moves`;
  }
  const above = unready.filter(({ at }) => at > index).sort((a, b) => b.at - a.at)[0];
  if (above) return `${above.pod.name} to be ready in Kubernetes`;
  const next = view.oldPods
    .map((pod) => ({ pod, at: indexOfPod(workload, pod) }))
    .filter(({ at }) => at > index)
    .sort((a, b) => b.at - a.at)[0];
  return next && `its turn after ${next.pod.name}`;
}
