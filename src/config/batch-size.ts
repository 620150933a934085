import { faultOf } from '../messages/fault-of.ts';
import type { BatchSize } from '../plan/types.ts';

/**
 * `1,30%,100%` as increments; a percentage is of the planned replicas and the
 * last entry repeats. A Fault names the entry that is wrong.
 */
export function parseBatchSizes(text: string): readonly BatchSize[] {
  return text.split(',').map((entry) => parseBatchSize(entry));
}

/** One entry: `3` bases or `30%` of them. */
export function parseBatchSize(entry: string): BatchSize {
  const found = /^(\d+)(%?)$/.exec(entry.trim());
  const value = Number(found?.[1] ?? 0);
  const percent = found?.[2] === '%';
  const text = entry.trim();
  if (found === null) throw faultOf(({ settings }) => settings.notABatchSize(text));
  if (value < 1) throw faultOf(({ settings }) => settings.emptyBatch(text));
  if (percent && value > 100) throw faultOf(({ settings }) => settings.moreThanAllBases(text));
  if (!Number.isSafeInteger(value)) throw faultOf(({ settings }) => settings.batchTooLarge(text));
  return { value, percent };
}

export function batchSizesText(sizes: readonly BatchSize[]): string {
  return sizes.map(({ value, percent }) => `${value}${percent ? '%' : ''}`).join(',');
}
