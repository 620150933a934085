/** Pieces of YAML to be put into a text that a person wrote, in that text's own manner. */
import { doubleQuoted, scalar } from './to-yaml.ts';
import { isTree } from './tree.ts';

/** How the surrounding text is written. */
export interface Manner {
  /** Two spaces before the dash of a list below its key, or none. */
  readonly dashIndent: string;
  /** Strings and keys in double quotes, as JSON wants them. */
  readonly json: boolean;
}

/** The lines of a value in block style, without indentation; keys in the order given. */
export function blockLines(value: unknown, manner: Manner): string[] {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item) => itemLines(item, manner));
  }
  if (isTree(value) && Object.keys(value).length > 0) {
    return Object.entries(value).flatMap(([key, inner]) => entryLines(key, inner, manner));
  }
  return [flowText(value, manner)];
}

/** `key: value`, or the key and what is below it. */
export function entryLines(key: string, value: unknown, manner: Manner): string[] {
  if (!hasLines(value)) return [`${scalar(key)}: ${plainText(value)}`];
  const indent = Array.isArray(value) ? manner.dashIndent : '  ';
  return [`${scalar(key)}:`, ...blockLines(value, manner).map((line) => indent + line)];
}

/** `- value`, the rest of it below. */
export function itemLines(item: unknown, manner: Manner): string[] {
  const [first = '', ...rest] = hasLines(item) ? blockLines(item, manner) : [plainText(item)];
  return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
}

/** On one line, in braces and brackets. */
export function flowText(value: unknown, manner: Manner): string {
  if (Array.isArray(value)) return `[${value.map((each) => flowText(each, manner)).join(', ')}]`;
  if (isTree(value)) {
    const entries = Object.entries(value).map((entry) => flowEntry(...entry, manner));
    if (entries.length === 0) return '{}';
    return manner.json ? `{${entries.join(', ')}}` : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  return flowWord(value, manner);
}

export function flowEntry(key: string, value: unknown, manner: Manner): string {
  return `${flowWord(key, manner)}: ${flowText(value, manner)}`;
}

function flowWord(text: string, { json }: Manner): string {
  return json || /[,?]/.test(text) ? doubleQuoted(text) : scalar(text);
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return scalar(value);
  return isTree(value) ? '{}' : Array.isArray(value) ? '[]' : String(value);
}

function hasLines(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
