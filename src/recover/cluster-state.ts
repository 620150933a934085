import type { KubeObject, ObjectRef, ResourceType } from '../world.ts';
import { conditionOf } from '../modules/base.ts';
import { core } from '../modules/surface.ts';
import type { Act, Typed } from './step.ts';

export function isCordoned(node: KubeObject): boolean {
  return (node['spec'] as { unschedulable?: boolean } | undefined)?.unschedulable === true;
}

export function phaseOf(pod: KubeObject): string {
  return (pod['status'] as { phase?: string } | undefined)?.phase ?? '';
}

export function nodeOf(pod: KubeObject): string {
  return (pod['spec'] as { nodeName?: string } | undefined)?.nodeName ?? '';
}

/** `Machine ake-7`, `Pod shop/biz-0`. */
export function nameOf({ kind, metadata: { namespace, name } }: KubeObject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

export function refOf(
  type: ResourceType,
  { metadata: { namespace, name } }: KubeObject,
): ObjectRef {
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Deletes what was seen, as it was seen. */
export function deletion({ type, object }: Typed, graceSeconds?: number): Act {
  const { uid = '', resourceVersion = '' } = object.metadata;
  return {
    does: 'delete',
    ref: refOf(type, object),
    uid,
    resourceVersion,
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
  };
}

/** Takes away the finalizers that were seen, if they still are these. */
export function withoutFinalizers({ type, object }: Typed): Act {
  const { uid = '', resourceVersion = '', finalizers = [] } = object.metadata;
  return {
    does: 'patch',
    ref: refOf(type, object),
    uid,
    ops: [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'test', path: '/metadata/finalizers', value: finalizers },
      { op: 'remove', path: '/metadata/finalizers' },
    ],
  };
}

export function podTyped(object: KubeObject): Typed {
  return { type: core.pod, object };
}

/** What a node's own condition says, and for how long; where no kubelet ever wrote one, since it was made. */
export function readiness(
  node: KubeObject,
  now: number,
): { status: string; reason: string; message: string; ago: string } {
  const ready = conditionOf(node, 'Ready');
  const { status = 'Unknown', reason = 'NodeStatusNeverUpdated', message = '' } = ready ?? {};
  const since = Date.parse(ready?.lastTransitionTime ?? node.metadata.creationTimestamp ?? '');
  return { status, reason, message, ago: ago(Number.isNaN(since) ? 0 : now - since) };
}

/** Since when it is being deleted, ms; a pod's time is when its grace runs out. */
export function deletedAt({ metadata: { deletionTimestamp } }: KubeObject): number | undefined {
  return deletionTimestamp === undefined ? undefined : Date.parse(deletionTimestamp);
}

/** Comes back by itself when it is deleted, because it is a DaemonSet's or the kubelet's own. */
export function belongsToNode(pod: KubeObject): boolean {
  const { ownerReferences = [], annotations = {} } = pod.metadata;
  return (
    annotations['kubernetes.io/config.mirror'] !== undefined ||
    ownerReferences.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node')
  );
}

/** `12 min`, `3 h`, for people. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** The first few of many, and how many more. */
export function some(lines: readonly string[], most = 12): string[] {
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), `… +${more}`] : [...lines];
}
