import type { ModulePod } from '../../modules/module-pod.ts';
import type { Asking, OutOfService, Place } from '../driver.ts';
import { troublesOf } from '../troubles.ts';
import type { DeploymentSight } from './deployment-sight.ts';
import type { PodsView } from './deployment-view.ts';

/**
 * How many of `wanted` places serve no version: by what their bases say, or by their pods'
 * readiness where Kubernetes is the proof. Old pods' bases are asked only where no new one serves.
 */
export async function podsOutOfService(
  sight: DeploymentSight,
  view: PodsView,
  wanted: number,
  how: Asking,
): Promise<Omit<OutOfService, 'taken'>> {
  const look = async (pods: readonly ModulePod[]): Promise<Place[]> => {
    await (how === 'anew' ? sight.askAnew(view, pods) : sight.ask(view, pods));
    return sight.places(view, pods);
  };
  const updated = await look(view.newPods);
  const withNew = servingNodes(updated);
  const rest = await look(view.oldPods.filter(({ node }) => !withNew.has(node)));
  const serving = new Set([...withNew, ...servingNodes(rest)]);
  const idle = [...updated, ...rest].filter(({ sight: { pod } }) => !serving.has(pod.node));
  return {
    count: Math.max(0, wanted - servedPlaces(view, serving)),
    of: wanted,
    where: [...new Set(idle.map((place) => place.name))],
    troubles: troublesOf(idle),
  };
}

function servingNodes(places: readonly Place[]): Set<string | undefined> {
  const active = places.filter(({ judgement }) => judgement.state === 'active');
  return new Set(active.map(({ sight: { pod } }) => pod.node));
}

/** On a base that has pods of both versions one of them serves, in the place of the other. */
function servedPlaces(
  { newPods, oldPods }: PodsView,
  serving: ReadonlySet<string | undefined>,
): number {
  const [byNew, byOld] = [countByNode(newPods), countByNode(oldPods)];
  return [...serving].reduce(
    (sum, node) => sum + Math.max(byNew.get(node) ?? 0, byOld.get(node) ?? 0),
    0,
  );
}

function countByNode(pods: readonly ModulePod[]): Map<string | undefined, number> {
  const counts = new Map<string | undefined, number>();
  for (const { node } of pods) counts.set(node, (counts.get(node) ?? 0) + 1);
  return counts;
}
