import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { core } from '../../../src/modules/surface.ts';
import {
  isConfirmed,
  keyOf,
  nextMove,
  stepsOf,
  unconfirmed,
  type Move,
} from '../../../src/recover/stepping.ts';
import type { Facts } from '../../../src/recover/facts.ts';
import type { Act, Danger, Runbook, State, Step } from '../../../src/recover/step.ts';

const states: State[] = [
  'done',
  'under-way',
  'to-do',
  'manual',
  'not-applicable',
  'blocked',
  'skipped',
];
const dangers: Danger[] = ['none', 'writes', 'dangerous'];

function act(uid: string): Act {
  const ref = { type: core.pod, namespace: 'shop', name: uid };
  return { does: 'delete', ref, uid, resourceVersion: '1' };
}

function step(id: string, more: Partial<Step>): Step {
  return {
    id,
    spec: 'delete-pods',
    state: 'to-do',
    danger: 'writes',
    code: 'pods-on-node',
    manual: false,
    unseen: false,
    acts: [act(id)],
    name: `name-of-${id}`,
    ...more,
  };
}

const anyStep = (id: string) =>
  fc
    .record({
      state: fc.constantFrom(...states),
      danger: fc.constantFrom(...dangers),
      later: fc.boolean(),
      name: fc.constantFrom(undefined, '', `name-of-${id}`),
    })
    .map(({ name, ...one }) => {
      const { name: _, ...plain } = step(id, one);
      return name === undefined ? plain : { ...plain, name };
    });

const anySteps = fc
  .integer({ min: 0, max: 8 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyStep(`s${index}`))));

const anyTyped = fc.dictionary(
  fc.constantFrom('s0', 's1', 's2', 's3', 's4', 's5'),
  fc.constantFrom('', 'name-of-s0', 'name-of-s1', 'name-of-s2', 'yes'),
);

const indexOf = (steps: readonly Step[], move: Move): number =>
  move.does === 'end' ? steps.length : steps.findIndex(({ id }) => id === move.step.id);

describe('what comes next', () => {
  test('nothing is destroyed whose name was not typed', () => {
    fc.assert(
      fc.property(anySteps, anyTyped, (steps, typed) => {
        const confirmed = new Map(Object.entries(typed));
        const move = nextMove(steps, { confirmed, acted: new Set() });
        if (move.does !== 'act' || move.step.danger !== 'dangerous') return;
        expect(move.step.name).toBeTruthy();
        expect(confirmed.get(move.step.id)).toBe(move.step.name);
      }),
      { numRuns: 2000 },
    );
  });

  test('only a step that is to do is done, none twice, and none before an open one', () => {
    fc.assert(
      fc.property(
        anySteps,
        anyTyped,
        fc.array(fc.integer({ min: 0, max: 7 })),
        (steps, typed, before) => {
          const acted = new Set(before.map((index) => keyOf(act(`s${index}`))));
          const move = nextMove(steps, { confirmed: new Map(Object.entries(typed)), acted });
          if (move.does === 'act') {
            expect(move.step.state).toBe('to-do');
            for (const one of move.acts) expect(acted.has(keyOf(one))).toBe(false);
          }
          const at = indexOf(steps, move);
          const atTheEnd =
            move.does === 'wait' && move.step.state === 'under-way' && move.step.later;
          for (const one of atTheEnd ? steps : steps.slice(0, at)) {
            const later = one.state === 'under-way' && one.later;
            expect(later || ['done', 'not-applicable', 'skipped'].includes(one.state)).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('it ends only when every step is over', () => {
    fc.assert(
      fc.property(anySteps, anyTyped, (steps, typed) => {
        const move = nextMove(steps, {
          confirmed: new Map(Object.entries(typed)),
          acted: new Set(),
        });
        if (move.does !== 'end') return;
        for (const { state } of steps)
          expect(['done', 'not-applicable', 'skipped']).toContain(state);
      }),
    );
  });

  test('cut off after any step, it goes on with the next one, and does the same things in all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 40 }), (count, cut) => {
        const all = Array.from({ length: count }, (_, index) =>
          step(`s${index}`, { danger: 'dangerous' }),
        );
        const confirmed = new Map(all.map(({ id, name = '' }) => [id, name]));
        const world = new Set<string>();
        const did: string[] = [];
        let acted = new Set<string>();
        for (let turn = 0; turn < 100; turn += 1) {
          // Another process, which has done nothing yet.
          if (turn === cut) acted = new Set();
          const seen = all.map((one) =>
            world.has(one.id) ? { ...one, state: 'done' as const } : one,
          );
          const move = nextMove(seen, { confirmed, acted });
          if (move.does === 'end') break;
          if (move.does !== 'act') throw new Error(`unexpected ${move.does}`);
          did.push(move.step.id);
          world.add(move.step.id);
          for (const one of move.acts) acted.add(keyOf(one));
        }
        expect(did).toEqual(all.map(({ id }) => id));
      }),
    );
  });

  test('objects that came after the first are dealt with too', () => {
    const acted = new Set([keyOf(act('a'))]);
    const one = step('s0', { acts: [act('a'), act('b')] });
    const move = nextMove([one], { confirmed: new Map(), acted });
    expect(move).toMatchObject({ does: 'act', acts: [{ uid: 'b' }] });
  });

  test('a resourceVersion that moved makes no other write, other finalizers do', () => {
    const patch = (version: string, finalizers: string[]): Act => ({
      does: 'patch',
      ref: { type: core.pod, namespace: 'shop', name: 'a' },
      uid: 'u',
      ops: [
        { op: 'test', path: '/metadata/resourceVersion', value: version },
        { op: 'test', path: '/metadata/finalizers', value: finalizers },
      ],
    });
    expect(keyOf(patch('1', ['x']))).toBe(keyOf(patch('2', ['x'])));
    expect(keyOf(patch('1', ['x']))).not.toBe(keyOf(patch('1', ['y'])));
  });
});

describe('names to be typed', () => {
  test('what is to do and destroys is asked for, until its own name is there', () => {
    const one = step('s0', { danger: 'dangerous' });
    expect(unconfirmed([one], new Map())).toEqual([one]);
    expect(unconfirmed([one], new Map([['s0', 'another']]))).toEqual([one]);
    expect(unconfirmed([one], new Map([['s0', 'name-of-s0']]))).toEqual([]);
    expect(unconfirmed([step('s0', { danger: 'dangerous', state: 'done' })], new Map())).toEqual(
      [],
    );
    const { name: _, ...nameless } = one;
    expect(isConfirmed(nameless, new Map([['s0', '']]))).toBe(false);
  });
});

describe('what a person says of a step', () => {
  const book = (unseen: boolean, state: 'manual' | 'blocked' | 'done' | 'to-do'): Runbook => ({
    id: 'x',
    needs: [],
    reads: [],
    steps: [
      {
        id: 'machine-is-off',
        danger: 'none',
        manual: true,
        unseen,
        check: () => [{ state, code: 'by-hand' }],
      },
    ],
  });
  const said = (how: 'done' | 'skipped') => ({ 'machine-is-off': { how, who: 'me', at: 'now' } });
  const state = (one: Runbook, how: 'done' | 'skipped') =>
    stepsOf(one, {} as Facts, said(how))[0]?.state;

  test('counts where nothing can be seen, and only there', () => {
    expect(state(book(true, 'manual'), 'done')).toBe('done');
    expect(state(book(false, 'manual'), 'done')).toBe('manual');
    expect(state(book(true, 'blocked'), 'done')).toBe('blocked');
  });

  test('leaves out what is open, never what is blocked', () => {
    expect(state(book(false, 'manual'), 'skipped')).toBe('skipped');
    expect(state(book(false, 'to-do'), 'skipped')).toBe('skipped');
    expect(state(book(false, 'done'), 'skipped')).toBe('done');
    expect(state(book(false, 'blocked'), 'skipped')).toBe('blocked');
  });
});
