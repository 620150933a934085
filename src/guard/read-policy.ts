import { isMap, LineCounter, parseDocument, type Node } from 'yaml';
import type { Period, Span, Times } from './calendar.ts';
import type { Mistake } from './mistake.ts';
import type { Demand, Policy, Rule } from './policy.ts';
import { readDemand, sections, type Section } from './read-demand.ts';
import { readTime } from './read-times.ts';
import { RuleReader } from './rule-node.ts';
import { matchesCommand } from './selects.ts';
import { writingCommands } from './policy.ts';
import { isZone } from './zone.ts';

export interface PolicyRead {
  readonly policy: Policy;
  readonly mistakes: readonly Mistake[];
}

/** Whose rules they are: in a cluster they hold for people whom the names of contexts belong to. */
export type Home = 'file' | 'cluster';

const selectors = ['contexts', 'namespaces', 'commands', 'modules'] as const;

/** Reads the rules of a cluster. `file` only serves for positions. */
export function readPolicyText(file: string, text: string): PolicyRead {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, lineCounter: lines });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const mistakes = problems.map(({ code, message, pos }): Mistake => {
      const { line, col } = lines.linePos(pos[0]);
      const at = { file, line, column: col };
      return { code: code === 'DUPLICATE_KEY' ? 'twice' : 'yaml', at, what: message, known: '' };
    });
    return { policy: nothing, mistakes };
  }
  const { contents } = document;
  if (contents === null) return { policy: nothing, mistakes: [] };
  return readPolicy(new RuleReader(file, lines), contents, 'cluster');
}

export const nothing: Policy = { rules: [], emergency: false, audit: 'off' };

/** Reads what stands under `rules:`, or in the cluster's ConfigMap. */
export function readPolicy(reader: RuleReader, node: Node, home: Home): PolicyRead {
  const keys = ['zone', 'audit', 'emergency', 'calendars', ...Object.keys(sections)];
  const map = reader.map(node, 'rules', keys);
  const audit = map.get('audit');
  const emergency = map.get('emergency');
  const zone = map.get('zone');
  const calendars = map.get('calendars');
  const around: Around = {
    home,
    zone: zone && zoneOf(reader, zone),
    calendars: calendars ? readCalendars(reader, calendars) : new Map(),
  };
  const rules = (Object.keys(sections) as Section[]).flatMap((section) => {
    const list = map.get(section);
    if (list === undefined) return [];
    return reader
      .list(list, section)
      .flatMap((one, index) => readRule(reader, one, { ...around, section, index }));
  });
  const policy: Policy = {
    rules,
    emergency: emergency !== undefined && mayHurry(reader, emergency),
    audit: (audit && reader.choice(audit, 'audit', ['off', 'wanted', 'required'])) ?? 'off',
  };
  return { policy, mistakes: reader.mistakes };
}

function mayHurry(reader: RuleReader, node: Node): boolean {
  return reader.choice(node, 'emergency', ['allowed', 'forbidden']) === 'allowed';
}

interface Around {
  readonly home: Home;
  readonly zone: string | undefined;
  readonly calendars: ReadonlyMap<string, readonly Node[]>;
}

function readCalendars(reader: RuleReader, node: Node): Map<string, readonly Node[]> {
  const found = new Map<string, readonly Node[]>();
  for (const [name, list] of reader.map(node, 'calendars', 'any')) {
    const entries = reader.texts(list, name);
    for (const { text, node: one } of entries) {
      const read = readTime(text);
      if ('wrong' in read) reader.wrong(one, read.wrong, text);
      else if ('calendar' in read) reader.wrong(one, 'bad-time', text);
    }
    found.set(
      name,
      entries.map((one) => one.node),
    );
  }
  return found;
}

function zoneOf(reader: RuleReader, node: Node): string | undefined {
  const zone = reader.text(node, 'zone');
  if (zone === undefined || isZone(zone)) return zone;
  reader.wrong(node, 'unknown-zone', zone);
  return undefined;
}

function readRule(
  reader: RuleReader,
  node: Node,
  around: Around & { readonly section: Section; readonly index: number },
): Rule[] {
  const { section, index, home } = around;
  const row = sections[section];
  const map = reader.map(node, section, ['name', ...selectors, ...row.keys]);
  if (!isMap(node)) return [];
  const name = map.get('name');
  const contexts = map.get('contexts');
  if (contexts !== undefined && home === 'cluster') {
    reader.wrong(contexts, 'contexts-in-cluster', 'contexts');
  }
  const demand = readDemand(reader, node, map, {
    section,
    home,
    times: () => timesOf(reader, node, map, around),
  });
  const selected = Object.fromEntries(
    selectors.map((key) => [key, textsOf(reader, map.get(key), key)]),
  ) as Record<(typeof selectors)[number], string[]>;
  if (demand === undefined) return [];
  const own = name && reader.text(name, 'name');
  return [ruleOf(own ?? `${section} ${String(index + 1)}`, demand, { reader, node, selected })];
}

function ruleOf(
  name: string,
  demand: Demand,
  from: {
    readonly reader: RuleReader;
    readonly node: Node;
    readonly selected: Record<(typeof selectors)[number], string[]>;
  },
): Rule {
  return { name, at: from.reader.at(from.node), demand, ...from.selected };
}

function textsOf(reader: RuleReader, node: Node | undefined, key: string): string[] {
  if (node === undefined) return [];
  const all = reader.texts(node, key);
  if (key === 'commands') {
    for (const { text, node: one } of all) {
      const known = writingCommands.some((command) => matchesCommand(text, command));
      if (!known) reader.wrong(one, 'unknown-command', text, writingCommands.join(', '));
    }
  }
  return all.map(({ text }) => text);
}

/** What `at` says, with the calendars that it names, by the rule's zone or that of all. */
function timesOf(
  reader: RuleReader,
  node: Node,
  map: ReadonlyMap<string, Node>,
  { zone: usual, calendars }: Around,
): Times | undefined {
  const [at, ownZone] = [map.get('at'), map.get('zone')];
  if (at === undefined) {
    reader.wrong(node, 'missing', 'at');
    return undefined;
  }
  const zone = ownZone ? zoneOf(reader, ownZone) : usual;
  if (zone === undefined) {
    if (ownZone === undefined) reader.wrong(node, 'no-zone', 'zone');
    return undefined;
  }
  const spans: Span[] = [];
  const periods: Period[] = [];
  const take = (text: string, one: Node): void => {
    const read = readTime(text);
    if ('span' in read) spans.push(read.span);
    else if ('period' in read) periods.push(read.period);
    else if ('wrong' in read) reader.wrong(one, read.wrong, text);
    else if (!calendars.has(read.calendar)) {
      reader.wrong(one, 'bad-time', text, [...calendars.keys()].join(', '));
    } else {
      for (const entry of calendars.get(read.calendar) ?? []) {
        const [inner] = reader.texts(entry, read.calendar);
        // What is wrong with a calendar has been told where it stands.
        if (inner !== undefined && isTime(inner.text)) take(inner.text, entry);
      }
    }
  };
  for (const { text, node: one } of reader.texts(at, 'at')) take(text, one);
  return { zone, spans, periods };
}

function isTime(text: string): boolean {
  const read = readTime(text);
  return 'span' in read || 'period' in read;
}
