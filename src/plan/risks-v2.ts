import { followsBases, isPeer } from '../modules/peer.ts';
import type { V2Facts } from './plan-v2.ts';
import { asksAgain, info, someOf, takesOver, warning } from './risk-words.ts';
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
  return more.replicas === 0
    ? warning('replicas is 0: nothing will run, so nothing will be proven')
    : undefined;
}

/** A change of replicas alone is not done in batches: it is the Deployment controller's. */
function losesBases(facts: V2Facts, more: More): Risk | undefined {
  const before = (facts.live?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0;
  if (facts.live === undefined || more.replicas >= before) return undefined;
  const lost = before - more.replicas;
  return warning(
    `replicas go from ${before} to ${more.replicas}: ${lost} base(s) lose the module, at once and without batches; Kubernetes chooses which`,
  );
}

function darkUnseen(_: V2Facts, more: More): Risk | undefined {
  if (more.options.proof !== 'kubernetes' || more.kind !== 'upgrade') return undefined;
  if (more.policy === 'uninstall-then-install') return undefined;
  return warning(
    'nobody asks the bases (--proof kubernetes): where a base leaves a second version dark, its default, no one switches it, and the module stops serving there when the old version goes',
  );
}

function fewBases(_: V2Facts, { spread, replicas }: More): Risk | undefined {
  if (spread === undefined || spread.tooMany === 0) return undefined;
  const { places, tooMany, strict } = spread;
  const what = `${replicas} replicas, but only ${places} base(s) fit the affinity and tolerations`;
  return warning(
    strict
      ? `${what}, and each takes one: ${tooMany} pod(s) stay Pending, and their batch does not become healthy before bases come`
      : `${what}: ${tooMany} pod(s) go to bases that have one already, and a base runs a version only once; they add no module`,
  );
}

function silentBases(facts: V2Facts, more: More): Risk | undefined {
  if (facts.answered === undefined || more.options.proof === 'kubernetes') return undefined;
  const silent = more.eligible.filter((name) => !facts.answered?.has(name));
  if (silent.length === 0) return undefined;
  return warning(
    `${silent.length} of ${more.eligible.length} bases do not answer from here (${someOf(silent, 3)}): what they run can't be proven, a dark version can't be switched there, and an undo may leave a gap; --arklet proxy asks through the API server, --proof kubernetes trusts pod status`,
  );
}

function gapWithoutOldVersion(_: V2Facts, more: More): Risk | undefined {
  if (more.policy !== 'uninstall-then-install' || more.kind !== 'upgrade') return undefined;
  return warning(
    'uninstall-then-install: each base is without the module for its pod’s grace period and the install, about half a minute; an undo costs the same again',
  );
}

function undoOfFirstDeploy(_: V2Facts, more: More): Risk | undefined {
  if (more.kind !== 'first' || more.options.onFailure !== 'rollback') return undefined;
  return info('a first deploy has no earlier version: its undo deletes the workload');
}

function keepsNoHistory(facts: V2Facts): Risk | undefined {
  const limit = (facts.stored['spec'] as { revisionHistoryLimit?: number } | undefined)
    ?.revisionHistoryLimit;
  return limit === 0 && facts.live !== undefined
    ? info('revisionHistoryLimit is 0: the old template is kept in koupctl’s record for the undo')
    : undefined;
}

function peerIsHeld({ stored }: V2Facts, { kind, replicas }: More): Risk | undefined {
  if (!isPeer(stored)) return undefined;
  return kind === 'first' && followsBases(stored)
    ? info(
        `a peer workload: ${replicas} ready base(s) are counted for it; its controller keeps the number after the rollout`,
      )
    : info('a peer workload: its replicas stay as they are for the time of the rollout');
}

function disruptionBudget(facts: V2Facts, more: More): Risk | undefined {
  if (more.policy !== 'uninstall-then-install' || more.kind !== 'upgrade') return undefined;
  const [first] = facts.pdbs;
  if (first === undefined) return undefined;
  const allowed = (first['status'] as { disruptionsAllowed?: number } | undefined)
    ?.disruptionsAllowed;
  return warning(
    `PodDisruptionBudget ${first.metadata.name} allows ${allowed ?? 'an unknown number of'} disruption(s) now; a Deployment's own update does not ask it, so keep the batches within it`,
  );
}
