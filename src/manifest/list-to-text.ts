/** Changes of a list, with dashes or in brackets. */
import type { YAMLSeq } from 'yaml';
import { flowAddition, flowRemovals } from './flow-to-text.ts';
import { insertedBelow } from './map-to-text.ts';
import { lineStart, nextLine } from './text-edit.ts';
import type { TextEdit } from './text-edit.ts';
import { editsOf } from './tree-to-text.ts';
import type { Around } from './tree-to-text.ts';
import { isTree, sameTree } from './tree.ts';
import { columnOf, endOf, mannerOf, startOf, Unwritable } from './yaml-ink.ts';
import type { Ink } from './yaml-ink.ts';
import { flowText, itemLines } from './yaml-pieces.ts';

export function editsOfList(
  ink: Ink,
  list: YAMLSeq,
  before: readonly unknown[],
  after: readonly unknown[],
  around: Around,
): TextEdit[] {
  const items = list.items as readonly unknown[];
  if (items.length !== before.length) throw new Unwritable('a list that is not as it was read');
  const left = remaining(before, after);
  const leaving = new Set(items.filter((_, index) => !left.includes(index)));
  const edits = left.flatMap((index, place) =>
    editsOf(ink, items[index], before[index], after[place], around),
  );
  const added = after.slice(left.length);
  if (left.length === 0) {
    if (list.flow !== true) throw new Unwritable('nothing of the list stays');
    const text = flowText(after, mannerOf(ink, list));
    return [{ start: startOf(list), end: endOf(list), text }];
  }
  const kept = left.map((index) => items[index]);
  if (list.flow === true) {
    const texts = added.map((item) => flowText(item, mannerOf(ink, list)));
    return [...edits, ...flowAddition(ink, kept, texts), ...flowRemovals(items, leaving)];
  }
  edits.push(...[...leaving].map((item) => removal(ink, item)));
  if (added.length === 0) return edits;
  const column = columnOf(ink, dashOf(ink, items[0]));
  const lines = added.flatMap((item) => itemLines(item, mannerOf(ink)));
  return [...edits, insertedBelow(ink, endOf(kept.at(-1)), column, lines)];
}

/**
 * Which items are still there, by their old places: all of them unless the list has become shorter;
 * then those that have to change least.
 */
function remaining(before: readonly unknown[], after: readonly unknown[]): number[] {
  if (after.length >= before.length) return before.map((_, index) => index);
  // best[j]: the cheapest way to have the items so far stand for the first j that are wanted.
  let best: ({ cost: number; left: number[] } | undefined)[] = [{ cost: 0, left: [] }];
  before.forEach((item, index) => {
    const next = [...best];
    best.forEach((way, count) => {
      if (way === undefined || count >= after.length) return;
      const cost = way.cost + distance(item, after[count]);
      if (cost < (next[count + 1]?.cost ?? Infinity)) {
        next[count + 1] = { cost, left: [...way.left, index] };
      }
    });
    best = next;
  });
  return best[after.length]?.left ?? [];
}

/** How many fields differ. */
function distance(a: unknown, b: unknown): number {
  if (sameTree(a, b)) return 0;
  if (!isTree(a) || !isTree(b)) return 9;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => !sameTree(a[key], b[key])).length;
}

function removal(ink: Ink, item: unknown): TextEdit {
  const begin = lineStart(ink.text, dashOf(ink, item));
  return { start: begin, end: nextLine(ink.text, endOf(item)), text: '' };
}

/** Only where the dash is the first thing on the item's line. */
function dashOf(ink: Ink, item: unknown): number {
  const start = startOf(item);
  const begin = lineStart(ink.text, start);
  const match = /^( *)- +(?:[&!][^\s]+ +)*$/.exec(ink.text.slice(begin, start));
  if (!match) throw new Unwritable('a list within the line of another');
  return begin + (match[1] ?? '').length;
}
