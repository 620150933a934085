import { inPlace, type InPlace } from '../modules/in-place.ts';
import { templateOf } from '../modules/workload-template.ts';
import { deployPlan } from './deploy-plan.ts';
import {
  gapSeconds,
  onlyPolicy,
  refuseOtherPolicy,
  revisionedPlanKind,
  roughly,
} from './plan-revisioned.ts';
import { eligibleBases, fromOf, moduleIn, type V2Facts } from './plan-v2.ts';
import { refuseForeignRollout } from './refuse-v2.ts';
import { info, sharedRisks, warning } from './risks-v2.ts';
import type { Plan, PlannedBatch, Risk, RolloutOptions } from './types.ts';

interface Around {
  readonly kind: Plan['kind'];
  readonly options: RolloutOptions;
  readonly eligible: readonly string[];
  /** Where the pod is now. */
  readonly base: string | undefined;
  /** The change that needs no new pod. */
  readonly inPlace: InPlace | undefined;
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
  const change = first ? undefined : changeInPlace(facts, options, equal);
  const around = { kind, options, eligible, base, inPlace: change };
  const module = moduleIn(facts.stored);
  return deployPlan(facts, options, {
    world: 'v2',
    kind,
    module,
    from: facts.live && fromOf(facts, module),
    replicas: 1,
    ...onlyPolicy,
    policyReason: reasonFor(around, first),
    batches: kind === 'none' ? [] : [batchOf(around, first)],
    notes: facts.notes,
    risks: [
      ...ownRisks(facts, around),
      ...sharedRisks(facts, { ...around, replicas: 1, policy: onlyPolicy.policy }),
    ],
  });
}

/** As the rollout does it; see pod-swap.ts. */
function changeInPlace(
  facts: V2Facts,
  { proof, askAgain }: RolloutOptions,
  equal: (a: unknown, b: unknown) => boolean,
): InPlace | undefined {
  const change = inPlace(facts.running, templateOf(facts.stored), equal);
  const mayAsk = proof === 'base' && askAgain;
  return change === undefined || change.repackaged.length === 0 || mayAsk ? change : undefined;
}

function reasonFor({ inPlace: change }: Around, first: boolean): string {
  if (first) return 'a first deploy: nothing to uninstall';
  return change === undefined
    ? 'a pod that runs takes no other version: it goes before its successor comes'
    : 'the version stays, so the pod is changed in place';
}

function batchOf({ eligible, base, inPlace: change }: Around, first: boolean): PlannedBatch {
  const stays = !first && change !== undefined && base !== undefined;
  const before = first || base === undefined || eligible.includes(base) ? [] : [base];
  const candidates = stays ? [base] : [...before, ...eligible];
  return { number: 1, size: 1, cumulative: 1, candidates, exact: candidates.length === 1 };
}

function ownRisks(facts: V2Facts, around: Around): Risk[] {
  const { kind, base, inPlace: change } = around;
  if (kind === 'none') return [];
  const nobody = info('nobody makes a bare Pod anew: when its base goes, the module is gone');
  if (kind === 'first') return [nobody];
  const where = base ?? 'its base';
  if (change !== undefined) return [...inPlaceRisks(change, where), nobody];
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
  const some = others.slice(0, 3).join(', ') + (others.length > 3 ? ', …' : '');
  const stays = base === undefined ? '' : `, and ${base} then stays without the module`;
  return [
    warning(
      `the manifest allows ${others.length} other base(s) (${some}): the scheduler may choose one of them${stays}`,
    ),
  ];
}

function inPlaceRisks({ repackaged }: InPlace, where: string): Risk[] {
  if (repackaged.length === 0)
    return [info('labels and annotations alone: nothing is installed anew')];
  return [
    warning(
      `${where} is without the module for some seconds: V2’s controller uninstalls the package from before and installs nothing, so koupctl asks the base to install the new one`,
    ),
  ];
}
