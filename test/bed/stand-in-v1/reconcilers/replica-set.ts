import { hasFinalizer, removeFinalizer, retryAfterMs, type Controller } from '../context.ts';
import { Crash, type Key, type Result } from '../machinery/work-queue.ts';
import { sameModule, type Module, type ModuleReplicaSet } from '../objects.ts';
import { newestOf } from './revisions.ts';
import { publishBaseCounts } from './base-pod.ts';
import { freePods, scaleDown, scaleUp } from './scaling.ts';

/** One pass over a ModuleReplicaSet; also run when one of its Modules changes. */
export async function reconcileReplicaSet(c: Controller, key: Key): Promise<Result> {
  const rs = c.api.replicaSet(key.namespace, key.name);
  if (rs === undefined) return undefined;
  const namesakes = c.api.modules(
    key.namespace,
    c.names.label.moduleName,
    rs.spec.template.spec.module.name,
  );
  const mine = namesakes.filter((m) => m.metadata.labels?.[c.names.label.replicaSet] === key.name);
  const others = namesakes.filter((m) => !mine.includes(m) && isRival(c, rs, m));
  if (rs.metadata.deletionTimestamp !== undefined) return remove(c, rs, mine);
  if (await countsChanged(c, rs, mine)) return undefined;
  if (!c.quirks.ignoresUrlChange) await reinstall(c, rs, mine);
  if ((rs.metadata.generation ?? 0) > 1 && rs.status.availableReplicas === rs.spec.replicas) {
    await endBatch(c, rs);
    return undefined;
  }
  if (rs.spec.replicas === mine.length) {
    await matchTemplate(c, rs, mine);
    return undefined;
  }
  return place(c, rs, mine, others);
}

/** Modules of the same name that a scale-up pushes out: the namesakes of other owners too. */
function isRival(c: Controller, rs: ModuleReplicaSet, module: Module): boolean {
  if (c.quirks.sharesModuleNames) return true;
  const owner = c.names.label.deployment;
  return module.metadata.labels?.[owner] === rs.metadata.labels?.[owner];
}

async function countsChanged(c: Controller, rs: ModuleReplicaSet, mine: Module[]) {
  const available = mine.filter((module) => module.status.status === 'Available').length;
  const { currentReplicas, availableReplicas } = rs.status;
  if (currentReplicas === mine.length && availableReplicas === available) return false;
  rs.status.currentReplicas = mine.length;
  rs.status.availableReplicas = available;
  await c.api.updateStatus(rs);
  return true;
}

/** batchProgress of the ModuleDeployment is written here, whichever of its ReplicaSets this is. */
async function endBatch(c: Controller, rs: ModuleReplicaSet): Promise<void> {
  const owner = rs.metadata.labels?.[c.names.label.deployment] ?? '';
  const md = c.api.deployment(String(rs.metadata.namespace), owner);
  if (md === undefined) throw new Error(`ModuleDeployment "${owner}" not found`);
  if (!c.quirks.oldReplicaSetEndsBatch && newestOf(c, md)?.metadata.name !== rs.metadata.name) {
    return;
  }
  if (md.status.releaseStatus === undefined) {
    throw new Crash('panic: runtime error: invalid memory address or nil pointer dereference');
  }
  md.status.releaseStatus.batchProgress = 'Completed';
  if (!c.quirks.neverWritesCounters) {
    md.status.replicas = rs.status.currentReplicas;
    md.status.availableReplicas = rs.status.availableReplicas;
  }
  await c.api.updateStatus(md);
}

async function place(
  c: Controller,
  rs: ModuleReplicaSet,
  mine: Module[],
  others: Module[],
): Promise<Result> {
  // status.replicas says "tried", and is written before the try: what fails from here on is lost.
  if (rs.status.replicas !== rs.spec.replicas) {
    rs.status.replicas = rs.spec.replicas;
    await c.api.updateStatus(rs);
  } else if (c.quirks.forgetsRemainder) {
    return undefined;
  }
  const again = { afterMs: retryAfterMs(rs.metadata.creationTimestamp, c) };
  if (rs.spec.replicas > mine.length) {
    const candidates = freePods(c, rs);
    if (candidates.length === 0) return again;
    await scaleUp(c, rs, { candidates, mine, others });
  } else {
    await scaleDown(c, rs, mine);
  }
  void publishBaseCounts(c, rs).catch((error: unknown) => {
    c.log(String(error));
  });
  return c.quirks.forgetsRemainder ? undefined : again;
}

/** Modules whose name or version is not the template's; only a hand-written ReplicaSet has such. */
async function matchTemplate(c: Controller, rs: ModuleReplicaSet, mine: Module[]): Promise<void> {
  const { name, version, url } = rs.spec.template.spec.module;
  for (const module of mine) {
    if (sameModule(module.spec.module, rs.spec.template.spec.module)) continue;
    const renamed = module.spec.module.name !== name;
    Object.assign(module.spec.module, { name, version, url });
    await c.api.update(module);
    if (renamed) await c.api.delete(module, 'modules');
  }
}

/** What a new url would take; the real controller leaves Modules as they are. */
async function reinstall(c: Controller, rs: ModuleReplicaSet, mine: Module[]): Promise<void> {
  const { url } = rs.spec.template.spec.module;
  for (const module of mine.filter((one) => one.spec.module.url !== url)) {
    module.spec.module.url = url;
    await c.api.update(module);
    module.status.status = 'Prepare';
    await c.api.updateStatus(module);
  }
}

async function remove(c: Controller, rs: ModuleReplicaSet, mine: Module[]): Promise<Result> {
  if (mine.length === 0) {
    if (!hasFinalizer(rs, c.names.finalizer.moduleExisted)) return undefined;
    removeFinalizer(rs, c.names.finalizer.moduleExisted);
    await c.api.update(rs);
    return undefined;
  }
  const failures: unknown[] = [];
  for (const module of mine) {
    const labels = (module.metadata.labels ??= {});
    if (labels[c.names.label.deleteModule] === 'true') continue;
    labels[c.names.label.deleteModule] = 'true';
    await c.api.update(module).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new Error('not all labelled', { cause: failures });
  return { afterMs: retryAfterMs(rs.metadata.deletionTimestamp, c) };
}
