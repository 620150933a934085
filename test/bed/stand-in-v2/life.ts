import type { Kube } from '../kube.ts';
import type { Freshness } from './pods/freshness.ts';
import type { LeaseCache } from './nodes/lease-cache.ts';
import type { ModelTime } from './model-time.ts';
import type { PodCache } from './pods/pod-cache.ts';
import type { Quirks } from './quirks.ts';
import type { StatusWriter } from './pods/status-writer.ts';

/** What the parts of one controller process share, from its start to its end. */
export interface Life {
  readonly env: string;
  /** The holder of its leases. */
  readonly clientId: string;
  readonly kube: Kube;
  readonly time: ModelTime;
  readonly quirks: Quirks;
  readonly cache: PodCache;
  readonly leases: LeaseCache;
  readonly freshness: Freshness;
  readonly writer: StatusWriter;
  readonly signal: AbortSignal;
  /** Ends the process on the spot. */
  crash(reason: string): void;
}
