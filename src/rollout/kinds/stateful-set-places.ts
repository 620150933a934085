import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';
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

function whatFor(view: RevisionedView, workload: KubeObject, index: number): Text {
  const name = podNameAt(workload, index);
  if (view.leaving.some((pod) => pod.name === name)) {
    return said(({ judged }) => judged.beingUninstalled(name));
  }
  const waits = waitsFor(view, workload, index);
  if (waits !== undefined) return waits;
  const old = view.oldPods.some((pod) => pod.name === name);
  return said(({ judged }) => (old ? judged.nextToChange(name) : judged.podNotCreatedYet(name)));
}

/**
 * The controller changes one pod after another from the highest downwards, each
 * when those above are ready; under OrderedReady it does nothing at all while a
 * pod below is not ready.
 */
function waitsFor(view: RevisionedView, workload: KubeObject, index: number): Text | undefined {
  const name = podNameAt(workload, index);
  const all = [...view.newPods, ...view.oldPods, ...view.leaving].map((pod) => ({
    pod,
    at: indexOfPod(workload, pod),
  }));
  const unready = all.filter(({ pod }) => pod.terminating || !pod.ready);
  if (isOrdered(workload)) {
    const below = unready.filter(({ at }) => at < index).sort((a, b) => a.at - b.at)[0];
    if (below) return said(({ judged }) => judged.waitsForUnready(name, below.pod.name));
  }
  const above = unready.filter(({ at }) => at > index).sort((a, b) => b.at - a.at)[0];
  if (above) return said(({ judged }) => judged.waitsForReady(name, above.pod.name));
  const next = view.oldPods
    .map((pod) => ({ pod, at: indexOfPod(workload, pod) }))
    .filter(({ at }) => at > index)
    .sort((a, b) => b.at - a.at)[0];
  return next && said(({ judged }) => judged.waitsForTurn(name, next.pod.name));
}
