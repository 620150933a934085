import { increments } from './batches.ts';
import type { Plan, Policy, Proof, World } from './types.ts';
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
  const gap = facts.policy === 'uninstall-then-install';
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
    policyReason:
      (facts.begunAs ?? facts.policy) === facts.policy ? 'as the rollout began' : 'asked for',
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
    risks: [
      from === undefined
        ? { level: 'warning', text: 'it was a first deploy: its undo deletes the workload' }
        : {
            level: gap ? 'warning' : 'info',
            text: gap
              ? 'bases that lost the old version are without the module until it is installed again'
              : 'the old version is made active again before the new one goes: no base is without one',
          },
      { level: 'info', text: `the rollout was begun by ${facts.begunBy}` },
    ],
    diff: '',
    warnings: [],
    manifest: live,
    basedOn: {
      uid: live.metadata.uid ?? '',
      resourceVersion: live.metadata.resourceVersion ?? '',
    },
  };
}
