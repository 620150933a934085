import { faultOf } from '../messages/fault-of.ts';
import type { Origin, Release } from '../modules/release.ts';
import type { Policy, Proof, RolloutOptions } from '../plan/types.ts';
import type { KubeObject } from '../world.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import type { SavedFields } from './hold.ts';
import { isMarkedBy } from './ownership.ts';
import { keptTemplates } from './record-revisions.ts';

export type Phase = 'preparing' | 'rolling' | 'undoing' | 'done' | 'rolled-back' | 'abandoned';

/** How one batch went. */
export interface BatchRecord {
  readonly number: number;
  readonly openedAt: string;
  readonly healthyAt?: string;
  /** Bases it brought to the new version; at most `maxNames` are kept. */
  readonly bases: readonly string[];
}

/**
 * The state of a rollout, kept in the cluster so that a killed koupctl loses
 * nothing: a ConfigMap without ownerReference, written before the first change.
 */
export interface RolloutRecord {
  readonly version: 1;
  readonly id: string;
  readonly phase: Phase;
  readonly workload: { readonly kind: string; readonly name: string; readonly uid?: string };
  readonly module: Release;
  readonly from?: Origin;
  /** Hash of the template that the rollout brings, as the server stores it. */
  readonly templateHash: string;
  /** Cumulative; see plan/batches.ts. */
  readonly batches: readonly number[];
  readonly replicas: number;
  readonly policy: Policy;
  readonly proof: Proof;
  /** Fields to give back at the end. */
  readonly saved?: SavedFields;
  /** The template to go back to; absent for a first deploy. */
  readonly oldTemplate?: unknown;
  /** Services that this rollout created, or that go with what is taken offline. */
  readonly services?: readonly string[];
  /** Of a peer workload: the replicas-control label's value before the rollout, null for none. */
  readonly replicasControl?: string | null;
  /**
   * Of a ReplicaSet or a bare Pod, of which Kubernetes keeps no templates: the one that the rollout
   * brings, and its number among them.
   */
  readonly template?: unknown;
  readonly revision?: number;
  /** Of a bare Pod: the base that it was on. When it is gone, nothing else remembers. */
  readonly formerBase?: string;
  /** Of V1: the user's own operationStrategy, given back at the end. */
  readonly operationStrategy?: unknown;
  /** Of a StatefulSet or DaemonSet: the user's own updateStrategy, given back at the end. */
  readonly updateStrategy?: unknown;
  /** Where the base is released together with the module. */
  readonly coRelease?: CoReleaseRecord;
  /** How it is rolled, for whoever takes it up; absent in records of older koupctls. */
  readonly options?: Pick<
    RolloutOptions,
    | 'confirm'
    | 'maxUnavailable'
    | 'grayMs'
    | 'soakMs'
    | 'timeoutMs'
    | 'onFailure'
    | 'rollbackTimeoutMs'
    | 'askAgain'
  >;
  readonly outcomes: readonly BatchRecord[];
  readonly who: string;
  readonly reason?: string;
  /** Of a rollback to a revision, its number then: Kubernetes gives it a new one when it is used again. */
  readonly toRevision?: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Why it stands or ended as it did. */
  readonly note?: string;
  /** Bases on which a batch of it could not become healthy; at most `maxNames` are kept. */
  readonly failedOn?: readonly string[];
}

/** A closed rollout in a workload's history. */
export type HistoryEntry = Pick<
  RolloutRecord,
  'id' | 'phase' | 'module' | 'templateHash' | 'who' | 'startedAt' | 'note' | 'failedOn'
> &
  Pick<RolloutRecord, 'template' | 'revision' | 'oldTemplate'> & {
    readonly reason?: string;
    readonly endedAt?: string;
  };

/** What the ConfigMap holds. */
export interface RecordFile {
  readonly current: RolloutRecord;
  /** Newest first, at most `maxHistory`. */
  readonly history: readonly HistoryEntry[];
}

export const maxHistory = 20;
/** Of so many rollouts of the history the templates are kept, where they are. */
export const maxTemplates = 10;
export const maxNames = 2000;

/** The ConfigMap's name; one per workload, so a second rollout meets the first one's record. */
export function recordName(kind: string, name: string): string {
  return `koupctl.${kind.toLowerCase()}.${name}`;
}

export function isOpen(record: RolloutRecord): boolean {
  return record.phase === 'preparing' || record.phase === 'rolling' || record.phase === 'undoing';
}

/**
 * Whether the record's rollout still concerns the object that is there now: an
 * object that was deleted, or deleted and created anew, has taken its rollout along.
 * What a rollout has created itself, a first deploy's workload or a bare Pod's successor, it knows
 * by its mark until that is noted.
 */
export function isOpenOn(record: RolloutRecord, live: KubeObject | undefined): boolean {
  if (!isOpen(record) || live === undefined) return false;
  const { uid, kind } = record.workload;
  if (uid !== undefined && uid === live.metadata.uid) return true;
  return (uid === undefined || kind === 'Pod') && isMarkedBy(live, record.id);
}

/** Throws a Fault where a newer koupctl or a hand has written something else. */
export function parseRecord(text: string, where: string): RecordFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw faultOf(({ rollouts }) => rollouts.recordUnreadable(where), { outcome: 'superseded' });
  }
  const file = value as RecordFile;
  // Whoever wrote it need not be this koupctl.
  const { version } = (file as { current?: { version?: number } }).current ?? {};
  if (version !== 1) {
    throw faultOf(({ rollouts }) => rollouts.recordForeign(where), { outcome: 'superseded' });
  }
  return file;
}

/** Puts a new rollout in front and the one before into the history. */
export function succeed(previous: RecordFile | undefined, next: RolloutRecord): RecordFile {
  if (previous === undefined || previous.current.id === next.id) {
    return { current: next, history: previous?.history ?? [] };
  }
  const { id, phase, module, templateHash, who, startedAt, note, reason, endedAt, failedOn } =
    previous.current;
  const entry: HistoryEntry = {
    id,
    // What another rollout follows upon is over, whatever became of it.
    phase: isOpen(previous.current) ? 'abandoned' : phase,
    module,
    templateHash,
    who,
    startedAt,
    ...(note === undefined ? {} : { note }),
    ...(failedOn === undefined ? {} : { failedOn }),
    ...(reason === undefined ? {} : { reason }),
    ...(endedAt === undefined ? {} : { endedAt }),
    ...keptTemplates(previous.current, previous.history),
  };
  const history = [entry, ...previous.history].slice(0, maxHistory);
  return {
    current: next,
    history: history.map((one, index) => (index < maxTemplates ? one : withoutTemplates(one))),
  };
}

function withoutTemplates(entry: HistoryEntry): HistoryEntry {
  const { template: _template, oldTemplate: _old, ...rest } = entry;
  return rest;
}
