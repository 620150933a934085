import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import type { BatchSpec } from '../../../src/plan/types.ts';
import {
  batchingFor,
  batchingOf,
  predictBatches,
  shortfalls,
  smallestFitting,
  type V1Shape,
} from '../../../src/plan/v1-schedule.ts';

const shape = (replicas: number, dialect: V1Shape['dialect'] = 'confirmBatchNum'): V1Shape => ({
  replicas,
  dialect,
});

/** The controller itself, batch by batch, written down from its source. */
function controller(
  { replicas, dialect }: V1Shape,
  { batchCount, useBeta }: { batchCount: number; useBeta: boolean },
): number[] {
  let real = batchCount;
  if (batchCount <= 0) real = 1;
  else if (Math.abs(replicas) < batchCount) real = replicas;
  else if (dialect === 'confirmBatchNum' && useBeta && replicas - 1 > 1) real = batchCount + 1;
  const seen: number[] = [];
  let placed = 0;
  for (let current = 1; placed !== replicas; current++) {
    if (real !== 1 && current === 1 && useBeta) placed = 1;
    else if (current === real) placed = replicas;
    else placed += Math.ceil(replicas / real);
    seen.push(placed);
  }
  return seen;
}

const shapes = fc.record({
  replicas: fc.integer({ min: 1, max: 60 }),
  dialect: fc.constantFrom('confirmBatchNum' as const, 'pause' as const),
});

describe('predictBatches', () => {
  test.each([
    [4, { batchCount: 2, useBeta: false }, [2, 4]],
    [5, { batchCount: 3, useBeta: false }, [2, 4, 5]],
    [5, { batchCount: 4, useBeta: false }, [2, 4, 6, 5]],
    [5, { batchCount: 2, useBeta: true }, [1, 3, 5]],
    [3, { batchCount: 9, useBeta: false }, [1, 2, 3]],
    [2, { batchCount: 1, useBeta: true }, [2]],
    [4, { batchCount: 0, useBeta: false }, [4]],
    [0, { batchCount: 2, useBeta: false }, []],
  ])('%i replicas, %o', (replicas, batching, batches) => {
    expect(predictBatches(shape(replicas), batching)).toEqual(batches);
  });

  test('up to v0.9 the beta batch is one of the batches', () => {
    const batching = { batchCount: 3, useBeta: true };
    expect(predictBatches(shape(7, 'pause'), batching)).toEqual([1, 4, 7]);
    expect(predictBatches(shape(7), batching)).toEqual([1, 3, 5, 7]);
  });

  test('is what the controller does', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 0, max: 65 }),
        fc.boolean(),
        (one, batchCount, useBeta) => {
          const batching = { batchCount, useBeta };
          expect(predictBatches(one, batching)).toEqual(controller(one, batching));
        },
      ),
    );
  });
});

describe('room', () => {
  test('the half-missing release: two per batch, one free base', () => {
    expect(shortfalls([2, 4], { free: 1, old: 4 })).toEqual([
      { batch: 1, size: 2, free: 1 },
      { batch: 2, size: 2, free: 1 },
    ]);
    expect(shortfalls([1, 2, 3, 4], { free: 1, old: 4 })).toEqual([]);
  });

  test('a first deploy frees nothing as it goes', () => {
    expect(shortfalls([2, 4], { free: 3, old: 0 })).toEqual([{ batch: 2, size: 2, free: 1 }]);
  });

  test('the fewest that fit', () => {
    const room = { free: 3, old: 10 };
    expect(smallestFitting(shape(10), room)).toEqual({ batchCount: 4, useBeta: false });
    expect(smallestFitting(shape(10), room, { atLeast: 6, useBeta: false })).toEqual({
      batchCount: 10,
      useBeta: false,
    });
    expect(smallestFitting(shape(10), { free: 0, old: 10 })).toBeUndefined();
  });

  test('what is chosen fits and never overshoots', () => {
    fc.assert(
      fc.property(shapes, fc.nat(60), fc.nat(60), (one, free, old) => {
        const chosen = smallestFitting(one, { free, old });
        if (chosen === undefined) {
          // One at a time is the last resort: if that fits, something must have been found.
          const singly = Array.from({ length: one.replicas }, (_, index) => index + 1);
          expect(shortfalls(singly, { free, old })).not.toEqual([]);
          return;
        }
        const batches = predictBatches(one, chosen);
        expect(shortfalls(batches, { free, old })).toEqual([]);
        expect(Math.max(...batches)).toBe(one.replicas);
      }),
    );
  });
});

describe('the user’s batches in the controller’s words', () => {
  const count = (batches: number, beta = false): BatchSpec => ({ by: 'count', batches, beta });
  const size = (...values: number[]): BatchSpec => ({
    by: 'size',
    sizes: values.map((value) => ({ value, percent: false })),
    beta: false,
  });

  test.each([
    [4, count(2), [2, 4]],
    [10, count(4), [3, 6, 9, 10]],
    [5, count(3, true), [1, 3, 5]],
    [5, count(1), [5]],
    [3, count(7), [1, 2, 3]],
    [10, size(5), [5, 10]],
    [10, size(1, 3), [1, 4, 7, 10]],
    [10, size(1, 9), [1, 10]],
  ])('%i replicas, %o', (replicas, spec, batches) => {
    expect(predictBatches(shape(replicas), batchingOf(spec, shape(replicas)))).toEqual(batches);
  });

  test('what it can’t do is refused with what it can', () => {
    const refused = (): unknown => batchingOf(size(1, 2, 7), shape(10));
    expect(refused).toThrow(Fault);
    expect(refused).toThrow(/can't do batches of 1, 2, 7/);
    try {
      refused();
    } catch (error) {
      const { details, outcome } = error as Fault;
      expect(outcome).toBe('invalid');
      expect(details).toContain('possible: --batches 2 makes 5, 5');
      expect(details).toContain('possible: --batches 3 --beta makes 1, 4, 5');
    }
  });

  test('every sequence that the controller can do is found again', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 1, max: 62 }),
        fc.boolean(),
        (one, batchCount, useBeta) => {
          const batches = predictBatches(one, { batchCount, useBeta });
          const found = batchingFor(batches, one);
          const steady = batches.every((total, at) => total > (batches[at - 1] ?? 0));
          if (!steady || batches.at(-1) !== one.replicas) expect(found).toBeUndefined();
          else
            expect(predictBatches(one, found ?? { batchCount: 0, useBeta: false })).toEqual(
              batches,
            );
        },
      ),
    );
  });

  test('thousands of replicas take no time', () => {
    const before = performance.now();
    smallestFitting(shape(5_000), { free: 7, old: 5_000 });
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
