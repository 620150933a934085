import { gapSeconds } from './plan-revisioned.ts';
import type { V2Facts } from './plan-v2.ts';
import { budgetIsAsked, changesPods, elsewhere } from './revisioned-risks.ts';
import { info, warning } from './risk-words.ts';
import { sharedRisks } from './risks-v2.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

interface More {
  readonly options: RolloutOptions;
  readonly replicas: number;
  readonly kind: Plan['kind'];
  readonly eligible: readonly string[];
  /** Bases that could take a pod and have none. */
  readonly free: readonly string[];
  /** A first deploy: batches step the replicas. */
  readonly first: boolean;
}

type Rule = (facts: V2Facts, more: More) => Risk | undefined;

const rules: readonly Rule[] = [
  gap,
  (_, more) => (changesPods(more) ? elsewhere(more.free) : undefined),
  outside,
  ({ pdbs }, more) => (changesPods(more) ? budgetIsAsked(pdbs) : undefined),
  keptHere,
];

/** What the operator has to know of a ReplicaSet's rollout. Pure. */
export function replicaSetRisks(facts: V2Facts, more: More): Risk[] {
  const shared = sharedRisks(facts, { ...more, policy: 'uninstall-then-install' });
  const own = rules.map((rule) => rule(facts, more)).filter((risk) => risk !== undefined);
  return [...own, ...shared];
}

function gap({ stored }: V2Facts, more: More): Risk | undefined {
  if (!changesPods(more)) return undefined;
  const { template } = (stored['spec'] ?? {}) as { template?: unknown };
  return warning('batch-gap', gapSeconds(template));
}

function outside(_: V2Facts, more: More): Risk | undefined {
  return changesPods(more) ? info('comes-back-new') : undefined;
}

function keptHere(_: V2Facts, more: More): Risk | undefined {
  return changesPods(more) ? info('template-in-record') : undefined;
}
