import { isOrAre, namesOf } from '../../modules/release.ts';
import { outcome, type Outcome } from '../../outcome.ts';
import type { Place } from '../driver.ts';
import { isMarkedBy } from '../ownership.ts';
import { isOpenOn, type RolloutRecord } from '../record.ts';
import { fewOf, troublesOf } from '../troubles.ts';
import { onBases, type OpenPoints } from './pods-proof.ts';
import { whatChangedOf } from './revisioned-state.ts';
import type { RevisionedView } from './revisioned-view.ts';

/** What `status` knows of a StatefulSet, DaemonSet or ReplicaSet. */
export interface RevisionedStanding {
  readonly view: RevisionedView;
  /** Of the present template's pods. */
  readonly places: readonly Place[];
  readonly open: OpenPoints;
  readonly record: RolloutRecord | undefined;
  /** How many bases it is to run on in all. */
  readonly wanted: number;
  /** How many of them the rollout that stands lets have the new version. */
  readonly reached: number;
  /** The commands that go on and undo, for the next steps. */
  readonly attach: string;
  readonly undo: string;
}

/** Nothing is recorded yet that another command could go on from. */
const beginsAnew = 'the same koupctl deploy goes on';

/** One verdict with evidence. Pure. */
export function revisionedVerdict(standing: RevisionedStanding): Outcome {
  const { record, view } = standing;
  if (view.workload?.metadata.deletionTimestamp !== undefined) return deletion(view);
  if (record && isOpenOn(record, view.workload)) return openRollout(standing, record);
  return settled(standing);
}

function deletion({ newPods, oldPods, leaving }: RevisionedView): Outcome {
  const left = newPods.length + oldPods.length + leaving.length;
  return outcome('timed-out', `it is being deleted: ${left} pod(s) are left`, {
    causes: fewOf(leaving.map((pod) => `${pod.node ?? pod.name}: ${pod.name} is still there`)),
  });
}

function openRollout(standing: RevisionedStanding, record: RolloutRecord): Outcome {
  const { view, places, undo, reached } = standing;
  const { version } = record.module;
  const causes = troublesOf(places);
  if (record.phase === 'undoing') {
    const more = { causes, next: [undo] };
    return outcome('timed-out', `the undo of ${version} is not finished`, more);
  }
  const held = view.workload !== undefined && isMarkedBy(view.workload, record.id);
  if (record.phase === 'preparing' && record.outcomes.length === 0) {
    return outcome('awaiting-confirm', `rollout to ${version} was cut off before its first batch`, {
      causes: ['no base was touched'],
      next: [beginsAnew, undo],
    });
  }
  const changed = changedSince(standing, record, held);
  if (changed !== undefined) {
    return outcome(
      'superseded',
      `rollout to ${version}, begun by ${record.who}, is superseded: ${changed}`,
      { causes, next: [undo] },
    );
  }
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = record.batches.findIndex((cumulative) => cumulative >= reached) + 1;
  const where = held
    ? `stands in batch ${batch} of ${record.batches.length}`
    : 'is through all batches, its end is not yet recorded';
  const said = `rollout to ${version} ${where}: ${active} of ${reached} bases run it (${record.replicas} in all), begun by ${record.who}`;
  const more = { causes, next: [standing.attach, undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', said, more);
  }
  return outcome(active < reached ? 'timed-out' : 'awaiting-confirm', said, more);
}

/** What somebody else did to it since the rollout stands; undefined while it is as it was left. */
function changedSince(
  { view }: RevisionedStanding,
  record: RolloutRecord,
  held: boolean,
): string | undefined {
  const first = record.oldTemplate === undefined;
  const counted = view.workload?.kind !== 'DaemonSet' && held && !first;
  return whatChangedOf(view.workload, {
    uid: record.workload.uid,
    templateHash: record.templateHash,
    replicas: counted ? record.replicas : undefined,
    rolloutId: undefined,
    strategy: undefined,
  });
}

function settled({ view, open, wanted }: RevisionedStanding): Outcome {
  const { modules = [] } = view.newPods[0] ?? {};
  const name = namesOf(modules);
  const lag = open.kubernetes.map((line) => `Kubernetes lags: ${line}`);
  if (open.bases.length > 0) {
    const what =
      wanted === 0
        ? 'it is to run nowhere, but it has not left every base'
        : `${name} ${modules.length > 1 ? 'do' : 'does'} not run on every base`;
    return outcome('unhealthy', what, { causes: [...open.bases, ...lag] });
  }
  const said =
    wanted === 0
      ? 'it is to run nowhere: nothing proven'
      : `${name} ${isOrAre(modules)} active on ${onBases(wanted, open)}`;
  return outcome('done', said, { causes: lag });
}
