import { increments, retiredWhileInstalling } from './batches.ts';
import { basesLeave, doing } from './co-release-words.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Plan, PlannedBatch, Policy } from './types.ts';

/** One of the base's own pods that is to go, with the modules that go with it. */
export interface LeavingBase {
  readonly name: string;
  readonly modules: readonly string[];
}

export interface CoReleaseOutline {
  readonly module: Plan['module'];
  readonly from: Plan['from'];
  /** Pods of the module. */
  readonly replicas: number;
  readonly base: {
    readonly name: string;
    readonly replicas: number;
    readonly newVersion: string;
    readonly policy: Policy;
    /** Cumulative. */
    readonly batches: readonly number[];
    /** In the order in which they leave; none where that is not known any more. */
    readonly leaving: readonly LeavingBase[];
  };
}

/** Every step of a co-release: what it brings, and which bases lose what. Pure. */
export function coReleaseSteps(outline: CoReleaseOutline): PlannedBatch[] {
  const { base } = outline;
  const sizes = increments(base.batches);
  const middle = base.batches.map((cumulative, index) => {
    const { says, names } = baseStep(outline, index);
    return { size: sizes[index] ?? 0, cumulative, candidates: names, ...doing(says) };
  });
  const first = { size: 0, cumulative: 0, candidates: [], ...doing(pinned(outline)) };
  const steps = [first, ...middle, lastStep(outline)];
  return steps.map((step, index) => ({ ...step, number: index + 1, exact: true }));
}

function pinned({ module, from, replicas, base }: CoReleaseOutline): PlanSaying {
  const release = `${module.name} ${module.version}`;
  return say('module-waits', replicas, release, base.newVersion, from?.version);
}

function baseStep(
  { module, replicas, base }: CoReleaseOutline,
  index: number,
): { says: PlanSaying; names: readonly string[] } {
  const { policy, batches } = base;
  const upTo = batches[index] ?? 0;
  const size = upTo - (batches[index - 1] ?? 0);
  const first = retiredWhileInstalling(policy, batches, index - 1);
  const last = retiredWhileInstalling(policy, batches, index);
  const leaving = base.leaving.slice(first, last);
  const away = last === first ? undefined : basesLeave(leaving, last - first);
  const proof = say('proven-on', module.name, Math.min(replicas, upTo), replicas);
  const come = say('new-come', size, upTo, base.replicas, proof);
  const names = leaving.map((one) => one.name);
  if (policy === 'uninstall-then-install') {
    return { says: say('first-then', away ?? '', come), names };
  }
  const says = away === undefined ? say('none-leaves', come) : say('leave-and-come', away, come);
  return { says, names };
}

function lastStep({ from, base }: CoReleaseOutline): Omit<PlannedBatch, 'number' | 'exact'> {
  const gone = retiredWhileInstalling(base.policy, base.batches, base.batches.length - 1);
  const left = base.leaving.slice(gone);
  const count = base.replicas - gone;
  const rest = count === 0 ? say('none-left') : basesLeave(left, count);
  return {
    size: 0,
    cumulative: base.replicas,
    candidates: left.map((one) => one.name),
    ...doing(say('last-step', rest, from?.version)),
  };
}
