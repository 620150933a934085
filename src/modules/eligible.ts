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

interface NodeTerm {
  matchExpressions?: Requirement[];
  matchFields?: Requirement[];
}

interface PodSpec {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  tolerations?: Toleration[];
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeTerm[] };
    };
  };
}

/**
 * Why a pod of this template can't be put on the node by names, labels and
 * taints; undefined when it can. Other pods on the node are the scheduler's matter.
 */
export function whyNotEligible(podSpec: unknown, node: KubeObject): string | undefined {
  const spec = (podSpec ?? {}) as PodSpec;
  const { nodeName = '' } = spec;
  if (nodeName !== '' && nodeName !== node.metadata.name) return `spec.nodeName is ${nodeName}`;
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
  const missed = terms?.map((term) => whyNotMet(term, node)) ?? [];
  return missed.includes(undefined) ? undefined : missed.at(-1);
}

function whyNotMet(term: NodeTerm, { metadata }: KubeObject): string | undefined {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return 'an empty term takes no node';
  // The only field there is.
  const fields = { 'metadata.name': metadata.name };
  return (
    whyMissed(matchExpressions, metadata.labels ?? {}, 'label') ??
    whyMissed(matchFields, fields, 'field')
  );
}

function whyMissed(
  requirements: readonly Requirement[],
  values: Readonly<Record<string, string>>,
  what: string,
): string | undefined {
  const missed = requirements.find((one) => !meets(values, one));
  if (missed === undefined) return undefined;
  const { key, operator } = missed;
  return `${what} ${key} is ${values[key] ?? 'absent'}, wanted ${operator} ${(missed.values ?? []).join(',')}`;
}

/** A cordoned node counts as tainted, whether or not its controller has written the taint yet. */
function taintsOf(node: KubeObject): Taint[] {
  const { taints = [], unschedulable } = (node['spec'] ?? {}) as {
    taints?: Taint[];
    unschedulable?: boolean;
  };
  return unschedulable === true ? [...taints, cordon] : taints;
}

const cordon: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

function tolerates(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some(
    (one) =>
      (one.effect === undefined || one.effect === '' || one.effect === taint.effect) &&
      (one.key === undefined || one.key === taint.key) &&
      (one.operator === 'Exists' || (one.value ?? '') === (taint.value ?? '')),
  );
}
