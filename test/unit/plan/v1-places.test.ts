import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { increments } from '../../../src/plan/batches.ts';
import { predictPlaces, type Counted, type V1Bases } from '../../../src/plan/v1-places.ts';

const bases = (prefix: string, counts: readonly number[]): Counted[] =>
  counts.map((count, index) => ({ name: `${prefix}${index + 1}`, count }));

const given = (more: Partial<V1Bases>): V1Bases => ({
  free: [],
  old: [],
  spread: 'scatter',
  oldSpread: 'scatter',
  limit: undefined,
  ...more,
});

describe('which bases a batch gets', () => {
  const free = bases('f', [2, 0, 5, 1]);

  test.each<[string, Partial<V1Bases>, number[], [string[], boolean][]]>([
    ['scatter: the emptiest', { free }, [2], [[['f2', 'f4'], true]]],
    ['stacking: the fullest', { free, spread: 'stacking' }, [2], [[['f3', 'f1'], true]]],
    ['another word: nobody knows', { free, spread: '' }, [2], [[['f1', 'f2', 'f3', 'f4'], false]]],
    ['all there are', { free, spread: undefined }, [4], [[['f1', 'f2', 'f3', 'f4'], true]]],
    [
      'among equals the cache decides: those before them are sure',
      { free: bases('f', [0, 1, 1, 1, 9]) },
      [2],
      [[['f1', 'f2', 'f3', 'f4'], false]],
    ],
    [
      'a first deploy goes on with what is left',
      { free },
      [1, 3, 4],
      [
        [['f2'], true],
        [['f4', 'f1'], true],
        [['f3'], true],
      ],
    ],
    [
      'equals that no batch before has taken are those of the next',
      { free: bases('f', [1, 1, 1, 0]), spread: 'stacking' },
      [1, 3, 4],
      [
        [['f1', 'f2', 'f3'], false],
        [['f1', 'f2', 'f3'], false],
        [['f4'], true],
      ],
    ],
    [
      'an upgrade comes to what the batch before has freed',
      { free: bases('f', [0]), old: bases('o', [3, 1]) },
      [1, 2],
      [
        [['f1'], true],
        [['o1'], true],
      ],
    ],
    [
      'stacking leaves the emptiest first',
      { free: bases('f', [0]), old: bases('o', [3, 1]), oldSpread: 'stacking' },
      [1, 2],
      [
        [['f1'], true],
        [['o2'], true],
      ],
    ],
    [
      'after a batch that is not certain everything may be',
      { free: bases('f', [0, 0]), old: bases('o', [2]) },
      [1, 2],
      [
        [['f1', 'f2'], false],
        [['f1', 'f2', 'o1'], false],
      ],
    ],
    [
      'a base that is too full even then takes none',
      { free: bases('f', [0, 1]), old: bases('o', [9, 1]), limit: 3 },
      [1, 2],
      [
        [['f1'], true],
        [['f2'], true],
      ],
    ],
  ])('%s', (_, more, cumulative, wanted) => {
    const found = predictPlaces(given(more), cumulative);
    expect(found.map(({ candidates, exact }) => [candidates, exact])).toEqual(wanted);
  });
});

/** What the controller does, with a cache whose order is `shuffle`. */
function controller(
  { free, old, spread, oldSpread, limit = Infinity }: V1Bases,
  cumulative: readonly number[],
  shuffle: (names: readonly string[]) => string[],
): string[][] {
  const count = new Map([...free, ...old].map((base) => [base.name, base.count]));
  const without = new Set(free.map((base) => base.name));
  const having = new Set(old.map((base) => base.name));
  const sorted = (names: Iterable<string>, order: string | undefined, up: boolean): string[] => {
    const sign = order === 'scatter' ? 1 : order === 'stacking' ? -1 : 0;
    const of = (name: string): number => (up ? sign : -sign) * (count.get(name) ?? 0);
    return shuffle([...names]).sort((a, b) => of(a) - of(b));
  };
  return increments(cumulative).map((size) => {
    const chosen = sorted(without, spread, true)
      .filter((name) => (count.get(name) ?? 0) < limit)
      .slice(0, size);
    const leaving = sorted(having, oldSpread, false).slice(0, chosen.length);
    for (const name of chosen) {
      without.delete(name);
      count.set(name, (count.get(name) ?? 0) + 1);
    }
    for (const name of leaving) {
      having.delete(name);
      without.add(name);
      count.set(name, (count.get(name) ?? 0) - 1);
    }
    return chosen;
  });
}

test('what is said to be certain is so, whatever the order of equals; the rest is among the candidates', () => {
  const counts = fc.array(fc.nat(4), { maxLength: 6 });
  const policy = fc.constantFrom('scatter', 'stacking', '');
  fc.assert(
    fc.property(
      counts,
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }),
      fc.tuple(policy, policy, fc.option(fc.integer({ min: 5, max: 6 }), { nil: undefined })),
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.nat(1000)),
      (free, old, [spread, oldSpread, limit], sizes, random) => {
        const around = given({
          free: bases('f', free),
          old: bases('o', old),
          spread,
          oldSpread,
          limit,
        });
        const shuffle = (names: readonly string[]): string[] =>
          names
            .map((name) => ({ name, at: random.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ name }) => name);
        let total = 0;
        const cumulative = sizes.map((size) => (total += size));
        const did = controller(around, cumulative, shuffle);
        // What finds no place is refused before it is planned.
        fc.pre(did.every((names, index) => names.length === sizes[index]));
        predictPlaces(around, cumulative).forEach(({ candidates, exact }, index) => {
          const names = did[index] ?? [];
          expect(candidates).toEqual(expect.arrayContaining(names));
          if (exact) expect([...candidates].sort()).toEqual([...names].sort());
        });
      },
    ),
    { numRuns: 500 },
  );
});
