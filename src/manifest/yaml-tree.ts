/** From a parsed YAML document to plain values, remembering where each came from. */
import { isAlias, isMap, isScalar, isSeq, visit } from 'yaml';
import type { Alias, Document, Node, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { FaultSaying } from '../messages/fault-of.ts';
import { resolvePlain } from './plain-scalar.ts';
import type { Path, Tree } from './tree.ts';

export interface Problem {
  readonly offset: number;
  readonly say: FaultSaying;
}

export interface Spot {
  readonly offset: number;
  /** Of scalars: the text as written. */
  readonly text?: string;
}

export interface YamlTree {
  readonly value: unknown;
  /** By `spotKey(path)`. */
  readonly spots: ReadonlyMap<string, Spot>;
  readonly problems: readonly Problem[];
}

/** What to put in place of a scalar; `absent` takes the entry or list item out. */
export type Plug = (text: string, offset: number, problem: (p: Problem) => void) => unknown;
export const absent = Symbol('absent');
/** A plug's answer where the scalar is to be read as usual. */
export const asWritten = Symbol('as written');

export function spotKey(path: Path): string {
  return JSON.stringify(path);
}

// Nodes copied through aliases: enough for any manifest, too few for aliases of aliases of
// aliases to fill the memory.
const maxCopies = 10_000;

interface Walk {
  readonly sources: ReadonlyMap<Alias, Node | undefined>;
  readonly plug: Plug | undefined;
  readonly spots: Map<string, Spot>;
  readonly problems: Problem[];
  readonly openAliases: Set<unknown>;
  copies: number;
}

export function yamlTree(document: Document, plug?: Plug): YamlTree {
  const walk: Walk = {
    sources: aliasSources(document),
    plug,
    spots: new Map(),
    problems: [],
    openAliases: new Set(),
    copies: 0,
  };
  const contents = document.contents as ParsedNode | null;
  const value = build(walk, contents, [], offsetOf(contents) ?? 0);
  if (walk.copies > maxCopies)
    walk.problems.push({ offset: 0, say: ({ manifests }) => manifests.aliasesCopyTooMuch });
  return { value: value === absent ? null : value, spots: walk.spots, problems: walk.problems };
}

/** Of each alias the node it stands for. Resolving one by one walks the document every time. */
export function aliasSources(document: Document): Map<Alias, Node | undefined> {
  const anchors = new Map<string, Node>();
  const sources = new Map<Alias, Node | undefined>();
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) sources.set(node, anchors.get(node.source));
      else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return sources;
}

function build(walk: Walk, node: unknown, path: Path, fallback: number): unknown {
  const offset = offsetOf(node) ?? fallback;
  if (walk.openAliases.size > 0) walk.copies += 1;
  if (walk.copies > maxCopies) return null;
  if (isAlias(node)) return buildAlias(walk, node, path, offset);
  if (isMap(node)) {
    const map = buildMap(walk, node, path);
    walk.spots.set(spotKey(path), { offset: fallback });
    return map;
  }
  if (isSeq(node)) {
    walk.spots.set(spotKey(path), { offset: fallback });
    const items: unknown[] = [];
    for (const item of node.items) {
      const value = build(walk, item, [...path, items.length], offsetOf(item) ?? offset);
      if (value !== absent) items.push(value);
    }
    return items;
  }
  if (!isScalar(node)) return null;
  const text = sourceOf(node);
  walk.spots.set(spotKey(path), { offset, text });
  const value = scalarValue(walk, node, text, offset);
  if (value === absent) walk.spots.delete(spotKey(path));
  return value;
}

function buildAlias(walk: Walk, alias: Alias, path: Path, offset: number): unknown {
  const source = walk.sources.get(alias);
  if (source === undefined || walk.openAliases.has(source)) {
    const which = source === undefined ? 'aliasUnknown' : 'aliasInItself';
    walk.problems.push({ offset, say: ({ manifests }) => manifests[which](alias.source) });
    return null;
  }
  walk.openAliases.add(source);
  const value = build(walk, source, path, offset);
  walk.openAliases.delete(source);
  return value;
}

function buildMap(walk: Walk, map: YAMLMap, path: Path): Tree {
  const pairs = map.items;
  // Merged entries first: what the map says itself wins, and so do its positions.
  let merged: Tree = {};
  for (const pair of pairs.filter(isMerge)) {
    merged = { ...merged, ...mergeSource(walk, pair.value, path, offsetOf(pair.key) ?? 0) };
  }
  const entries = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const pair of pairs.filter((each) => !isMerge(each))) {
    const offset = offsetOf(pair.key) ?? 0;
    const key = keyText(walk, pair.key, offset);
    if (key === undefined) continue;
    if (seen.has(key)) {
      walk.problems.push({ offset, say: ({ manifests }) => manifests.keyTwice(key) });
      continue;
    }
    seen.add(key);
    const value = build(walk, pair.value, [...path, key], offset);
    if (value !== absent) entries.set(key, value);
  }
  // fromEntries defines own properties, so a key named __proto__ stays a key.
  return Object.fromEntries([...Object.entries(merged), ...entries]);
}

function isMerge({ key }: Pair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** `<<: *a` or `<<: [*a, *b]`; the first of several wins, as in the YAML 1.1 type library. */
function mergeSource(walk: Walk, node: unknown, path: Path, offset: number): Tree {
  const sources = isSeq(node) ? node.items : [node];
  let merged: Tree = {};
  for (const source of sources) {
    const value = build(walk, source, path, offset);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      merged = { ...(value as Tree), ...merged };
    } else {
      walk.problems.push({ offset, say: ({ manifests }) => manifests.mergeOnlyMaps });
    }
  }
  return merged;
}

function keyText(walk: Walk, node: unknown, offset: number): string | undefined {
  if (isScalar(node)) {
    const value = scalarValue(walk, node, sourceOf(node), offset);
    if (typeof value === 'string' || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') return String(value);
  }
  walk.problems.push({ offset, say: ({ manifests }) => manifests.keyIsText });
  return undefined;
}

function scalarValue(walk: Walk, node: Scalar, text: string, offset: number): unknown {
  const content = typeof node.value === 'string' ? node.value : text;
  const plugged = walk.plug?.(content, offset, (problem) => walk.problems.push(problem));
  if (plugged !== undefined && plugged !== asWritten) return plugged;
  const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
  if (tag === '!!str' || tag === '!') return content;
  if (tag !== undefined && !/^!!(?:int|float|bool|null)$/.test(tag)) {
    walk.problems.push({ offset, say: ({ manifests }) => manifests.tag(tag) });
    return content;
  }
  if (tag === undefined && node.type !== 'PLAIN') return content;
  const value = resolvePlain(content);
  if (typeof value === 'number' && (!Number.isFinite(value) || losesDigits(value, content))) {
    walk.problems.push({ offset, say: ({ manifests }) => manifests.inexact(content) });
  }
  return value;
}

/** Beyond 2^53 only the numbers that JavaScript prints back as written are kept. */
function losesDigits(value: number, text: string): boolean {
  return !Number.isSafeInteger(value) && /^[-+]?\w+$/.test(text) && String(value) !== text;
}

/** The scalar's text; with the failsafe schema its value is one too. */
function sourceOf(node: Scalar): string {
  return node.source ?? (typeof node.value === 'string' ? node.value : '');
}

function offsetOf(node: unknown): number | undefined {
  return (node as { range?: readonly [number, number, number] } | null)?.range?.[0];
}
