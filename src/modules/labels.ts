/**
 * Words of Koupleless on Kubernetes objects.
 * V2: koupleless/module-controller v2.2.0, koupleless/virtual-kubelet model/consts.go.
 * V1: koupleless/module-controller V1.0.0, internal/constants/label.
 */
export const component = 'virtual-kubelet.koupleless.io/component';
/** The component label of virtual-kubelet v0.1.0, still on the public documentation's pages. */
export const oldComponent = 'module-controller.koupleless.io/component';
export const componentModule = 'module';
export const componentDeployment = 'module-deployment';
export const componentVnode = 'vnode';

export const env = 'virtual-kubelet.koupleless.io/env';
export const strategy = 'virtual-kubelet.koupleless.io/strategy';
export const strategyPeer = 'peer';
/** "true" means that the peer controller leaves the workload's replicas alone. */
export const replicasControl = 'virtual-kubelet.koupleless.io/replicas-control';

export const baseName = 'base.koupleless.io/name';
export const baseVersion = 'base.koupleless.io/version';
export const baseCluster = 'base.koupleless.io/cluster-name';
/** The base's own host name: its pod's name where it runs in Kubernetes (virtual-kubelet v0.3.10 and newer). */
export const baseHost = 'base.koupleless.io/host-name';
export const hostname = 'kubernetes.io/hostname';
export const tunnelPort = 'base.koupleless.io/tunnel-port';
/** On the documentation's pages only: no current vnode carries it. */
export const baseStack = 'base.koupleless.io/stack';

export const moduleName = 'module.koupleless.io/name';
export const moduleVersion = 'module.koupleless.io/version';

export const taintVirtualNode = 'schedule.koupleless.io/virtual-node';
export const taintEnv = 'schedule.koupleless.io/node-env';
export const taintNotReady = 'node.kubernetes.io/not-ready';
export const taintUnreachable = 'node.kubernetes.io/unreachable';

export const bizVersionEnv = 'BIZ_VERSION';

/** Arklet's default port; V1's controller can use no other. */
export const arkletPort = 1238;

/** The API groups that V1 was ever shipped or documented under, the current one first. */
export const v1Groups = [
  'koupleless.io',
  'serverless.alipay.com',
  'koupleless.alipay.com',
] as const;

/** Labels of V1 objects: their prefix is the API group. */
export function v1Labels(group: string): {
  readonly moduleName: string;
  readonly moduleVersion: string;
  readonly moduleDeployment: string;
  readonly revision: string;
  readonly baseIp: string;
  readonly baseName: string;
  readonly deploymentName: string;
  readonly maxModuleCount: string;
  readonly instanceCount: string;
  /** On a ModuleReplicaSet: scatter or stacking. */
  readonly spread: string;
  /** On a base pod: the module of this name is, or is about to be, on it. */
  readonly marker: (module: string) => string;
} {
  return {
    moduleName: `${group}/module-name`,
    moduleVersion: `${group}/module-version`,
    moduleDeployment: `${group}/module-deployment`,
    revision: `${group}/module-replicaset-revision`,
    baseIp: `${group}/base-instance-ip`,
    baseName: `${group}/base-instance-name`,
    deploymentName: `${group}/deployment-name`,
    maxModuleCount: `${group}/max-module-count`,
    instanceCount: `${group}/module-instance-count`,
    spread: `${group}/module-scheduling-strategy`,
    marker: (module) => `module.${group}/${module}`,
  };
}

/** Of every annotation and label of koupctl's on other people's objects. */
export const ownAnnotationPrefix = 'koupctl.koupleless.io/';
/** koupctl's own annotation on a workload: which rollout owns it at the moment. */
export const rolloutAnnotation = 'koupctl.koupleless.io/rollout';
/** On a base's Deployment while `base-limit` has it paused: the limit that it is to get. */
export const baseLimitAnnotation = 'koupctl.koupleless.io/base-limit';
/** koupctl's own annotation on a Service that it made: for which workload. */
export const serviceOf = 'koupctl.koupleless.io/service-of';
/** On the record's ConfigMap. */
export const recordLabel = 'koupctl.koupleless.io/record';
/** Labels under this prefix keep a DaemonSet's pods off a base; the rest of the key tells whose. */
export const closedPrefix = 'closed.koupctl.koupleless.io/';
