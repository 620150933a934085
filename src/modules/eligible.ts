import type { KubeObject } from '../world.ts';
import { meets, type Requirement } from './selector.ts';

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

interface PodSpec {
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        nodeSelectorTerms?: { matchExpressions?: Requirement[] }[];
      };
    };
  };
}

/**
 * Why a pod of this template can't be put on the node by labels and taints;
 * undefined when it can. Other pods on the node are the scheduler's matter.
 */
export function whyNotEligible(podSpec: unknown, node: KubeObject): string | undefined {
  const spec = (podSpec ?? {}) as PodSpec;
  const own = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) {
    if (own[key] !== value) return `label ${key} is ${own[key] ?? 'absent'}, wanted ${value}`;
  }
  const taint = taintsOf(node).find(
    (one) => one.effect !== 'PreferNoSchedule' && !tolerates(spec.tolerations ?? [], one),
  );
  if (taint) return `taint ${taint.key}=${taint.value ?? ''}:${taint.effect} is not tolerated`;
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined) return undefined;
  let why: string | undefined;
  for (const term of terms) {
    const missed = (term.matchExpressions ?? []).find((one) => !meets(own, one));
    if (missed === undefined) return undefined;
    why = `label ${missed.key} is ${own[missed.key] ?? 'absent'}, wanted ${missed.operator} ${(missed.values ?? []).join(',')}`;
  }
  return why;
}

function taintsOf(node: KubeObject): Taint[] {
  const spec = node['spec'] as { taints?: Taint[]; unschedulable?: boolean } | undefined;
  return spec?.taints ?? [];
}

function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    (one) =>
      (one.effect === undefined || one.effect === '' || one.effect === taint.effect) &&
      (one.key === undefined || one.key === taint.key) &&
      (one.operator === 'Exists' || (one.value ?? '') === (taint.value ?? '')),
  );
}
