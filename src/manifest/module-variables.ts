import { faultOf } from '../messages/fault-of.ts';
import * as labels from '../modules/labels.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import type { World } from '../plan/types.ts';
import { labelSafe } from './label-safe.ts';
import type { Variables } from './templates.ts';

/** A module to render, as the command line says it. */
export interface ModuleInput {
  readonly world: World;
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly namespace: string;
  /** The vnodes' environment (V2). */
  readonly env: string;
  /** The workload's own name; the module's when absent. */
  readonly workload?: string | undefined;
  /** The base's biz name; V2 needs it. */
  readonly baseName?: string | undefined;
  readonly baseVersion?: string | undefined;
  readonly clusterName?: string | undefined;
  /** The base's Deployment; V1 needs it. */
  readonly baseDeployment?: string | undefined;
  /** `peer`: one on every base, kept so by the controller. 1 when absent. */
  readonly replicas?: number | 'peer' | undefined;
  /** `hard` (V2) or `scatter` (V1) when absent. */
  readonly spread?: SpreadWish | undefined;
  /** False where a base must not hold two versions at a time; true when absent. */
  readonly versionsShareBase?: boolean | undefined;
  /** Of its Service, where it has one. */
  readonly servicePort?: number | undefined;
  /** On which its bases listen. */
  readonly targetPort?: number | undefined;
  /** V1: `group/version` of the installed ModuleDeployment. */
  readonly apiVersion?: string | undefined;
}

/**
 * The variables of the templates that come with the tool (templates/README.md lists them).
 * Throws a Fault where a base is missing, or where peer replicas could never be counted.
 */
export function moduleVariables(input: ModuleInput): Variables {
  const workload = input.workload ?? resourceName(input.name);
  const shared = {
    workload,
    namespace: input.namespace,
    name: input.name,
    nameLabel: labelSafe(input.name),
    version: input.version,
    versionLabel: labelSafe(input.version),
    url: input.url,
    env: input.env,
    servicePort: input.servicePort,
    targetPort: input.targetPort,
  };
  return input.world === 'v1'
    ? { ...shared, ...v1Variables(input) }
    : { ...shared, instance: labelSafe(workload), ...v2Variables(input) };
}

function v1Variables(input: ModuleInput): Variables {
  if (!input.baseDeployment) {
    throw faultOf(({ manifests }) => manifests.whichBaseV1(input.name));
  }
  const apiVersion = input.apiVersion ?? `${labels.v1Groups[0]}/v1alpha1`;
  return {
    apiVersion,
    group: apiVersion.split('/')[0],
    baseDeployment: input.baseDeployment,
    replicas: input.replicas === 'peer' ? -1 : (input.replicas ?? 1),
    schedulingPolicy: input.spread ?? 'scatter',
  };
}

function v2Variables(input: ModuleInput): Variables {
  if (!input.baseName) {
    throw faultOf(({ manifests }) => manifests.whichBaseV2(input.name, labels.baseName));
  }
  const peer = input.replicas === 'peer';
  if (peer && !input.clusterName) {
    throw faultOf(({ manifests }) => manifests.peerCluster);
  }
  return {
    replicas: peer ? undefined : (input.replicas ?? 1),
    strategy: peer ? labels.strategyPeer : undefined,
    baseName: input.baseName,
    baseVersion: input.baseVersion,
    clusterName: input.clusterName,
    baseExpressions: [
      baseExpression(labels.baseName, input.baseName),
      baseExpression(labels.baseVersion, input.baseVersion),
      baseExpression(labels.baseCluster, input.clusterName),
    ].flat(),
    podAntiAffinity: antiAffinity(input),
  };
}

function baseExpression(key: string, value: string | undefined): object[] {
  return value === undefined ? [] : [{ key, operator: 'In', values: [value] }];
}

/**
 * Keeps pods of one module and version apart, so that two versions can share a base. The node
 * label is the hostname: it is the only one on a vnode that differs from base to base (bases
 * started on one machine under one hostname count as one).
 */
function antiAffinity(input: ModuleInput): object | undefined {
  const { spread = 'hard', versionsShareBase = true } = input;
  if (spread === 'none') return undefined;
  const matchLabels = {
    [labels.moduleName]: labelSafe(input.name),
    ...(versionsShareBase && { [labels.moduleVersion]: labelSafe(input.version) }),
  };
  const term = { labelSelector: { matchLabels }, topologyKey: 'kubernetes.io/hostname' };
  return spread === 'hard'
    ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
    : {
        preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }],
      };
}

/** A module's name as the name of a Kubernetes object: V1 modules may have capitals and such. */
function resourceName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
