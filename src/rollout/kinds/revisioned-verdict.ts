import { said } from '../../messages/said-of.ts';
import { namedOf } from '../../modules/release.ts';
import { outcome, type Outcome } from '../../outcome.ts';
import type { Text } from '../../said.ts';
import type { Place } from '../driver.ts';
import { isMarkedBy } from '../ownership.ts';
import { isOpenOn, type RolloutRecord } from '../record.ts';
import { fewOf, lagging, troublesOf } from '../troubles.ts';
import type { OpenPoints } from './pods-proof.ts';
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
const beginsAnew = said(({ stands }) => stands.sameDeploy);

/** One verdict with evidence. Pure. */
export function revisionedVerdict(standing: RevisionedStanding): Outcome {
  const { record, view } = standing;
  if (view.workload?.metadata.deletionTimestamp !== undefined) return deletion(view);
  if (record && isOpenOn(record, view.workload)) return openRollout(standing, record);
  return settled(standing);
}

function deletion({ newPods, oldPods, leaving }: RevisionedView): Outcome {
  const left = newPods.length + oldPods.length + leaving.length;
  const there = leaving.map(({ node, name }) =>
    said(({ stands }) => stands.podThere(node ?? name, name)),
  );
  const message = said(({ stands }) => stands.deleting(left));
  return outcome('timed-out', message, { causes: fewOf(there) });
}

function openRollout(standing: RevisionedStanding, record: RolloutRecord): Outcome {
  const { view, places, undo, reached } = standing;
  const { version } = record.module;
  const causes = troublesOf(places);
  if (record.phase === 'undoing') {
    const message = said(({ stands }) => stands.undoing(version));
    return outcome('timed-out', message, { causes, next: [undo] });
  }
  const held = view.workload !== undefined && isMarkedBy(view.workload, record.id);
  if (record.phase === 'preparing' && record.outcomes.length === 0) {
    const message = said(({ stands }) => stands.cutOff(version));
    return outcome('awaiting-confirm', message, {
      causes: [said(({ stands }) => stands.untouched)],
      next: [beginsAnew, undo],
    });
  }
  const changed = changedSince(standing, record, held);
  if (changed !== undefined) {
    return outcome(
      'superseded',
      said(({ stands }, inWords) => stands.superseded(version, record.who, inWords(changed))),
      { causes, next: [undo] },
    );
  }
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = record.batches.findIndex((cumulative) => cumulative >= reached) + 1;
  const { replicas, who, batches } = record;
  const at = held ? batch : undefined;
  const message = said(({ stands }) =>
    stands.reached({ version, batch: at, of: batches.length, active, reached, replicas, who }),
  );
  const more = { causes, next: [standing.attach, undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', message, more);
  }
  return outcome(active < reached ? 'timed-out' : 'awaiting-confirm', message, more);
}

/** What somebody else did to it since the rollout stands; undefined while it is as it was left. */
function changedSince(
  { view }: RevisionedStanding,
  record: RolloutRecord,
  held: boolean,
): Text | undefined {
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
  const names = namedOf(modules);
  const lag = open.kubernetes.map(lagging);
  if (open.bases.length > 0) {
    const what = said(({ stands }) =>
      wanted === 0 ? stands.notGoneAnywhere : stands.notEverywhere(names),
    );
    return outcome('unhealthy', what, { causes: [...open.bases, ...lag] });
  }
  const { doubled = 0 } = open;
  const message = said(({ stands }) =>
    wanted === 0 ? stands.nowhere : stands.active(names, wanted, doubled),
  );
  return outcome('done', message, { causes: lag });
}
