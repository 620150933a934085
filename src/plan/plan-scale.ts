import { worded, faultFrom, type FaultTexts } from '../messages/fault-of.ts';
import {
  batchesOver,
  labelOf,
  operatePlan,
  typedName,
  type OperateFacts,
  type Touched,
} from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { say } from './saying.ts';
import type { Note, Plan, Risk, RolloutOptions } from './types.ts';

/** What a change of the number of replicas is planned from, whatever the kind. */
export interface ScaleFacts extends OperateFacts {
  /** spec.replicas as it is, and as it is to be. */
  readonly before: number;
  readonly wanted: number;
  /** How many there really are; fewer than `before` where some were never placed. */
  readonly present: number;
  /** Bases that can take one more. */
  readonly free: readonly string[];
  /** Bases that will be free when something has left them. */
  readonly soon: readonly string[];
  /** No base beyond those can take one: what is missing finds no place. */
  readonly certain: boolean;
  /** Bases in the order in which they lose the module. */
  readonly leavers: readonly Touched[];
  /** Bases on which it is, or may come, that do not answer from here; empty where none was asked. */
  readonly silent: readonly string[];
  /** Why there is no more room, for the fix: what to add. */
  readonly moreRoom: (words: FaultTexts) => string;
  readonly risks: readonly Risk[];
  readonly notes: readonly Note[];
  /** An earlier run left something to give back, whatever the number. */
  readonly unfinished: boolean;
}

/** The plan that brings a workload to another number of bases, or a Fault that says why it can't be. Pure. */
export function makeScalePlan(facts: ScaleFacts, options: RolloutOptions): Plan {
  const { before, wanted, present } = facts;
  refuseNoRoom(facts);
  if (wanted === before && !facts.unfinished) {
    const same = { action: 'scale', kind: 'none', replicas: wanted } as const;
    return operatePlan(facts, options, { ...same, policyReason: say('as-it-is'), risks: [] });
  }
  const up = wanted > before;
  const touched = up ? facts.free.map((name) => ({ name, rank: 0 })) : facts.leavers;
  const count = up ? wanted - before : present - wanted;
  return operatePlan(facts, options, {
    action: 'scale',
    kind: 'settings',
    replicas: wanted,
    policyReason: up
      ? say('more-bases', before, wanted)
      : say('fewer-bases', before, wanted, Math.max(0, count)),
    batches: wanted === before ? [] : batchesOver(touched, Math.max(0, count), options),
    notes: facts.notes,
    risks: [...risksOf(facts, options), ...facts.risks],
    diff: `@@ spec @@\n-replicas: ${before}\n+replicas: ${wanted}`,
  });
}

function refuseNoRoom(facts: ScaleFacts): void {
  const { wanted, before, present, free, soon, certain } = facts;
  const more = wanted - present;
  if (wanted <= before || !certain || more <= free.length + soon.length) return;
  const most = present + free.length + soon.length;
  const room = { lacking: more, free: free.length, most: most > before ? most : undefined };
  throw faultFrom((_, words) => {
    const { operations } = words;
    const workload = labelOf(facts.live);
    return worded(operations.noRoom(workload, wanted, room, facts.moreRoom(words)), [
      operations.roomNow(present, free),
      ...(soon.length > 0 ? [operations.roomSoon(soon)] : []),
    ]);
  });
}

function risksOf(facts: ScaleFacts, { proof }: RolloutOptions): Risk[] {
  const { wanted, before, present, free, soon, silent } = facts;
  const lost = present - wanted;
  const more = wanted - present;
  const late = wanted > before && more > free.length && soon.length > 0;
  return [
    ...(wanted < before && lost > 0 ? [warning('loses-module', lost)] : []),
    ...(wanted === 0 ? [warning('runs-nowhere', typedName(facts.live))] : []),
    ...(late ? [info('free-later', more - free.length, soon)] : []),
    ...(proof === 'base' && silent.length > 0 ? [warning('silent-scaled', silent)] : []),
    info('manifest-sets-back'),
  ];
}
