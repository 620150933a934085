import { faultOf } from '../messages/fault-of.ts';
import { cumulativeBatches } from './batches.ts';
import { deployPlan } from './deploy-plan.ts';
import { fromOf, moduleIn, spreadsOf, wholeAtOnce, type V2Facts } from './plan-v2.ts';
import { say } from './saying.ts';
import type { Plan, RolloutOptions } from './types.ts';

/** What StatefulSets and DaemonSets are planned alike by: their pods can only be replaced. */

/** These kinds know one policy; another wish is a mistake of the caller. */
export function refuseOtherPolicy(facts: V2Facts, { policy }: RolloutOptions): void {
  if (policy === undefined || policy === 'uninstall-then-install') return;
  throw faultOf(({ plans }) => plans.otherPolicy(policy, facts.stored.kind));
}

/** Where pods of both versions may meet on a base, one that was emptied could stay empty. */
export function refuseOverlap(facts: V2Facts, replicas: number): void {
  const { newSpread, liveSpread } = spreadsOf(facts);
  if (replicas < 2 || newSpread === 'exclusive' || liveSpread === 'exclusive') return;
  throw faultOf(({ plans }) => plans.overlap(facts.stored.kind));
}

export const onlyPolicy = {
  policy: 'uninstall-then-install',
  policyReason: say('only-policy'),
} as const;

/** The plan of a kind whose pods can only be replaced. */
export function revisionedPlan(
  facts: V2Facts,
  options: RolloutOptions,
  chosen: Pick<Plan, 'kind' | 'replicas' | 'batches' | 'risks'> &
    Partial<Pick<Plan, 'policyReason' | 'spread'>>,
): Plan {
  const module = moduleIn(facts.stored);
  return deployPlan(facts, options, {
    world: 'v2',
    module,
    from: facts.live && fromOf(facts, module),
    ...onlyPolicy,
    ...chosen,
    notes: facts.notes,
  });
}

export function revisionedPlanKind(facts: V2Facts): Plan['kind'] {
  const { open, live, liveHash, storedHash } = facts;
  if (live === undefined) return 'first';
  const stands = open?.phase === 'rolling' || open?.phase === 'preparing';
  if (stands && open.templateHash === storedHash && liveHash === storedHash) return 'resume';
  if (liveHash !== storedHash || open?.phase === 'preparing') return 'upgrade';
  return facts.diff === '' ? 'none' : 'settings';
}

/** Cumulative numbers of the batches; a rollout that stands keeps those that it began with. */
export function cumulativeFor(
  facts: V2Facts,
  kind: Plan['kind'],
  options: RolloutOptions,
  replicas: number,
): readonly number[] {
  if (kind === 'none' || kind === 'settings') return [];
  const resumed = kind === 'resume' ? facts.open : undefined;
  return resumed?.batches ?? cumulativeBatches(options.batches ?? wholeAtOnce, replicas);
}

interface PodSpec {
  terminationGracePeriodSeconds?: number;
}

/** How long a base is without the module while its pod is replaced, s: its grace period and the install. */
export function gapSeconds(template: unknown): number {
  const { spec } = (template ?? {}) as { spec?: PodSpec };
  return (spec?.terminationGracePeriodSeconds ?? 30) + installSeconds;
}

/** Downloading and starting a module (seen: 2-3 s), with something to spare. */
const installSeconds = 5;
/** How long Kubernetes takes on average to see that a module is ready (polls of 15 s; seen: 3-18 s). */
export const readySeconds = 10;
