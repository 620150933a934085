import type { ClusterTarget, KubeObject } from '../world.ts';
import { keptInService } from './max-unavailable.ts';
import type { Note, Plan, Policy, RolloutOptions } from './types.ts';

/** The rollout that the cluster's record says stands on this workload. */
export interface OpenRollout {
  readonly id: string;
  readonly phase: string;
  readonly templateHash: string;
  readonly batches: readonly number[];
  readonly replicas: number;
  readonly policy: Policy;
  readonly version: string;
  readonly who: string;
  /** A first deploy: there is no earlier template to go back to. */
  readonly first: boolean;
  /** Of V2: bases that its healthy batches have brought to the new version. */
  readonly reached?: readonly string[];
}

/** What is known when a deploy is planned, whatever the world; read with a quorum. */
export interface DeployFacts {
  readonly target: ClusterTarget;
  readonly live: KubeObject | undefined;
  readonly liveHash: string | undefined;
  /** The user's manifest, normalised: what the object is to be when the rollout is over. */
  readonly manifest: KubeObject;
  /** What the server would store: the answer to a dry run. */
  readonly stored: KubeObject;
  readonly storedHash: string;
  readonly warnings: readonly string[];
  readonly notes: readonly Note[];
  /** Managers whose fields the apply takes over, with the fields. */
  readonly takenOver: readonly { readonly field: string; readonly manager: string }[];
  /** The dry run met fields of koupctl's own or of a person's managers, so the apply has to force. */
  readonly forced: boolean;
  readonly diff: string;
  readonly open: OpenRollout | undefined;
  /** Ids of the bases that answered when the plan was made; undefined where none was asked. */
  readonly answered: ReadonlySet<string> | undefined;
}

/** Puts what was `chosen` for a deploy into the frame that is the same for every kind. */
export function deployPlan(
  facts: DeployFacts,
  options: RolloutOptions,
  chosen: Pick<
    Plan,
    | 'world'
    | 'kind'
    | 'module'
    | 'from'
    | 'replicas'
    | 'policy'
    | 'policyReason'
    | 'batches'
    | 'notes'
    | 'risks'
  > &
    Partial<Pick<Plan, 'spread'>>,
): Plan {
  const { context, server, user } = facts.target;
  const { name, namespace = 'default' } = facts.stored.metadata;
  const workload = { kind: facts.manifest.kind, namespace, name };
  const most = keptInService({ ...chosen, workload }, options.maxUnavailable);
  return {
    version: 1,
    action: 'deploy',
    world: chosen.world,
    kind: chosen.kind,
    target: { context, server, user },
    workload,
    module: chosen.module,
    from: chosen.from,
    replicas: chosen.replicas,
    policy: chosen.policy,
    policyReason: chosen.policyReason,
    ...(chosen.spread === undefined ? {} : { spread: chosen.spread }),
    proof: options.proof,
    confirm: options.confirm,
    ...(most === undefined ? {} : { maxUnavailable: most }),
    batches: chosen.batches,
    notes: chosen.notes,
    risks: chosen.risks,
    diff: facts.diff,
    warnings: facts.warnings,
    manifest: facts.manifest,
    basedOn: facts.live && {
      uid: facts.live.metadata.uid ?? '',
      resourceVersion: facts.live.metadata.resourceVersion ?? '',
    },
  };
}
