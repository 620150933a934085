interface Line {
  readonly indent: number;
  readonly text: string;
}

class NotPlain extends Error {}

/**
 * Reads the plain YAML that `kubectl config` and its like write: block maps and lists of
 * one-line scalars. Anything else, be it legal or not, gives undefined and is for the real
 * parser, which takes 10 to 40 ms to load: much, next to a whole `koupctl modules`.
 */
export function parsePlainYaml(text: string): Record<string, unknown> | undefined {
  try {
    const lines = splitLines(text);
    const reader = { lines, at: 0 };
    if (lines[0]?.indent !== 0) return undefined;
    const value = readBlock(reader, 0);
    return reader.at === lines.length && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

interface Reader {
  readonly lines: Line[];
  at: number;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const content = raw.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const indent = raw.length - content.length;
    if (raw.slice(0, indent) !== ' '.repeat(indent)) throw new NotPlain();
    // What YAML allows nowhere, or counts as the end of a line.
    if (/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(content)) throw new NotPlain();
    lines.push({ indent, text: content.replace(/ +$/, '') });
  }
  return lines;
}

function readBlock(reader: Reader, indent: number): Record<string, unknown> | unknown[] {
  return isItem(reader.lines[reader.at]) ? readList(reader, indent) : readMap(reader, indent);
}

function isItem(line: Line | undefined): boolean {
  return line?.text === '-' || line?.text.startsWith('- ') === true;
}

function readList(reader: Reader, indent: number): unknown[] {
  const items: unknown[] = [];
  for (;;) {
    const line = reader.lines[reader.at];
    if (line?.indent !== indent || !isItem(line)) return items;
    const rest = line.text.slice(1).trimStart();
    if (rest === '') throw new NotPlain();
    if (/^[A-Za-z][\w.-]*:( |$)/.test(rest)) {
      // A map that begins behind the dash: read the rest as a line of its own.
      const inner = indent + line.text.length - rest.length;
      reader.lines[reader.at] = { indent: inner, text: rest };
      items.push(readMap(reader, inner));
    } else {
      reader.at += 1;
      items.push(readScalar(rest));
    }
  }
}

function readMap(reader: Reader, indent: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (;;) {
    const line = reader.lines[reader.at];
    if (line === undefined || line.indent < indent || isItem(line)) return map;
    const pair = /^([A-Za-z][\w.-]*):(?: +(.*))?$/.exec(line.text);
    const key = pair?.[1];
    if (line.indent > indent || key === undefined || Object.hasOwn(map, key)) throw new NotPlain();
    if (ambiguous.test(key)) throw new NotPlain();
    reader.at += 1;
    map[key] = pair?.[2] === undefined ? readNested(reader, indent) : readScalar(pair[2]);
  }
}

function readNested(reader: Reader, indent: number): unknown {
  const next = reader.lines[reader.at];
  if (next === undefined || next.indent < indent) return null;
  // A list may stand at the indentation of its key.
  if (next.indent === indent) return isItem(next) ? readList(reader, indent) : null;
  return readBlock(reader, next.indent);
}

/** Words that YAML 1.1 and 1.2 read differently, or not as text. */
const ambiguous = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

function readScalar(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === '{}') return {};
  if (text === '[]') return [];
  if (text === '""') return '';
  const quoted = /^"([^"\\]*)"$/.exec(text)?.[1] ?? /^'([^']*)'$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  // Text for certain: starts with a letter or slash, no comment and no second colon-space inside.
  if (!/^[A-Za-z/]/.test(text) || /: | #|:$/.test(text) || ambiguous.test(text)) {
    throw new NotPlain();
  }
  return text;
}
