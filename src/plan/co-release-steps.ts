import { increments, retiredWhileInstalling } from './batches.ts';
import { baseLeaves } from './co-release-words.ts';
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
    const { what, names } = baseStep(outline, index);
    return { size: sizes[index] ?? 0, cumulative, candidates: names, what };
  });
  const first = { size: 0, cumulative: 0, candidates: [], what: pinned(outline) };
  const steps = [first, ...middle, lastStep(outline)];
  return steps.map((step, index) => ({ ...step, number: index + 1, exact: true }));
}

function pinned({ module, from, replicas, base }: CoReleaseOutline): string {
  const waits = `module: ${replicas} pod(s) of ${module.name} ${module.version}, kept to base version ${base.newVersion}, wait for new bases`;
  return from === undefined ? waits : `${waits}; ${from.version} goes on serving`;
}

function baseStep(
  { module, replicas, base }: CoReleaseOutline,
  index: number,
): { what: string; names: readonly string[] } {
  const { policy, batches } = base;
  const upTo = batches[index] ?? 0;
  const size = upTo - (batches[index - 1] ?? 0);
  const first = retiredWhileInstalling(policy, batches, index - 1);
  const last = retiredWhileInstalling(policy, batches, index);
  const leaving = base.leaving.slice(first, last);
  const away = last === first ? '' : baseLeaves(leaving, last - first);
  const proven = `${module.name} is proven on ${Math.min(replicas, upTo)} of ${replicas}`;
  const come = `${size} new one(s), ${upTo}/${base.replicas} then, and ${proven}`;
  const names = leaving.map((one) => one.name);
  if (policy === 'uninstall-then-install')
    return { what: `base: first ${away}; then ${come}`, names };
  const what = away === '' ? `${come}; no old base leaves yet` : `${away}; ${come}`;
  return { what: `base: ${what}`, names };
}

function lastStep({ from, base }: CoReleaseOutline): Omit<PlannedBatch, 'number' | 'exact'> {
  const gone = retiredWhileInstalling(base.policy, base.batches, base.batches.length - 1);
  const left = base.leaving.slice(gone);
  const count = base.replicas - gone;
  const rest = count === 0 ? 'no old one is left' : baseLeaves(left, count);
  const module = from === undefined ? '' : `, then the pods of ${from.version}`;
  return {
    size: 0,
    cumulative: base.replicas,
    candidates: left.map((one) => one.name),
    what: `base: ${rest}${module}; everything borrowed is given back`,
  };
}
