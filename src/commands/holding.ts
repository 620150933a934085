import { said } from '../messages/said-of.ts';
import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import type { Ports } from '../rollout/context.ts';
import { hold, HeldByOther, type Holding } from '../rollout/lease.ts';
import type { Text } from '../said.ts';
import { isForbidden } from './forbidden.ts';
import type { World } from './world.ts';

interface Hold {
  readonly plan: Plan;
  /** Take the rollout away from a koupctl that is alive. */
  readonly takeOver: boolean;
}

/** Does `work` as the one koupctl that moves this workload, and lets go of it afterwards. */
export async function holding(
  world: World,
  ports: Ports,
  { plan, takeOver }: Hold,
  work: (ports: Ports) => Promise<Outcome>,
): Promise<Outcome> {
  const held = await holdUnlessForbidden(world, ports, { plan, takeOver });
  if (held?.before !== undefined) {
    const { before } = held;
    const text = said(({ warned }) => warned.takenOver(before));
    ports.emit({ type: 'warning', text });
  }
  try {
    return await work(held ? { ...ports, lost: (asOf) => held.lost(asOf) } : ports);
  } finally {
    await held?.release();
  }
}

/** Undefined where the user has no right to leases: the record's own compare-and-swap is left. */
async function holdUnlessForbidden(
  world: World,
  ports: Ports,
  { plan, takeOver }: Hold,
): Promise<Holding | undefined> {
  const { workload, module } = plan;
  const tell = (text: Text): void => {
    ports.emit({ type: 'warning', text });
  };
  try {
    return await hold(
      { cluster: ports.cluster, clock: ports.clock, signal: ports.signal, tell },
      {
        namespace: workload.namespace,
        workload,
        holder: world.process,
        why: `${plan.action} of ${module.name} ${module.version}`.trim(),
        takeOver,
        isAlive: world.isAlive,
      },
    );
  } catch (error) {
    if (!isForbidden(error)) throw error;
    tell(said(({ warned }, inWords) => warned.unheld(inWords(error))));
    return undefined;
  }
}

/** The holder's name, where that is why something could not be done. */
export function whyHeld(error: unknown): string | undefined {
  return error instanceof HeldByOther ? error.holder : undefined;
}
