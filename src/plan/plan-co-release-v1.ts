import { increments } from './batches.ts';
import type { CoReleaseOutline, LeavingBase } from './co-release-steps.ts';
import { baseLeaves, titled } from './co-release-words.ts';
import { operatePlan, type OperateFacts } from './operate-plan.ts';
import { riskOfOther, type OtherModule } from './plan-co-release.ts';
import { info, warning } from './risk-words.ts';
import type { Plan, PlannedBatch, Policy, Risk, RolloutOptions } from './types.ts';

/** Everything known when a ModuleDeployment and its base are released together. */
export interface V1JointFacts extends OperateFacts {
  readonly from: NonNullable<Plan['from']>;
  readonly replicas: number;
  /** Of the ModuleDeployment: the url. */
  readonly diff: string;
  readonly base: {
    readonly name: string;
    readonly namespace: string;
    readonly diff: string;
    readonly newVersion: string;
    readonly policy: Policy;
    /** Cumulative. */
    readonly batches: readonly number[];
    readonly leaving: readonly LeavingBase[];
    readonly warnings: readonly string[];
  };
  readonly others: readonly OtherModule[];
  /** Bases that do not answer now. */
  readonly silent: readonly string[];
}

/** The plan that moves a url and a base together, base after base. Pure. */
export function makeCoReleasePlanV1(facts: V1JointFacts, options: RolloutOptions): Plan {
  const { base, module, from, replicas } = facts;
  const steps = v1JointSteps({ module, from, replicas, base: { ...base, replicas } });
  const where = `Deployment ${base.namespace}/${base.name}`;
  return {
    ...operatePlan(facts, options, {
      action: 'co-release',
      kind: 'upgrade',
      replicas,
      policyReason: `${where} becomes ${base.newVersion}: ${howWords(base.policy)}`,
      batches: steps,
      risks: risksOf(facts),
      diff: [titled('module', facts.diff), titled(`base ${base.name}`, base.diff)].join('\n'),
    }),
    from,
    policy: base.policy,
    warnings: base.warnings,
  };
}

function howWords(policy: Policy): string {
  return policy === 'install-then-uninstall'
    ? 'new bases come beside the old ones, and as many old ones leave once they are up'
    : 'an old base goes before the new one comes (its strategy leaves no other way)';
}

/** Every step: the url, the base batch by batch, and what was borrowed. Pure. */
export function v1JointSteps({ module, from, base }: CoReleaseOutline): PlannedBatch[] {
  const { batches, policy, replicas, leaving } = base;
  const first = {
    size: 0,
    cumulative: 0,
    candidates: [],
    what: `module: the url of ${module.name} ${module.version} becomes ${module.url}; V1 installs nothing by that, ${from?.url ?? 'what runs'} goes on serving`,
  };
  const middle = increments(batches).map((size, index) => {
    const cumulative = batches[index] ?? 0;
    const going = leaving.slice(cumulative - size, cumulative);
    const away = baseLeaves(going, size);
    const proven = `${cumulative}/${replicas} then, each with ${module.name} from the new url, proven there`;
    const what =
      policy === 'install-then-uninstall'
        ? `base: ${size} new one(s) come up; then ${away}; ${proven}`
        : `base: first ${away}; then ${size} new one(s) come; ${proven}`;
    return { size, cumulative, candidates: going.map((one) => one.name), what };
  });
  const last = {
    size: 0,
    cumulative: replicas,
    candidates: [],
    what: 'base: no old one is left; everything borrowed is given back',
  };
  return [first, ...middle, last].map((step, index) => ({
    ...step,
    number: index + 1,
    exact: true,
  }));
}

function risksOf({ base, module, from, others, silent, replicas }: V1JointFacts): Risk[] {
  const beside = base.policy === 'install-then-uninstall';
  const size = Math.max(...increments(base.batches));
  const { name } = module;
  return [
    beside
      ? info(`up to ${size} base pod(s) more than now need room while a step is under way`)
      : warning(
          `up to ${size} of ${replicas} base(s) are gone at a time, with all their modules, until new ones have started`,
        ),
    warning(
      beside
        ? `up to ${size} of ${replicas} ${name} at a time are out of service from the uninstall on the old base until the install on a new one, which is up by then: some seconds`
        : `up to ${size} of ${replicas} ${name} at a time are out of service from when their base goes until a new one runs and V1's controller has looked for it (every 10 s at first)`,
    ),
    info(
      `the version stays ${module.version}: what is proven is a Module with the new url on a base that began empty, which says itself that the module is active`,
    ),
    info(
      'a base that dies by itself meanwhile comes back as an old one, and gets the new package: that is told, and only the undo mends it',
    ),
    ...(silent.length === 0
      ? []
      : [warning(`${silent.length} base(s) do not answer now: ${silent.slice(0, 4).join(', ')}`)]),
    ...others.flatMap((other) => riskOfOther(other, base.newVersion)),
    info(
      `undone between any two steps with koupctl rollback: the url goes back to ${from.url} first, then the bases, each proven in the same way`,
    ),
  ];
}
