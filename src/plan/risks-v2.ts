import { followsBases, isPeer } from '../modules/peer.ts';
import type { V2Facts } from './plan-v2.ts';
import { asksAgain, info, takesOver, warning } from './risk-words.ts';
import type { SpreadV2 } from './spread-v2.ts';
import type { Plan, Policy, Risk, RolloutOptions } from './types.ts';

interface More {
  readonly options: RolloutOptions;
  readonly replicas: number;
  readonly policy: Policy;
  readonly kind: Plan['kind'];
  readonly eligible: readonly string[];
  /** Of kinds that have a number of replicas. */
  readonly spread?: SpreadV2 | undefined;
}

type Rule = (facts: V2Facts, more: More) => Risk | undefined;

/** What the operator has to know before saying yes: each rule is one sentence or none. Pure. */
export function risksOf(facts: V2Facts, more: More): Risk[] {
  return rules.map((rule) => rule(facts, more)).filter((risk) => risk !== undefined);
}

/** Those that are true of every V2 kind. */
export function sharedRisks(facts: V2Facts, more: More): Risk[] {
  return shared.map((rule) => rule(facts, more)).filter((risk) => risk !== undefined);
}

const shared: readonly Rule[] = [
  nothingProven,
  fewBases,
  silentBases,
  undoOfFirstDeploy,
  keepsNoHistory,
  takesOver,
  asksAgain,
];

const rules: readonly Rule[] = [
  nothingProven,
  losesBases,
  darkUnseen,
  fewBases,
  silentBases,
  gapWithoutOldVersion,
  undoOfFirstDeploy,
  keepsNoHistory,
  peerIsHeld,
  takesOver,
  disruptionBudget,
  asksAgain,
];

function nothingProven(_: V2Facts, more: More): Risk | undefined {
  return more.replicas === 0 ? warning('nothing-proven') : undefined;
}

/** A change of replicas alone is not done in batches: it is the Deployment controller's. */
function losesBases(facts: V2Facts, more: More): Risk | undefined {
  const before = (facts.live?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
  if (facts.live === undefined || more.replicas >= before) return undefined;
  return warning('loses-at-once', before, more.replicas);
}

function darkUnseen(_: V2Facts, more: More): Risk | undefined {
  if (more.options.proof !== 'kubernetes' || more.kind !== 'upgrade') return undefined;
  if (more.policy === 'uninstall-then-install') return undefined;
  return warning('dark-unseen');
}

function fewBases(_: V2Facts, { spread, replicas }: More): Risk | undefined {
  if (spread === undefined || spread.tooMany === 0) return undefined;
  const { places, tooMany, strict } = spread;
  return warning('few-bases', replicas, places, tooMany, strict);
}

function silentBases(facts: V2Facts, more: More): Risk | undefined {
  if (facts.answered === undefined || more.options.proof === 'kubernetes') return undefined;
  const silent = more.eligible.filter((name) => !facts.answered?.has(name));
  if (silent.length === 0) return undefined;
  return warning('silent-v2', silent, more.eligible.length);
}

function gapWithoutOldVersion(_: V2Facts, more: More): Risk | undefined {
  if (more.policy !== 'uninstall-then-install' || more.kind !== 'upgrade') return undefined;
  return warning('gap-without-old');
}

function undoOfFirstDeploy(_: V2Facts, more: More): Risk | undefined {
  if (more.kind !== 'first' || more.options.onFailure !== 'rollback') return undefined;
  return info('undo-deletes-workload');
}

function keepsNoHistory(facts: V2Facts): Risk | undefined {
  const limit = (facts.stored['spec'] as { revisionHistoryLimit?: number } | undefined)
    ?.revisionHistoryLimit;
  return limit === 0 && facts.live !== undefined ? info('keeps-no-history') : undefined;
}

function peerIsHeld({ stored }: V2Facts, { kind, replicas }: More): Risk | undefined {
  if (!isPeer(stored)) return undefined;
  return kind === 'first' && followsBases(stored)
    ? info('peer-counted', replicas)
    : info('peer-stays');
}

function disruptionBudget(facts: V2Facts, more: More): Risk | undefined {
  if (more.policy !== 'uninstall-then-install' || more.kind !== 'upgrade') return undefined;
  const [first] = facts.pdbs;
  if (first === undefined) return undefined;
  const allowed = (first['status'] as { disruptionsAllowed?: number } | undefined)
    ?.disruptionsAllowed;
  return warning('budget-not-asked', first.metadata.name, allowed);
}
