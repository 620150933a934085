import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cumulativeBatches, increments } from '../../../src/plan/batches.ts';
import type { BatchSpec } from '../../../src/plan/types.ts';

const count = (batches: number, beta = false): BatchSpec => ({ by: 'count', batches, beta });
const sizes = (text: string, beta = false): BatchSpec => ({
  by: 'size',
  beta,
  sizes: text
    .split(',')
    .map((one) => ({ value: Number.parseInt(one, 10), percent: one.endsWith('%') })),
});

describe('cumulativeBatches', () => {
  test.each<[string, BatchSpec, number, number[]]>([
    ['1,30%,100% of 10', sizes('1,30%,100%'), 10, [1, 4, 10]],
    ['the last size repeats', sizes('2,3'), 10, [2, 5, 8, 10]],
    ['percentages are rounded up', sizes('25%'), 10, [3, 6, 9, 10]],
    ['no more than there are', sizes('50'), 3, [3]],
    ['beta before sizes', sizes('5', true), 10, [1, 6, 10]],
    ['beta where the first is one already', sizes('1,5', true), 10, [1, 6, 10]],
    ['equal parts', count(5), 10, [2, 4, 6, 8, 10]],
    ['parts that do not divide', count(3), 10, [3, 6, 10]],
    ['more parts than bases', count(8), 3, [1, 2, 3]],
    ['beta and equal parts', count(3, true), 9, [1, 5, 9]],
    ['one base', count(4), 1, [1]],
    ['none', count(4), 0, []],
  ])('%s', (_, spec, replicas, expected) => {
    expect(cumulativeBatches(spec, replicas)).toEqual(expected);
  });

  test('a batch of nothing would never move', () => {
    expect(() => cumulativeBatches(sizes('0'), 3)).toThrow('would never move');
    expect(() => cumulativeBatches({ by: 'size', sizes: [], beta: false }, 3)).toThrow('no batch');
  });
});

const specs: fc.Arbitrary<BatchSpec> = fc.oneof(
  fc.record({
    by: fc.constant('count' as const),
    batches: fc.integer({ min: 1, max: 50 }),
    beta: fc.boolean(),
  }),
  fc.record({
    by: fc.constant('size' as const),
    beta: fc.boolean(),
    sizes: fc.array(fc.record({ value: fc.integer({ min: 1, max: 100 }), percent: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    }),
  }),
);

describe('whatever is asked for', () => {
  test('every batch adds at least one, and the last reaches all', () => {
    fc.assert(
      fc.property(specs, fc.integer({ min: 1, max: 3_000 }), (spec, replicas) => {
        const cumulative = cumulativeBatches(spec, replicas);
        expect(cumulative.at(-1)).toBe(replicas);
        expect(Math.min(...increments(cumulative))).toBeGreaterThanOrEqual(1);
        expect(increments(cumulative).reduce((sum, one) => sum + one, 0)).toBe(replicas);
        if (spec.beta && replicas > 1) expect(cumulative[0]).toBe(1);
      }),
    );
  });
});
