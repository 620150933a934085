import { evidenced, faultFrom } from '../messages/fault-of.ts';
import { modulesOfTemplate } from '../modules/module-pod.ts';
import { keptIn } from '../modules/release.ts';
import { templateOf } from '../modules/workload-template.ts';
import {
  gapSeconds,
  onlyPolicy,
  refuseOtherPolicy,
  revisionedPlan,
  revisionedPlanKind,
  roughly,
} from './plan-revisioned.ts';
import { eligibleBases, type V2Facts } from './plan-v2.ts';
import { refuseForeignRollout } from './refuse-v2.ts';
import { info, someOf, warning } from './risk-words.ts';
import { sharedRisks } from './risks-v2.ts';
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
  throw faultFrom((_, { plans }) => evidenced(plans.samePackage(names), [plans.samePackageWhy]));
}

/** As the rollout does it; see pod-swap.ts. */
function isRelabelled(
  { running, stored }: V2Facts,
  equal: (a: unknown, b: unknown) => boolean,
): boolean {
  const specIn = (template: unknown): unknown => (template as { spec?: unknown } | undefined)?.spec;
  return equal(specIn(running), specIn(templateOf(stored)));
}

function reasonFor({ relabels }: Around, first: boolean): string {
  if (first) return 'a first deploy: nothing to uninstall';
  return relabels
    ? 'labels and annotations alone: the pod is changed as it runs'
    : 'a pod that runs takes no other version: it goes before its successor comes';
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
  const nobody = info('nobody makes a bare Pod anew: when its base goes, the module is gone');
  if (kind === 'first') return [nobody];
  const where = base ?? 'its base';
  if (relabels) return [info('nothing is installed anew'), nobody];
  const gap = roughly(gapSeconds(templateOf(facts.stored)));
  return [
    warning(
      `${where} is without the module for about ${gap}, from the end of its pod to the install of the next; an undo costs the same again`,
    ),
    ...elsewhere(around),
    info(
      'while one pod is gone and the next not there, only koupctl’s record has both: koupctl attach or rollback goes on from it',
    ),
    nobody,
  ];
}

/** Nothing pins a pod to the base that the one before was on. */
function elsewhere({ eligible, base }: Around): Risk[] {
  const others = eligible.filter((name) => name !== base);
  if (others.length === 0) return [];
  const stays = base === undefined ? '' : `, and ${base} then stays without the module`;
  return [
    warning(
      `the manifest allows ${others.length} other base(s) (${someOf(others, 3)}): the scheduler may choose one of them${stays}`,
    ),
  ];
}
