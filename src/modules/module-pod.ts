import type { KubeObject } from '../world.ts';
import { conditionOf, isReady, podIp } from './base.ts';
import * as labels from './labels.ts';
import { timeOf } from './time-of.ts';

/** One module that a V2 pod wants on its base: a container whose image is a jar. */
export interface PodModule {
  readonly name: string;
  readonly version: string;
  readonly url: string;
}

/** A V2 module pod, reduced to what rollouts and lists need. */
export interface ModulePod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly node: string | undefined;
  readonly ip: string | undefined;
  readonly ready: boolean;
  readonly phase: string;
  readonly terminating: boolean;
  /** When its grace period ends, ms; undefined while it is not being deleted. */
  readonly goneBy: number | undefined;
  readonly modules: readonly PodModule[];
  /** The ReplicaSet (or other controller) that owns it. */
  readonly owner:
    { readonly kind: string; readonly name: string; readonly uid: string } | undefined;
  /** The scheduler's message when it finds no place. */
  readonly unschedulable: string | undefined;
  /** A container's waiting or terminated reason and message, where the controller gave one. */
  readonly trouble: string | undefined;
  /** When it was created and bound, ms since the epoch; vnode pods carry no other times. */
  readonly createdAt: number;
  readonly boundAt: number | undefined;
  /** When its base's controller last wrote its status, ms; that write takes the time of the binding away. */
  readonly reportedAt?: number | undefined;
  /** The environment whose bases it tolerates. */
  readonly env?: string | undefined;
}

interface Container {
  name: string;
  image?: string;
  env?: { name: string; value?: string }[];
}

interface Toleration {
  key?: string;
  value?: string;
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; message?: string };
}

/** Whether a pod's labels say that it is a V2 module. */
export function isModulePod(pod: KubeObject): boolean {
  return pod.metadata.labels?.[labels.component] === labels.componentModule;
}

export function modulePodOf(pod: KubeObject): ModulePod {
  const spec = (pod['spec'] ?? {}) as {
    nodeName?: string;
    containers?: Container[];
    tolerations?: Toleration[];
  };
  const status = (pod['status'] ?? {}) as { phase?: string };
  const scheduled = conditionOf(pod, 'PodScheduled');
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller);
  return {
    name: pod.metadata.name,
    namespace: pod.metadata.namespace ?? 'default',
    uid: pod.metadata.uid ?? '',
    node: spec.nodeName,
    ip: podIp(pod),
    ready: isReady(pod),
    phase: status.phase ?? 'Pending',
    terminating: pod.metadata.deletionTimestamp !== undefined,
    goneBy: timeOf(pod.metadata.deletionTimestamp),
    modules: modulesIn(spec.containers ?? []),
    owner: owner && { kind: owner.kind, name: owner.name, uid: owner.uid },
    unschedulable:
      scheduled?.status === 'False' && scheduled.reason === 'Unschedulable'
        ? (scheduled.message ?? 'no node fits')
        : undefined,
    trouble: troubleOf(pod),
    createdAt: Date.parse(pod.metadata.creationTimestamp ?? '') || 0,
    boundAt: timeOf(scheduled?.status === 'True' ? scheduled.lastTransitionTime : undefined),
    reportedAt: timeOf(conditionOf(pod, 'Ready')?.lastProbeTime),
    env: envIn(spec),
  };
}

function envIn({ tolerations = [] }: { tolerations?: Toleration[] }): string | undefined {
  return tolerations.find(({ key }) => key === labels.taintEnv)?.value;
}

/** Containers that the V2 controller counts: those whose image names a jar. */
export function modulesIn(containers: readonly Container[]): PodModule[] {
  return containers
    .filter((container) => container.image?.includes('.jar'))
    .map((container) => ({
      name: container.name,
      version: container.env?.find((entry) => entry.name === labels.bizVersionEnv)?.value ?? '',
      url: container.image ?? '',
    }));
}

/** Modules that a pod template installs; none where there is no template. */
export function modulesOfTemplate(template: unknown): PodModule[] {
  const { spec } = (template ?? {}) as { spec?: { containers?: Container[] } };
  return modulesIn(spec?.containers ?? []);
}

function troubleOf(pod: KubeObject): string | undefined {
  const status = pod['status'] as
    { containerStatuses?: { name?: string; state?: ContainerState }[] } | undefined;
  const containers = status?.containerStatuses ?? [];
  for (const container of containers) {
    const state = container.state?.waiting ?? container.state?.terminated;
    const words = [state?.reason, state?.message].filter(Boolean).join(': ');
    if (words !== '') return containers.length > 1 ? `${container.name ?? ''}: ${words}` : words;
  }
  return undefined;
}
