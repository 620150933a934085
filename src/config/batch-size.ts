import { Fault } from '../fault.ts';
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
  if (found === null) throw wrong(`"${entry.trim()}" is not a batch size`);
  if (value < 1) throw wrong(`a batch of ${entry.trim()} has no bases`);
  if (percent && value > 100) throw wrong(`${entry.trim()} is more than all bases`);
  if (!Number.isSafeInteger(value)) throw wrong(`${entry.trim()} is too large`);
  return { value, percent };
}

export function batchSizesText(sizes: readonly BatchSize[]): string {
  return sizes.map(({ value, percent }) => `${value}${percent ? '%' : ''}`).join(',');
}

function wrong(what: string): Fault {
  return new Fault(what, { fix: 'write numbers or percentages, for example 1,30%,100%' });
}
