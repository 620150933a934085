import type { KubeObject } from '../world.ts';
import { whyNotEligible } from './eligible.ts';
import { closedPrefix } from './labels.ts';

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
