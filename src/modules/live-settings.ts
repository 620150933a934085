import type { KubeObject } from '../world.ts';
import { templateOf } from './workload-template.ts';
import * as labels from './labels.ts';
import { isV1Spread, type SpreadWish } from './spread-wish.ts';
import { keepsApart, prefersApart } from './spread.ts';

/** What a running workload says about where its module goes; absent where it says nothing. */
export interface LiveSettings {
  readonly baseName?: string;
  readonly baseVersion?: string;
  readonly clusterName?: string;
  readonly env?: string;
  readonly replicas?: number | 'peer';
  readonly baseDeployment?: string;
  readonly spread?: SpreadWish;
}

interface TemplateSpec {
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: {
        nodeSelectorTerms?: { matchExpressions?: { key: string; values?: string[] }[] }[];
      };
    };
  };
  nodeSelector?: Record<string, string>;
  tolerations?: { key?: string; value?: string }[];
}

/** Lets `deploy` keep what the workload has where no flag says otherwise. */
export function settingsOf(live: KubeObject): LiveSettings {
  const spec = (live['spec'] ?? {}) as {
    replicas?: number;
    baseDeploymentName?: string;
    schedulingStrategy?: { schedulingPolicy?: string };
  };
  if (spec.baseDeploymentName !== undefined) {
    const policy = spec.schedulingStrategy?.schedulingPolicy;
    return {
      baseDeployment: spec.baseDeploymentName,
      replicas: spec.replicas ?? 1,
      ...(isV1Spread(policy) ? { spread: policy } : {}),
    };
  }
  const { spec: template = {} } = (templateOf(live) ?? {}) as { spec?: TemplateSpec };
  const peer = live.metadata.labels?.[labels.strategy] === labels.strategyPeer;
  const env = template.tolerations?.find((one) => one.key === labels.taintEnv)?.value;
  return {
    ...optional('baseName', affinityValue(template, labels.baseName)),
    ...optional('baseVersion', affinityValue(template, labels.baseVersion)),
    ...optional('clusterName', affinityValue(template, labels.baseCluster)),
    ...optional('env', env),
    replicas: peer ? 'peer' : (spec.replicas ?? 1),
    ...spreadIn(templateOf(live), live.metadata.namespace),
  };
}

function spreadIn(template: unknown, namespace: string | undefined): { spread?: SpreadWish } {
  const around = { namespace, nodes: [] };
  if (keepsApart(template, around)) return { spread: 'hard' };
  return prefersApart(template, around) ? { spread: 'soft' } : {};
}

function affinityValue(template: TemplateSpec, key: string): string | undefined {
  const terms =
    template.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  const expressions = terms.flatMap((term) => term.matchExpressions ?? []);
  return expressions.find((one) => one.key === key)?.values?.[0] ?? template.nodeSelector?.[key];
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string };
}
