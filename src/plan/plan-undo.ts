import { increments } from './batches.ts';
import { info, warning } from './risk-words.ts';
import { say } from './saying.ts';
import type { Plan, Policy, Proof, Risk, World } from './types.ts';
import { originOf, releaseBefore } from '../modules/release.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';

/** The rollout to undo, as its record in the cluster tells it. */
export interface UndoFacts {
  readonly target: ClusterTarget;
  readonly world: World;
  readonly live: KubeObject;
  readonly module: Plan['module'];
  readonly from: Plan['from'];
  readonly batches: readonly number[];
  readonly replicas: number;
  readonly policy: Policy;
  /** The policy with which the rollout began; the same where absent. */
  readonly begunAs?: Policy;
  readonly proof: Proof;
  readonly begunBy: string;
  /** Bases that each batch has brought to the new version. */
  readonly touched: readonly (readonly string[])[];
}

/** The plan that takes an open rollout back to the version before it. Pure. */
export function makeUndoPlan(facts: UndoFacts): Plan {
  const { live, from, module } = facts;
  return {
    version: 1,
    action: 'rollback',
    world: facts.world,
    kind: 'resume',
    target: { context: facts.target.context, server: facts.target.server, user: facts.target.user },
    workload: {
      kind: live.kind,
      namespace: live.metadata.namespace ?? 'default',
      name: live.metadata.name,
    },
    module: from === undefined ? module : releaseBefore(module, from),
    from: originOf(module),
    replicas: facts.replicas,
    policy: facts.policy,
    policyReason: say((facts.begunAs ?? facts.policy) === facts.policy ? 'as-begun' : 'asked-for'),
    proof: facts.proof,
    confirm: 'none',
    batches: increments(facts.batches).map((size, index) => ({
      number: index + 1,
      size,
      cumulative: facts.batches[index] ?? 0,
      candidates: facts.touched[index] ?? [],
      exact: true,
    })),
    notes: [],
    risks: [wayBack(facts), info('begun-by', facts.begunBy)],
    diff: '',
    warnings: [],
    manifest: live,
    basedOn: {
      uid: live.metadata.uid ?? '',
      resourceVersion: live.metadata.resourceVersion ?? '',
    },
  };
}

function wayBack({ from, policy }: UndoFacts): Risk {
  if (from === undefined) return warning('first-undone');
  return policy === 'uninstall-then-install' ? warning('undo-gap') : info('undo-no-gap');
}
