import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Node, ParsedNode, Scalar, YAMLMap } from 'yaml';
import { Fault, type FaultWords, type Position } from '../fault.ts';
import type { Policy } from '../guard/policy.ts';
import { readPolicy } from '../guard/read-policy.ts';
import { RuleReader } from '../guard/rule-node.ts';
import type { KeyMeant } from '../messages/en/faults-settings.ts';
import { faultOf, type FaultSaying } from '../messages/fault-of.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Language } from '../world.ts';
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
  /** The change rules. */
  readonly rules?: Policy;
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
        ? faultOf(({ settings }) => settings.keyTwice, { at })
        : faultOf(({ settings }) => settings.notYaml(message), { at });
    });
    return { entries: [], faults };
  }
  const reader: Reader = { file, lines, entries: [], faults: [] };
  if (isMap(document.contents)) readMap(reader, document.contents, '');
  else if (document.contents !== null && !isNull(document.contents)) {
    fault(reader, document.contents, ({ settings }) => settings.noKeys);
  }
  const { entries, faults, rules } = reader;
  return { entries, faults, ...(rules === undefined ? {} : { rules }) };
}

interface Reader {
  readonly file: string;
  readonly lines: LineCounter;
  readonly entries: FileEntry[];
  readonly faults: Fault[];
  rules?: Policy;
}

const names = new Map(keyIds.map((id) => [keys[id].name, id]));

/** Whole parts of the file that a command reads itself. */
export const ownSections: readonly string[] = ['inspect'];

function readMap(reader: Reader, map: YAMLMap.Parsed, prefix: string): void {
  for (const { key, value } of map.items) {
    const own = isScalar(key) ? textOf(key) : '?';
    const name = `${prefix}${own}`;
    if (name === rulesKey && value !== null && !isNull(value)) {
      readRules(reader, value);
      continue;
    }
    if (prefix === '' && ownSections.includes(own)) continue;
    // A dot is how settings are named to people, not how they are written.
    const id = own.includes('.') ? undefined : names.get(name);
    const holder = [...names.keys()].some((known) => known.startsWith(`${name}.`));
    if (id !== undefined) readValue(reader, { id, name, key, value });
    else if (!holder)
      fault(reader, key, ({ settings }) => settings.unknownKey(name, whatWasMeant(own, prefix)));
    else if (isMap(value)) readMap(reader, value, `${name}.`);
    else {
      const at = value === null || isNull(value) ? key : value;
      fault(reader, at, ({ settings }) => settings.hasKeys(name, below(name)));
    }
  }
}

/** Not a setting: no flag and no variable says otherwise. */
const rulesKey = 'rules';

function readRules(reader: Reader, node: ParsedNode): void {
  const { policy, mistakes } = readPolicy(new RuleReader(reader.file, reader.lines), node, 'file');
  reader.rules = policy;
  for (const { code, at, what, known } of mistakes) {
    const words = (language: Language): FaultWords & { fix: string } => {
      const told = messagesOf(language).guard.mistakes[code](what, known);
      return { message: `rules: ${told.what}`, fix: told.fix };
    };
    const { message, fix } = words('en');
    reader.faults.push(new Fault(message, { at, fix, words }));
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
    fault(reader, key, ({ settings }) => settings.noValue(name));
  } else if (isScalar(value)) {
    entries.push({ id, text: textOf(value), at });
  } else if (isSeq(value) && keys[id].list === true) {
    const texts = value.items.flatMap((item) => listItem(reader, name, item));
    if (texts.length === value.items.length) entries.push({ id, text: texts.join(','), at });
  } else {
    const leaf = name.split('.').at(-1) ?? name;
    fault(reader, value, ({ settings }) => settings.single(name, leaf));
  }
}

function listItem(reader: Reader, name: string, item: ParsedNode): string[] {
  if (isScalar(item) && !isNull(item)) {
    const text = textOf(item);
    // The list becomes one text for the parser that flags and environment share.
    if (!text.includes(',')) return [text];
  }
  fault(reader, item, ({ settings }) => settings.oddEntry(name));
  return [];
}

function whatWasMeant(own: string, prefix: string): KeyMeant {
  const siblings = [...names.keys()]
    .filter((known) => known.startsWith(prefix))
    .map((known) => known.slice(prefix.length).split('.')[0] ?? '');
  const near = nearest(own, siblings);
  if (near !== undefined) return { near };
  const elsewhere = [...names.keys()].find((known) => {
    const [leaf] = known.split('.').slice(-1);
    return known === own || (leaf !== undefined && nearest(own, [leaf]) !== undefined);
  });
  if (elsewhere === undefined) return { known: [...new Set(siblings)] };
  const [leaf = '', holder] = elsewhere.split('.').reverse();
  return { elsewhere: leaf, holder };
}

function below(name: string): string[] {
  const own = [...names.keys()].filter((known) => known.startsWith(`${name}.`));
  return own.map((known) => known.slice(name.length + 1));
}

function fault(reader: Reader, node: Node, say: FaultSaying): void {
  const at = positionOf(reader.file, reader.lines, start(node));
  reader.faults.push(faultOf(say, { at }));
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
