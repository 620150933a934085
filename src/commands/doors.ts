import type { Bases, Cluster } from '../world.ts';
import { findWorkload, type FoundWorkload } from './find-workload.ts';
import { discover, type Surface } from './surface.ts';
import type { World } from './world.ts';

/** A cluster, its bases, and what of Koupleless it has. */
export interface Doors {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly surface: Surface;
  /** From -n, else the context's. */
  readonly namespace: string;
}

export interface Named {
  /** `kind/name` or a name. */
  readonly name: string;
  readonly namespace: string | undefined;
}

export async function openDoors(world: World, input: Pick<Named, 'namespace'>): Promise<Doors> {
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const surface = await discover(cluster);
  return { cluster, bases, surface, namespace: input.namespace ?? cluster.target.namespace };
}

/** The doors, and behind them the workload that NAME means. */
export async function openWorkload(
  world: World,
  input: Named,
): Promise<Doors & { readonly found: FoundWorkload }> {
  const doors = await openDoors(world, input);
  const { cluster, surface, namespace } = doors;
  return { ...doors, found: await findWorkload(cluster, surface, input.name, namespace) };
}
