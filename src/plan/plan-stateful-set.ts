import { Fault } from '../fault.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { increments } from './batches.ts';
import { deployPlan } from './deploy-plan.ts';
import {
  cumulativeFor,
  onlyPolicy,
  refuseOtherPolicy,
  revisionedPlanKind,
} from './plan-revisioned.ts';
import { eligibleBases, fromOf, moduleIn, spreadIn, spreadsOf, type V2Facts } from './plan-v2.ts';
import { refuseAutoscaler, refuseForeignRollout } from './refuse-v2.ts';
import { statefulSetRisks } from './stateful-set-risks.ts';
import type { Plan, PlannedBatch, RolloutOptions } from './types.ts';

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
    ? stepsOf(cumulative, eligible, basesOf(ordinals))
    : batchesDownwards(cumulative, ordinals, free);
  const module = moduleIn(facts.stored);
  const spread = spreadIn(facts, kind, replicas);
  const more = { options, replicas, kind, eligible, ordinals, free, steps, spread };
  return deployPlan(facts, options, {
    world: 'v2',
    kind,
    module,
    from: facts.live && fromOf(facts, module),
    replicas,
    ...onlyPolicy,
    ...(steps ? { policyReason: 'a first deploy: batches step the replicas' } : {}),
    ...(spread && { spread: spread.text }),
    batches,
    notes: facts.notes,
    risks: statefulSetRisks(facts, more),
  });
}

/** Where pods of both versions may meet on a base, one that was emptied could stay empty. */
export function refuseOverlap(facts: V2Facts, replicas: number): void {
  const { newSpread, liveSpread } = spreadsOf(facts);
  if (replicas < 2 || newSpread === 'exclusive' || liveSpread === 'exclusive') return;
  throw new Fault(
    `a ${facts.stored.kind} can leave a base without the module: nothing keeps its pods apart whatever their version, so a pod that is made anew may land beside another one instead of on the base that was emptied`,
    {
      fix: 'require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version (--spread hard writes one where there is none)',
    },
  );
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

/** From the highest ordinal down: those bases lose the old version, and get the new one where none is free. */
function batchesDownwards(
  cumulative: readonly number[],
  ordinals: readonly Ordinal[],
  free: readonly string[],
): PlannedBatch[] {
  const sizes = increments(cumulative);
  const down = ordinals.map((one) => one.base ?? one.name).reverse();
  return cumulative.map((total, index) => {
    const size = sizes[index] ?? 0;
    return {
      number: index + 1,
      size,
      cumulative: total,
      candidates: [...down.slice(total - size, total), ...free],
      exact: free.length === 0,
    };
  });
}

function basesOf(ordinals: readonly Ordinal[]): string[] {
  return ordinals.map((one) => one.base).filter((base) => base !== undefined);
}

/** A first deploy goes upwards, and the scheduler chooses; `there`: the bases that it has reached. */
export function stepsOf(
  cumulative: readonly number[],
  eligible: readonly string[],
  there: readonly string[],
): PlannedBatch[] {
  const sizes = increments(cumulative);
  return cumulative.map((total, index) => {
    const size = sizes[index] ?? 0;
    const done = total <= there.length;
    return {
      number: index + 1,
      size,
      cumulative: total,
      candidates: done ? there.slice(total - size, total) : eligible,
      exact: done || eligible.length === size,
    };
  });
}
