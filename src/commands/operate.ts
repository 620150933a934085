import type { Outcome } from '../outcome.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Ports } from '../rollout/context.ts';
import type { Named } from './doors.ts';

/** What every command takes that plans, shows, asks and writes. */
export interface OperateInput extends Named {
  readonly options: RolloutOptions;
  readonly yes: boolean;
  /** Show the plan and stop. */
  readonly dryRun: boolean;
  /** Contexts in which a person has to accept, from the configuration. */
  readonly protectedContexts: readonly string[];
  /** Shows the plan; the terminal room knows how. */
  readonly show: (plan: Plan) => Promise<void>;
}

/** Lets whoever follows the events know how it ended. */
export function finished(ports: Ports, end: Outcome): Outcome {
  const { name, message, causes = [], next = [] } = end;
  ports.emit({ type: 'finished', outcome: name, message, causes, next });
  return end;
}
