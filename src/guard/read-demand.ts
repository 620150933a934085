import type { Node } from 'yaml';
import type { Times } from './calendar.ts';
import type { Home } from './read-policy.ts';
import type { Demand, Running } from './policy.ts';
import type { RuleReader } from './rule-node.ts';
import { dayMs, minuteMs } from './zone.ts';

/** The lists of rules by what they ask for, and the keys that each has beside its selectors. */
export const sections = {
  windows: { keys: ['at', 'zone', 'whenRunning'] },
  freezes: { keys: ['at', 'zone', 'whenRunning'] },
  peaks: { keys: ['at', 'zone', 'whenRunning'] },
  protected: { keys: ['for'] },
  tickets: { keys: ['pattern'] },
  approvals: { keys: ['count', 'valid'] },
  rehearsals: { keys: ['in', 'cluster', 'within'] },
} as const;

export type Section = keyof typeof sections;

interface Around {
  readonly section: Section;
  readonly home: Home;
  readonly times: () => Times | undefined;
}

type Entries = ReadonlyMap<string, Node>;

/** What a rule asks for; undefined where that can't be told, and then a mistake is kept. */
export function readDemand(
  reader: RuleReader,
  node: Node,
  map: Entries,
  around: Around,
): Demand | undefined {
  switch (around.section) {
    case 'windows':
      return timed(reader, map, around, 'window');
    case 'freezes':
      return timed(reader, map, around, 'freeze');
    case 'peaks':
      return timed(reader, map, around, 'peak');
    case 'protected': {
      const by = map.get('for');
      const how = by && reader.choice(by, 'for', ['person', 'everybody']);
      if (by !== undefined && how === undefined) return undefined;
      return { kind: 'protected', how: how === 'everybody' ? 'closed' : 'person' };
    }
    case 'tickets':
      return ticket(reader, node, map);
    case 'approvals':
      return approvals(reader, map);
    case 'rehearsals':
      return rehearsal(reader, node, map, around.home);
  }
}

function timed(
  reader: RuleReader,
  map: Entries,
  around: Around,
  kind: 'window' | 'freeze' | 'peak',
): Demand | undefined {
  const times = around.times();
  const node = map.get('whenRunning');
  const running: Running | undefined = node
    ? reader.choice(node, 'whenRunning', ['finish', 'hold'])
    : 'finish';
  return times && running && { kind, times, running };
}

function ticket(reader: RuleReader, node: Node, map: Entries): Demand | undefined {
  const at = map.get('pattern');
  if (at === undefined) {
    reader.wrong(node, 'missing', 'pattern');
    return undefined;
  }
  const pattern = reader.text(at, 'pattern');
  if (pattern === undefined) return undefined;
  try {
    new RegExp(pattern, 'u');
    return { kind: 'ticket', pattern };
  } catch {
    reader.wrong(at, 'bad-pattern', pattern);
    return undefined;
  }
}

function approvals(reader: RuleReader, map: Entries): Demand | undefined {
  const [many, valid] = [map.get('count'), map.get('valid')];
  const count = many ? countOf(reader, many) : 1;
  const validMs = valid ? durationOf(reader, valid, 'valid') : dayMs;
  if (count === undefined || validMs === undefined) return undefined;
  return { kind: 'approvals', count, validMs };
}

function countOf(reader: RuleReader, node: Node): number | undefined {
  const text = reader.text(node, 'count');
  if (text === undefined) return undefined;
  if (/^[1-9]$/.test(text)) return Number(text);
  reader.wrong(node, 'bad-count', text);
  return undefined;
}

function rehearsal(reader: RuleReader, node: Node, map: Entries, home: Home): Demand | undefined {
  const [where, within, id] = [map.get('in'), map.get('within'), map.get('cluster')];
  if (where === undefined) {
    reader.wrong(node, 'missing', 'in');
    return undefined;
  }
  // Whoever is held by the rule gives the contexts their names.
  if (id === undefined && home === 'cluster') {
    reader.wrong(node, 'cluster-missing', 'cluster');
    return undefined;
  }
  const context = reader.text(where, 'in');
  const withinMs = within ? durationOf(reader, within, 'within') : 7 * dayMs;
  const cluster = id && reader.text(id, 'cluster');
  if (context === undefined || withinMs === undefined) return undefined;
  return { kind: 'rehearsal', context, withinMs, ...(cluster === undefined ? {} : { cluster }) };
}

const units: Readonly<Record<string, number>> = {
  m: minuteMs,
  h: 60 * minuteMs,
  d: dayMs,
};

/** `90m`, `24h`, `7d`. */
function durationOf(reader: RuleReader, node: Node, name: string): number | undefined {
  const text = reader.text(node, name);
  if (text === undefined) return undefined;
  const [, many = '', unit = ''] = /^(\d{1,4})([mhd])$/.exec(text.trim()) ?? [];
  const ms = Number(many) * (units[unit] ?? 0);
  if (ms > 0) return ms;
  reader.wrong(node, 'bad-duration', text);
  return undefined;
}
