import { hasFinalizer, removeFinalizer, retryAfterMs, type Controller } from '../context.ts';
import { Crash, type Result } from '../machinery/work-queue.ts';
import type { ModuleDeployment, ModuleReplicaSet, ReleaseStatus } from '../objects.ts';
import { initRelease } from './release.ts';

/** True when both finalizers are off and nothing is left to do but say so. */
export async function finishRemoval(c: Controller, md: ModuleDeployment): Promise<boolean> {
  const { replicaSetExisted, moduleExisted } = c.names.finalizer;
  if (hasFinalizer(md, replicaSetExisted) || hasFinalizer(md, moduleExisted)) return false;
  const status = md.status.releaseStatus;
  if (status === undefined) {
    throw new Crash('panic: runtime error: invalid memory address or nil pointer dereference');
  }
  if (status.progress !== 'Terminated') {
    status.progress = 'Terminated';
    await c.api.updateStatus(md);
  }
  return true;
}

/** Modules first: an ordinary release to 0 replicas, batches and confirmations included. */
export async function terminate(
  c: Controller,
  md: ModuleDeployment,
  status: ReleaseStatus,
  current: ModuleReplicaSet | undefined,
): Promise<void> {
  if (md.spec.replicas !== 0) {
    md.spec.replicas = 0;
    await c.api.update(md);
  } else if (current !== undefined && current.status.replicas !== 0) {
    initRelease(md, status, current, c);
    await c.api.updateStatus(md);
  } else {
    removeFinalizer(md, c.names.finalizer.moduleExisted);
    await c.api.update(md);
  }
}

/** Then the ReplicaSets, looked for again every ten seconds until they are gone. */
export async function removeReplicaSets(c: Controller, md: ModuleDeployment): Promise<Result> {
  if (!hasFinalizer(md, c.names.finalizer.replicaSetExisted)) return undefined;
  const { namespace, name, deletionTimestamp } = md.metadata;
  const left = c.api.replicaSets(String(namespace), c.names.label.deployment, name);
  if (left.length === 0) {
    removeFinalizer(md, c.names.finalizer.replicaSetExisted);
    await c.api.update(md);
    return undefined;
  }
  for (const rs of left) await c.api.delete(rs, 'modulereplicasets');
  return { afterMs: retryAfterMs(deletionTimestamp, c) };
}
