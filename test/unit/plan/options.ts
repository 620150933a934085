import type { RolloutOptions } from '../../../src/plan/types.ts';

/** Batches of one, and nobody is asked. */
export const options: RolloutOptions = {
  batches: { by: 'size', sizes: [{ value: 1, percent: false }], beta: false },
  policy: undefined,
  confirm: 'none',
  grayMs: 0,
  soakMs: 0,
  timeoutMs: 1,
  onFailure: 'hold',
  rollbackTimeoutMs: 1,
  proof: 'base',
  pauseAfter: undefined,
  askAgain: true,
  reason: undefined,
};
