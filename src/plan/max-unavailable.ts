import { worded, faultFrom, type FaultTexts } from '../messages/fault-of.ts';
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
  throw faultFrom((_, { batches }) =>
    worded(
      batches.tooLarge(
        { number, of: plan.batches.length },
        size,
        limitText(wanted, most),
        flagsThatFit(plan, size, most),
        plan.workload.kind === 'Deployment',
      ),
      [why(plan, batches)],
    ),
  );
}

function why({ world, workload }: Rolled, words: FaultTexts['batches']): string {
  if (world === 'v1') return words.bothAtOnce;
  return workload.kind === 'Deployment'
    ? words.withoutMeanwhile
    : words.podGoesFirst(workload.kind);
}

function flagsThatFit({ world, replicas }: Rolled, size: number, most: number): string[] {
  const fits = Math.max(1, most);
  const smaller =
    world === 'v1' ? `--batches ${Math.ceil(replicas / fits)}` : `--batch-size ${fits}`;
  return most > 0 ? [smaller, `--max-unavailable ${size}`] : [`${smaller} --max-unavailable 1`];
}
