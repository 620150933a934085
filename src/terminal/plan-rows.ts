import type { Messages } from '../messages/messages.ts';
import type { PlannedBatch } from '../plan/types.ts';
import type { Line } from '../world.ts';
import { cleanText } from './text/clean.ts';
import { toned } from './text/line.ts';
import { pad } from './text/width.ts';

export type Words = Messages['planView'];

/** What a plan is about, by the name of its row. */
export type Row = readonly [name: keyof Words['rows'], text: string];

export function rowLines(rows: readonly Row[], words: Words): Line[] {
  return rows.map(([name, text]) => [toned(`  ${pad(words.rows[name], 9)}`, 'dim'), text]);
}

/** The bases that a batch or a step touches, or may touch; the rest is counted. */
export function basesOf({ candidates, exact }: PlannedBatch, words: Words, most: number): string {
  if (candidates.length === 0) return '';
  const names = words.someOf(candidates.map(cleanText), most);
  return exact ? names : words.anyOf(names);
}
