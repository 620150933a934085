import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Placed } from '../../../src/modules/placed.ts';
import { skewOf } from '../../../src/modules/skew.ts';
import type { AskedBase, LiveRow, Wish } from '../../../src/modules/live-row.ts';
import { asked, baseOf, join, now, placed, wish } from './live-site.ts';

const names = ['vnode.a.dev', 'vnode.b.dev', 'vnode.c.dev'];
const identity = fc.constantFrom('biz1:1.0.0', 'biz1:2.0.0', 'biz2:1.0.0');
const state = fc.constantFrom('activated', 'deactivated', 'broken', 'resolved');

const listed = fc.uniqueArray(fc.tuple(identity, state), {
  selector: ([name]) => name,
  maxLength: 3,
});

const anyPlaced: fc.Arbitrary<Placed> = fc
  .record({
    identity,
    base: fc.constantFrom(...names, 'vnode.gone.dev', ''),
    ready: fc.boolean(),
    leaving: fc.constantFrom(undefined, now - 60_000, now - 1, now + 1),
    since: fc.constantFrom(now - 60_000, now - 15_000, now - 1),
  })
  .map(({ identity: own, base, ready, leaving: goneBy, since }) =>
    placed(own, { base, ready, leaving: goneBy !== undefined, goneBy, since }),
  );

const bases: fc.Arbitrary<AskedBase[]> = fc
  .tuple(...names.map(() => fc.option(listed)))
  .map((all) =>
    all.map((list, at) =>
      asked(
        baseOf({ name: names[at] ?? '', ip: `10.0.0.${at}` }),
        list === null ? 'no answer within 3 s' : list.map(([name, how]) => `${name} ${how}`),
      ),
    ),
  );

const wishes: fc.Arbitrary<Map<string, Wish>> = fc
  .array(
    fc.record({
      module: fc.constantFrom('biz1', 'biz2'),
      version: fc.constantFrom('1.0.0', '2.0.0'),
      rolling: fc.boolean(),
    }),
    { maxLength: 2 },
  )
  .map(
    (all) => new Map(all.map((one) => wish(`Deployment/${one.module}`, one.version, one.rolling))),
  );

const world = fc.record({ placed: fc.array(anyPlaced, { maxLength: 8 }), bases, wishes });

describe('whatever there is', () => {
  test('each object has its row, and what is more on a base is told exactly once', () => {
    fc.assert(
      fc.property(world, (input) => {
        const rows = join(input);
        expect(rows.slice(0, input.placed.length).map(({ object }) => object)).toEqual(
          input.placed.map(({ object }) => object),
        );
        for (const { base, answer } of input.bases) {
          for (const biz of answer?.ok === true ? answer.value : []) {
            const here = rows.filter((row) => row.base === base.name && row.module === biz.name);
            const own = here.filter((row) => row.version === biz.version && row.object !== '');
            const orphan = here.filter((row) => row.version === biz.version && row.object === '');
            const named = here.filter(
              ({ reason }) => reason.code === 'runs-other' && reason.running === biz.version,
            );
            expect(orphan).toHaveLength(own.length + named.length > 0 ? 0 : 1);
          }
        }
      }),
    );
  });

  test('unreachable is what no base answered for, and nothing else', () => {
    fc.assert(
      fc.property(world, (input) => {
        for (const row of join(input)) {
          const there = input.bases.find(({ base }) => base.name === row.base);
          const silent = row.base !== '' && there?.answer?.ok !== true;
          expect(row.live === 'unreachable').toBe(silent);
          expect(row.onBase === null).toBe(silent || row.base === '');
        }
      }),
    );
  });

  test('ok is what the base has activated, or what leaves; a fault is whatever is not ok, but for a dark version', () => {
    fc.assert(
      fc.property(world, (input) => {
        for (const row of join(input)) {
          if (row.live === 'ok' && row.reason.code !== 'leaving') {
            expect(row.onBase).toContainEqual({ version: row.version, state: 'activated' });
          }
          const dark = row.live === 'inactive' && row.reason.code === 'dark';
          const calm = row.live === 'ok' || row.live === 'installing';
          if (!dark) expect(row.fault).toBe(!calm);
        }
      }),
    );
  });

  test('what lies on a base since a moment is never missing there, nor Kubernetes behind with it', () => {
    fc.assert(
      fc.property(world, (input) => {
        const rows = join(input);
        const young = input.placed.map(({ since, leaving }) => !leaving && now - since < 10_000);
        for (const [at, row] of rows.slice(0, young.length).entries()) {
          if (!young[at]) continue;
          expect(row.live).not.toBe('missing-on-base');
          expect(row.live).not.toBe('stale-in-kubernetes');
        }
        const old = input.placed.map((one) => ({ ...one, since: now - 60_000 }));
        expect(join({ ...input, placed: old }).filter(({ live }) => live === 'installing')).toEqual(
          [],
        );
      }),
    );
  });

  test('the order of lists changes no row', () => {
    const sorted = (rows: readonly LiveRow[]): string[] =>
      rows.map((row) => JSON.stringify(row)).sort();
    fc.assert(
      fc.property(world, (input) => {
        const turned = {
          ...input,
          placed: [...input.placed].reverse(),
          bases: [...input.bases].reverse(),
        };
        expect(sorted(join(turned))).toEqual(sorted(join(input)));
      }),
    );
  });

  test('a fleet that runs what Kubernetes says has nothing but ok', () => {
    const fleet = fc.array(
      fc.record({
        base: fc.constantFrom(...names),
        module: fc.constantFrom('biz1', 'biz2', 'biz3'),
      }),
    );
    fc.assert(
      fc.property(fleet, (all) => {
        const rows = join({
          placed: all.map(({ base, module }) => placed(`${module}:1.0.0`, { base })),
          bases: names.map((name, at) =>
            asked(
              baseOf({ name, ip: `10.0.0.${at}` }),
              all.filter(({ base }) => base === name).map(({ module }) => `${module}:1.0.0`),
            ),
          ),
        });
        expect(rows.map(({ live }) => live)).toEqual(all.map(() => 'ok'));
        expect(skewOf(rows)).toEqual([]);
      }),
    );
  });
});

test('skew counts what bases have activated, each once, the version of most first', () => {
  const run = (at: number, ...list: string[]): AskedBase =>
    asked(baseOf({ name: names[at] ?? '', ip: `10.0.0.${at}` }), list);
  const rows = join({
    placed: [
      placed('biz1:2.0.0', { base: names[0] ?? '' }),
      placed('biz1:1.0.0', { base: names[0] ?? '' }),
      placed('biz1:2.0.0', { base: names[1] ?? '' }),
    ],
    bases: [
      run(0, 'biz1:2.0.0', 'biz1:1.0.0 deactivated', 'biz2:1.0.0'),
      run(1, 'biz1:2.0.0', 'biz2:1.0.0'),
      run(2, 'biz1:1.0.0'),
    ],
  });
  expect(skewOf(rows)).toEqual([
    {
      module: 'biz1',
      versions: [
        { version: '2.0.0', bases: 2 },
        { version: '1.0.0', bases: 1 },
      ],
    },
  ]);
});
