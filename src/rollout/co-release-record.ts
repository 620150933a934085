import type { Policy } from '../plan/types.ts';
import type { SavedFields } from './hold.ts';
import type { RecordStore } from './record-store.ts';

/**
 * The base's half of a rollout that releases base and module together. It lies in the module's
 * record, so that whoever takes it up knows both ways from there alone.
 */
export interface CoReleaseRecord {
  readonly base: { readonly namespace: string; readonly name: string; readonly uid: string };
  /** What the new bases call their version; the module's new pods can go nowhere else. */
  readonly baseVersion: string;
  readonly fromVersions: readonly string[];
  readonly newTemplate: unknown;
  readonly oldTemplate: unknown;
  /** Fields of the base Deployment to give back at the end. */
  readonly saved: SavedFields;
  /** `install-then-uninstall`: the new base comes before the old one goes. */
  readonly policy: Policy;
  /** Cumulative number of new bases after each of its steps. */
  readonly batches: readonly number[];
  readonly replicas: number;
  /** Steps that were proven, the module's first one included. */
  readonly proven: number;
}

/** The module first, the base in its batches, then what is left of the old base. */
export function stepsIn({ batches }: Pick<CoReleaseRecord, 'batches'>): number {
  return batches.length + 2;
}

/** Notes that a step is proven; an earlier run may have noted it, or later ones. */
export async function noteStep(
  store: RecordStore,
  begun: CoReleaseRecord,
  step: number,
): Promise<void> {
  const { coRelease = begun } = store.current ?? {};
  if (coRelease.proven >= step) return;
  await store.update({ coRelease: { ...coRelease, proven: step } });
}
