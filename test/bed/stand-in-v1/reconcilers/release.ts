import { timestamp } from '../context.ts';
import type { Clock } from '../machinery/clock.ts';
import type { Dialect } from '../names.ts';
import type { Condition, ModuleDeployment, ModuleReplicaSet, ReleaseStatus } from '../objects.ts';
import type { Quirks } from '../quirks.ts';

/** The arithmetic of batches: no I/O, only what the next status and the next replica count are. */
export interface ReleaseRules {
  quirks: Quirks;
  dialect: Dialect;
  timeFactor: number;
  clock: Pick<Clock, 'now'>;
}

const MAX_CONDITIONS = 10;

export function freshRelease(now: number): ReleaseStatus {
  return {
    currentBatch: 1,
    realBatchCount: 0,
    originalDeltaReplicas: 0,
    progress: 'Init',
    batchProgress: '',
    lastTransitionTime: timestamp(now),
    nextReconcileTime: '',
  };
}

/** Init: how many batches there are and how far it is. batchProgress stays as it was. */
export function initRelease(
  md: ModuleDeployment,
  release: ReleaseStatus,
  current: ModuleReplicaSet,
  rules: ReleaseRules,
): void {
  const delta = md.spec.replicas - current.spec.replicas;
  const unasked = md.metadata.deletionTimestamp !== undefined && !rules.quirks.deletionAsksConfirm;
  release.realBatchCount = unasked ? 1 : batchesFor(md, delta, rules);
  release.originalDeltaReplicas = delta;
  release.currentBatch = 1;
  release.progress = 'Executing';
}

function batchesFor(md: ModuleDeployment, delta: number, rules: ReleaseRules): number {
  const { batchCount, useBeta } = md.spec.operationStrategy;
  if (batchCount <= 0) return 1;
  if (Math.abs(delta) < batchCount) return Math.abs(delta);
  const betaIsExtra = rules.quirks.betaAddsBatch && rules.dialect === 'confirmBatchNum';
  return betaIsExtra && useBeta && md.spec.replicas - 1 > 1 ? batchCount + 1 : batchCount;
}

/** The newest ReplicaSet's replicas once the current batch is open. */
export function nextReplicas(
  md: ModuleDeployment,
  release: ReleaseStatus,
  current: ModuleReplicaSet,
): number {
  const { currentBatch, realBatchCount, originalDeltaReplicas } = release;
  if (isBeta(md, release)) return 1;
  if (currentBatch === realBatchCount) return md.spec.replicas;
  return current.spec.replicas + Math.ceil(originalDeltaReplicas / realBatchCount);
}

function isBeta(md: ModuleDeployment, release: ReleaseStatus): boolean {
  const { currentBatch, realBatchCount } = release;
  return realBatchCount !== 1 && currentBatch === 1 && md.spec.operationStrategy.useBeta;
}

/** The status after a batch was opened; returns the gray time to come back after, in ms. */
export function openBatch(
  md: ModuleDeployment,
  release: ReleaseStatus,
  rules: ReleaseRules,
): number {
  const { currentBatch, realBatchCount } = release;
  const beta = isBeta(md, release);
  release.lastTransitionTime = timestamp(rules.clock.now());
  release.progress = 'Executing';
  addCondition(md, rules, {
    type: 'Progressing',
    message: beta
      ? 'deployment release: beta deployment'
      : `deployment release: curbatch ${currentBatch}, batchCount ${realBatchCount}`,
  });
  const gray = pauseAfter(md, release, rules);
  if (rules.dialect === 'pause' || countsAnyway(release, rules)) release.currentBatch += 1;
  release.batchProgress = 'Executing';
  return gray;
}

/** Only a confirmation moves currentBatch on, so without one it would have to be counted here. */
function countsAnyway(release: ReleaseStatus, rules: ReleaseRules): boolean {
  const unpaused = release.progress === 'Executing';
  const last = release.currentBatch === release.realBatchCount;
  return !rules.quirks.neverCountsUnconfirmedBatches && unpaused && !last;
}

function pauseAfter(md: ModuleDeployment, release: ReleaseStatus, rules: ReleaseRules): number {
  if (release.currentBatch === release.realBatchCount) return 0;
  if (asksConfirm(md, release)) {
    release.progress = 'WaitingForConfirmation';
    return 0;
  }
  const grayMs = (md.spec.operationStrategy.grayTimeBetweenBatchSeconds * 1000) / rules.timeFactor;
  if (grayMs === 0) return 0;
  release.nextReconcileTime = timestamp(rules.clock.now() + grayMs);
  release.progress = 'Paused';
  return grayMs;
}

/** Whether the batch that is current must be confirmed before the next may open. */
export function asksConfirm(md: ModuleDeployment, release: ReleaseStatus): boolean {
  const { needConfirm, useBeta } = md.spec.operationStrategy;
  return needConfirm || (release.currentBatch === 1 && useBeta);
}

/** Whether a `Paused` release may open its next batch now. */
export function mayGoOn(
  md: ModuleDeployment,
  release: ReleaseStatus,
  rules: ReleaseRules,
): boolean {
  const due =
    release.nextReconcileTime === '' || rules.clock.now() >= Date.parse(release.nextReconcileTime);
  if (!due) return false;
  if (rules.dialect === 'pause') return !md.spec.pause;
  if (!rules.quirks.grayStallsWithoutConfirm && !asksConfirm(md, release)) return true;
  const confirmed = md.spec.confirmBatchNum;
  return rules.quirks.exactConfirm
    ? confirmed === release.currentBatch
    : confirmed >= release.currentBatch;
}

export function complete(md: ModuleDeployment, release: ReleaseStatus, rules: ReleaseRules): void {
  release.progress = 'Completed';
  release.lastTransitionTime = timestamp(rules.clock.now());
  addCondition(md, rules, {
    type: 'Available',
    message: 'deployment release progress completed',
  });
}

function addCondition(
  md: ModuleDeployment,
  { quirks, clock }: ReleaseRules,
  what: Pick<Condition, 'type' | 'message'>,
): void {
  const condition = { ...what, status: 'True', last_transition_time: timestamp(clock.now()) };
  const { conditions } = md.status;
  const kept = quirks.appendsConditions
    ? conditions.slice(conditions.length < MAX_CONDITIONS ? 0 : 1)
    : conditions.filter((other) => other.type !== what.type);
  md.status.conditions = [...kept, condition];
}
