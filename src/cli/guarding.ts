import { outcome, type Outcome } from '../outcome.ts';
import { Fault } from '../fault.ts';
import type { GuardedInvocation, Invocation } from './invocation.ts';

/** Puts the guard before the doors of every command, and lets it note how a change ended. */
export function guarding(invocation: Invocation): GuardedInvocation {
  return {
    ...invocation,
    async run({ world: unguarded, ...tools }) {
      const { ChangeGuard } = await import('../commands/guard.ts');
      const { guarded } = await import('../commands/guard-door.ts');
      const guard = new ChangeGuard(unguarded, tools.config.rules, invocation.change);
      const world = guarded(unguarded, guard);
      try {
        const end = await invocation.run({ ...tools, world });
        await guard.ended(end);
        return end;
      } catch (error) {
        await guard.ended(endOf(error, world.signal));
        throw error;
      }
    },
  };
}

function endOf(error: unknown, signal: AbortSignal): Outcome {
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return outcome('interrupted', message);
  return outcome(error instanceof Fault ? error.outcome : 'bug', message);
}
