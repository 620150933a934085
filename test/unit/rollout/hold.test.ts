import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  holdMinReadySeconds,
  holdNumbers,
  holdOps,
  isHeld,
  readSavedFields,
  releaseOps,
} from '../../../src/rollout/hold.ts';
import { retiredWhileInstalling } from '../../../src/plan/batches.ts';
import type { Policy } from '../../../src/plan/types.ts';
import type { JsonPatchOp } from '../../../src/world.ts';

/** What the API server makes of these operations, all of them on members of spec. */
function patched(spec: Record<string, unknown>, ops: readonly JsonPatchOp[]): typeof spec {
  return ops.reduce((result, { path, value }) => {
    return { ...result, [path.replace('/spec/', '')]: value };
  }, spec);
}

const policies: readonly Policy[] = [
  'install-then-uninstall',
  'blue-green',
  'uninstall-then-install',
];

/** Rising totals, as batches have. */
const cumulatives = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 10 })
  .map((totals) => [...totals].sort((a, b) => a - b));

describe('the hold line', () => {
  test('never asks for zero and zero, nor for less than nothing', () => {
    expect(() => holdNumbers(0, 0)).toThrow(RangeError);
    expect(() => holdNumbers(1, 2)).toThrow(RangeError);
    expect(() => holdNumbers(1, -1)).toThrow(RangeError);
  });

  test('brings exactly the batch to the new version, whatever the policy', () => {
    fc.assert(
      fc.property(cumulatives, fc.constantFrom(...policies), (cumulative, policy) => {
        const replicas = cumulative.at(-1) ?? 0;
        let gone = 0;
        for (const [index, updated] of cumulative.entries()) {
          const retired = retiredWhileInstalling(policy, cumulative, index);
          const { maxSurge, maxUnavailable } = holdNumbers(updated, retired);
          expect(maxSurge + maxUnavailable).toBe(updated);
          expect(maxSurge + maxUnavailable).toBeGreaterThan(0);
          expect(maxUnavailable).toBe(retired);
          // Old pods never come back, and never go before the batch that replaces them.
          expect(retired).toBeGreaterThanOrEqual(gone);
          expect(retired).toBeLessThanOrEqual(
            policy === 'uninstall-then-install' ? updated : (cumulative[index - 1] ?? 0),
          );
          expect(replicas - retired + updated).toBeGreaterThanOrEqual(replicas);
          gone = retired;
        }
      }),
    );
  });

  test('gives back what it borrowed', () => {
    const fields = fc.record(
      {
        minReadySeconds: fc.integer({ min: 1, max: 600 }),
        progressDeadlineSeconds: fc.integer({ min: 601, max: 900 }),
        strategy: fc.constantFrom(
          { type: 'Recreate' },
          { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } },
        ),
      },
      { requiredKeys: ['progressDeadlineSeconds', 'strategy'] },
    );
    fc.assert(
      fc.property(fields, (spec) => {
        const held = patched(spec, holdOps({ maxSurge: 1, maxUnavailable: 0 }));
        expect(isHeld(held)).toBe(true);
        expect(held['minReadySeconds']).toBe(holdMinReadySeconds);
        const back = patched(held, releaseOps(readSavedFields(spec)));
        expect(isHeld(back)).toBe(false);
        expect({ ...back, minReadySeconds: back['minReadySeconds'] || undefined }).toEqual({
          minReadySeconds: undefined,
          ...spec,
        });
      }),
    );
  });
});
