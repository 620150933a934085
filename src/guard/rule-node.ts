import { isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import type { Mistake, MistakeCode } from './mistake.ts';
import type { Position } from '../fault.ts';

/** Reads YAML nodes, and keeps what is wrong with them instead of stopping at the first. */
export class RuleReader {
  readonly mistakes: Mistake[] = [];
  readonly #file: string;
  readonly #lines: LineCounter;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  at(node: Node): Position {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return { file: this.#file, line, column: col };
  }

  wrong(node: Node, code: MistakeCode, what: string, known = ''): void {
    this.mistakes.push({ code, at: this.at(node), what, known });
  }

  /** The entries of a map by their keys; of what is no map, and of a key that nobody knows, a mistake. */
  map(node: Node, name: string, known: readonly string[] | 'any'): Map<string, Node> {
    const entries = new Map<string, Node>();
    if (!isMap(node)) {
      this.wrong(node, 'not-a-map', name);
      return entries;
    }
    for (const { key, value } of (node as YAMLMap<Node, Node | null>).items) {
      const own = textOf(key) ?? '?';
      if (known !== 'any' && !known.includes(own)) {
        this.wrong(key, 'unknown-key', own, known.join(', '));
      } else if (value === null || (isScalar(value) && value.value === null)) {
        this.wrong(key, 'missing', own);
      } else entries.set(own, value);
    }
    return entries;
  }

  list(node: Node, name: string): Node[] {
    if (isSeq<Node>(node)) return node.items;
    this.wrong(node, 'not-a-list', name);
    return [];
  }

  /** One text, or a list of them. */
  texts(node: Node, name: string): { readonly text: string; readonly node: Node }[] {
    const all = isSeq<Node>(node) ? node.items : [node];
    return all.flatMap((one) => {
      const text = textOf(one);
      if (text === undefined) this.wrong(one, 'not-a-text', name);
      return text === undefined ? [] : [{ text, node: one }];
    });
  }

  text(node: Node, name: string): string | undefined {
    const text = textOf(node);
    if (text === undefined) this.wrong(node, 'not-a-text', name);
    return text;
  }

  choice<T extends string>(node: Node, name: string, allowed: readonly T[]): T | undefined {
    const text = this.text(node, name);
    if (text === undefined) return undefined;
    const found = allowed.find((one) => one === text);
    if (found === undefined) this.wrong(node, 'bad-choice', text, allowed.join(', '));
    return found;
  }
}

/** As it was written: `09:00` is no number of anything. */
function textOf(node: Node): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}
