import { gapSeconds, roughly } from './plan-revisioned.ts';
import type { V2Facts } from './plan-v2.ts';
import { info, sharedRisks, warning } from './risks-v2.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

interface More {
  readonly options: RolloutOptions;
  readonly replicas: number;
  readonly kind: Plan['kind'];
  readonly eligible: readonly string[];
  /** Bases that could take a pod and have none. */
  readonly free: readonly string[];
  /** A first deploy: batches step the replicas. */
  readonly steps: boolean;
}

type Rule = (facts: V2Facts, more: More) => Risk | undefined;

const rules: readonly Rule[] = [gap, elsewhere, outside, budget, keptHere];

/** What the operator has to know of a ReplicaSet's rollout. Pure. */
export function replicaSetRisks(facts: V2Facts, more: More): Risk[] {
  const shared = sharedRisks(facts, { ...more, policy: 'uninstall-then-install' });
  const own = rules.map((rule) => rule(facts, more)).filter((risk) => risk !== undefined);
  return [...own, ...shared];
}

function changesPods({ kind, steps, replicas }: More): boolean {
  return (kind === 'upgrade' || kind === 'resume') && !steps && replicas > 0;
}

function gap({ stored }: V2Facts, more: More): Risk | undefined {
  if (!changesPods(more)) return undefined;
  const { template } = (stored['spec'] ?? {}) as { template?: unknown };
  return warning(
    `all bases of a batch are without the module at the same time, each for about ${roughly(gapSeconds(template))}; an undo costs the same again`,
  );
}

function elsewhere(_: V2Facts, more: More): Risk | undefined {
  const { free } = more;
  if (!changesPods(more) || free.length === 0) return undefined;
  const some = free.slice(0, 3).join(', ') + (free.length > 3 ? ', …' : '');
  return warning(
    `${free.length} base(s) are free (${some}): a pod that is made anew may land there, and its base before stays without the module`,
  );
}

function outside(_: V2Facts, more: More): Risk | undefined {
  return changesPods(more)
    ? info('a pod that goes before its batch comes back with the new version; that is reported')
    : undefined;
}

function budget({ pdbs }: V2Facts, more: More): Risk | undefined {
  const [first] = pdbs;
  if (first === undefined || !changesPods(more)) return undefined;
  const status = first['status'] as { disruptionsAllowed?: number } | undefined;
  return info(
    `PodDisruptionBudget ${first.metadata.name} allows ${status?.disruptionsAllowed ?? 'an unknown number of'} disruption(s) now; evictions ask it, and a batch waits while it refuses`,
  );
}

function keptHere(_: V2Facts, more: More): Risk | undefined {
  return changesPods(more)
    ? info('Kubernetes keeps no template of a ReplicaSet: the old one is in koupctl’s record')
    : undefined;
}
