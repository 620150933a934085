import { originOf } from '../modules/release.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';
import { cumulativeBatches, increments } from './batches.ts';
import type { Plan, PlannedBatch, RolloutOptions, World } from './types.ts';

/** What is known of a workload on which `scale`, `replace` or `offline` works. */
export interface OperateFacts {
  readonly target: ClusterTarget;
  readonly world: World;
  readonly live: KubeObject;
  readonly module: Plan['module'];
}

type Chosen = Pick<Plan, 'action' | 'kind' | 'replicas' | 'policyReason'> &
  Partial<Pick<Plan, 'batches' | 'notes' | 'risks' | 'diff'>>;

/** Puts what was chosen into the frame that all plans share. */
export function operatePlan(facts: OperateFacts, options: RolloutOptions, chosen: Chosen): Plan {
  const { live, target } = facts;
  return {
    version: 1,
    world: facts.world,
    target: { context: target.context, server: target.server, user: target.user },
    workload: {
      kind: live.kind,
      namespace: live.metadata.namespace ?? 'default',
      name: live.metadata.name,
    },
    module: facts.module,
    from: originOf(facts.module),
    policy: 'uninstall-then-install',
    proof: options.proof,
    confirm: options.confirm,
    batches: [],
    notes: [],
    risks: [],
    diff: '',
    warnings: [],
    manifest: live,
    basedOn: {
      uid: live.metadata.uid ?? '',
      resourceVersion: live.metadata.resourceVersion ?? '',
    },
    ...chosen,
  };
}

/** A base that will, or may, be touched; those of equal rank in any order among themselves. */
export interface Touched {
  readonly name: string;
  readonly rank: number;
}

/**
 * Batches over bases in the order in which they are touched. `cumulative` counts
 * the bases that are touched, whichever way their number goes. Pure.
 */
export function batchesOver(
  touched: readonly Touched[],
  count: number,
  options: RolloutOptions,
): PlannedBatch[] {
  const spec = options.batches ?? { by: 'count', batches: 1, beta: false };
  const cumulative = cumulativeBatches(spec, count);
  const sizes = increments(cumulative);
  return cumulative.map((end, index) => {
    const size = sizes[index] ?? 0;
    const ranks = new Set(touched.slice(end - size, end).map((one) => one.rank));
    const candidates = touched.filter((one) => ranks.has(one.rank)).map((one) => one.name);
    return {
      number: index + 1,
      size,
      cumulative: end,
      candidates,
      exact: candidates.length === size,
    };
  });
}

/** `deployment/stock -n shop`: how the workload is named on a command line. */
export function typedName({ kind, metadata }: KubeObject): string {
  return `${kind.toLowerCase()}/${metadata.name} -n ${metadata.namespace ?? 'default'}`;
}

/** `Deployment shop/stock`: how it is named in a sentence. */
export function labelOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? 'default'}/${metadata.name}`;
}
