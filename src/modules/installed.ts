import type { KubeObject } from '../world.ts';
import { isModulePod, modulePodOf, type ModulePod } from './module-pod.ts';
import { v1Labels } from './labels.ts';

/** One module on one base, as Kubernetes tells it. */
export interface Installed {
  readonly world: 'v1' | 'v2';
  readonly namespace: string;
  readonly module: string;
  readonly version: string;
  /** The controller's word for its state: V1 Pending…Available, V2 Running, NotReady, Pending, Gone. */
  readonly state: string;
  readonly ready: boolean;
  /** The base: its vnode (V2) or base pod (V1); '' while none is chosen. */
  readonly base: string;
  readonly baseIp: string;
  readonly url: string;
  readonly workload: string;
  /** The Kubernetes object behind the row: a pod (V2) or a Module (V1). */
  readonly object: string;
  readonly createdAt: string;
}

/** Rows of a V2 module pod: one per jar container. */
export function installedByPod(object: KubeObject): Installed[] {
  if (!isModulePod(object)) return [];
  const pod = modulePodOf(object);
  return pod.modules.map((module) => ({
    world: 'v2',
    namespace: pod.namespace,
    module: module.name,
    version: module.version,
    state: stateOfPod(pod),
    ready: pod.ready && !pod.terminating,
    base: pod.node ?? '',
    baseIp: pod.ip ?? '',
    url: module.url,
    workload: workloadOf(object, pod),
    object: pod.name,
    createdAt: object.metadata.creationTimestamp ?? '',
  }));
}

function stateOfPod(pod: ReturnType<typeof modulePodOf>): string {
  if (pod.terminating) return 'Terminating';
  if (pod.unschedulable !== undefined) return 'Unschedulable';
  // Succeeded is what the V2 controller says of an unloaded module (virtual-kubelet common/utils).
  if (pod.phase === 'Succeeded') return 'Unloaded';
  if (pod.phase === 'Running' && !pod.ready) return 'NotReady';
  return pod.phase;
}

/**
 * A Deployment's ReplicaSet has its name with a hash of the template behind it, and the hash is on
 * the pods too; one that belongs to no Deployment has none.
 */
function workloadOf({ metadata }: KubeObject, { owner, name }: ModulePod): string {
  if (owner === undefined) return `Pod/${name}`;
  const end = `-${metadata.labels?.['pod-template-hash'] ?? ''}`;
  if (owner.kind !== 'ReplicaSet' || end === '-' || !owner.name.endsWith(end)) {
    return `${owner.kind}/${owner.name}`;
  }
  return `Deployment/${owner.name.slice(0, -end.length)}`;
}

/** The row of a V1 Module object. */
export function installedByModule(object: KubeObject): Installed {
  const group = object.apiVersion.split('/')[0] ?? '';
  const words = v1Labels(group);
  const own = object.metadata.labels ?? {};
  const label = (key: string): string => own[key] ?? '';
  const spec = (object['spec'] ?? {}) as {
    module?: { name?: string; version?: string; url?: string };
  };
  const status = (object['status'] as { status?: string } | undefined)?.status ?? 'Pending';
  const terminating = object.metadata.deletionTimestamp !== undefined;
  return {
    world: 'v1',
    namespace: object.metadata.namespace ?? 'default',
    module: spec.module?.name ?? label(words.moduleName),
    version: spec.module?.version ?? label(words.moduleVersion),
    state: terminating ? 'Terminating' : status,
    ready: status === 'Available' && !terminating,
    base: label(words.baseName),
    baseIp: label(words.baseIp),
    url: spec.module?.url ?? '',
    workload: `ModuleDeployment/${label(words.moduleDeployment) || '?'}`,
    object: object.metadata.name,
    createdAt: object.metadata.creationTimestamp ?? '',
  };
}
