import { Fault } from '../fault.ts';
import { faultFrom } from '../messages/fault-of.ts';
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
  return faultFrom(
    (inWords, { rollouts }) => {
      const { message, fix = '', details } = inWords(fault);
      return {
        message: rollouts.heldBy(holder, since, alive ? undefined : heardOf, message),
        fix: rollouts.lookOn(typed, fix),
        details,
      };
    },
    { outcome: fault.outcome },
  );
}
