import { faultOf, type FaultTexts } from '../messages/fault-of.ts';
import {
  batchesOver,
  labelOf,
  operatePlan,
  type OperateFacts,
  type Touched,
} from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { modulesOf } from '../modules/release.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Note, Plan, Risk, RolloutOptions } from './types.ts';

/** A workload that is to go, with everything that it put on bases. */
export interface OfflineFacts extends OperateFacts {
  /** spec.replicas, or the number of its places where it has no such number. */
  readonly before: number;
  /** Bases that have it, in the order in which they would lose it in steps. */
  readonly places: readonly Touched[];
  /** Bases that are losing it already, for another reason: they are watched to the end, too. */
  readonly losing: readonly string[];
  /** All modules of it that are on bases, with their versions: `orders 1.0.0`. */
  readonly releases: readonly string[];
  /** Why it can go only all at once; undefined where it can go in steps. */
  readonly onlyWhole: ((words: FaultTexts) => string) | undefined;
  readonly open: { readonly version: string; readonly who: string } | undefined;
  readonly silent: readonly string[];
  /** Modules that another workload wants on the same base too. */
  readonly shared: readonly PlanSaying[];
  /** What stays behind in the cluster. */
  readonly stays: readonly PlanSaying[];
  readonly notes: readonly Note[];
}

/** The plan that takes a workload off all bases and deletes it. Pure. */
export function makeOfflinePlan(facts: OfflineFacts, options: RolloutOptions): Plan {
  const { places, onlyWhole, live } = facts;
  if (options.batches !== undefined && onlyWhole !== undefined) {
    throw faultOf((words) => words.operations.notInSteps(labelOf(live), onlyWhole(words)));
  }
  return operatePlan(facts, options, {
    action: 'offline',
    kind: 'settings',
    replicas: 0,
    policyReason: places.length === 0 ? say('on-no-base') : say('bases-lose-it', places.length),
    batches: batchesOver(places, places.length, options),
    notes: facts.notes,
    risks: risksOf(facts, options),
  });
}

/** The plan that takes off bases what was left when the workload had gone. Pure. */
export function makeLeftoverPlan(
  facts: OperateFacts & { readonly places: readonly Touched[] },
  options: RolloutOptions,
): Plan {
  const { places } = facts;
  return operatePlan(facts, options, {
    action: 'offline',
    kind: places.length === 0 ? 'none' : 'settings',
    replicas: 0,
    policyReason: say('left-over', places.length),
    batches: batchesOver(places, places.length, { ...options, batches: undefined }),
    risks: [info('wanted-nowhere')],
  });
}

function risksOf(facts: OfflineFacts, { proof }: RolloutOptions): Risk[] {
  const { places, module, open, silent, shared, stays, losing } = facts;
  const kept = modulesOf(module).map(({ version, url }) => `${version} ${url}`);
  return [
    ...(places.length > 0 ? [warning('served-nowhere', facts.releases)] : []),
    ...(open === undefined ? [] : [warning('ends-rollout', open.version, open.who)]),
    ...(shared.length > 0 ? [warning('others-lose-it', shared)] : []),
    ...(proof === 'base' && silent.length > 0 ? [warning('silent-offline', silent)] : []),
    ...(losing.length > 0 ? [info('losing-already', losing.length)] : []),
    ...(stays.length > 0 ? [info('stays', stays)] : []),
    info('keeps-record', kept),
  ];
}
