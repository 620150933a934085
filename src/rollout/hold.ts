import type { Policy } from '../plan/types.ts';
import type { JsonPatchOp } from '../world.ts';

/**
 * The hold line: with these two constants no new pod ever counts as available,
 * so the Deployment controller stops by itself at
 * updated = maxSurge + maxUnavailable and old = replicas - maxUnavailable.
 * Seen exact on kube-controller-manager 1.34; kruise-rollout uses the same
 * constants for its blue-green style.
 */
export const holdMinReadySeconds = 2147483646;
export const holdProgressDeadlineSeconds = 2147483647;

export interface HoldNumbers {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** The fields of a Deployment that a rollout borrows and gives back. `undefined`: was not set. */
export interface SavedFields {
  readonly minReadySeconds: number | undefined;
  readonly progressDeadlineSeconds: number | undefined;
  readonly strategy: unknown;
}

/**
 * The numbers that bring `updated` pods of the new version while `retired` old
 * ones are gone. Never both zero: the API server refuses that.
 */
export function holdNumbers(updated: number, retired: number): HoldNumbers {
  if (retired < 0 || updated < retired || updated < 1) {
    throw new RangeError(`no hold for ${updated} updated and ${retired} retired`);
  }
  return { maxSurge: updated - retired, maxUnavailable: retired };
}

/** Whether a rollout by this policy draws such a hold at any time; else a hand has. */
export function isDrawnBy(
  { maxSurge, maxUnavailable }: HoldNumbers,
  policy: Policy,
  cumulative: readonly number[],
): boolean {
  const updated = maxSurge + maxUnavailable;
  return (
    cumulative.includes(updated) &&
    (policy !== 'uninstall-then-install' || maxUnavailable === updated)
  );
}

export function readSavedFields(spec: Record<string, unknown>): SavedFields {
  return {
    minReadySeconds: spec['minReadySeconds'] as number | undefined,
    progressDeadlineSeconds: spec['progressDeadlineSeconds'] as number | undefined,
    strategy: spec['strategy'],
  };
}

/** Whether the spec carries the hold line now. */
export function isHeld(spec: Record<string, unknown>): boolean {
  return spec['minReadySeconds'] === holdMinReadySeconds;
}

/** `add` replaces an existing member (RFC 6902 4.1), so these fit either state. */
export function holdOps(numbers: HoldNumbers): JsonPatchOp[] {
  return [
    { op: 'add', path: '/spec/minReadySeconds', value: holdMinReadySeconds },
    { op: 'add', path: '/spec/progressDeadlineSeconds', value: holdProgressDeadlineSeconds },
    {
      op: 'add',
      path: '/spec/strategy',
      value: { type: 'RollingUpdate', rollingUpdate: { ...numbers } },
    },
  ];
}

/** Gives the borrowed fields back. An absent one is set to the server's default first, so that `remove` never fails. */
export function releaseOps(saved: SavedFields): JsonPatchOp[] {
  return [
    { op: 'add', path: '/spec/minReadySeconds', value: saved.minReadySeconds ?? 0 },
    {
      op: 'add',
      path: '/spec/progressDeadlineSeconds',
      value: saved.progressDeadlineSeconds ?? 600,
    },
    {
      op: 'add',
      path: '/spec/strategy',
      value: saved.strategy ?? {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      },
    },
  ];
}
