/** From "this tree becomes that tree" to the fewest changes of the text it was read from. */
import { isMap, isScalar, isSeq } from 'yaml';
import type { Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { editsOfList } from './list-to-text.ts';
import { editsOfMap } from './map-to-text.ts';
import type { TextEdit } from './text-edit.ts';
import { doubleQuoted } from './to-yaml.ts';
import { isTree, sameTree } from './tree.ts';
import { endOf, isEmptyNode, mannerOf, meant, startOf, Unwritable } from './yaml-ink.ts';
import type { Ink } from './yaml-ink.ts';
import { blockLines, flowText } from './yaml-pieces.ts';

/** Where a value stands: in the flow collection given, or in none. */
export interface Around {
  readonly flow?: YAMLMap | YAMLSeq | undefined;
}

/** Throws `Unwritable` where the change cannot be made in place. */
export function editsOf(
  ink: Ink,
  written: unknown,
  before: unknown,
  after: unknown,
  around: Around = {},
): TextEdit[] {
  if (sameTree(before, after)) return [];
  const node = meant(ink, written);
  const inner: Around = { flow: around.flow ?? flowOf(node) };
  if (isMap(node) && isTree(before) && isTree(after) && node.items.length > 0) {
    return editsOfMap(ink, node, before, after, inner);
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after) && node.items.length > 0) {
    return editsOfList(ink, node, before, after, inner);
  }
  if (node === null || node === undefined) throw new Unwritable('nothing is written here');
  return [{ start: startOf(node), end: endOf(node), text: replacement(ink, node, after, around) }];
}

function flowOf(node: unknown): YAMLMap | YAMLSeq | undefined {
  return (isMap(node) || isSeq(node)) && node.flow === true ? node : undefined;
}

function replacement(ink: Ink, node: unknown, after: unknown, { flow }: Around): string {
  if (isScalar(node) && typeof after === 'string') return requoted(ink, node, after, flow);
  if (isScalar(node) && /^BLOCK/.test(node.type ?? '')) throw new Unwritable('a block of text');
  if (isScalar(node) && node.tag !== undefined) throw new Unwritable('a value with a tag');
  return flowText(after, mannerOf(ink, flow));
}

/** The same quotes as before, where they can hold it. */
function requoted(ink: Ink, node: Scalar, after: string, flow: Around['flow']): string {
  if (/^BLOCK/.test(node.type ?? '')) throw new Unwritable('a block of text');
  if (node.type === 'QUOTE_DOUBLE') return doubleQuoted(after);
  const simple = /^[\x20-\x7e]*$/.test(after);
  if (node.type === 'QUOTE_SINGLE' && simple) return `'${after.replaceAll("'", "''")}'`;
  return flowText(
    after,
    flow === undefined ? { dashIndent: '', json: false } : mannerOf(ink, flow),
  );
}

/** The value of `key:` where nothing is written yet, on the lines below it or behind it. */
export function filled(
  ink: Ink,
  keyEnd: number,
  column: string,
  node: unknown,
  after: unknown,
): TextEdit {
  if (!isEmptyNode(node)) throw new Unwritable('there is something already');
  const colon = ink.text.indexOf(':', keyEnd);
  const end = node === null || node === undefined ? colon + 1 : endOf(node);
  const between = ink.text.slice(keyEnd, end).replace(/^[ \t]*:[ \t]*/, '');
  if (colon < 0 || !/^(?:\{\s*\}|\[\s*\])?$/.test(between))
    throw new Unwritable('a comment stands here');
  const manner = mannerOf(ink);
  const indent = column + (Array.isArray(after) ? manner.dashIndent : '  ');
  const lines = blockLines(after, manner);
  const text = lines.map((line) => ink.eol + indent + line).join('');
  return { start: colon + 1, end: Math.max(end, colon + 1), text };
}
