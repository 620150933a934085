/** Kubernetes objects as YAML text that kubectl's dialect reads back the same. */
import { resolvePlain } from './plain-scalar.ts';
import { isTree } from './tree.ts';
import type { Tree } from './tree.ts';

const topOrder = ['apiVersion', 'kind', 'metadata', 'spec', 'data', 'stringData', 'status'];
const innerOrder = ['name', 'namespace', 'key'];

/**
 * One document. Keys come in a fixed order (apiVersion, kind, metadata, spec; a `name` first;
 * else by alphabet), so that two texts differ only where the objects do.
 */
export function toYaml(object: object): string {
  return `${mapLines(object as Tree, topOrder).join('\n')}\n`;
}

export function toYamlDocuments(objects: readonly object[]): string {
  return objects.map((object) => toYaml(object)).join('---\n');
}

function mapLines(map: Tree, order: readonly string[]): string[] {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  if (keys.length === 0) return ['{}'];
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  const byAlphabet = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  keys.sort((a, b) => rank(a) - rank(b) || byAlphabet(a, b));
  return keys.flatMap((key) => entryLines(scalar(key), map[key]));
}

function entryLines(key: string, value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0) return [`${key}:`, ...listLines(value)];
  const lines = valueLines(value);
  if (isTree(value) && lines[0] !== '{}') return [`${key}:`, ...lines.map(indented)];
  return [`${key}: ${lines[0] ?? ''}`, ...lines.slice(1).map(indented)];
}

function listLines(items: readonly unknown[]): string[] {
  return items.flatMap((item) => {
    const lines = valueLines(item);
    return [`- ${lines[0] ?? ''}`, ...lines.slice(1).map(indented)];
  });
}

function valueLines(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : listLines(value);
  if (isTree(value)) return mapLines(value, innerOrder);
  if (typeof value === 'string') return blockLines(value) ?? [scalar(value)];
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value + 0)];
  if (typeof value === 'boolean' || value === null || value === undefined) {
    return [String(value ?? null)];
  }
  throw new TypeError(`cannot be written as YAML: a ${typeof value}`);
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

const harmless =
  /^[\p{Script=Latin}\p{Script=Han}/][\p{Script=Latin}\p{Script=Han}0-9_./@:+=,;?&%~ -]*$/u;

/** A string as it stands in a text of YAML: plain where that means the same. */
export function scalar(text: string): string {
  const plain =
    harmless.test(text) &&
    !text.includes(': ') &&
    !/[: ]$/.test(text) &&
    typeof resolvePlain(text) === 'string';
  return plain ? text : doubleQuoted(text);
}

// Control and invisible characters, and line ends of YAML 1.1 that JSON leaves alone.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/u;

/** In quotes that YAML and JSON both understand. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(new RegExp(unprintable, 'gu'), (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** A literal block for text of several lines, where that keeps every character. */
function blockLines(text: string): string[] | undefined {
  const lines = text.split('\n');
  if (lines.length < 2 || /^\s/.test(text)) return undefined;
  const endsWithBreak = lines.at(-1) === '';
  const body = endsWithBreak ? lines.slice(0, -1) : lines;
  const unsafe = (line: string) => /\s$/.test(line) || unprintable.test(line);
  if (body.at(-1) === '' || body.some(unsafe) || /\p{Surrogate}/u.test(text)) return undefined;
  return [endsWithBreak ? '|' : '|-', ...body];
}
