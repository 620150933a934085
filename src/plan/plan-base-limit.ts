import { faultOf, type FaultSaying } from '../messages/fault-of.ts';
import type { LimitNow } from '../messages/en/plans-operations.ts';
import { baseLimitAnnotation, v1Groups, v1Labels } from '../modules/labels.ts';
import { moduleCount, moduleLimit, modulesMarked } from '../modules/v1-view.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';
import { labelOf, operatePlan, typedName } from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { say } from './saying.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

/** A base's Deployment and what is on its pods, read with a quorum. */
export interface BaseLimitFacts {
  readonly target: ClusterTarget;
  /** V1's API group, the prefix of its labels. */
  readonly group: string;
  readonly deployment: KubeObject;
  /** The ReplicaSet that makes its pods now. */
  readonly current: KubeObject | undefined;
  /** Its pods that are to stay. */
  readonly pods: readonly KubeObject[];
  /** Names of the ModuleDeployments that place modules on it. */
  readonly users: readonly string[];
  /** Undefined: no limit. */
  readonly wanted: number | undefined;
}

interface Workload {
  paused?: boolean;
  replicas?: number;
  template?: { metadata?: { labels?: Record<string, string> } };
}

/** The plan that lets every base of a Deployment have so many modules, or a Fault that says why not now. Pure. */
export function makeBaseLimitPlan(facts: BaseLimitFacts, options: RolloutOptions): Plan {
  refuseUnsettled(facts);
  const { deployment, wanted, target, pods } = facts;
  const { name } = deployment.metadata;
  const frame = {
    target,
    world: 'v1',
    live: deployment,
    module: { name, version: '', url: '' },
  } as const;
  const shared = { action: 'base-limit', replicas: pods.length } as const;
  if (isSet(facts)) {
    const policyReason = say('limit-stays', wanted);
    return operatePlan(frame, options, { ...shared, kind: 'none', policyReason });
  }
  return operatePlan(frame, options, {
    ...shared,
    kind: 'settings',
    policyReason: say('limit-set', wanted, limitsNow(facts)),
    risks: risksOf(facts),
    diff: diffOf(facts),
  });
}

/** As the label's value; undefined where there is to be no label. */
export function limitLabel(limit: number | undefined): string | undefined {
  return limit === undefined ? undefined : String(limit);
}

/** An earlier base-limit stopped in between: the Deployment is paused, by us. */
export function isHalfway({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[baseLimitAnnotation] !== undefined;
}

function isSet({ deployment, current, pods, group, wanted }: BaseLimitFacts): boolean {
  const label = v1Labels(group).maxModuleCount;
  const value = limitLabel(wanted);
  return (
    !isHalfway(deployment) &&
    [deployment, current].every((one) => templateLabels(one)[label] === value) &&
    pods.every((pod) => pod.metadata.labels?.[label] === value)
  );
}

/** The labels of the pods that a Deployment or ReplicaSet makes. */
export function templateLabels(object: KubeObject | undefined): Readonly<Record<string, string>> {
  return ((object?.['spec'] ?? {}) as Workload).template?.metadata?.labels ?? {};
}

function limitsNow({ pods, group }: BaseLimitFacts): LimitNow[] {
  const counts = new Map<number | undefined, number>();
  for (const pod of pods) {
    const limit = moduleLimit(pod, group);
    counts.set(limit, (counts.get(limit) ?? 0) + 1);
  }
  return [...counts].map(([limit, count]) => ({ limit, pods: count }));
}

/** In these states a change of the pod template would be, or become, a rollout of the bases. */
function refuseUnsettled({ deployment, current }: BaseLimitFacts): void {
  const label = labelOf(deployment);
  const spec = (deployment['spec'] ?? {}) as Workload;
  const typed = typedName(deployment);
  const refuse = (say: FaultSaying): never => {
    throw faultOf(say, { outcome: 'refused' });
  };
  if (deployment.metadata.deletionTimestamp !== undefined) {
    refuse(({ operations }) => operations.baseBeingDeleted(label));
  }
  if (isHalfway(deployment)) return;
  if (spec.paused === true) refuse(({ operations }) => operations.basePaused(label, typed));
  const status = (deployment['status'] ?? {}) as {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
  };
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0 } = status;
  const seen = observedGeneration >= (deployment.metadata.generation ?? 0);
  if (current === undefined || !seen || updatedReplicas !== replicas) {
    refuse(({ operations }) => operations.basesRolling(label, updatedReplicas, replicas, typed));
  }
}

function risksOf(facts: BaseLimitFacts): Risk[] {
  const { deployment, users } = facts;
  const { name } = deployment.metadata;
  const { namespace = 'default' } = deployment.metadata;
  return [
    ...countRisks(facts),
    ...deadLabels(facts),
    ...(users.length === 0 ? [warning('no-users', namespace, name)] : []),
    info('no-restart', name),
    ...(isHalfway(deployment) ? [warning('halfway')] : []),
  ];
}

/** Who has how many now, and what becomes of those with more. */
function countRisks({ pods, group, wanted }: BaseLimitFacts): Risk[] {
  const counted = pods
    .map((pod) => ({
      name: pod.metadata.name,
      count: moduleCount(pod, group),
      modules: modulesMarked(pod, group),
    }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, 'en', { numeric: true }));
  const counts = [...new Set(counted.map((one) => one.count))];
  const risks = counts.slice(0, mostCounts).map((count) => {
    const names = counted.filter((one) => one.count === count).map((one) => one.name);
    return info('modules-on', count, names);
  });
  const rest = counted.filter((one) => !counts.slice(0, mostCounts).includes(one.count));
  if (rest.length > 0) risks.push(info('fewer-on', rest.length));
  if (wanted === undefined) return risks;
  const over = counted.filter((one) => one.count > wanted);
  if (over.length > 0) {
    const full = over.map(({ name, count, modules }) => say('full-base', name, count, modules));
    risks.push(warning('over-new-limit', wanted, full));
  }
  const room = counted.filter((one) => one.count < wanted).length;
  if (room === 0 && counted.length > 0) risks.push(warning('no-room-then'));
  return risks;
}

const mostCounts = 5;

/** The sample's label and those of other releases' prefixes: written in good faith, read by nobody. */
function deadLabels({ deployment, pods, group }: BaseLimitFacts): Risk[] {
  const dead = [
    'maxModuleCount',
    ...v1Groups.filter((one) => one !== group).map((one) => v1Labels(one).maxModuleCount),
  ];
  const own = v1Labels(group).maxModuleCount;
  const onDeployment = [...dead, own].filter(
    (label) => deployment.metadata.labels?.[label] !== undefined,
  );
  const onPods = dead.filter((label) =>
    [templateLabels(deployment), ...pods.map((pod) => pod.metadata.labels ?? {})].some(
      (labels) => labels[label] !== undefined,
    ),
  );
  return [
    ...onPods.map((label) => info('label-on-pods', label)),
    ...onDeployment.map((label) => info('label-on-deployment', label)),
  ];
}

function diffOf({ pods, group, wanted }: BaseLimitFacts): string {
  const label = v1Labels(group).maxModuleCount;
  const before = [...new Set(pods.map((pod) => pod.metadata.labels?.[label]))].filter(
    (value) => value !== undefined && value !== limitLabel(wanted),
  );
  return [
    `@@ labels of ${pods.length} base pod(s), and of the pod template for those to come @@`,
    ...before.map((value) => `-${label}: "${value}"`),
    ...(wanted === undefined ? [] : [`+${label}: "${wanted}"`]),
  ].join('\n');
}
