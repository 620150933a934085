import { basesInOrder } from '../modules/daemon-nodes.ts';
import { batchesWith } from './counted-batches.ts';
import { daemonSetRisks } from './daemon-set-risks.ts';
import {
  cumulativeFor,
  refuseOtherPolicy,
  revisionedPlan,
  revisionedPlanKind,
} from './plan-revisioned.ts';
import { type V2Facts } from './plan-v2.ts';
import { refuseForeignRollout } from './refuse-v2.ts';
import { say } from './saying.ts';
import type { Plan, PlannedBatch, RolloutOptions } from './types.ts';

/** Makes the plan of a V2 DaemonSet, or throws a Fault that says why it can't be rolled. Pure. */
export function makePlanDaemonSet(facts: V2Facts, options: RolloutOptions): Plan {
  refuseOtherPolicy(facts, options);
  refuseForeignRollout(facts);
  const { template } = (facts.stored['spec'] ?? {}) as { template?: unknown };
  const kind = revisionedPlanKind(facts);
  const opens = kind === 'first' || facts.open?.first === true;
  const resumed = kind === 'resume';
  const bases = basesInOrder({
    template,
    nodes: facts.nodes,
    newPods: resumed ? facts.livePods : [],
    oldPods: resumed ? facts.oldPods : [...facts.oldPods, ...facts.livePods],
    reached: (resumed && facts.open?.reached) || [],
  });
  const replicas = bases.length;
  const cumulative = cumulativeFor(facts, kind, options, replicas);
  const batches = batchesOver(bases, cumulative);
  return revisionedPlan(facts, options, {
    kind,
    replicas,
    ...(opens ? { policyReason: say('first-bases') } : {}),
    batches,
    risks: daemonSetRisks(facts, { options, replicas, kind, bases, first: opens, batches }),
  });
}

/** Bases that came since a rollout began belong to its last batch. */
function batchesOver(bases: readonly string[], cumulative: readonly number[]): PlannedBatch[] {
  return batchesWith(cumulative, (size, total) => ({
    candidates: bases.slice(total - size, total === cumulative.at(-1) ? undefined : total),
    exact: true,
  }));
}
