import { maskUrls } from '../manifest/masked-url.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { historyRows, type HistoryRow } from '../rollout/history.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { Listing } from '../world.ts';
import { findWorkload } from './find-workload.ts';
import { readRevisions } from './revisions.ts';
import { discover } from './surface.ts';
import type { World } from './world.ts';

export interface HistoryInput {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** What a workload ran and runs: version, outcome, when, by whom, why. Reads only. */
export async function history(world: World, input: HistoryInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const surface = await discover(cluster);
  const namespace = input.namespace ?? cluster.target.namespace;
  const found = await findWorkload(cluster, surface, input.name, namespace);
  const { kind, metadata } = found.object;
  const store = new RecordStore(cluster, namespace, { kind, name: metadata.name });
  const [file, revisions] = await Promise.all([
    store.load(),
    readRevisions(cluster, surface, found),
  ]);
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
