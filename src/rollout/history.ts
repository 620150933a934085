import type { PodModule } from '../modules/module-pod.ts';
import { releaseOf, type Release } from '../modules/release.ts';
import { offlineHash } from './offline-record.ts';
import type { HistoryEntry, Phase, RecordFile } from './record.ts';

/** A template that Kubernetes still keeps for a workload: a ReplicaSet or a ModuleReplicaSet. */
export interface Revision {
  readonly number: number;
  /** As records know the template; see template-hash.ts. */
  readonly hash: string;
  /** More than one where a pod carries several modules. */
  readonly modules: readonly PodModule[];
  /** ms since the epoch. */
  readonly createdAt: number;
  /** What a workload's `spec.template` was, or `spec.template` of a ModuleDeployment. */
  readonly template: unknown;
}

/** One line of a workload's history: a revision, a rollout that koupctl recorded, or both. */
export interface HistoryRow {
  /** Absent where Kubernetes has let the template go. */
  readonly revision?: number;
  readonly live: boolean;
  readonly module: string;
  readonly version: string;
  readonly url: string;
  /** Each of them, where a pod has several modules. */
  readonly modules?: readonly PodModule[];
  /**
   * How its last rollout went; absent where koupctl did not do it. `offline`: the version was
   * taken off all bases; `going-offline`: that is not known to have come to its end.
   */
  readonly outcome?: Phase | 'offline' | 'going-offline';
  readonly who?: string;
  readonly reason?: string;
  /** ISO 8601; of a revision without a rollout its creation. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly note?: string;
}

/** What ran here and how it came to, newest first. Pure. */
export function historyRows(
  revisions: readonly Revision[],
  file: RecordFile | undefined,
  liveHash: string | undefined,
): HistoryRow[] {
  const entries = file === undefined ? [] : [file.current, ...file.history];
  const told = new Set<HistoryEntry>();
  const rows = revisions.map((revision): HistoryRow => {
    // A version that was deployed twice has one revision: its newest rollout stands for it.
    const entry = entries.find((one) => one.templateHash === revision.hash);
    if (entry) told.add(entry);
    return {
      revision: revision.number,
      live: revision.hash === liveHash,
      ...ofRelease(releaseOf(revision.modules) ?? { name: '', version: '', url: '' }),
      startedAt: new Date(revision.createdAt).toISOString(),
      ...(entry && ofRollout(entry)),
    };
  });
  const others = entries
    .filter((entry) => !told.has(entry))
    .map((entry): HistoryRow => {
      return { live: false, ...ofRelease(entry.module), ...ofRollout(entry) };
    });
  return [...rows, ...others].sort((a, b) => compare(b, a));
}

function ofRelease({ name, ...rest }: Release) {
  return { module: name, ...rest };
}

function ofRollout(entry: HistoryEntry) {
  const { phase, who, reason, startedAt, endedAt, note, templateHash } = entry;
  const off = phase === 'done' ? ('offline' as const) : ('going-offline' as const);
  return {
    outcome: templateHash === offlineHash ? off : phase,
    who,
    startedAt,
    ...(reason === undefined ? {} : { reason }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The template that runs is newest, whenever it was made; the others by their rollouts. */
function compare(a: HistoryRow, b: HistoryRow): number {
  if (a.live !== b.live) return a.live ? 1 : -1;
  return Date.parse(a.startedAt) - Date.parse(b.startedAt);
}

/**
 * The revision that a rollback without a name means: the last one before the live
 * one whose rollout is recorded as done; where koupctl did none of them, simply
 * the one before. Undefined where there is none to go back to.
 */
export function previousRevision(rows: readonly HistoryRow[]): HistoryRow | undefined {
  const kept = rows.filter((row) => !row.live && row.revision !== undefined);
  const byNumber = kept.toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0));
  const recorded = rows.some((row) => row.outcome !== undefined && !row.live);
  return recorded ? byNumber.find((row) => row.outcome === 'done') : byNumber[0];
}
