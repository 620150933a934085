import { Fault } from '../fault.ts';
import type { BatchSize, Plan } from './types.ts';

/** As a number of modules: a percentage is of the replicas and rounded down, unlike a batch's. */
export function mostUnavailable({ value, percent }: BatchSize, replicas: number): number {
  return percent ? Math.floor((replicas * value) / 100) : value;
}

/** As it was said, and what it comes to. */
export function limitText({ value, percent }: BatchSize, most: number): string {
  return percent ? `${value}% (${most})` : String(value);
}

type Rolled = Pick<Plan, 'world' | 'kind' | 'policy' | 'batches' | 'replicas' | 'workload'>;

/**
 * What `--max-unavailable` comes to in this plan; undefined where it was not given or there are
 * no batches. Throws a Fault where a batch takes away more than that by itself.
 */
export function keptInService(plan: Rolled, wanted: BatchSize | undefined): number | undefined {
  if (wanted === undefined || plan.batches.length === 0) return undefined;
  const most = mostUnavailable(wanted, plan.replicas);
  // What stands has its batches already: whether the next one may open shows at its boundary.
  if (plan.kind === 'upgrade' && takesAwayFirst(plan)) refuseLargeBatches(plan, wanted, most);
  return most;
}

/**
 * Whether a batch's bases lose the old version before others, or they themselves, have the new
 * one. V1's controller does both at the same time.
 */
export function takesAwayFirst({ world, policy }: Pick<Plan, 'world' | 'policy'>): boolean {
  return world === 'v1' || policy === 'uninstall-then-install';
}

function refuseLargeBatches(plan: Rolled, wanted: BatchSize, most: number): void {
  const [largest] = plan.batches.toSorted((a, b) => b.size - a.size);
  if (largest === undefined || largest.size <= most) return;
  const { number, size } = largest;
  throw new Fault(
    `batch ${number} of ${plan.batches.length} takes ${size} module(s) out of service, and --max-unavailable is ${limitText(wanted, most)}`,
    { details: [why(plan)], fix: howToMend(plan, size, most) },
  );
}

function why({ world, workload }: Rolled): string {
  if (world === 'v1') {
    return "V1's controller takes the old version off as many bases as a batch has, while that batch installs";
  }
  return workload.kind === 'Deployment'
    ? 'uninstall-then-install: a base of the batch is without the module until the new version is there'
    : `a ${workload.kind} takes a pod away before its successor comes`;
}

function howToMend({ world, replicas, workload }: Rolled, size: number, most: number): string {
  const fits = Math.max(1, most);
  const smaller =
    world === 'v1' ? `--batches ${Math.ceil(replicas / fits)}` : `--batch-size ${fits}`;
  const ways = [
    most > 0 ? smaller : `${smaller} --max-unavailable 1`,
    ...(most > 0 ? [`--max-unavailable ${size}`] : []),
    ...(workload.kind === 'Deployment'
      ? ['--policy install-then-uninstall where a base can have both versions, or is free']
      : []),
  ];
  return `use ${ways.join(', or ')}`;
}
