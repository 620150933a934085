import { mostUnavailable } from './max-unavailable.ts';
import { makeUndoPlan, type UndoFacts } from './plan-undo.ts';
import { info } from './risk-words.ts';
import type { ConfirmMode, Plan, RolloutOptions } from './types.ts';

export interface ResumeFacts extends UndoFacts {
  readonly confirm: ConfirmMode;
  /** As the rollout began. */
  readonly maxUnavailable?: RolloutOptions['maxUnavailable'];
  /** Batches that are proven; the next one is opened. */
  readonly proven: number;
}

/** The plan that goes on with an open rollout, from its record alone. Pure. */
export function makeResumePlan(facts: ResumeFacts): Plan {
  const { module, from, confirm, maxUnavailable: most, proven, batches } = facts;
  const next = batches[proven] ?? 0;
  const rest = next - (batches[proven - 1] ?? 0);
  const undo = makeUndoPlan(facts);
  return {
    ...undo,
    action: 'deploy',
    module,
    from,
    confirm,
    ...(most === undefined ? {} : { maxUnavailable: mostUnavailable(most, facts.replicas) }),
    // What it opens next the record does not know: the scheduler, or what stands then, decides.
    batches: undo.batches.map((batch) => ({ ...batch, exact: batch.candidates.length > 0 })),
    risks: [
      info('begun-by', facts.begunBy),
      proven >= batches.length
        ? info('all-proven')
        : info('batches-proven', proven, batches.length, rest),
    ],
  };
}
