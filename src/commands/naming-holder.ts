import { Fault } from '../fault.ts';
import { typedName } from '../plan/operate-plan.ts';
import { RolloutStands } from '../plan/rollout-stands.ts';
import { holderNow, type HolderNow } from '../rollout/lease.ts';
import type { Cluster } from '../world.ts';
import type { World } from './world.ts';

/** Does what plans. Where a rollout that stands forbids the plan, whoever is at it is named. */
export async function namingHolder<T>(
  world: Pick<World, 'isAlive'>,
  cluster: Cluster,
  planning: () => T | Promise<T>,
): Promise<T> {
  try {
    return await planning();
  } catch (error) {
    if (!(error instanceof RolloutStands)) throw error;
    const holder = await lookFor(world, cluster, error);
    throw holder === undefined ? error : named(error, holder);
  }
}

async function lookFor(
  { isAlive }: Pick<World, 'isAlive'>,
  cluster: Cluster,
  { workload: { kind, metadata } }: RolloutStands,
): Promise<HolderNow | undefined> {
  const { name, namespace = 'default' } = metadata;
  try {
    return await holderNow(cluster, { namespace, workload: { kind, name }, isAlive });
  } catch (error) {
    // Who may not read leases is told what the record knows.
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function named(fault: RolloutStands, { holder, since, heardOf, alive }: HolderNow): Fault {
  const typed = typedName(fault.workload);
  const who = alive
    ? `${holder} is at it since ${since}`
    : `${holder} has it since ${since} and was heard of at ${heardOf}`;
  return new Fault(`${who}: ${fault.message}`, {
    outcome: fault.outcome,
    details: fault.details,
    fix: `koupctl status ${typed} --watch looks on, koupctl pause ${typed} holds it; if it stands after that, ${fault.fix ?? ''}`,
  });
}
