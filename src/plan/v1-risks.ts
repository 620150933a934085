import { v1Spec } from '../modules/v1-view.ts';
import { increments } from './batches.ts';
import type { V1Facts } from './plan-v1.ts';
import { asksAgain, info, someOf, takesOver, warning } from './risk-words.ts';
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
  return (v1Spec(facts.stored).replicas ?? 0) === 0
    ? warning('replicas is 0: nothing will run, so nothing will be proven')
    : undefined;
}

/** The manifest is the same as what is there, but what is there is not what it says. */
function neverCompleted({ view }: V1Facts, { kind }: More): Risk | undefined {
  if (kind !== 'none' || view.newest === undefined) return undefined;
  const available = view.current.filter((module) => module.state === 'Available').length;
  if (available === view.newest.replicas) return undefined;
  const old =
    view.former.length > 0 ? `, and ${view.former.length} of earlier versions are left` : '';
  return warning(
    `nothing to change, but only ${available} of ${view.newest.replicas} modules are Available${old}: koupctl status tells why`,
  );
}

function fewerWhileInstalling(_: V1Facts, { kind, cumulative }: More): Risk | undefined {
  if (kind !== 'upgrade' || cumulative.length === 0) return undefined;
  const largest = Math.max(...increments(cumulative));
  return info(
    `V1 takes the old version off as many bases as a batch has, while that batch installs: up to ${largest} fewer serve until it is healthy, and which is the controller's choice`,
  );
}

function restBehind(facts: V1Facts, { kind }: More): Risk | undefined {
  const rest = roomOf(facts).old - (v1Spec(facts.stored).replicas ?? 0);
  return kind === 'upgrade' && rest > 0
    ? info(
        `fewer replicas than now: V1 would leave the old version on ${rest} base(s); koupctl takes it off at the end`,
      )
    : undefined;
}

function overLimit(facts: V1Facts, { kind }: More): Risk | undefined {
  const shut = kind === 'upgrade' ? shutBases(facts) : 0;
  if (shut === 0) return undefined;
  return warning(
    `${shut} base(s) have more modules than max-module-count ${facts.view.limit ?? ''} allows: they lose the old version and do not get the new one`,
  );
}

function notReadyBases({ view }: V1Facts, { kind }: More): Risk | undefined {
  const unusable = view.free.filter((base) => !base.usable).map((base) => base.name);
  if (unusable.length === 0 || kind === 'none') return undefined;
  return warning(
    `${someOf(unusable, 3)} not ready, but V1's controller may choose such a base all the same, and the batch would wait for it`,
  );
}

function silentBases(facts: V1Facts, { options, kind }: More): Risk | undefined {
  const { answered, view } = facts;
  if (answered === undefined || options.proof === 'kubernetes' || kind === 'none') return undefined;
  const silent = [...view.bases.values()].filter((base) => !answered.has(base.id));
  if (silent.length === 0) return undefined;
  return warning(
    `${silent.length} of ${view.bases.size} bases do not answer from here (${someOf(
      silent.map((base) => base.name),
      3,
    )}): what they run can't be proven; --arklet proxy asks through the API server, --proof kubernetes trusts the Modules' status`,
  );
}

function deletesBases(facts: V1Facts, { kind }: More): Risk | undefined {
  const policies = [
    facts.view.newest?.upgradePolicy,
    v1Spec(facts.stored).operationStrategy?.upgradePolicy,
  ];
  if (kind === 'none' || !policies.includes('scaleup_then_scaledown')) return undefined;
  return warning(
    'upgradePolicy scaleup_then_scaledown: the controller scales down by deleting base pods, with everything else that runs on them',
  );
}

function undoChurns({ view }: V1Facts, { kind }: More): Risk | undefined {
  if (kind !== 'upgrade') return undefined;
  const { version } = view.newest?.module ?? {};
  return info(
    `an undo is a new release of ${version ?? 'the old version'}: V1 installs it anew on every base, also where it still ran, as many at a time as bases are free`,
  );
}

function undoOfFirstDeploy(_: V1Facts, { kind, options }: More): Risk | undefined {
  return kind === 'first' && options.onFailure === 'rollback'
    ? info('a first deploy has no earlier version: its undo deletes the ModuleDeployment')
    : undefined;
}
