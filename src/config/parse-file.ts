import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, ParsedNode, Scalar, YAMLMap } from 'yaml';
import { Fault, type Position } from '../fault.ts';
import { keyIds, keys, type KeyId } from './keys.ts';
import { nearest } from './nearest.ts';

/** A value as it stands in the file. */
export interface FileEntry {
  readonly id: KeyId;
  readonly text: string;
  readonly at: Position;
}

export interface ParsedFile {
  readonly entries: readonly FileEntry[];
  /** All that is wrong with the file's form; values are parsed later. */
  readonly faults: readonly Fault[];
}

/**
 * Reads `koupctl.yaml` as strict YAML 1.2: every unknown or repeated key is a
 * Fault with its position. `file` only serves for positions.
 */
export function parseConfigFile(file: string, text: string): ParsedFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    strict: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const faults = problems.map(({ code, message, pos }) => {
      const at = positionOf(file, lines, pos[0]);
      return code === 'DUPLICATE_KEY'
        ? new Fault('this key stands above already', { at, fix: 'keep one of them' })
        : new Fault(`not valid YAML: ${message}`, { at });
    });
    return { entries: [], faults };
  }
  const reader: Reader = { file, lines, entries: [], faults: [] };
  if (isMap(document.contents)) readMap(reader, document.contents, '');
  else if (document.contents !== null && !isNull(document.contents)) {
    fault(reader, document.contents, {
      message: 'the file is no list of keys',
      fix: 'write lines of the form key: value',
    });
  }
  return { entries: reader.entries, faults: reader.faults };
}

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly entries: FileEntry[];
  readonly faults: Fault[];
}

const names = new Map(keyIds.map((id) => [keys[id].name, id]));

function readMap(reader: Reader, map: YAMLMap.Parsed, prefix: string): void {
  for (const { key, value } of map.items) {
    const own = isScalar(key) ? textOf(key) : '?';
    const name = `${prefix}${own}`;
    // A dot is how settings are named to people, not how they are written.
    const id = own.includes('.') ? undefined : names.get(name);
    const holder = [...names.keys()].some((known) => known.startsWith(`${name}.`));
    if (id !== undefined) readValue(reader, { id, name, key, value });
    else if (!holder)
      fault(reader, key, { message: `unknown key ${name}`, fix: whatWasMeant(own, prefix) });
    else if (isMap(value)) readMap(reader, value, `${name}.`);
    else {
      const at = value === null || isNull(value) ? key : value;
      fault(reader, at, {
        message: `${name} holds keys of its own`,
        fix: `write ${below(name)} below it`,
      });
    }
  }
}

interface Pair {
  readonly id: KeyId;
  readonly name: string;
  readonly key: ParsedNode;
  readonly value: ParsedNode | null;
}

function readValue(reader: Reader, { id, name, key, value }: Pair): void {
  const { file, lines, entries } = reader;
  const at = positionOf(file, lines, value === null || isNull(value) ? start(key) : start(value));
  if (value === null || isNull(value)) {
    fault(reader, key, {
      message: `${name} has no value`,
      fix: 'write a value, or leave the key out',
    });
  } else if (isScalar(value)) {
    entries.push({ id, text: textOf(value), at });
  } else if (isSeq(value) && keys[id].list === true) {
    const texts = value.items.flatMap((item) => listItem(reader, name, item));
    if (texts.length === value.items.length) entries.push({ id, text: texts.join(','), at });
  } else {
    fault(reader, value, {
      message: `${name} is a single value`,
      fix: `write it as ${name.split('.').at(-1)}: value`,
    });
  }
}

function listItem(reader: Reader, name: string, item: ParsedNode): string[] {
  if (isScalar(item) && !isNull(item)) {
    const text = textOf(item);
    // The list becomes one text for the parser that flags and environment share.
    if (!text.includes(',')) return [text];
  }
  fault(reader, item, {
    message: `${name} has an entry that is no plain value`,
    fix: 'write one value per entry',
  });
  return [];
}

function whatWasMeant(own: string, prefix: string): string {
  const siblings = [...names.keys()]
    .filter((known) => known.startsWith(prefix))
    .map((known) => known.slice(prefix.length).split('.')[0] ?? '');
  const near = nearest(own, siblings);
  if (near !== undefined) return `did you mean ${near}?`;
  const elsewhere = [...names.keys()].find((known) => {
    const [leaf] = known.split('.').slice(-1);
    return known === own || (leaf !== undefined && nearest(own, [leaf]) !== undefined);
  });
  if (elsewhere === undefined) return `known keys: ${[...new Set(siblings)].join(', ')}`;
  const [leaf, holder] = elsewhere.split('.').reverse();
  return `did you mean ${leaf} ${holder === undefined ? 'at the top' : `below ${holder}`}?`;
}

function below(name: string): string {
  const own = [...names.keys()].filter((known) => known.startsWith(`${name}.`));
  return own.map((known) => known.slice(name.length + 1)).join(' and ');
}

interface Mistake {
  readonly message: string;
  readonly fix: string;
}

function fault(reader: Reader, node: Node, { message, fix }: Mistake): void {
  const at = positionOf(reader.file, reader.lines, start(node));
  reader.faults.push(new Fault(message, { at, fix }));
}

function isNull(node: ParsedNode): boolean {
  return isScalar(node) && node.value === null;
}

/** As written, so that file, environment and flags share one parser: `0x10` is not 16. */
function textOf(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}

function start(node: Node): number {
  return node.range?.[0] ?? 0;
}

function positionOf(file: string, lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { file, line, column: col };
}
