import type { Run } from './koupctl/run.ts';
import { calm, everyRunEnds, ordersFor } from './perform.ts';
import type { RunOrders } from './scenario.ts';
import type { Stage } from './stage.ts';

/** How the last acts of both worlds close what stands. */

export function failed({ dog }: Stage): boolean {
  return dog.violations.length > 0;
}

/** Resolves to the run where it did not close the rollout. */
export async function closing(
  world: Stage,
  command: Run['orders']['command'],
  version: string,
  options: Partial<RunOrders['options']>,
): Promise<Run | undefined> {
  const orders = { ...calm, options: { ...calm.options, ...options } };
  const run = world.run(ordersFor(world, command, version, orders));
  await everyRunEnds(world);
  const { end } = run;
  return end?.kind === 'outcome' && end.outcome.name === 'done' ? undefined : run;
}

/** The one command that should have closed it, and has not. */
export function unclosed({ dog }: Stage, first: Run | undefined): Run | undefined {
  if (first === undefined) dog.holds('one command', true, () => '');
  // What did not work before can't be proven after.
  const back = first?.orders.command === 'rollback' && !dog.begunSettled;
  return dog.excuses('one command', back ? 'not settled' : undefined) ? undefined : first;
}

/** Not as invalid: what was accepted when the rollout began has to be accepted when it goes on. */
export function mayRefuse({ dog }: Stage, { process, end }: Run): boolean {
  if (end?.kind === 'outcome')
    return end.outcome.name === 'superseded' && dog.tainted !== undefined;
  const why = end?.kind === 'fault' ? end.fault.outcome : '';
  return process.writes === 0 && (why === 'refused' || why === 'superseded');
}

export function saying({ orders, end }: Run): string {
  const words =
    end?.kind === 'outcome'
      ? `${end.outcome.name}: ${end.outcome.message} (${(end.outcome.causes ?? []).join('; ')})`
      : end?.kind === 'fault'
        ? `${end.fault.message} (${end.fault.details.join('; ')})`
        : 'does not end';
  return `${orders.command} ${orders.version} → ${words}`;
}
