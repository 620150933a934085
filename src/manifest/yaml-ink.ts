/** The written side of a YAML document: which characters belong to which value. */
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { Manner } from './yaml-pieces.ts';
import { lineStart } from './text-edit.ts';

/** A wish that cannot be written without touching what it does not speak of. */
export class Unwritable extends Error {}

export interface Ink {
  readonly text: string;
  readonly eol: string;
  readonly dashIndent: string;
  readonly sources: ReadonlyMap<Alias, Node | undefined>;
}

/** How lists stand below their keys, and how lines end, in this text. */
export function inkOf(text: string, sources: Ink['sources']): Ink {
  const flush = /^( *)(?:- )?[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n\1- /m.test(text);
  return {
    text,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    dashIndent: flush ? '' : '  ',
    sources,
  };
}

export function mannerOf(ink: Ink, flow?: YAMLMap | YAMLSeq): Manner {
  return { dashIndent: ink.dashIndent, json: flow !== undefined && isQuoted(flow) };
}

/** JSON, or YAML in its manner: the first word in it is in double quotes. */
function isQuoted(flow: YAMLMap | YAMLSeq): boolean {
  const [first] = flow.items as unknown[];
  const word = isPair(first) ? first.key : first;
  if (isMap(word) || isSeq(word)) return isQuoted(word);
  return isScalar(word) && word.type === 'QUOTE_DOUBLE';
}

export function startOf(node: unknown): number {
  const range = (node as { range?: readonly [number, number, number] } | null)?.range;
  if (!range) throw new Unwritable('a value without a place');
  return range[0];
}

/** Where the last character of its content ends; trailing comments and line breaks are not of it. */
export function endOf(node: unknown): number {
  if (isCollection(node) && node.flow !== true) {
    const last = (node.items as unknown[]).at(-1);
    if (last !== undefined) return endOf(last);
  }
  if (isPair(node))
    return node.value === null ? endOf(node.key) : Math.max(endOf(node.value), endOf(node.key));
  const range = (node as { range?: readonly [number, number, number] } | null)?.range;
  if (!range) throw new Unwritable('a value without a place');
  return range[1];
}

export function keyOf(pair: Pair): string {
  if (!isScalar(pair.key) || typeof pair.key.value !== 'string') throw new Unwritable('an odd key');
  return pair.key.value;
}

export function isMergePair({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** The node that is meant: of an alias the one with the anchor. */
export function meant(ink: Ink, node: unknown): unknown {
  return isAlias(node) ? ink.sources.get(node) : node;
}

/** Nothing written: `key:` and no more, or `{}` and `[]`. */
export function isEmptyNode(node: unknown): boolean {
  if (node === null || node === undefined) return true;
  if (isCollection(node)) return node.items.length === 0;
  return isScalar(node) && node.type === 'PLAIN' && node.source === '' && !node.anchor && !node.tag;
}

/** How far in a block map's keys, or a block list's dashes, stand. */
export function columnOf(ink: Ink, offset: number): string {
  return ' '.repeat(offset - lineStart(ink.text, offset));
}
