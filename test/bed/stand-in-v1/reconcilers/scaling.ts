import { addFinalizer, type Controller } from '../context.ts';
import type { KubeObj } from '../../kube.ts';
import { toJson } from '../go-structs.ts';
import type { Module, ModuleReplicaSet } from '../objects.ts';
import { instanceCount, isUsable, mark, matches, moduleCount } from './base-pod.ts';

/** Base pods that don't carry the module's marker. Neither readiness nor an IP is asked for. */
export function freePods(c: Controller, rs: ModuleReplicaSet): KubeObj[] {
  const marker = c.names.marker(rs.spec.template.spec.module.name);
  return c.api.informers.pods.list(
    String(rs.metadata.namespace),
    (pod) =>
      matches(rs.spec.selector, pod.metadata.labels) &&
      pod.metadata.labels?.[marker] === undefined &&
      (c.quirks.ignoresBaseReadiness || isUsable(pod)),
  );
}

interface ScaleUp {
  candidates: KubeObj[];
  mine: Module[];
  others: Module[];
}

/** Gives the module to as many free pods as there are, and takes as many from the old ReplicaSets. */
export async function scaleUp(c: Controller, rs: ModuleReplicaSet, from: ScaleUp): Promise<void> {
  const chosen = await choosePods(c, rs, from);
  if (from.others.length > 0) await shrinkOthers(c, chosen.length, from.others);
  for (const pod of chosen) {
    if (c.quirks.marksBeforeInstall) {
      mark(c, pod, rs.spec.template.spec.module.name);
      await c.api.replaceCore(pod, 'pods');
    }
    await c.api.create(String(rs.metadata.namespace), moduleFor(c, rs, pod), 'modules');
  }
}

async function choosePods(c: Controller, rs: ModuleReplicaSet, from: ScaleUp): Promise<KubeObj[]> {
  const { label } = c.names;
  const used = new Set(from.mine.map((module) => module.metadata.labels?.[label.baseName]));
  const firstLimit = limitOf(c, from.candidates[0]);
  const missing = rs.spec.replicas - from.mine.length;
  const chosen: KubeObj[] = [];
  for (const pod of byStrategy(c, rs, from.candidates, 'up')) {
    if (pod.metadata.deletionTimestamp !== undefined) continue;
    const count = await countOn(c, pod);
    const limit = c.quirks.limitsByFirstPod ? firstLimit : limitOf(c, pod);
    if (count === undefined || count >= limit || used.has(pod.metadata.name)) continue;
    chosen.push(pod);
    if (chosen.length === missing) break;
  }
  return chosen;
}

function limitOf(c: Controller, pod: KubeObj | undefined): number {
  const limit = pod?.metadata.labels?.[c.names.label.maxModuleCount] ?? '';
  return /^-?\d+$/.test(limit) ? Number(limit) : Infinity;
}

/** The count label, written first where the pod has none; undefined where it can't be known. */
async function countOn(c: Controller, pod: KubeObj): Promise<number | undefined> {
  const labels = (pod.metadata.labels ??= {});
  const label = c.names.label.instanceCount;
  const known = labels[label];
  if (known !== undefined) return /^-?\d+$/.test(known) ? Number(known) : undefined;
  const count = moduleCount(c, pod);
  labels[label] = String(count);
  try {
    await c.api.replaceCore(pod, 'pods');
    return count;
  } catch (error) {
    c.log(String(error));
    return undefined;
  }
}

/** Old ReplicaSets of the same module give up one replica for every pod that was chosen. */
async function shrinkOthers(c: Controller, chosen: number, others: Module[]): Promise<void> {
  const owners = new Map<string, string>();
  for (const module of others) {
    const owner = module.metadata.labels?.[c.names.label.replicaSet] ?? '';
    if (owner !== '') owners.set(owner, String(module.metadata.namespace));
  }
  let left = chosen;
  for (const [name, namespace] of owners) {
    const other = c.api.replicaSet(namespace, name);
    if (other === undefined) throw new Error(`ModuleReplicaSet "${name}" not found`);
    if (other.spec.replicas <= 0) continue;
    const taken = Math.min(left, other.spec.replicas);
    other.spec.replicas -= taken;
    left -= taken;
    await c.api.update(other);
  }
}

/** Takes the surplus away: scatter the fullest bases first, stacking the emptiest. */
export async function scaleDown(c: Controller, rs: ModuleReplicaSet, mine: Module[]) {
  const { label } = c.names;
  const staying = mine.filter((module) => module.metadata.labels?.[label.deleteModule] !== 'true');
  const surplus = staying.length - rs.spec.replicas;
  const onPod = new Map(
    staying.map((module) => [module.metadata.labels?.[label.baseName], module]),
  );
  const pods = c.api.informers.pods.list(
    String(rs.metadata.namespace),
    (pod) => matches(rs.spec.selector, pod.metadata.labels) && onPod.has(pod.metadata.name),
  );
  const byPods = rs.spec.operationStrategy.upgradePolicy === 'scaleup_then_scaledown';
  const failures: unknown[] = [];
  for (const pod of byStrategy(c, rs, pods, 'down').slice(0, Math.max(0, surplus))) {
    const module = onPod.get(pod.metadata.name) as Module;
    const removed =
      byPods && c.quirks.deletesBasePods
        ? relabel(pod, label.deletePodDirectly, () => c.api.replaceCore(pod, 'pods'))
        : relabel(module, label.deleteModule, () => c.api.update(module));
    await removed.catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new Error('not all labelled', { cause: failures });
}

async function relabel(
  obj: { metadata: { labels?: Record<string, string> } },
  label: string,
  write: () => Promise<void>,
): Promise<void> {
  const labels = (obj.metadata.labels ??= {});
  if (labels[label] === 'true') return;
  labels[label] = 'true';
  await write();
}

function byStrategy(
  c: Controller,
  rs: ModuleReplicaSet,
  pods: KubeObj[],
  direction: 'up' | 'down',
): KubeObj[] {
  const strategy = rs.metadata.labels?.[c.names.label.strategy];
  if (strategy !== 'scatter' && strategy !== 'stacking') return pods;
  const emptiestFirst = (strategy === 'scatter') === (direction === 'up');
  const sign = emptiestFirst ? 1 : -1;
  return [...pods].sort((a, b) => sign * (instanceCount(c, a) - instanceCount(c, b)));
}

function moduleFor(c: Controller, rs: ModuleReplicaSet, pod: KubeObj): object {
  const { module } = rs.spec.template.spec;
  const { label } = c.names;
  const obj = {
    apiVersion: c.names.apiVersion,
    kind: 'Module',
    metadata: {
      generateName: `${rs.metadata.name}-${module.name}-`,
      namespace: rs.metadata.namespace,
      labels: {
        ...rs.metadata.labels,
        [label.moduleName]: module.name,
        [label.moduleVersion]: module.version,
        [label.baseIp]: String(pod.status?.podIP ?? ''),
        [label.baseName]: pod.metadata.name,
        [label.replicaSet]: rs.metadata.name,
      },
      ownerReferences: [ownerPod(pod)],
      finalizers: [] as string[],
    },
    spec: toJson({
      selector: rs.spec.selector,
      module,
      upgradePolicy: rs.spec.operationStrategy.upgradePolicy,
    }),
  };
  addFinalizer(obj, c.names.finalizer.allocatePod);
  return obj;
}

export function ownerPod(pod: KubeObj) {
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    name: pod.metadata.name,
    uid: String(pod.metadata.uid),
    blockOwnerDeletion: true,
  };
}
