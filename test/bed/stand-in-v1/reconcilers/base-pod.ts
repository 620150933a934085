import type { KubeObj } from '../../kube.ts';
import type { Controller } from '../context.ts';
import { isNotFound } from '../machinery/api.ts';
import type { Key, Result } from '../machinery/work-queue.ts';
import type { ModuleReplicaSet, Selector } from '../objects.ts';

/** A base pod that goes takes its Modules with it; one labelled for deletion is deleted. */
export async function reconcilePod(c: Controller, key: Key): Promise<Result> {
  const pod = c.api.informers.pods.get(key.namespace, key.name);
  if (pod === undefined) return undefined;
  const { label } = c.names;
  const labels = pod.metadata.labels ?? {};
  if (pod.metadata.deletionTimestamp === undefined) {
    const asked = labels[label.deletePod] === 'true' || labels[label.deletePodDirectly] === 'true';
    if (asked) await c.api.delete(pod, 'pods').catch(ignoreGone);
    return undefined;
  }
  const how =
    labels[label.deletePod] === 'true'
      ? label.deleteModule
      : labels[label.deletePodDirectly] === 'true'
        ? label.deleteModuleDirectly
        : undefined;
  for (const module of c.api.modules(key.namespace, label.baseName, key.name)) {
    if (how === undefined) {
      await c.api.delete(module, 'modules').catch((error: unknown) => {
        c.log(String(error));
      });
    } else if (module.metadata.labels?.[how] !== 'true') {
      module.metadata.labels = { ...module.metadata.labels, [how]: 'true' };
      await c.api.update(module);
    }
  }
  return undefined;
}

function ignoreGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}

/** Gives the pod the module's marker and counts it. */
export function mark(c: Controller, pod: KubeObj, moduleName: string): void {
  const labels = (pod.metadata.labels ??= {});
  labels[c.names.marker(moduleName)] = 'true';
  const known = labels[c.names.label.instanceCount];
  if (known === undefined) labels[c.names.label.instanceCount] = '1';
  else if (/^-?\d+$/.test(known)) labels[c.names.label.instanceCount] = String(Number(known) + 1);
}

export function unmark(c: Controller, pod: KubeObj, moduleName: string): void {
  const { [c.names.marker(moduleName)]: _marker, ...labels } = pod.metadata.labels ?? {};
  pod.metadata.labels = labels;
  const known = labels[c.names.label.instanceCount];
  if (known !== undefined && /^-?\d+$/.test(known)) {
    labels[c.names.label.instanceCount] = String(Number(known) - 1);
  }
}

/** What the count label says; 0 where it says nothing. */
export function instanceCount(c: Controller, pod: KubeObj): number {
  const known = pod.metadata.labels?.[c.names.label.instanceCount] ?? '';
  return /^-?\d+$/.test(known) ? Number(known) : 0;
}

/** How many modules the markers say there are. */
export function moduleCount(c: Controller, pod: KubeObj): number {
  const labels = Object.keys(pod.metadata.labels ?? {});
  return labels.filter((label) => label.startsWith(c.names.markerPrefix)).length;
}

export function isUsable(pod: KubeObj): boolean {
  const conditions = (pod.status?.conditions ?? []) as { type: string; status: string }[];
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return ready && (pod.status?.podIP ?? '') !== '';
}

/** A label selector as the API server reads it; an empty one matches everything. */
export function matches(selector: Selector, labels: Record<string, string> = {}): boolean {
  const exact = Object.entries(selector.matchLabels ?? {});
  if (exact.some(([key, value]) => labels[key] !== value)) return false;
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key];
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    const listed = value !== undefined && values.includes(value);
    return operator === 'In' ? listed : !listed;
  });
}

/** After every placement: most, fewest and average modules per base, as labels of the Deployment. */
export async function publishBaseCounts(c: Controller, rs: ModuleReplicaSet): Promise<void> {
  const { label } = c.names;
  const namespace = String(rs.metadata.namespace);
  const name = rs.metadata.labels?.[label.baseDeployment] ?? '';
  if (name === '') return;
  const pods = c.api.informers.pods.list(namespace, (pod) =>
    matches(rs.spec.selector, pod.metadata.labels),
  );
  if (pods.length === 0) return;
  const counts = pods.map((pod) =>
    pod.metadata.labels?.[label.instanceCount] === undefined
      ? c.api.modules(namespace, label.baseIp, String(pod.status?.podIP ?? '')).length
      : instanceCount(c, pod),
  );
  const base = c.api.base(namespace, name);
  base.metadata.labels = {
    ...base.metadata.labels,
    [label.maxOnBase]: String(Math.max(0, ...counts)),
    [label.minOnBase]: String(Math.min(...counts)),
    [label.averageOnBase]: (counts.reduce((sum, n) => sum + n, 0) / pods.length).toFixed(2),
  };
  await c.api.replaceCore(base, 'bases');
}
