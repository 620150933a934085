import type { V1Dialect } from '../modules/surface.ts';
import {
  v1ModuleOf,
  v1Spec,
  type V1OperationStrategy,
  type V1Release,
  type V1View,
} from '../modules/v1-view.ts';
import { outcome, type Outcome } from '../outcome.ts';
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
    return outcome('unhealthy', "V1's controller has not yet looked at it", {
      next: ['see whether the V1 controller runs: kubectl get pods -A -l app=module-controller'],
    });
  }
  if (view.release.progress !== 'Completed') return underWay(standing, view.release);
  return completed(standing);
}

function deletion({ view }: V1Standing): Outcome {
  const { progress = 'unknown' } = view.release ?? {};
  const modules = view.current.length + view.former.length + view.leaving.length;
  const waits = progress !== 'Terminating' && progress !== 'Completed';
  return outcome('timed-out', `it is being deleted: ${modules} module(s) are left`, {
    causes: [
      ...(waits
        ? [`the deletion waits for the release to end: the controller says ${progress}`]
        : []),
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
  const where = `rollout to ${module.version} stands in batch ${batch} of ${record.batches.length}: ${active} of ${reached} bases run it (${record.replicas} in all), begun by ${record.who}`;
  const causes = [...troublesOf(own), ...outOfStep(standing)];
  const next = [standing.attach, undo];
  if (record.phase === 'undoing') {
    return outcome('timed-out', `undo of ${module.version} is under way`, {
      causes: troublesOf(places),
      next: [undo],
    });
  }
  const marked = view.deployment !== undefined && isMarkedBy(view.deployment, record.id);
  const changed = changedSince(standing, record, marked);
  if (changed !== undefined && (marked || record.phase === 'rolling')) {
    return outcome(
      'superseded',
      `rollout to ${module.version}, begun by ${record.who}, is superseded: ${changed}`,
      { causes, next: [undo] },
    );
  }
  if (record.phase === 'preparing' && v1ModuleOf(view.deployment).version !== module.version) {
    return outcome(
      'awaiting-confirm',
      `rollout to ${module.version} was cut off before its first batch`,
      {
        causes: ['no base was touched'],
        next: ['the same koupctl deploy goes on'],
      },
    );
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
): string | undefined {
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
  const module = v1ModuleOf(view.deployment);
  const where = `batch ${batch} of ${realBatchCount} of ${module.version}: ${active} of ${wanted} modules run`;
  const causes = [...troublesOf(places), ...missing(view), ...outOfStep(standing)];
  if (places.some((place) => place.judgement.state === 'doomed') || missing(view).length > 0) {
    return outcome('unhealthy', where, { causes });
  }
  if (progress !== 'Paused') {
    return outcome('timed-out', `${where}; the controller says ${progress}`, { causes });
  }
  const ready = active === wanted && places.length === wanted;
  const confirm =
    standing.dialect === 'pause'
      ? 'spec.pause false'
      : `spec.confirmBatchNum ${currentBatch}, no other number`;
  return outcome(
    outOfStep(standing).length > 0 ? 'unhealthy' : ready ? 'awaiting-confirm' : 'timed-out',
    `${where}; the controller waits for a confirmation (${confirm})`,
    { causes },
  );
}

/** Modules that the controller will not place by itself. */
function missing(view: V1View): string[] {
  const { newest, current, leaving } = view;
  if (newest === undefined || newest.tried !== newest.replicas) return [];
  const count = newest.replicas - current.length;
  if (count <= 0 || leaving.length > 0) return [];
  return [
    `${count} of ${newest.replicas} modules found no free base, and the controller does not try again`,
  ];
}

/** What keeps the controller from ever going on. */
function outOfStep({ view, dialect }: V1Standing): string[] {
  const { progress, currentBatch } = view.release ?? { progress: '', currentBatch: 0 };
  if (progress !== 'Paused' || dialect === 'pause') return [];
  const { confirmBatchNum = 0, operationStrategy = {} } = v1Spec(view.deployment);
  const lines: string[] = [];
  if (confirmBatchNum > currentBatch) {
    lines.push(
      `confirmBatchNum is ${confirmBatchNum}, but batch ${currentBatch} waits: only that very number goes on`,
    );
  }
  if (pausesUnasked(operationStrategy)) {
    lines.push('it pauses for grayTimeBetweenBatchSeconds, and V1.0.0 goes on only when confirmed');
  }
  const { version } = v1ModuleOf(view.deployment);
  const now = view.newest?.module.version ?? version;
  if (version !== now) {
    lines.push(`the spec says ${version}, but while it is paused the controller stays at ${now}`);
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
    if (replicas === 0) return outcome('done', 'replicas is 0: nothing is to run, nothing proven');
    return outcome('done', `${name} is active on ${active} of ${replicas} bases`);
  }
  const old =
    view.former.length > 0 ? `, and ${view.former.length} base(s) still run an older version` : '';
  return outcome(
    'unhealthy',
    `the controller says Completed, but ${name} is active on ${active} of ${replicas} bases${old}`,
    { causes: [...points, ...missing(view)] },
  );
}

function leavingLine(module: V1View['leaving'][number]): string {
  return `${module.base ?? module.name}: ${module.module.version} is still being uninstalled`;
}
