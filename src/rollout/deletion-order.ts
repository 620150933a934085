import type { KubeObject } from '../world.ts';

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
/** Low enough that a marked pod goes before any that its owner gave a cost. */
const firstToGo = '-2147483647';

/**
 * The order in which the ReplicaSet controller removes pods when it scales
 * down: unassigned, phase, not ready, deletion cost, then sharing a node with
 * more pods of the related ReplicaSets, then ready for less time, restarts,
 * younger (kubernetes pkg/controller/controller_utils.go, ActivePodsWithRanks).
 * Only the ranks that decide before age are computed: a caller needs to know
 * whether its chosen pods go first *surely*.
 */
export function goesSurelyFirst(
  chosen: readonly KubeObject[],
  all: readonly KubeObject[],
): boolean {
  const chosenUids = new Set(chosen.map((pod) => pod.metadata.uid));
  const others = all.filter((pod) => !chosenUids.has(pod.metadata.uid));
  return chosen.every((pod) => others.every((other) => compare(rank(pod), rank(other)) < 0));
}

/** Those of `others` that would go before, or as early as, one of the chosen. */
export function rivals(chosen: readonly KubeObject[], all: readonly KubeObject[]): KubeObject[] {
  const chosenUids = new Set(chosen.map((pod) => pod.metadata.uid));
  return all.filter(
    (pod) =>
      !chosenUids.has(pod.metadata.uid) && chosen.some((one) => compare(rank(pod), rank(one)) <= 0),
  );
}

function rank(pod: KubeObject): readonly number[] {
  const spec = pod['spec'] as { nodeName?: string } | undefined;
  const status = pod['status'] as
    { phase?: string; conditions?: { type: string; status: string }[] } | undefined;
  const ready = status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
  const phases: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };
  return [
    spec?.nodeName ? 1 : 0,
    phases[status?.phase ?? 'Pending'] ?? 2,
    ready ? 1 : 0,
    Number(pod.metadata.annotations?.[deletionCost] ?? 0),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export function isToGoFirst(pod: KubeObject): boolean {
  return pod.metadata.annotations?.[deletionCost] === firstToGo;
}

export { deletionCost, firstToGo };
