import type { ClusterTarget, KubeObject } from '../world.ts';
import type { BaseBatches } from './base-batches.ts';
import { coReleaseSteps, type LeavingBase } from './co-release-steps.ts';
import { titled } from './co-release-words.ts';
import { info, warning } from './risk-words.ts';
import { say } from './saying.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

/** A module of somebody else on the bases that are to go. */
export interface OtherModule {
  /** `biz2 3.0.0 (namespace/owner)`. */
  readonly label: string;
  /** Its pods in all, and how many of them on these bases. */
  readonly pods: number;
  readonly here: number;
  /** Its pods could go to the new bases. */
  readonly fits: boolean;
}

export interface CoReleaseFacts {
  readonly target: ClusterTarget;
  /** What becomes of the module's own workload. */
  readonly module: Plan;
  readonly base: {
    readonly live: KubeObject;
    readonly diff: string;
    readonly newVersion: string;
    readonly oldVersions: readonly string[];
    readonly how: BaseBatches;
    readonly leaving: readonly LeavingBase[];
    readonly warnings: readonly string[];
  };
  readonly others: readonly OtherModule[];
}

/** Puts the module's plan and the base's together into one list of steps. Pure. */
export function makeCoReleasePlan(facts: CoReleaseFacts, options: RolloutOptions): Plan {
  const { module, base } = facts;
  const { replicas = 1 } = (base.live['spec'] ?? {}) as { replicas?: number };
  const { name, namespace = 'default' } = base.live.metadata;
  const outline = { name, replicas, newVersion: base.newVersion, leaving: base.leaving };
  const steps = coReleaseSteps({ ...module, base: { ...outline, ...base.how } });
  return {
    ...module,
    action: 'co-release',
    policy: base.how.policy,
    policyReason: say(
      'base-versions-so',
      `Deployment ${namespace}/${name}`,
      base.oldVersions,
      base.newVersion,
      base.how.reason,
    ),
    confirm: options.confirm,
    batches: steps,
    risks: [...risksOf(facts, replicas), ...module.risks],
    diff: [titled('module', module.diff), titled(`base ${name}`, base.diff)].join('\n'),
    warnings: [...module.warnings, ...base.warnings],
  };
}

function risksOf({ module, base, others }: CoReleaseFacts, bases: number): Risk[] {
  const { how, newVersion } = base;
  const first = how.policy === 'uninstall-then-install';
  const size = Math.max(...how.batches.map((upTo, index) => upTo - (how.batches[index - 1] ?? 0)));
  const { name, version } = module.module;
  const alone = first && module.from !== undefined && module.replicas === 1;
  return [
    first ? warning('bases-gone', how.reason, size, bases) : info('bases-need-room', size),
    ...(alone ? [warning('one-replica-out', name, version)] : []),
    ...(module.from === undefined ? [] : [info('both-serve', module.from.version, version)]),
    ...others.map((other) => riskOfOther(other, newVersion)),
    info('both-undone'),
  ];
}

/** What a base restart means for the modules of others. */
export function riskOfOther({ label, pods, here, fits }: OtherModule, version: string): Risk {
  if (!fits) return warning('other-stays', label, here, version, pods - here);
  return pods === 1 ? warning('other-moves-alone', label) : info('other-moves', label);
}
