import { faultOf } from '../messages/fault-of.ts';
import { isV1Spread, isV2Spread, type SpreadWish } from '../modules/spread-wish.ts';
import type { WorkloadKind } from './kinds.ts';

/** A word of the other world, or one for a kind that has nothing to choose, is a mistake of the caller. */
export function refuseSpread(
  { kind, world, replicas }: WorkloadKind,
  spread: SpreadWish | undefined,
): void {
  if (spread === undefined) return;
  if (world === 'v1' && !isV1Spread(spread)) {
    throw faultOf(({ commands }) => commands.spreadForV2(spread));
  }
  if (world === 'v2' && replicas === 'every-base') {
    throw faultOf(({ commands }) => commands.spreadNowhere(kind));
  }
  if (world === 'v2' && !isV2Spread(spread)) {
    throw faultOf(({ commands }) => commands.spreadForV1(spread));
  }
}
