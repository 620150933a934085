import { increments } from './batches.ts';
import type { PlannedBatch } from './types.ts';

/** The batches of `cumulative` bases; `basesOf` says which of them each touches, or may touch. */
export function batchesWith(
  cumulative: readonly number[],
  basesOf: (size: number, total: number) => Pick<PlannedBatch, 'candidates' | 'exact'>,
): PlannedBatch[] {
  const sizes = increments(cumulative);
  return cumulative.map((total, index) => {
    const size = sizes[index] ?? 0;
    return { number: index + 1, size, cumulative: total, ...basesOf(size, total) };
  });
}

/** These bases lose the old version in this order, and get the new one where none is free. */
export function batchesInOrder(
  cumulative: readonly number[],
  names: readonly string[],
  free: readonly string[],
): PlannedBatch[] {
  return batchesWith(cumulative, (size, total) => ({
    candidates: [...names.slice(total - size, total), ...free],
    exact: free.length === 0,
  }));
}

/** A first deploy steps the replicas, and the scheduler chooses; `there`: the bases that it has reached. */
export function batchesOfSteps(
  cumulative: readonly number[],
  eligible: readonly string[],
  there: readonly string[],
): PlannedBatch[] {
  return batchesWith(cumulative, (size, total) => {
    const done = total <= there.length;
    return {
      candidates: done ? there.slice(total - size, total) : eligible,
      exact: done || eligible.length === size,
    };
  });
}
