import type { ModulePod } from '../modules/module-pod.ts';
import { batchesOfSteps, batchesInOrder } from './counted-batches.ts';
import {
  cumulativeFor,
  refuseOtherPolicy,
  refuseOverlap,
  revisionedPlan,
  revisionedPlanKind,
} from './plan-revisioned.ts';
import { eligibleBases, spreadIn, type V2Facts } from './plan-v2.ts';
import { refuseAutoscaler, refuseForeignRollout } from './refuse-v2.ts';
import { statefulSetRisks } from './stateful-set-risks.ts';
import { say } from './saying.ts';
import type { Plan, RolloutOptions } from './types.ts';

interface Spec {
  replicas?: number;
  template?: { spec?: unknown };
  ordinals?: { start?: number };
}

/** The pods of a StatefulSet from the first ordinal upwards, with the base of each. */
export interface Ordinal {
  readonly name: string;
  readonly base: string | undefined;
  readonly pod: ModulePod | undefined;
}

/** Makes the plan of a V2 StatefulSet, or throws a Fault that says why it can't be rolled. Pure. */
export function makePlanStatefulSet(facts: V2Facts, options: RolloutOptions): Plan {
  refuseOtherPolicy(facts, options);
  refuseForeignRollout(facts);
  refuseAutoscaler(facts);
  const stored = (facts.stored['spec'] ?? {}) as Spec;
  const replicas = stored.replicas ?? 1;
  const kind = revisionedPlanKind(facts);
  if (kind === 'upgrade' || kind === 'resume') refuseOverlap(facts, replicas);
  const ordinals = ordinalsOf(facts, replicas);
  const eligible = eligibleBases(facts, stored);
  const taken = new Set(ordinals.map((one) => one.base));
  const free = eligible.filter((name) => !taken.has(name));
  const steps = kind === 'first' || facts.open?.first === true;
  const cumulative = cumulativeFor(facts, kind, options, replicas);
  const batches = steps
    ? batchesOfSteps(cumulative, eligible, basesOf(ordinals))
    : batchesInOrder(cumulative, downwards(ordinals), free);
  const spread = spreadIn(facts, kind, replicas);
  const more = { options, replicas, kind, eligible, ordinals, free, first: steps, spread };
  return revisionedPlan(facts, options, {
    kind,
    replicas,
    ...(steps ? { policyReason: say('first-replicas') } : {}),
    ...(spread && { spread: spread.said }),
    batches,
    risks: statefulSetRisks(facts, more),
  });
}

function ordinalsOf(facts: V2Facts, replicas: number): Ordinal[] {
  const { start = 0 } = ((facts.stored['spec'] ?? {}) as Spec).ordinals ?? {};
  const pods = [...facts.livePods, ...facts.oldPods];
  return Array.from({ length: replicas }, (_, index) => {
    const name = `${facts.stored.metadata.name}-${start + index}`;
    const pod = pods.find((one) => one.name === name);
    return { name, base: pod?.node, pod };
  });
}

/** From the highest ordinal down, as its controller goes. */
function downwards(ordinals: readonly Ordinal[]): string[] {
  return ordinals.map((one) => one.base ?? one.name).reverse();
}

function basesOf(ordinals: readonly Ordinal[]): string[] {
  return ordinals.map((one) => one.base).filter((base) => base !== undefined);
}
