import type { ModulePod } from './module-pod.ts';

/**
 * Pods of the old version in the order in which they leave when the caller has
 * the choice: bases in `first` before all others, then those that the ReplicaSet
 * controller would take first anyway (unassigned, pending, not ready), then by
 * the base's name.
 */
export function leaveOrder(
  pods: readonly ModulePod[],
  first: ReadonlySet<string> = new Set(),
): ModulePod[] {
  const rank = (pod: ModulePod): readonly number[] => [
    pod.node !== undefined && first.has(pod.node) ? 0 : 1,
    pod.node === undefined ? 0 : 1,
    pod.phase === 'Pending' ? 0 : 1,
    pod.ready ? 1 : 0,
  ];
  return [...pods].sort((a, b) => byRank(rank(a), rank(b)) || byBase(a, b));
}

function byRank(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function byBase(a: ModulePod, b: ModulePod): number {
  return (a.node ?? a.name).localeCompare(b.node ?? b.name, 'en', { numeric: true });
}
