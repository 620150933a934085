import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';

/** The plan was shown, and that was all that was asked for. */
export function dryRun(): Outcome {
  return outcome(
    'done',
    said(({ commanded }) => commanded.dryRun),
  );
}
