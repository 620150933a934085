import type { KubeObject } from '../../../src/world.ts';

/** The arithmetic of the Deployment controller (pkg/controller/deployment/util). */

export interface Numbers {
  readonly replicas: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly rolling: boolean;
}

export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas';
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas';
export const revisionAnnotation = 'deployment.kubernetes.io/revision';

export function numbersOf(deployment: KubeObject): Numbers {
  const { replicas, strategy } = deployment['spec'] as {
    replicas: number;
    strategy: { type: string; rollingUpdate?: Record<string, number | string> };
  };
  const rolling = strategy.type === 'RollingUpdate';
  if (!rolling) return { replicas, maxSurge: 0, maxUnavailable: 0, rolling };
  const surge = scaled(strategy.rollingUpdate?.['maxSurge'], replicas, Math.ceil);
  const unavailable = scaled(strategy.rollingUpdate?.['maxUnavailable'], replicas, Math.floor);
  const least = surge === 0 && unavailable === 0 ? 1 : unavailable;
  return {
    replicas,
    maxSurge: surge,
    maxUnavailable: replicas === 0 ? 0 : Math.min(least, replicas),
    rolling,
  };
}

function scaled(
  value: number | string | undefined,
  replicas: number,
  round: (x: number) => number,
): number {
  if (typeof value === 'string') return round((Number.parseInt(value, 10) * replicas) / 100);
  return value ?? 0;
}

export function replicasOf(set: KubeObject): number {
  return (set['spec'] as { replicas: number }).replicas;
}

export function availableOf(set: KubeObject): number {
  return (set['status'] as { availableReplicas?: number } | undefined)?.availableReplicas ?? 0;
}

export function sum(sets: readonly KubeObject[], of: (set: KubeObject) => number): number {
  return sets.reduce((total, set) => total + of(set), 0);
}

/** How many pods the new set may have now. */
export function newSetReplicas(numbers: Numbers, all: readonly KubeObject[], own: number): number {
  if (!numbers.rolling) return numbers.replicas;
  const room = numbers.replicas + numbers.maxSurge - sum(all, replicasOf);
  if (room <= 0) return own;
  return own + Math.min(room, numbers.replicas - own);
}

/** The sizes of the active sets after a change of `spec.replicas` in the middle of a rollout. */
export function proportions(
  active: readonly KubeObject[],
  numbers: Numbers,
  statusReplicas: number,
): Map<KubeObject, number> {
  const allowed = numbers.replicas > 0 ? numbers.replicas + numbers.maxSurge : 0;
  const toAdd = allowed - sum(active, replicasOf);
  const created = (set: KubeObject): string => set.metadata.creationTimestamp ?? '';
  const sorted = [...active].sort(
    (a, b) =>
      replicasOf(b) - replicasOf(a) ||
      (toAdd > 0 ? created(b).localeCompare(created(a)) : created(a).localeCompare(created(b))),
  );
  let added = 0;
  const sizes = new Map<KubeObject, number>();
  for (const set of sorted) {
    const share = shareOf(set, { numbers, statusReplicas, toAdd, added });
    sizes.set(set, replicasOf(set) + share);
    added += share;
  }
  const [largest] = sorted;
  if (largest && toAdd !== 0) {
    sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added));
  }
  return sizes;
}

function shareOf(
  set: KubeObject,
  so: { numbers: Numbers; statusReplicas: number; toAdd: number; added: number },
): number {
  const { numbers, toAdd, added } = so;
  const own = replicasOf(set);
  if (own === 0 || toAdd === 0 || toAdd === added) return 0;
  const before = Number(set.metadata.annotations?.[maxAnnotation] ?? 0) || so.statusReplicas;
  const fraction =
    numbers.replicas === 0
      ? -own
      : before === 0
        ? 0
        : Math.round((own * (numbers.replicas + numbers.maxSurge)) / before) - own;
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}
