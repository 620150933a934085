import type { KubeObj } from '../kube.ts';

export const LABELS = {
  component: 'virtual-kubelet.koupleless.io/component',
  env: 'virtual-kubelet.koupleless.io/env',
  strategy: 'virtual-kubelet.koupleless.io/strategy',
  skipReplicas: 'virtual-kubelet.koupleless.io/replicas-control',
  baseName: 'base.koupleless.io/name',
  baseVersion: 'base.koupleless.io/version',
  clusterName: 'base.koupleless.io/cluster-name',
  baseHostName: 'base.koupleless.io/host-name',
  tunnelPort: 'base.koupleless.io/tunnel-port',
  hostName: 'kubernetes.io/hostname',
} as const;

export const TAINTS = {
  vnode: 'schedule.koupleless.io/virtual-node',
  env: 'schedule.koupleless.io/node-env',
} as const;

export const LEASE_NAMESPACE = 'kube-node-lease';

/** The controller's periods, in seconds of real time. */
export const SECONDS = {
  leaseDuration: 40,
  leaseRenewal: 10,
  leaseAttemptPause: 0.2,
  health: 10,
  query: 15,
  livenessCheck: 3,
  unreachable: 25,
  dead: 60,
  updateTimeout: 60,
  updateCheck: 1,
  requestTimeout: 5,
  /** Of endless recursion, roughly: it depends on how fast the base answers. */
  stackLasts: 60,
} as const;

export const LEASE_ATTEMPTS = 5;

/**
 * No lease lasts shorter, however fast the clock: an API server that restarts or is short of CPU
 * for some seconds of wall time would otherwise cost every node, as 40 s do in earnest.
 */
export const SHORTEST_LEASE_SECONDS = 10;

export function nodeNameOf(identity: string, env: string): string {
  return `vnode.${identity}.${env}`;
}

export function identityOf(nodeName: string): string {
  return nodeName.split('.').slice(1, -1).join('.');
}

export function keyOf(obj: KubeObj): string {
  return `${obj.metadata.namespace}/${obj.metadata.name}`;
}
