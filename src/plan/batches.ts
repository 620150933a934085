import { faultOf } from '../messages/fault-of.ts';
import type { BatchSize, BatchSpec, Policy } from './types.ts';

/**
 * The cumulative number of replicas after each batch; the last is always
 * `replicas`. Sizes are increments, percentages are of `replicas` and rounded
 * up, the last entry repeats: 10 replicas with `1,30%,100%` are 1, 4, 10.
 */
export function cumulativeBatches(spec: BatchSpec, replicas: number): number[] {
  if (replicas <= 0) return [];
  const sizes =
    spec.by === 'count' ? equalSizes(spec, replicas) : absoluteSizes(spec.sizes, replicas);
  const withBeta = spec.beta && sizes[0] !== 1 && spec.by === 'size' ? [1, ...sizes] : sizes;
  const cumulative: number[] = [];
  let total = 0;
  for (let index = 0; total < replicas; index++) {
    const size = withBeta[Math.min(index, withBeta.length - 1)] ?? replicas;
    total = Math.min(replicas, total + size);
    cumulative.push(total);
  }
  return cumulative;
}

/** Splits evenly, the larger batches last; with beta, one first and the rest evenly. */
function equalSizes(spec: { batches: number; beta: boolean }, replicas: number): number[] {
  const beta = spec.beta && replicas > 1 && spec.batches > 0;
  const rest = beta ? replicas - 1 : replicas;
  const parts = Math.max(1, Math.min(spec.batches - (beta && spec.batches > 1 ? 1 : 0), rest));
  const sizes = Array.from({ length: parts }, (_, index) => {
    const upTo = Math.floor((rest * (index + 1)) / parts);
    return upTo - Math.floor((rest * index) / parts);
  });
  return beta ? [1, ...sizes] : sizes;
}

function absoluteSizes(sizes: readonly BatchSize[], replicas: number): number[] {
  if (sizes.length === 0) throw faultOf(({ plans }) => plans.noBatchSize);
  return sizes.map((size) => {
    if (size.value <= 0) {
      const text = `${size.value}${size.percent ? '%' : ''}`;
      throw faultOf(({ plans }) => plans.stillBatch(text));
    }
    return size.percent ? Math.ceil((replicas * size.value) / 100) : size.value;
  });
}

/** The sizes of the single batches, from their cumulative numbers. */
export function increments(cumulative: readonly number[]): number[] {
  return cumulative.map((total, index) => total - (cumulative[index - 1] ?? 0));
}

/** How many old pods are gone while batch `index` (from 0) is being installed. */
export function retiredWhileInstalling(
  policy: Policy,
  cumulative: readonly number[],
  index: number,
): number {
  switch (policy) {
    case 'install-then-uninstall':
      return cumulative[index - 1] ?? 0;
    case 'blue-green':
      return 0;
    case 'uninstall-then-install':
      return cumulative[index] ?? 0;
  }
}
