import {
  digestOfEntry,
  emptyHead,
  nextEntry,
  type AuditEntry,
  type AuditFields,
  type Head,
} from '../guard/chain.ts';
import { Conflict } from '../conflict.ts';
import { core } from '../modules/surface.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster } from '../world.ts';
import { changeMap, mapOf, readMap, type Entries } from './kept-map.ts';

/** The ConfigMap of the newest entries; older ones are in others of that name with a number. */
export const auditName = 'koupctl-audit';

/** So many entries, and characters, are in one ConfigMap at most. */
const mostEntries = 400;
const mostText = 500_000;
const longestField = 1_000;

const headKey = 'head';

interface HeadFile extends Head {
  /** The ConfigMaps of older entries, by the number of the first in each. */
  readonly archives: readonly number[];
}

export interface AuditRead {
  readonly entries: readonly AuditEntry[];
  readonly head: Head;
}

/** All entries that there are, oldest first. */
export async function readAudit(cluster: Cluster): Promise<AuditRead> {
  const map = (await readMap(cluster, auditName)) ?? {};
  const head = headIn(map);
  const maps = await Promise.all(
    head.archives.map(async (first) => (await readMap(cluster, archiveName(first))) ?? {}),
  );
  const entries = [...maps, map].flatMap(entriesIn);
  return { entries: withoutDoubles(entries), head };
}

/** Adds an entry behind the last one, whoever else is at it. */
export async function appendAudit(cluster: Cluster, fields: AuditFields): Promise<void> {
  const short = Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, string]) => [
      key,
      value.slice(0, longestField),
    ]),
  ) as unknown as AuditFields;
  await changeMap(cluster, auditName, async (map) => {
    const head = headIn(map);
    // An answer that was lost on the way is no reason to write it twice.
    const last = entriesIn(map).find(({ seq }) => seq === head.seq);
    if (last?.change === short.change && last.event === short.event) return undefined;
    const { rest, archives } = await moved(cluster, map, head);
    const entry = nextEntry(head, short);
    const file: HeadFile = { seq: entry.seq, digest: entry.digest, archives };
    return { ...rest, [keyOf(entry.seq)]: JSON.stringify(entry), [headKey]: JSON.stringify(file) };
  });
}

/** Where there is no more room, all entries go to a ConfigMap of their own that can't be changed. */
async function moved(
  cluster: Cluster,
  map: Entries,
  { archives }: HeadFile,
): Promise<{ readonly rest: Entries; readonly archives: readonly number[] }> {
  const { [headKey]: _head, ...entries } = map;
  const text = Object.values(entries).reduce((sum, value) => sum + value.length, 0);
  const keys = Object.keys(entries).sort();
  if (keys.length < mostEntries && text < mostText) return { rest: entries, archives };
  const first = seqOf(keys[0] ?? '');
  const object = { ...mapOf(archiveName(first), entries), immutable: true };
  try {
    await cluster.create(object, core.configMap, { manager: intentManager });
  } catch (error) {
    // Somebody was cut off, or is quicker: what it has of these entries is the same.
    if (!(error instanceof Conflict) || error.kind !== 'exists') throw error;
    const there = (await readMap(cluster, archiveName(first))) ?? {};
    const rest = Object.entries(entries).filter(([key]) => there[key] === undefined);
    return { rest: Object.fromEntries(rest), archives: [...new Set([...archives, first])] };
  }
  return { rest: {}, archives: [...new Set([...archives, first])] };
}

function archiveName(first: number): string {
  return `${auditName}-${String(first).padStart(8, '0')}`;
}

function keyOf(seq: number): string {
  return `e${String(seq).padStart(8, '0')}`;
}

function seqOf(key: string): number {
  return Number(key.slice(1));
}

/** Nothing that can be read is a head that fits nothing. */
function headIn(map: Entries): HeadFile {
  const text = map[headKey];
  if (text === undefined) return { ...emptyHead, archives: [] };
  try {
    const { seq, digest, archives } = JSON.parse(text) as Partial<HeadFile>;
    return { seq: seq ?? 0, digest: digest ?? '', archives: archives ?? [] };
  } catch {
    return { ...emptyHead, digest: 'unreadable', archives: [] };
  }
}

/** The number is that of the key: an entry that says another one was changed. */
function entriesIn(map: Entries): AuditEntry[] {
  return Object.keys(map)
    .filter((key) => /^e\d+$/.test(key))
    .sort()
    .map((key) => {
      try {
        return { ...blank, ...(JSON.parse(map[key] ?? '') as AuditEntry), seq: seqOf(key) };
      } catch {
        return { ...blank, seq: seqOf(key), digest: 'unreadable' };
      }
    });
}

const blank: AuditEntry = {
  ...{ change: '', event: 'ended', at: '', by: '', from: '', command: '', object: '', module: '' },
  ...{ version: '', plan: '', approvedBy: '', ticket: '', reason: '', emergency: '', outcome: '' },
  ...{ message: '', seq: 0, previous: '', digest: '' },
};

/** Whoever was killed while entries were moved has left them in two places. */
function withoutDoubles(entries: readonly AuditEntry[]): AuditEntry[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const key = `${String(entry.seq)} ${entry.digest} ${digestOfEntry(entry)}`;
    const known = seen.has(key);
    seen.add(key);
    return !known;
  });
}
