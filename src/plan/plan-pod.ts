import { worded, faultFrom } from '../messages/fault-of.ts';
import { modulesOfTemplate } from '../modules/module-pod.ts';
import { keptIn } from '../modules/release.ts';
import { templateOf } from '../modules/workload-template.ts';
import {
  gapSeconds,
  onlyPolicy,
  refuseOtherPolicy,
  revisionedPlan,
  revisionedPlanKind,
} from './plan-revisioned.ts';
import { eligibleBases, type V2Facts } from './plan-v2.ts';
import { refuseForeignRollout } from './refuse-v2.ts';
import { info, warning } from './risk-words.ts';
import { sharedRisks } from './risks-v2.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Plan, PlannedBatch, Risk, RolloutOptions } from './types.ts';

interface Around {
  readonly kind: Plan['kind'];
  readonly options: RolloutOptions;
  readonly eligible: readonly string[];
  /** Where the pod is now. */
  readonly base: string | undefined;
  /** Labels and annotations alone differ. */
  readonly relabels: boolean;
}

/**
 * Makes the plan of a bare Pod, given in the shape of a workload (workload-template.ts), or throws a
 * Fault that says why it can't be rolled. Pure.
 */
export function makePlanPod(
  facts: V2Facts,
  options: RolloutOptions,
  equal: (a: unknown, b: unknown) => boolean,
): Plan {
  refuseOtherPolicy(facts, options);
  refuseForeignRollout(facts);
  const kind = revisionedPlanKind(facts);
  const eligible = eligibleBases(facts, facts.stored['spec'] as { template?: { spec?: unknown } });
  const base = facts.livePods[0]?.node;
  const first = kind === 'first' || facts.open?.first === true;
  const relabels = !first && isRelabelled(facts, equal);
  if (kind === 'upgrade' && !first && !relabels) refuseSameVersion(facts);
  const around = { kind, options, eligible, base, relabels };
  return revisionedPlan(facts, options, {
    kind,
    replicas: 1,
    policyReason: reasonFor(around, first),
    batches: kind === 'none' ? [] : [batchOf(around, first)],
    risks: [
      ...ownRisks(facts, around),
      ...sharedRisks(facts, { ...around, replicas: 1, policy: onlyPolicy.policy }),
    ],
  });
}

/**
 * V2 knows a module by its name and version alone (koupleless issue 289): where a pod of the same
 * name and version follows another, its base may be left without, and proves nothing if it is not.
 */
function refuseSameVersion({ running, stored }: V2Facts): void {
  const after = modulesOfTemplate(templateOf(stored));
  const same = keptIn(modulesOfTemplate(running), after);
  if (same.length === 0 || same.length < after.length) return;
  const names = same.map(({ name, version }) => `${name} ${version}`);
  throw faultFrom((_, { plans }) => worded(plans.samePackage(names), [plans.samePackageWhy]));
}

/** As the rollout does it; see pod-swap.ts. */
function isRelabelled(
  { running, stored }: V2Facts,
  equal: (a: unknown, b: unknown) => boolean,
): boolean {
  const specIn = (template: unknown): unknown => (template as { spec?: unknown } | undefined)?.spec;
  return equal(specIn(running), specIn(templateOf(stored)));
}

function reasonFor({ relabels }: Around, first: boolean): PlanSaying {
  if (first) return say('first-pod');
  return say(relabels ? 'as-it-runs' : 'pod-goes-first');
}

function batchOf({ eligible, base, relabels }: Around, first: boolean): PlannedBatch {
  const stays = relabels && base !== undefined;
  const before = first || base === undefined || eligible.includes(base) ? [] : [base];
  const candidates = stays ? [base] : [...before, ...eligible];
  return { number: 1, size: 1, cumulative: 1, candidates, exact: candidates.length === 1 };
}

function ownRisks(facts: V2Facts, around: Around): Risk[] {
  const { kind, base, relabels } = around;
  if (kind === 'none') return [];
  const nobody = info('bare-pod');
  if (kind === 'first') return [nobody];
  if (relabels) return [info('nothing-anew'), nobody];
  return [
    warning('pod-gap', base, gapSeconds(templateOf(facts.stored))),
    ...elsewhere(around),
    info('only-record'),
    nobody,
  ];
}

/** Nothing pins a pod to the base that the one before was on. */
function elsewhere({ eligible, base }: Around): Risk[] {
  const others = eligible.filter((name) => name !== base);
  if (others.length === 0) return [];
  return [warning('pod-elsewhere', others, base)];
}
