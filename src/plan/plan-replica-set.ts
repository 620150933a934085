import { faultOf } from '../messages/fault-of.ts';
import { leaveOrder } from '../modules/leave-order.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { batchesOfSteps, batchesInOrder } from './counted-batches.ts';
import {
  cumulativeFor,
  refuseOtherPolicy,
  refuseOverlap,
  revisionedPlan,
  revisionedPlanKind,
} from './plan-revisioned.ts';
import { eligibleBases, type V2Facts } from './plan-v2.ts';
import { refuseAutoscaler, refuseForeignRollout } from './refuse-v2.ts';
import { replicaSetRisks } from './replica-set-risks.ts';
import { say } from './saying.ts';
import type { Plan, RolloutOptions } from './types.ts';

interface Spec {
  replicas?: number;
  template?: { spec?: unknown };
}

/** Makes the plan of a V2 ReplicaSet, or throws a Fault that says why it can't be rolled. Pure. */
export function makePlanReplicaSet(facts: V2Facts, options: RolloutOptions): Plan {
  refuseOtherPolicy(facts, options);
  refuseForeignRollout(facts);
  refuseAutoscaler(facts);
  const stored = (facts.stored['spec'] ?? {}) as Spec;
  const replicas = stored.replicas ?? 1;
  const kind = revisionedPlanKind(facts);
  const steps = kind === 'first' || facts.open?.first === true;
  if (!steps && (kind === 'upgrade' || kind === 'resume')) refuseOverlap(facts, replicas);
  if (kind === 'upgrade' && !steps) refuseOtherReplicas(facts, replicas);
  const eligible = eligibleBases(facts, stored);
  const pods = podsInOrder(facts, kind);
  const names = pods.map((pod) => pod.node ?? pod.name);
  const free = eligible.filter((name) => !names.includes(name));
  const cumulative = cumulativeFor(facts, kind, options, replicas);
  const there = facts.livePods.flatMap((pod) => pod.node ?? []);
  const batches = steps
    ? batchesOfSteps(cumulative, eligible, there)
    : batchesInOrder(cumulative, names, free);
  return revisionedPlan(facts, options, {
    kind,
    replicas,
    ...(steps ? { policyReason: say('first-replicas') } : {}),
    batches,
    risks: replicaSetRisks(facts, { options, replicas, kind, eligible, free, first: steps }),
  });
}

/** A ReplicaSet makes what it is short of at once, from the new template and in no batch. */
function refuseOtherReplicas({ live, stored }: V2Facts, replicas: number): void {
  const { replicas: before = 1 } = (live?.['spec'] ?? {}) as Spec;
  if (before === replicas) return;
  const { name, namespace = 'default' } = stored.metadata;
  throw faultOf(({ plans }) => plans.otherReplicas(name, namespace, before, replicas));
}

/** Those of the new version first where a rollout stands, then the old ones as they are to go. */
function podsInOrder({ livePods, oldPods }: V2Facts, kind: Plan['kind']): readonly ModulePod[] {
  if (kind === 'resume') return [...livePods, ...leaveOrder(oldPods)];
  return leaveOrder([...livePods, ...oldPods]);
}
