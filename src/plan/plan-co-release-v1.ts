import { increments } from './batches.ts';
import type { CoReleaseOutline, LeavingBase } from './co-release-steps.ts';
import { basesLeave, doing, titled } from './co-release-words.ts';
import { operatePlan, type OperateFacts } from './operate-plan.ts';
import { riskOfOther, type OtherModule } from './plan-co-release.ts';
import { info, warning } from './risk-words.ts';
import { say, type PlanSaying } from './saying.ts';
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
      policyReason: say('base-becomes-so', where, base.newVersion, howOf(base.policy)),
      batches: steps,
      risks: risksOf(facts),
      diff: [titled('module', facts.diff), titled(`base ${base.name}`, base.diff)].join('\n'),
    }),
    from,
    policy: base.policy,
    warnings: base.warnings,
  };
}

function howOf(policy: Policy): PlanSaying {
  return say(policy === 'install-then-uninstall' ? 'base-beside-v1' : 'base-instead-v1');
}

/** Every step: the url, the base batch by batch, and what was borrowed. Pure. */
export function v1JointSteps({ module, from, base }: CoReleaseOutline): PlannedBatch[] {
  const { batches, policy, replicas, leaving } = base;
  const first = {
    size: 0,
    cumulative: 0,
    candidates: [],
    ...doing(say('url-becomes', `${module.name} ${module.version}`, module.url, from?.url)),
  };
  const middle = increments(batches).map((size, index) => {
    const cumulative = batches[index] ?? 0;
    const going = leaving.slice(cumulative - size, cumulative);
    const leave = basesLeave(going, size);
    const proof = say('proven-there', cumulative, replicas, module.name);
    const order = policy === 'install-then-uninstall' ? 'new-come-up' : 'new-come-after';
    const candidates = going.map((one) => one.name);
    return { size, cumulative, candidates, ...doing(say(order, size, leave, proof)) };
  });
  const last = {
    size: 0,
    cumulative: replicas,
    candidates: [],
    ...doing(say('last-step-v1')),
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
    beside ? info('bases-need-room', size) : warning('bases-gone-v1', size, replicas),
    warning(beside ? 'out-beside' : 'out-between', size, replicas, name),
    info('version-stays', module.version),
    info('dying-base'),
    ...(silent.length === 0 ? [] : [warning('silent-now', silent.length, silent.slice(0, 4))]),
    ...others.map((other) => riskOfOther(other, base.newVersion)),
    info('both-undone-v1', from.url),
  ];
}
