import type { KubeObj } from '../../kube.ts';
import type { BaseInfo } from '../bases.ts';
import {
  identityOf,
  LABELS,
  LEASE_NAMESPACE,
  nodeNameOf,
  SECONDS,
  SHORTEST_LEASE_SECONDS,
  TAINTS,
} from '../names.ts';
import type { ModelTime } from '../model-time.ts';
import { seconds } from '../pods/pod-status.ts';

const FINE: Record<string, string> = {
  Ready: 'True',
  MemoryPressure: 'False',
  DiskPressure: 'False',
  PIDPressure: 'False',
  NetworkUnavailable: 'False',
};

/** The vnode of a base, without any times in its conditions. */
export function nodeObject(base: BaseInfo, env: string): KubeObj {
  const capacity = { pods: '65535' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeNameOf(base.identity, env),
      labels: {
        type: 'virtual-kubelet',
        'kubernetes.io/role': 'agent',
        [LABELS.hostName]: base.hostName,
        [LABELS.component]: 'vnode',
        [LABELS.env]: env,
        [LABELS.baseName]: base.name,
        [LABELS.baseVersion]: base.version,
        [LABELS.clusterName]: base.clusterName,
        [LABELS.baseHostName]: base.hostName,
        ...(base.port === 0 ? {} : { [LABELS.tunnelPort]: String(base.port) }),
      },
    },
    spec: {
      taints: [
        { key: TAINTS.vnode, value: 'True', effect: 'NoExecute' },
        { key: TAINTS.env, value: env, effect: 'NoExecute' },
      ],
    },
    status: {
      phase: 'Running',
      addresses: [
        { type: 'InternalIP', address: base.ip },
        { type: 'Hostname', address: base.hostName },
      ],
      nodeInfo: nodeInfo(),
      conditions: Object.entries(FINE).map(([type, status]) => ({ type, status })),
      capacity,
      allocatable: capacity,
    },
  };
}

/** What a /health answer adds. Metaspace in bytes, -1 where the base has no limit. */
export function nodeStatusPatch(metaspace: { max: number; committed: number }, now: Date): object {
  const { max, committed } = metaspace;
  const limited = max !== -1;
  const kibi = (bytes: number) => `${Math.max(0, Math.floor(bytes / 1024))}Ki`;
  const lastHeartbeatTime = seconds(now);
  return {
    status: {
      phase: 'Running',
      conditions: Object.entries(FINE).map(([type, status]) => ({
        type,
        status,
        lastHeartbeatTime,
      })),
      capacity: { memory: limited ? kibi(max) : '0' },
      allocatable: { memory: limited && committed !== -1 ? kibi(max - committed) : '0' },
    },
  };
}

/** What the controller knows of a base from its node after a restart. */
export function baseOf(node: KubeObj): BaseInfo {
  const labels = node.metadata.labels ?? {};
  const addresses = (node.status?.addresses ?? []) as { type: string; address: string }[];
  const address = (type: string) => addresses.find((one) => one.type === type)?.address;
  return {
    identity: identityOf(node.metadata.name),
    name: labels[LABELS.baseName] ?? '',
    version: labels[LABELS.baseVersion] ?? '',
    clusterName: labels[LABELS.clusterName] ?? '',
    ip: address('InternalIP') ?? '127.0.0.1',
    hostName: address('Hostname') ?? 'unknown',
    port: Number(labels[LABELS.tunnelPort]) || 1238,
  };
}

export function leaseObject(
  nodeName: string,
  env: string,
  holder: string,
  time: ModelTime,
): KubeObj {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: nodeName,
      namespace: LEASE_NAMESPACE,
      labels: { [LABELS.env]: env, [LABELS.component]: 'vnode-lease' },
    },
    spec: {
      holderIdentity: holder,
      // Shortened like all else, so that readers see it expire when the stand-in does.
      leaseDurationSeconds: leaseSeconds(time),
      renewTime: microTime(new Date()),
    },
  };
}

/** In wall time. */
export function leaseSeconds(time: ModelTime): number {
  return Math.max(SHORTEST_LEASE_SECONDS, Math.ceil(SECONDS.leaseDuration / time.factor));
}

export function microTime(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}

function nodeInfo(): Record<string, string> {
  const unset = ['machineID', 'systemUUID', 'bootID', 'kernelVersion', 'osImage'];
  const versions = ['containerRuntimeVersion', 'kubeletVersion', 'kubeProxyVersion'];
  const empty = [...unset, ...versions].map((key) => [key, '']);
  return { ...Object.fromEntries(empty), architecture: 'amd64', operatingSystem: 'linux' };
}
