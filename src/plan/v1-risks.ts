import { v1Spec } from '../modules/v1-view.ts';
import { increments } from './batches.ts';
import type { V1Facts } from './plan-v1.ts';
import { asksAgain, info, takesOver, warning } from './risk-words.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';
import { roomOf } from './v1-batching.ts';
import { shutBases, spreadTakesEffectLater } from './v1-spread.ts';

interface More {
  readonly options: RolloutOptions;
  readonly kind: Plan['kind'];
  readonly cumulative: readonly number[];
}

type Rule = (facts: V1Facts, more: More) => Risk | undefined;

/** What the operator has to know before saying yes: each rule is one sentence or none. Pure. */
export function risksOfV1(facts: V1Facts, more: More): Risk[] {
  return rules.map((rule) => rule(facts, more)).filter((risk) => risk !== undefined);
}

const rules: readonly Rule[] = [
  nothingProven,
  neverCompleted,
  fewerWhileInstalling,
  restBehind,
  overLimit,
  (facts, { kind }) => spreadTakesEffectLater(facts, kind),
  notReadyBases,
  silentBases,
  deletesBases,
  undoChurns,
  undoOfFirstDeploy,
  takesOver,
  asksAgain,
];

function nothingProven(facts: V1Facts): Risk | undefined {
  return (v1Spec(facts.stored).replicas ?? 0) === 0 ? warning('nothing-proven') : undefined;
}

/** The manifest is the same as what is there, but what is there is not what it says. */
function neverCompleted({ view }: V1Facts, { kind }: More): Risk | undefined {
  if (kind !== 'none' || view.newest === undefined) return undefined;
  const available = view.current.filter((module) => module.state === 'Available').length;
  if (available === view.newest.replicas) return undefined;
  return warning('never-completed', available, view.newest.replicas, view.former.length);
}

function fewerWhileInstalling(_: V1Facts, { kind, cumulative }: More): Risk | undefined {
  if (kind !== 'upgrade' || cumulative.length === 0) return undefined;
  const largest = Math.max(...increments(cumulative));
  return info('fewer-meanwhile', largest);
}

function restBehind(facts: V1Facts, { kind }: More): Risk | undefined {
  const rest = roomOf(facts).old - (v1Spec(facts.stored).replicas ?? 0);
  return kind === 'upgrade' && rest > 0 ? info('rest-behind', rest) : undefined;
}

function overLimit(facts: V1Facts, { kind }: More): Risk | undefined {
  const shut = kind === 'upgrade' ? shutBases(facts) : 0;
  if (shut === 0) return undefined;
  return warning('over-limit', shut, facts.view.limit);
}

function notReadyBases({ view }: V1Facts, { kind }: More): Risk | undefined {
  const unusable = view.free.filter((base) => !base.usable).map((base) => base.name);
  if (unusable.length === 0 || kind === 'none') return undefined;
  return warning('unready-chosen', unusable);
}

function silentBases(facts: V1Facts, { options, kind }: More): Risk | undefined {
  const { answered, view } = facts;
  if (answered === undefined || options.proof === 'kubernetes' || kind === 'none') return undefined;
  const silent = [...view.bases.values()].filter((base) => !answered.has(base.id));
  if (silent.length === 0) return undefined;
  const names = silent.map((base) => base.name);
  return warning('silent-v1', names, view.bases.size);
}

function deletesBases(facts: V1Facts, { kind }: More): Risk | undefined {
  const policies = [
    facts.view.newest?.upgradePolicy,
    v1Spec(facts.stored).operationStrategy?.upgradePolicy,
  ];
  if (kind === 'none' || !policies.includes('scaleup_then_scaledown')) return undefined;
  return warning('deletes-bases');
}

function undoChurns({ view }: V1Facts, { kind }: More): Risk | undefined {
  if (kind !== 'upgrade') return undefined;
  const { version } = view.newest?.module ?? {};
  return info('undo-churns', version);
}

function undoOfFirstDeploy(_: V1Facts, { kind, options }: More): Risk | undefined {
  return kind === 'first' && options.onFailure === 'rollback'
    ? info('undo-deletes-module')
    : undefined;
}
