import {
  controllerOf,
  controllerSelector,
  deploymentNames,
  type Generation,
  type InstalledController,
} from '../modules/controller.ts';
import { core } from '../modules/surface.ts';
import type { Cluster } from '../world.ts';

/** The module controllers of a generation, in whichever namespace they are installed. */
export async function findControllers(
  cluster: Cluster,
  generation: Generation,
): Promise<readonly InstalledController[]> {
  const found = await cluster.list({
    type: core.deployment,
    labels: controllerSelector,
    freshness: 'quorum',
  });
  // The public manifest of V2 has that label on its pods alone.
  const named = await cluster.list({
    type: core.deployment,
    fields: `metadata.name=${deploymentNames.v2}`,
    freshness: 'quorum',
  });
  const all = new Map([...found, ...named].map((one) => [one.metadata.uid, one]));
  return [...all.values()]
    .flatMap((one) => controllerOf(one) ?? [])
    .filter((one) => one.generation === generation)
    .sort((a, b) => a.namespace.localeCompare(b.namespace));
}
