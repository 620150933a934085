import type { KubeObject } from '../world.ts';
import { whyNotEligible } from './eligible.ts';
import { closedPrefix } from './labels.ts';
import type { ModulePod } from './module-pod.ts';

interface PodSpec {
  tolerations?: object[];
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        nodeSelectorTerms?: { matchExpressions?: { key: string; operator: string }[] }[];
      };
    };
  };
}

/** Tolerated by the pods of every DaemonSet (kubernetes pkg/controller/daemon/util, AddOrUpdateDaemonPodTolerations). */
const tolerated = ['not-ready', 'unreachable', 'disk-pressure', 'memory-pressure', 'pid-pressure']
  .concat('unschedulable')
  .map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists' }));

/** Whether a DaemonSet with this pod template has a pod on the node, or will have when the node is opened. */
export function reaches(template: unknown, node: KubeObject): boolean {
  const spec = podSpecOf(template);
  const podSpec = { ...spec, tolerations: [...(spec.tolerations ?? []), ...tolerated] };
  return whyNotEligible(podSpec, opened(node, closedKeyIn(template))) === undefined;
}

/** Where a rollout of a DaemonSet stands. */
export interface DaemonStanding {
  readonly template: unknown;
  readonly nodes: readonly KubeObject[];
  /** Pods of the template, and of earlier ones. */
  readonly newPods: readonly ModulePod[];
  readonly oldPods: readonly ModulePod[];
  /** Bases that healthy batches have brought to the new version. */
  readonly reached: readonly string[];
}

/**
 * The bases of a DaemonSet in the order of its batches: those that are done, those
 * that have met the new version, those that are between two pods, all others; and
 * by name, so that whoever takes a rollout up finds the same order.
 */
export function basesInOrder(standing: DaemonStanding): string[] {
  const { template, nodes, newPods, oldPods, reached } = standing;
  const key = closedKeyIn(template);
  const rankOf = ({ name, labels }: KubeObject['metadata']): number => {
    if (reached.includes(name)) return 0;
    if (newPods.some((pod) => pod.node === name)) return 1;
    const closed = key !== undefined && labels?.[key] !== undefined;
    return closed || oldPods.some((pod) => pod.node === name) ? 3 : 2;
  };
  const isOn = ({ metadata }: KubeObject): boolean =>
    newPods.some((pod) => pod.node === metadata.name);
  return nodes
    .filter((node) => reaches(template, node) || isOn(node))
    .map(({ metadata }) => ({ name: metadata.name, rank: rankOf(metadata) }))
    .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, 'en', { numeric: true }))
    .map(({ name }) => name);
}

/** The label that keeps this template's pods off a node; undefined where it names none. */
export function closedKeyIn(template: unknown): string | undefined {
  const terms =
    podSpecOf(template).affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  return terms
    .flatMap((term) => term.matchExpressions ?? [])
    .find(({ key, operator }) => key.startsWith(closedPrefix) && operator === 'DoesNotExist')?.key;
}

function opened(node: KubeObject, key: string | undefined): KubeObject {
  if (key === undefined) return node;
  const { [key]: _closed, ...labels } = node.metadata.labels ?? {};
  return { ...node, metadata: { ...node.metadata, labels } };
}

function podSpecOf(template: unknown): PodSpec {
  return (template as { spec?: PodSpec } | undefined)?.spec ?? {};
}
