import { maskUrls } from '../manifest/masked-url.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { historyRows, type HistoryRow } from '../rollout/history.ts';
import type { Listing } from '../world.ts';
import type { Named } from './doors.ts';
import { readRevisions } from './revisions.ts';
import { readStand } from './stand.ts';
import type { World } from './world.ts';

/** What a workload ran and runs: version, outcome, when, by whom, why. Reads only. */
export async function history(world: World, input: Named): Promise<Outcome> {
  const { cluster, surface, found, file } = await readStand(world, input);
  const revisions = await readRevisions(cluster, surface, found, file);
  const rows = historyRows(revisions.kept, file, revisions.liveHash).map((row) => ({
    ...row,
    url: maskUrls(row.url),
  }));
  world.reporter.listing(listingOf(rows));
  return outcome('done', `${rows.length} revision(s)`);
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
