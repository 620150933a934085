import { evidenced, faultFrom, faultOf, type FaultTexts } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { BizState } from '../world.ts';
import { labelOf, operatePlan, typedName, type OperateFacts } from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { RolloutStands } from './rollout-stands.ts';
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
  const { base, module, inPlace, object } = facts;
  const where = `${base.name} (${base.ip})`;
  return operatePlan(facts, options, {
    action: 'replace',
    kind: 'settings',
    replicas: 1,
    policyReason: inPlace
      ? `${where} uninstalls and installs ${module.name} ${module.version}; ${object} stays as it is`
      : `${object} is ${facts.world === 'v2' ? 'evicted' : 'deleted'}, and made anew on ${where}`,
    batches: [{ number: 1, size: 1, cumulative: 1, candidates: [base.name], exact: true }],
    risks: risksOf(facts),
  });
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
      evidenced(operations.elsewhere(object, base.name, elsewhere), [
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
  const { base, modules, listed, inPlace, graceSeconds } = facts;
  const names = modules.map((module) => `${module.name} ${module.version}`).join(', ');
  const serving = listed.filter((one) => one.state === 'activated');
  const now =
    listed
      .map(({ module, state }) => `${module.name} ${module.version} is ${state ?? 'not there'}`)
      .join(', ') || 'nothing';
  const long = inPlace
    ? 'for as long as an uninstall and an install take, a few seconds'
    : graceSeconds === undefined
      ? "for an uninstall, the controller's next look (up to 10 s) and an install"
      : `for ${graceSeconds} s, which the old pod takes to go, and an install`;
  return [
    serving.length > 0
      ? warning(`${base.name} is without ${names} ${long}; no other base is touched`)
      : info(`${base.name} does not serve it anyway (${now}); no other base is touched`),
    ...(modules.length > 1
      ? [warning('they are in one pod: all of them go and come back together')]
      : []),
    info(
      `if the install fails, the base stays without it: the cause is told, and ${labelOf(facts.live)} is as before otherwise`,
    ),
  ];
}
