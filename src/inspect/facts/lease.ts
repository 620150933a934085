import { leaseSpecOf, renewalStampOf } from '../../modules/vnode-lease.ts';
import type { KubeObject } from '../../world.ts';

export interface LeaseFact {
  readonly name: string;
  readonly holder: string;
  /** By the holder's clock, ms. */
  readonly renewedAt: number | undefined;
  readonly lastsMs: number | undefined;
  /** By the API server's clock when it was renewed, in whole seconds; undefined where unknown. */
  readonly stampedAt: number | undefined;
}

export function leaseFactOf(lease: KubeObject): LeaseFact {
  const { holder, renewedAt, lastsMs } = leaseSpecOf(lease);
  const stampedAt = renewalStampOf(lease.metadata);
  return { name: lease.metadata.name, holder, renewedAt, lastsMs, stampedAt };
}

/** A stamp has whole seconds, cut off: within them both clocks agree. */
const stampMs = 1_000;

/** How far the holder's clock is ahead of the API server's, ms; 0 where the stamp can't tell them apart. */
export function aheadOf({ renewedAt, stampedAt }: LeaseFact): number {
  if (renewedAt === undefined || stampedAt === undefined) return 0;
  const ahead = renewedAt - stampedAt;
  if (ahead < 0) return ahead;
  return Math.max(0, ahead - stampMs);
}
