import type { BaseAddress, KubeObject } from '../world.ts';
import * as labels from './labels.ts';

/** One running base application that modules can be installed into. */
export interface Base extends BaseAddress {
  readonly world: 'v1' | 'v2';
  /** The vnode's name (V2) or the base pod's name (V1). */
  readonly name: string;
  readonly namespace?: string;
  readonly ready: boolean;
  readonly baseName?: string;
  readonly version?: string;
  readonly clusterName?: string;
  readonly env?: string;
  readonly uid?: string;
  /** Of a vnode: when its node was made, ms. One that was lost and came back is a new node under the old name. */
  readonly createdAt?: number;
  /** Of a vnode: Kubernetes keeps pods off, because its node is NotReady or was a moment ago. */
  readonly shut?: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

interface NodeStatus {
  addresses?: { type: string; address: string }[];
  conditions?: Condition[];
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastProbeTime?: string | null;
  /** Of a node. */
  lastHeartbeatTime?: string;
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const status = object['status'] as { conditions?: Condition[] } | undefined;
  return status?.conditions?.find((condition) => condition.type === type);
}

export function isReady(object: KubeObject): boolean {
  return conditionOf(object, 'Ready')?.status === 'True';
}

/** A vnode of V2; undefined for any other node. */
export function baseOfVnode(node: KubeObject): Base | undefined {
  const own = node.metadata.labels ?? {};
  if (own[labels.component] !== labels.componentVnode) return undefined;
  const status = (node['status'] ?? {}) as NodeStatus;
  const ip = status.addresses?.find((address) => address.type === 'InternalIP')?.address;
  const createdAt = Date.parse(node.metadata.creationTimestamp ?? '');
  return {
    id: node.metadata.name,
    world: 'v2',
    name: node.metadata.name,
    ip: ip ?? ipInVnodeName(node.metadata.name) ?? '',
    port: Number(own[labels.tunnelPort] ?? labels.arkletPort),
    ready: isReady(node) && !node.metadata.deletionTimestamp,
    labels: own,
    ...(isShut(node) ? { shut: true } : {}),
    ...(node.metadata.uid ? { uid: node.metadata.uid } : {}),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    ...optional('baseName', own[labels.baseName]),
    ...optional('version', own[labels.baseVersion]),
    ...optional('clusterName', own[labels.baseCluster]),
    ...optional('env', own[labels.env]),
  };
}

/** The taint goes a while after the node is Ready again: many nodes are seen to one by one. */
function isShut({ spec }: KubeObject): boolean {
  const { taints = [] } = (spec ?? {}) as { taints?: { key: string }[] };
  return taints.some(({ key }) => key === labels.taintNotReady || key === labels.taintUnreachable);
}

/** `vnode.10.1.0.45.dev` names a base by its address unless its identity was set by hand. */
export function ipInVnodeName(name: string): string | undefined {
  return /^vnode\.(\d+\.\d+\.\d+\.\d+)\./.exec(name)?.[1];
}

/** A pod of a V1 base Deployment; undefined until it has an address. */
export function baseOfPod(pod: KubeObject): Base | undefined {
  return podIp(pod) ? baseOfAnyPod(pod) : undefined;
}

/** The same for one that may have no address yet: its ip is '' then. */
export function baseOfAnyPod(pod: KubeObject): Base {
  const ip = podIp(pod) ?? '';
  const namespace = pod.metadata.namespace ?? 'default';
  return {
    id: `${namespace}/${pod.metadata.name}`,
    world: 'v1',
    name: pod.metadata.name,
    namespace,
    ip,
    port: labels.arkletPort,
    via: { namespace, pod: pod.metadata.name, port: labels.arkletPort },
    ready: isReady(pod) && !pod.metadata.deletionTimestamp,
    labels: pod.metadata.labels ?? {},
    ...(pod.metadata.uid ? { uid: pod.metadata.uid } : {}),
  };
}

export function podIp(pod: KubeObject): string | undefined {
  return (pod['status'] as { podIP?: string } | undefined)?.podIP;
}

/** A pod that ended (evicted, say): its object stays for a while, and nothing runs in it. */
export function isOver(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  return phase === 'Failed' || phase === 'Succeeded';
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
