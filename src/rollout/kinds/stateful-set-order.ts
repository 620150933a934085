import type { ModulePod } from '../../modules/module-pod.ts';
import type { KubeObject } from '../../world.ts';
import type { RevisionedSpec, UpdateStrategy } from './revisioned-view.ts';

export interface StatefulSetSpec extends RevisionedSpec {
  podManagementPolicy?: string;
  ordinals?: { start?: number };
}

export function statefulSetSpec(object: KubeObject | undefined): StatefulSetSpec {
  return object?.['spec'] ?? {};
}

/** The name of the pod at `index`, counted from 0 whatever the first ordinal is. */
export function podNameAt(workload: KubeObject, index: number): string {
  const { start = 0 } = statefulSetSpec(workload).ordinals ?? {};
  return `${workload.metadata.name}-${start + index}`;
}

/** Where a pod stands in its StatefulSet; partitions are counted the same way. */
export function indexOfPod(workload: KubeObject, pod: Pick<ModulePod, 'name'>): number {
  const { start = 0 } = statefulSetSpec(workload).ordinals ?? {};
  return Number(pod.name.slice(pod.name.lastIndexOf('-') + 1)) - start;
}

/** A pod that is not ready keeps all others from being changed. */
export function isOrdered(workload: KubeObject): boolean {
  return statefulSetSpec(workload).podManagementPolicy !== 'Parallel';
}

/**
 * Lets the controller change the pods from `partition` upwards, and no other. What
 * else the user's own strategy says (maxUnavailable) is kept.
 */
export function partitioned(own: UpdateStrategy | undefined, partition: number): UpdateStrategy {
  const rolling = own?.type === 'OnDelete' ? {} : own?.rollingUpdate;
  return { type: 'RollingUpdate', rollingUpdate: { ...rolling, partition } };
}
