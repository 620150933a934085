import { said } from '../messages/said-of.ts';
import type { V1Dialect } from '../modules/surface.ts';
import {
  v1ModuleOf,
  v1Spec,
  type V1OperationStrategy,
  type V1Release,
  type V1View,
} from '../modules/v1-view.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { Place } from './driver.ts';
import { openPoints, type Orphan } from './kinds/module-deployment-proof.ts';
import { openedBatches, whatChanged } from './kinds/module-deployment-release.ts';
import { isMarkedBy } from './ownership.ts';
import { isOpenOn, type RolloutRecord } from './record.ts';
import { fewOf, troublesOf } from './troubles.ts';
import { v1JointVerdict } from './v1-joint-verdict.ts';

/** What `status` knows of a ModuleDeployment. */
export interface V1Standing {
  readonly view: V1View;
  readonly dialect: V1Dialect;
  /** Of the newest revision, and those that are leaving. */
  readonly places: readonly Place[];
  readonly orphans: readonly Orphan[];
  readonly record: RolloutRecord | undefined;
  /** The commands that go on and undo, for the next steps. */
  readonly attach: string;
  readonly undo: string;
}

/** One verdict with evidence. The controller's own words are evidence of what it waits for, never of health. Pure. */
export function v1Verdict(standing: V1Standing): Outcome {
  const { view, record } = standing;
  if (view.deployment?.metadata.deletionTimestamp !== undefined) return deletion(standing);
  if (record && isOpenOn(record, view.deployment)) return openRollout(standing, record);
  if (view.release === undefined || view.newest === undefined) {
    const message = said(({ stands }) => stands.notLookedAt);
    return outcome('unhealthy', message, { next: [said(({ stands }) => stands.isItRunning)] });
  }
  if (view.release.progress !== 'Completed') return underWay(standing, view.release);
  return completed(standing);
}

function deletion({ view }: V1Standing): Outcome {
  const { progress } = view.release ?? {};
  const modules = view.current.length + view.former.length + view.leaving.length;
  const waits = progress !== 'Terminating' && progress !== 'Completed';
  const message = said(({ stands }) => stands.deletingV1(modules));
  return outcome('timed-out', message, {
    causes: [
      ...(waits ? [said(({ stands }) => stands.deletionWaits(progress))] : []),
      ...fewOf(view.leaving.map(leavingLine)),
    ],
  });
}

function openRollout(standing: V1Standing, record: RolloutRecord): Outcome {
  const { places, view, undo } = standing;
  if (record.coRelease !== undefined) return v1JointVerdict(standing, record, record.coRelease);
  const module = record.module;
  const batch = Math.max(1, openedBatches(view, module, record.batches));
  const reached = record.batches[batch - 1] ?? record.replicas;
  const own = view.newest?.module.version === module.version ? places : [];
  const active = own.filter((place) => place.judgement.state === 'active').length;
  const { replicas, who } = record;
  const { version } = module;
  const of = record.batches.length;
  const where = said(({ stands }) =>
    stands.reached({ version, batch, of, active, reached, replicas, who }),
  );
  const causes = [...troublesOf(own), ...outOfStep(standing)];
  const next = [standing.attach, undo];
  if (record.phase === 'undoing') {
    const message = said(({ stands }) => stands.undoingV1(version));
    return outcome('timed-out', message, { causes: troublesOf(places), next: [undo] });
  }
  const marked = view.deployment !== undefined && isMarkedBy(view.deployment, record.id);
  const changed = changedSince(standing, record, marked);
  if (changed !== undefined && (marked || record.phase === 'rolling')) {
    return outcome(
      'superseded',
      said(({ stands }, inWords) => stands.superseded(version, who, inWords(changed))),
      { causes, next: [undo] },
    );
  }
  if (record.phase === 'preparing' && v1ModuleOf(view.deployment).version !== module.version) {
    const message = said(({ stands }) => stands.cutOff(version));
    return outcome('awaiting-confirm', message, {
      causes: [said(({ stands }) => stands.untouched)],
      next: [said(({ stands }) => stands.sameDeploy)],
    });
  }
  if (own.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', where, { causes, next });
  }
  const whole = own.length >= reached && active === own.length;
  return outcome(whole ? 'awaiting-confirm' : 'timed-out', where, { causes, next });
}

/** What somebody else did to it since the rollout stands, in words; undefined while it is as it was left. */
function changedSince(
  { view, dialect }: V1Standing,
  record: RolloutRecord,
  marked: boolean,
): Text | undefined {
  return whatChanged(view.deployment, {
    uid: record.workload.uid,
    module: record.module,
    replicas: record.replicas,
    cumulative: record.batches,
    needConfirm: true,
    dialect,
    rolloutId: record.id,
    givenBack: !marked,
  });
}

/** A release that koupctl did not begin. */
function underWay(standing: V1Standing, release: V1Release): Outcome {
  const { view, places } = standing;
  const { progress, currentBatch, realBatchCount } = release;
  const wanted = view.newest?.replicas ?? 0;
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = standing.dialect === 'pause' ? Math.max(1, currentBatch - 1) : currentBatch;
  const { version } = v1ModuleOf(view.deployment);
  const where = said(({ stands }) =>
    stands.underWay(batch, realBatchCount, version, active, wanted),
  );
  const causes = [...troublesOf(places), ...missing(view), ...outOfStep(standing)];
  if (places.some((place) => place.judgement.state === 'doomed') || missing(view).length > 0) {
    return outcome('unhealthy', where, { causes });
  }
  if (progress !== 'Paused') {
    const message = said(({ stands }, inWords) => stands.progress(inWords(where), progress));
    return outcome('timed-out', message, { causes });
  }
  const ready = active === wanted && places.length === wanted;
  const number = standing.dialect === 'pause' ? undefined : currentBatch;
  return outcome(
    outOfStep(standing).length > 0 ? 'unhealthy' : ready ? 'awaiting-confirm' : 'timed-out',
    said(({ stands }, inWords) => stands.waitsFor(inWords(where), number)),
    { causes },
  );
}

/** Modules that the controller will not place by itself. */
function missing(view: V1View): Text[] {
  const { newest, current, leaving } = view;
  if (newest === undefined || newest.tried !== newest.replicas) return [];
  const count = newest.replicas - current.length;
  if (count <= 0 || leaving.length > 0) return [];
  return [said(({ stands }) => stands.noFreeBase(count, newest.replicas))];
}

/** What keeps the controller from ever going on. */
function outOfStep({ view, dialect }: V1Standing): Text[] {
  const { progress, currentBatch } = view.release ?? { progress: '', currentBatch: 0 };
  if (progress !== 'Paused' || dialect === 'pause') return [];
  const { confirmBatchNum = 0, operationStrategy = {} } = v1Spec(view.deployment);
  const lines: Text[] = [];
  if (confirmBatchNum > currentBatch) {
    lines.push(said(({ stands }) => stands.otherNumber(confirmBatchNum, currentBatch)));
  }
  if (pausesUnasked(operationStrategy)) {
    lines.push(said(({ stands }) => stands.pausesUnasked));
  }
  const { version } = v1ModuleOf(view.deployment);
  const now = view.newest?.module.version ?? version;
  if (version !== now) {
    lines.push(said(({ stands }) => stands.unheard(version, now)));
  }
  return lines;
}

function pausesUnasked(strategy: V1OperationStrategy): boolean {
  const { grayTimeBetweenBatchSeconds = 0, needConfirm = false, useBeta = false } = strategy;
  return grayTimeBetweenBatchSeconds > 0 && !needConfirm && !useBeta;
}

function completed({ view, places, orphans }: V1Standing): Outcome {
  const module = v1ModuleOf(view.deployment);
  const { replicas = 0 } = v1Spec(view.deployment);
  const name = `${module.name} ${module.version}`;
  const open = openPoints({ view, places, orphans }, { version: module.version, replicas });
  const points = [...open.bases, ...open.controller];
  const active = places.filter((place) => place.judgement.state === 'active').length;
  if (points.length === 0) {
    const message = said(({ stands }) =>
      replicas === 0 ? stands.nothing : stands.activeV1(name, active, replicas),
    );
    return outcome('done', message);
  }
  return outcome(
    'unhealthy',
    said(({ stands }) => stands.completedBut(name, active, replicas, view.former.length)),
    { causes: [...points, ...missing(view)] },
  );
}

function leavingLine({ base, name, module }: V1View['leaving'][number]): Text {
  return said(({ stands }) => stands.uninstalling(base ?? name, module.version));
}
