/** Changes of a map, in block style or in braces. */
import { isScalar } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import { editsOf, filled } from './tree-to-text.ts';
import type { Around } from './tree-to-text.ts';
import { flowAddition, flowRemovals } from './flow-to-text.ts';
import { lineEnd, lineStart, nextLine } from './text-edit.ts';
import type { TextEdit } from './text-edit.ts';
import { sameTree } from './tree.ts';
import type { Tree } from './tree.ts';
import {
  columnOf,
  endOf,
  isEmptyNode,
  isMergePair,
  keyOf,
  mannerOf,
  startOf,
  Unwritable,
} from './yaml-ink.ts';
import type { Ink } from './yaml-ink.ts';
import { entryLines, flowEntry, flowText } from './yaml-pieces.ts';
import { doubleQuoted, scalar } from './to-yaml.ts';

export function editsOfMap(
  ink: Ink,
  map: YAMLMap,
  before: Tree,
  after: Tree,
  around: Around,
): TextEdit[] {
  const own = new Map(
    map.items.filter((pair) => !isMergePair(pair)).map((pair) => [keyOf(pair), pair]),
  );
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const renames = renamesIn(before, after, gone);
  const renamed = new Set(renames.values());
  const removed = gone.filter((key) => !renames.has(key));
  if (removed.some((key) => !own.has(key))) throw new Unwritable('it is merged in from elsewhere');
  const edits: TextEdit[] = [];
  // What is merged in is overridden, never changed where others read it too.
  const added = Object.keys(after).filter((key) => {
    if (renamed.has(key)) return false;
    if (!Object.hasOwn(before, key)) return true;
    return !own.has(key) && !sameTree(before[key], after[key]);
  });
  for (const [key, pair] of own) {
    const now = renames.get(key) ?? key;
    if (now !== key) edits.push(renamedKey(ink, pair, now, around));
    if (Object.hasOwn(after, now))
      edits.push(...valueEdits(ink, pair, before[key], after[now], around));
  }
  const leaving = new Set(removed.map((key) => own.get(key)));
  const kept = map.items.filter((pair) => !leaving.has(pair));
  if (kept.length === 0) return [emptied(ink, map, after, around)];
  const rest = added.map((key): [string, unknown] => [key, after[key]]);
  if (map.flow === true) {
    const texts = rest.map((entry) => flowEntry(...entry, mannerOf(ink, map)));
    return [...edits, ...flowAddition(ink, kept, texts), ...flowRemovals(map.items, leaving)];
  }
  edits.push(
    ...map.items.flatMap((pair, i) => (leaving.has(pair) ? [removal(ink, map.items, i)] : [])),
  );
  if (rest.length > 0) edits.push(addition(ink, map, kept, rest));
  return edits;
}

/** A key that goes, while one of much the same name and value comes: its line and comment stay. */
function renamesIn(before: Tree, after: Tree, gone: readonly string[]): Map<string, string> {
  const fresh = Object.keys(after).filter((key) => !Object.hasOwn(before, key));
  const renames = new Map<string, string>();
  for (const key of gone) {
    const alike = fresh.find(
      (each) =>
        ![...renames.values()].includes(each) &&
        (each.startsWith(key) ||
          lastPart(each) === lastPart(key) ||
          sameTree(before[key], after[each])),
    );
    if (alike !== undefined) renames.set(key, alike);
  }
  return renames;
}

function lastPart(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

function renamedKey(ink: Ink, pair: Pair, now: string, { flow }: Around): TextEdit {
  const quoted = isScalar(pair.key) && pair.key.type === 'QUOTE_DOUBLE';
  const text =
    quoted || (flow !== undefined && mannerOf(ink, flow).json) ? doubleQuoted(now) : scalar(now);
  return { start: startOf(pair.key), end: endOf(pair.key), text };
}

function valueEdits(
  ink: Ink,
  pair: Pair,
  before: unknown,
  after: unknown,
  around: Around,
): TextEdit[] {
  if (sameTree(before, after)) return [];
  const fills = typeof after === 'object' && after !== null && Object.keys(after).length > 0;
  if (around.flow === undefined && fills && isEmptyNode(pair.value)) {
    return [filled(ink, endOf(pair.key), columnOf(ink, startOf(pair.key)), pair.value, after)];
  }
  return editsOf(ink, pair.value, before, after, around);
}

/** Nothing of it stays; what is empty stands behind its key. */
function emptied(ink: Ink, map: YAMLMap, after: Tree, { flow }: Around): TextEdit {
  const start = startOf(map);
  const end = endOf(map);
  if (flow !== undefined) return { start, end, text: flowText(after, mannerOf(ink, flow)) };
  if (ink.text.slice(start, end).includes('#')) throw new Unwritable('a comment stands here');
  const gap = /:([ \t]*\r?\n[ \t]*)$/.exec(ink.text.slice(0, start))?.[1] ?? '';
  const text = flowText(after, mannerOf(ink));
  return gap === '' ? { start, end, text } : { start: start - gap.length, end, text: ` ${text}` };
}

/** With its line and what stands behind it there. */
function removal(ink: Ink, pairs: readonly Pair[], index: number): TextEdit {
  const pair = pairs[index];
  const start = startOf(pair?.key);
  const begin = lineStart(ink.text, start);
  const end = contentLine(ink, endOf(pair));
  if (ink.text.slice(begin, start).trim() === '')
    return { start: begin, end: nextLine(ink.text, end), text: '' };
  // The first key of a list's item: the next one takes its place behind the dash.
  const next = startOf(pairs[index + 1]?.key);
  if (ink.text.slice(nextLine(ink.text, end), next).trim() !== '')
    throw new Unwritable('a comment stands here');
  return { start, end: next, text: '' };
}

/** Below the last key that stays. */
function addition(
  ink: Ink,
  map: YAMLMap,
  kept: readonly Pair[],
  entries: readonly [string, unknown][],
): TextEdit {
  const column = columnOf(ink, startOf(map.items[0]?.key));
  const lines = entries.flatMap(([key, value]) => entryLines(key, value, mannerOf(ink)));
  return insertedBelow(ink, endOf(kept.at(-1)), column, lines);
}

export function insertedBelow(
  ink: Ink,
  end: number,
  column: string,
  lines: readonly string[],
): TextEdit {
  const at = lineEnd(ink.text, contentLine(ink, end));
  return { start: at, end: at, text: lines.map((line) => ink.eol + column + line).join('') };
}

/** A block of text ends behind its line break: its last line is the one before. */
function contentLine(ink: Ink, end: number): number {
  if (ink.text[end - 1] !== '\n') return end;
  return ink.text[end - 2] === '\r' ? end - 2 : end - 1;
}
