import type { ModulePod } from '../modules/module-pod.ts';

/**
 * Pods of one ReplicaSet in the order in which koupctl lets them leave. Its
 * controller takes the unassigned, pending and unready ones first whatever
 * anybody wants; among the rest go those that share a base with another one,
 * then those on `doubtful` bases, then by the base's name from the end.
 */
export function leaversOf(
  pods: readonly ModulePod[],
  doubtful: ReadonlySet<string> = new Set(),
): ModulePod[] {
  const firstOn = new Map<string, ModulePod>();
  for (const pod of [...pods].sort((a, b) => a.createdAt - b.createdAt)) {
    if (pod.node !== undefined && !firstOn.has(pod.node)) firstOn.set(pod.node, pod);
  }
  const rank = (pod: ModulePod): readonly number[] => [
    pod.node === undefined ? 0 : 1,
    phases[pod.phase] ?? 2,
    pod.ready ? 1 : 0,
    pod.node !== undefined && firstOn.get(pod.node) !== pod ? 0 : 1,
    pod.node !== undefined && doubtful.has(pod.node) ? 0 : 1,
  ];
  return [...pods].sort((a, b) => compare(rank(a), rank(b)) || byName(b, a));
}

const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function byName(a: ModulePod, b: ModulePod): number {
  return (a.node ?? a.name).localeCompare(b.node ?? b.name, 'en', { numeric: true });
}
