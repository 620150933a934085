/** Items that leave braces or brackets, and such that come in. */
import type { TextEdit } from './text-edit.ts';
import { lineStart } from './text-edit.ts';
import { endOf, startOf } from './yaml-ink.ts';
import type { Ink } from './yaml-ink.ts';
import { isPair } from 'yaml';

/** Each with the comma behind it; those at the end with the comma before them. At least one must stay. */
export function flowRemovals(items: readonly unknown[], leaving: ReadonlySet<unknown>): TextEdit[] {
  const lastKept = items.findLastIndex((item) => !leaving.has(item));
  const edits = items.flatMap((item, index): TextEdit[] =>
    leaving.has(item) && index < lastKept
      ? [{ start: begin(item), end: begin(items[index + 1]), text: '' }]
      : [],
  );
  if (lastKept === items.length - 1) return edits;
  return [...edits, { start: endOf(items[lastKept]), end: endOf(items.at(-1)), text: '' }];
}

/** Behind the last one that stays, on a line of its own where that one has one. */
export function flowAddition(
  ink: Ink,
  kept: readonly unknown[],
  texts: readonly string[],
): TextEdit[] {
  if (texts.length === 0) return [];
  const last = kept.at(-1);
  const start = begin(last);
  const before = ink.text.slice(lineStart(ink.text, start), start);
  const gap = before.trim() === '' && kept.length > 0 ? ink.eol + before : ' ';
  const at = endOf(last);
  return [{ start: at, end: at, text: texts.map((text) => `,${gap}${text}`).join('') }];
}

function begin(item: unknown): number {
  return startOf(isPair(item) ? item.key : item);
}
