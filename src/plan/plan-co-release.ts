import type { ClusterTarget, KubeObject } from '../world.ts';
import type { BaseBatches } from './base-batches.ts';
import { coReleaseSteps, type LeavingBase } from './co-release-steps.ts';
import { titled } from './co-release-words.ts';
import { info, warning } from './risk-words.ts';
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
    policyReason: `Deployment ${namespace}/${name} goes from version ${base.oldVersions.join(', ')} to ${base.newVersion}: ${base.how.reason}`,
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
  return [
    first
      ? warning(
          `${how.reason}: up to ${size} of ${bases} base(s) are gone at a time, with all their modules, until the new ones have started and installed theirs`,
        )
      : info(`up to ${size} base pod(s) more than now need room while a step is under way`),
    ...(first && module.from !== undefined && module.replicas === 1
      ? [
          warning(
            `${name} has one replica: it is out of service from the moment its base goes until ${version} is installed on a new one`,
          ),
        ]
      : []),
    ...(module.from === undefined
      ? []
      : [
          info(
            `from step 2 on ${module.from.version} and ${version} both serve, each on its own bases`,
          ),
        ]),
    ...others.flatMap((other) => riskOfOther(other, newVersion)),
    info(
      'undone between any two steps with koupctl rollback: old bases and modules come back and are proven before the new ones go',
    ),
  ];
}

/** What a base restart means for the modules of others. */
export function riskOfOther({ label, pods, here, fits }: OtherModule, version: string): Risk[] {
  if (!fits) {
    return [
      warning(
        `${label} is on ${here} of these bases and can't go to version ${version}: it has ${pods - here} base(s) left afterwards`,
      ),
    ];
  }
  const what = `${label} is installed anew on the new bases as its own leave: until a pod of it is on another base it runs on one less`;
  return [
    pods === 1
      ? warning(
          `${what}; it has one replica, so it is out of service for that time, a minute and more`,
        )
      : info(what),
  ];
}
