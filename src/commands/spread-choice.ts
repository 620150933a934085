import { Fault } from '../fault.ts';
import { isV1Spread, isV2Spread, type SpreadWish } from '../modules/spread-wish.ts';
import type { WorkloadKind } from './kinds.ts';

const instead: Record<SpreadWish, string> = {
  hard: 'use --spread scatter (the emptiest base first) or --spread stacking (the fullest first)',
  soft: 'use --spread scatter (the emptiest base first) or --spread stacking (the fullest first)',
  none: 'leave --spread out, or say in which order: --spread scatter or --spread stacking',
  scatter:
    'use --spread hard (never two pods of a version on one base) or --spread soft (only where no other is left)',
  stacking:
    'use --spread none, which leaves it to the scheduler; it can’t be told to fill bases up',
};

/** A word of the other world, or one for a kind that has nothing to choose, is a mistake of the caller. */
export function refuseSpread(
  { kind, world, replicas }: WorkloadKind,
  spread: SpreadWish | undefined,
): void {
  if (spread === undefined) return;
  if (world === 'v1' && !isV1Spread(spread)) {
    throw new Fault(
      `--spread ${spread} is for V2: V1's controller never puts a module twice on a base`,
      { fix: instead[spread] },
    );
  }
  if (world === 'v2' && replicas === 'every-base') {
    throw new Fault(
      `a ${kind} has one pod on every base: there is nothing for --spread to choose`,
      { fix: 'leave --spread out; --base, --base-version and --cluster-name say which bases' },
    );
  }
  if (world === 'v2' && !isV2Spread(spread)) {
    throw new Fault(
      `--spread ${spread} is for V1: it orders bases by the modules on them, which the scheduler of V2's pods does not count`,
      { fix: instead[spread] },
    );
  }
}
