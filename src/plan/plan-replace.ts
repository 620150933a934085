import { worded, faultFrom, faultOf, type FaultTexts } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { BizState } from '../world.ts';
import { labelOf, operatePlan, typedName, type OperateFacts } from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { RolloutStands } from './rollout-stands.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

/** One module on one base that is to be installed anew. */
export interface ReplaceFacts extends OperateFacts {
  readonly base: Base;
  /** All that the pod or Module brings: several containers of one pod go and come together. */
  readonly modules: readonly PodModule[];
  /** The object that is deleted, in words: `Pod shop/stock-1`. */
  readonly object: string;
  /** What the base lists of them now. */
  readonly listed: readonly { readonly module: PodModule; readonly state: BizState | undefined }[];
  /** Other bases that could get the new one instead. */
  readonly elsewhere: readonly string[];
  /** The old and the new one are never on the base at the same time. */
  readonly apart: boolean;
  /** How long the deletion alone takes, s; undefined where it is as fast as the uninstall. */
  readonly graceSeconds: number | undefined;
  /** Why nothing would make it anew; undefined where something does. */
  readonly notRemade: ((words: FaultTexts) => string) | undefined;
  /** Name of a PodDisruptionBudget that allows no eviction now. */
  readonly forbidden: string | undefined;
  readonly open: { readonly version: string; readonly who: string } | undefined;
  readonly inPlace: boolean;
}

/** The plan that installs a module anew on one base, or a Fault that says why it would not come back there. Pure. */
export function makeReplacePlan(facts: ReplaceFacts, options: RolloutOptions): Plan {
  refuseRollout(facts);
  if (!facts.inPlace) refuseUncertain(facts);
  const { base } = facts;
  return operatePlan(facts, options, {
    action: 'replace',
    kind: 'settings',
    replicas: 1,
    policyReason: reasonFor(facts),
    batches: [{ number: 1, size: 1, cumulative: 1, candidates: [base.name], exact: true }],
    risks: risksOf(facts),
  });
}

function reasonFor({ base, module, inPlace, object, world }: ReplaceFacts): PlanSaying {
  const where = `${base.name} (${base.ip})`;
  if (inPlace) return say('in-place', where, `${module.name} ${module.version}`, object);
  return say(world === 'v2' ? 'evicted' : 'deleted', object, where);
}

function refuseRollout({ open, live }: ReplaceFacts): void {
  if (open === undefined) return;
  const { version, who } = open;
  throw new RolloutStands(
    live,
    ({ plans }) => plans.standsOn(version, who, labelOf(live), typedName(live)),
    ({ plans }) => [plans.anotherBatch],
  );
}

function refuseUncertain(facts: ReplaceFacts): void {
  const { base, elsewhere, object, apart, notRemade, forbidden } = facts;
  if (notRemade !== undefined) {
    throw faultOf((words) => words.operations.notBack(object, notRemade(words)));
  }
  if (elsewhere.length > 0) {
    throw faultFrom((_, { operations }) =>
      worded(operations.elsewhere(object, base.name, elsewhere), [
        operations.elsewhereWhy(base.name),
      ]),
    );
  }
  if (!apart) throw faultOf(({ operations }) => operations.races(base.name));
  if (forbidden !== undefined) {
    throw faultOf(({ operations }) => operations.notEvicted(object, forbidden), {
      outcome: 'refused',
    });
  }
}

function risksOf(facts: ReplaceFacts): Risk[] {
  const { base, modules, listed } = facts;
  return [
    listed.some((one) => one.state === 'activated')
      ? outOfService(facts)
      : info(
          'serves-not',
          base.name,
          listed.map(({ module, state }) => say('listed-as', named(module), state)),
        ),
    ...(modules.length > 1 ? [warning('all-of-pod')] : []),
    info('install-fails', labelOf(facts.live)),
  ];
}

function outOfService({ base, modules, inPlace, graceSeconds }: ReplaceFacts): Risk {
  const names = modules.map(named);
  if (inPlace) return warning('without-in-place', base.name, names);
  if (graceSeconds === undefined) return warning('without-looked', base.name, names);
  return warning('without-grace', base.name, names, graceSeconds);
}

function named({ name, version }: PodModule): string {
  return `${name} ${version}`;
}
