import { addFinalizer, type Controller } from '../context.ts';
import { Crash, type Key, type Result } from '../machinery/work-queue.ts';
import {
  sameModule,
  type ModuleDeployment,
  type ModuleReplicaSet,
  type ReleaseStatus,
} from '../objects.ts';
import { finishRemoval, removeReplicaSets, terminate } from './deployment-removal.ts';
import {
  complete,
  freshRelease,
  initRelease,
  mayGoOn,
  nextReplicas,
  openBatch,
} from './release.ts';
import { dropOldReplicaSets, newestOf, newReplicaSet, revisionOf } from './revisions.ts';
import { createService, deleteService } from './module-service.ts';

const NIL_POINTER = 'panic: runtime error: invalid memory address or nil pointer dereference';

/** One pass over a ModuleDeployment; the order of the steps is the real controller's. */
export async function reconcileDeployment(c: Controller, key: Key): Promise<Result> {
  const md = c.api.deployment(key.namespace, key.name);
  if (md === undefined) return undefined;
  if (md.spec.replicas === -1) {
    md.peer = true;
    const base = c.api.base(key.namespace, md.spec.baseDeploymentName);
    md.spec.replicas = base.status?.availableReplicas ?? 0;
  }
  const deleting = md.metadata.deletionTimestamp !== undefined;
  if (deleting) {
    await deleteService(c, md);
    if (await finishRemoval(c, md)) return undefined;
  }
  const everyTime = !c.quirks.createsServiceOnce && !deleting;
  if (md.metadata.generation === 1 || everyTime) await createService(c, md);
  if (standsStill(c, md)) return undefined;
  if (!isOwnedByBase(md)) {
    await adopt(c, md);
    return undefined;
  }
  return release(c, md);
}

/** The early return of a release that waits: nothing of the spec is looked at, a new version neither. */
function standsStill(c: Controller, md: ModuleDeployment): boolean {
  if (c.dialect === 'pause') return md.spec.pause;
  const status = md.status.releaseStatus;
  if (status?.progress !== 'Paused' || md.spec.confirmBatchNum >= status.currentBatch) return false;
  if (!c.quirks.deletionWaitsForRelease && md.metadata.deletionTimestamp !== undefined)
    return false;
  if (!c.quirks.pausedIgnoresSpec) {
    const newest = newestOf(c, md);
    if (newest && !sameModule(moduleOf(md), newest.spec.template.spec.module)) return false;
  }
  return !mayGoOn(md, status, c);
}

function isOwnedByBase(md: ModuleDeployment): boolean {
  const owners = md.metadata.ownerReferences ?? [];
  return owners.some((owner) => owner.name === md.spec.baseDeploymentName);
}

/** Owner and finalizers; what Go writes with them is the whole spec. */
async function adopt(c: Controller, md: ModuleDeployment): Promise<void> {
  const base = c.api.base(String(md.metadata.namespace), md.spec.baseDeploymentName);
  md.metadata.ownerReferences = [
    ...(md.metadata.ownerReferences ?? []),
    {
      apiVersion: base.apiVersion,
      kind: base.kind,
      name: base.metadata.name,
      uid: String(base.metadata.uid),
      blockOwnerDeletion: true,
      controller: true,
    },
  ];
  addFinalizer(md, c.names.finalizer.replicaSetExisted);
  addFinalizer(md, c.names.finalizer.moduleExisted);
  await saveSpec(c, md);
}

async function release(c: Controller, md: ModuleDeployment): Promise<Result> {
  const found = await currentReplicaSet(c, md);
  if (md.status.releaseStatus === undefined || found.isNew) {
    await forgetConfirm(c, md);
    md.status.releaseStatus = freshRelease(c.clock.now());
  }
  const status = md.status.releaseStatus;
  if (deletesAtOnce(c, md, status)) {
    status.progress = 'Terminating';
    status.batchProgress = '';
    await c.api.updateStatus(md);
    return undefined;
  }
  if (status.progress === 'Terminating') return terminating(c, md, status, found.replicaSet);
  if (status.progress === 'Terminated') return undefined;
  if (status.progress === 'WaitingForConfirmation') return pause(c, md, status);
  if (status.progress === 'Paused') return goOn(c, md, status);
  return withReplicaSet(c, md, status, found.replicaSet);
}

async function withReplicaSet(
  c: Controller,
  md: ModuleDeployment,
  status: ReleaseStatus,
  current: ModuleReplicaSet | undefined,
): Promise<Result> {
  if (status.progress === 'Completed') {
    await afterCompletion(c, md, status, current);
    return undefined;
  }
  const rs = read(c, current);
  if (rs === undefined) {
    status.progress = 'Completed';
    return save(c, md, rs);
  }
  if (status.progress === 'Init') {
    initRelease(md, status, rs, c);
    return save(c, md, rs);
  }
  return execute(c, md, status, rs);
}

/** Where Go reads a field of the newest ReplicaSet: there may be none, and then it is a nil pointer. */
function read(c: Controller, current: ModuleReplicaSet | undefined): ModuleReplicaSet | undefined {
  if (current === undefined && c.quirks.crashesWithoutReplicaSets) throw new Crash(NIL_POINTER);
  return current;
}

async function terminating(
  c: Controller,
  md: ModuleDeployment,
  status: ReleaseStatus,
  current: ModuleReplicaSet | undefined,
): Promise<Result> {
  if (!md.metadata.finalizers?.includes(c.names.finalizer.moduleExisted)) {
    return removeReplicaSets(c, md);
  }
  if (md.spec.replicas === 0) read(c, current);
  await terminate(c, md, status, current);
  return undefined;
}

function deletesAtOnce(c: Controller, md: ModuleDeployment, status: ReleaseStatus): boolean {
  if (c.quirks.deletionWaitsForRelease || md.metadata.deletionTimestamp === undefined) return false;
  const underWay = !['Completed', 'Terminating', 'Terminated'].includes(status.progress);
  return underWay && md.spec.replicas !== 0;
}

/** The newest ReplicaSet, or a new one when name or version is another. */
async function currentReplicaSet(
  c: Controller,
  md: ModuleDeployment,
): Promise<{ replicaSet: ModuleReplicaSet | undefined; isNew: boolean }> {
  const newest = newestOf(c, md);
  if (newest && sameModule(moduleOf(md), newest.spec.template.spec.module)) {
    return { replicaSet: newest, isNew: false };
  }
  if (md.metadata.deletionTimestamp !== undefined) return { replicaSet: undefined, isNew: false };
  const revision = newest === undefined ? 1 : revisionOf(c, newest) + 1;
  return { replicaSet: await newReplicaSet(c, md, revision), isNew: true };
}

async function forgetConfirm(c: Controller, md: ModuleDeployment): Promise<void> {
  if (c.quirks.keepsStaleConfirm || md.spec.confirmBatchNum === 0) return;
  md.spec.confirmBatchNum = 0;
  await saveSpec(c, md);
}

async function execute(
  c: Controller,
  md: ModuleDeployment,
  status: ReleaseStatus,
  rs: ModuleReplicaSet,
): Promise<Result> {
  const waiting = status.batchProgress === 'Executing';
  const arrived = md.spec.replicas === rs.spec.replicas;
  if (arrived && (c.quirks.completesAtOpening || !waiting)) {
    complete(md, status, c);
    return save(c, md, rs);
  }
  if (waiting) return undefined;
  const replicas = nextReplicas(md, status, rs);
  const wanted = moduleOf(md);
  if (replicas !== rs.spec.replicas || wanted.url !== rs.spec.template.spec.module.url) {
    rs.spec.replicas = replicas;
    rs.spec.template.spec.module = wanted;
    await c.api.update(rs);
  }
  const grayMs = openBatch(md, status, c);
  await save(c, md, rs);
  return grayMs > 0 ? { afterMs: grayMs } : { requeue: true };
}

async function pause(c: Controller, md: ModuleDeployment, status: ReleaseStatus): Promise<Result> {
  if (!c.quirks.pausesAtOpening && status.batchProgress === 'Executing') return undefined;
  if (c.dialect === 'pause') {
    md.spec.pause = true;
    await c.api.update(md);
  }
  const after = md.status.releaseStatus ?? status;
  after.progress = 'Paused';
  await c.api.updateStatus(md);
  return undefined;
}

async function goOn(c: Controller, md: ModuleDeployment, status: ReleaseStatus): Promise<Result> {
  if (!mayGoOn(md, status, c)) return undefined;
  if (c.dialect === 'confirmBatchNum') status.currentBatch += 1;
  status.progress = 'Executing';
  await c.api.updateStatus(md);
  return undefined;
}

async function afterCompletion(
  c: Controller,
  md: ModuleDeployment,
  status: ReleaseStatus,
  current: ModuleReplicaSet | undefined,
): Promise<void> {
  if (md.metadata.deletionTimestamp !== undefined) {
    status.progress = 'Terminating';
    await c.api.updateStatus(md);
    return;
  }
  const rs = read(c, current);
  if (rs === undefined) return;
  if (md.spec.replicas !== rs.spec.replicas) {
    status.progress = 'Init';
    await save(c, md, rs);
  }
  if (moduleOf(md).url !== rs.spec.template.spec.module.url) {
    rs.spec.template.spec.module = moduleOf(md);
    await c.api.update(rs);
  }
  if (c.quirks.resetsConfirm && md.spec.confirmBatchNum > 0) {
    md.spec.confirmBatchNum = 0;
    await saveSpec(c, md);
  }
  if (!c.quirks.keepsEveryReplicaSet) await dropOldReplicaSets(c, md);
}

/** Writes metadata and spec; the number that stands for -1 is among it. */
async function saveSpec(c: Controller, md: ModuleDeployment): Promise<void> {
  const { replicas } = md.spec;
  if (md.peer && !c.quirks.overwritesPeerReplicas) md.spec.replicas = -1;
  await c.api.update(md);
  md.spec.replicas = replicas;
}

/** Writes the status; the counters of it only where that quirk is off. */
async function save(
  c: Controller,
  md: ModuleDeployment,
  rs: ModuleReplicaSet | undefined,
): Promise<undefined> {
  if (!c.quirks.neverWritesCounters) {
    md.status.replicas = rs?.status.currentReplicas ?? 0;
    md.status.availableReplicas = rs?.status.availableReplicas ?? 0;
    md.status.observedGeneration = md.metadata.generation ?? 0;
  }
  await c.api.updateStatus(md);
}

function moduleOf(md: ModuleDeployment) {
  return md.spec.template.spec.module;
}
