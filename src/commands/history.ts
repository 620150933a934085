import { maskUrls } from '../manifest/masked-url.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { historyRows, type HistoryRow, type Revision } from '../rollout/history.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RecordFile } from '../rollout/record.ts';
import type { Listing } from '../world.ts';
import { openDoors, type Doors, type Named } from './doors.ts';
import { findWorkload, type FoundWorkload } from './find-workload.ts';
import { orGone } from './gone.ts';
import { readRevisions } from './revisions.ts';
import type { World } from './world.ts';

/** What a workload ran and runs: version, outcome, when, by whom, why. Reads only. */
export async function history(world: World, input: Named): Promise<Outcome> {
  const doors = await openDoors(world, input);
  const { kept, file, liveHash } = await keptOf(doors, input);
  const rows = historyRows(kept, file, liveHash).map((row) => ({
    ...row,
    url: maskUrls(row.url),
    ...(row.modules && {
      modules: row.modules.map((one) => ({ ...one, url: maskUrls(one.url) })),
    }),
  }));
  world.reporter.listing(listingOf(rows));
  return outcome('done', `${rows.length} revision(s)`);
}

/** Of a workload that is gone the record alone is left. */
async function keptOf(
  doors: Doors,
  { name }: Named,
): Promise<{
  readonly kept: readonly Revision[];
  readonly file: RecordFile | undefined;
  readonly liveHash: string | undefined;
}> {
  const { cluster, surface, namespace } = doors;
  const finding = (): Promise<FoundWorkload> => findWorkload(cluster, surface, name, namespace);
  const stand = await orGone(finding, [cluster, name, namespace]);
  if ('gone' in stand) return { kept: [], file: stand.gone.file, liveHash: undefined };
  const { kind, metadata } = stand.found.object;
  const store = new RecordStore(cluster, namespace, { kind, name: metadata.name });
  const file = await store.load();
  return { ...(await readRevisions(cluster, surface, stand.found, file)), file };
}

function listingOf(rows: readonly HistoryRow[]): Listing {
  const cell = (key: keyof HistoryRow) => (item: Record<string, unknown>) =>
    String((item[key] as string | number | undefined) ?? '') || '-';
  return {
    kind: 'RevisionList',
    items: rows as unknown as Record<string, unknown>[],
    columns: [
      {
        title: 'REVISION',
        value: (item) => `${cell('revision')(item)}${item['live'] === true ? ' (live)' : ''}`,
      },
      { title: 'MODULE', value: cell('module') },
      { title: 'VERSION', value: cell('version') },
      {
        title: 'OUTCOME',
        value: cell('outcome'),
        tone: (item) => (item['outcome'] === 'done' ? 'good' : 'warn'),
      },
      { title: 'STARTED', value: cell('startedAt') },
      { title: 'BY', value: cell('who') },
      { title: 'REASON', value: cell('reason') },
      { title: 'ENDED', value: cell('endedAt'), wide: true },
      { title: 'NOTE', value: cell('note'), wide: true },
      { title: 'URL', value: cell('url'), wide: true },
    ],
    empty: 'no revision yet',
    name: (item) => `revision/${cell('revision')(item)}`,
  };
}
