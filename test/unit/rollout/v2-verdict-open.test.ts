import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeIn } from '../../../src/outcome.ts';
import type { Policy } from '../../../src/plan/types.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import {
  down,
  firstBatchHeld,
  attach,
  beginsAnew,
  held,
  installing,
  places,
  record,
  undo,
  verdict,
} from './v2-standings.ts';

describe('a rollout that stands held', () => {
  test('its batch runs: it waits for a confirmation, and both ways on are named', () => {
    expect(outcomeIn(verdict(firstBatchHeld(), { record, places: places(1) }), 'en')).toEqual({
      name: 'awaiting-confirm',
      message:
        'rollout to 2.0.0 stands in batch 1 of 3: 1 of 1 bases run it (4 in all), begun by ann@laptop',
      causes: [],
      next: [attach, undo],
    });
  });

  test('a base is down: failed, and only that base is named', () => {
    const second = held(record.policy, record.batches, 1);
    const end = verdict(second, { record, places: places(2, down) });
    expect(end.name).toBe('failed');
    expect(end.message).toContain('batch 2 of 3: 2 of 3 bases run it');
    expect(end.causes).toEqual([
      'vnode.10.0.0.3.dev (10.0.0.3): the base is down: connection refused',
    ]);
    expect(end.next).toContain(undo);
  });

  test('one base is doomed, others still install: failed, waiting would not help', () => {
    const second = held(record.policy, record.batches, 1);
    expect(verdict(second, { record, places: places(1, installing, down) }).name).toBe('failed');
  });

  test('what can be done about a base stands beside its cause', () => {
    const lost = { ...down, next: 'restart the base' };
    expect(verdict(firstBatchHeld(), { record, places: places(0, lost) }).causes).toEqual([
      'vnode.10.0.0.1.dev (10.0.0.1): the base is down: connection refused → restart the base',
    ]);
  });

  test('a pod without a base is named without an address', () => {
    const [place] = places(0, { state: 'waiting', cause: 'not yet scheduled' });
    const seen = [{ ...place!, name: 'stock-1', ip: '' }];
    expect(verdict(firstBatchHeld(), { record, places: seen }).causes).toEqual([
      'stock-1: not yet scheduled',
    ]);
  });

  test('a state without a cause is named by itself', () => {
    const dark = places(0, { state: 'dark' });
    expect(verdict(firstBatchHeld(), { record, places: dark }).causes).toEqual([
      'vnode.10.0.0.1.dev (10.0.0.1): dark',
    ]);
  });

  test('a base could not be asked: not taken for running', () => {
    const unseen = places(0, { state: 'unseen', cause: 'not seen on the base: no answer' });
    expect(verdict(firstBatchHeld(), { record, places: unseen }).name).toBe('timed-out');
  });

  const policies = fc.constantFrom<Policy>(
    'install-then-uninstall',
    'blue-green',
    'uninstall-then-install',
  );
  const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
  const standings = fc.tuple(policies, steps, fc.nat()).map(([policy, sizes, pick]) => {
    let sum = 0;
    const batches = sizes.map((size) => (sum += size));
    return { policy, batches, replicas: sum, index: pick % sizes.length };
  });

  /** What is said of a rollout in its batch, where these places are seen. */
  function standing(
    {
      policy,
      batches,
      replicas,
      index,
    }: { policy: Policy; batches: number[]; replicas: number; index: number },
    seen: Place[],
  ) {
    const spec = { ...held(policy, batches, index), replicas };
    const open = { ...record, policy, batches, replicas };
    return verdict(spec, { record: open, places: seen });
  }

  test('in whatever batch, by whatever policy: the batch and its bases are counted right', () => {
    fc.assert(
      fc.property(standings, (one) => {
        const reached = one.batches[one.index] ?? 0;
        const end = standing(one, places(reached));
        expect(end.name).toBe('awaiting-confirm');
        expect(end.message).toContain(
          `batch ${one.index + 1} of ${one.batches.length}: ${reached} of ${reached} bases run it (${one.replicas} in all)`,
        );
      }),
    );
  });

  test('nobody is asked to confirm a batch of which a base does not run it, or is still to come', () => {
    fc.assert(
      fc.property(standings, (one) => {
        const reached = one.batches[one.index] ?? 0;
        expect(standing(one, places(reached - 1)).name).toBe('timed-out');
        expect(standing(one, places(reached - 1, installing)).name).toBe('timed-out');
        expect(standing(one, places(reached - 1, down)).name).toBe('failed');
      }),
    );
  });
});

describe('a rollout that was cut off', () => {
  const preparing = { ...record, phase: 'preparing' as const };

  test('before its first batch, the Deployment left paused: no base was touched, and the pause is told', () => {
    expect(outcomeIn(verdict({ paused: true }, { record: preparing }), 'en')).toEqual({
      name: 'awaiting-confirm',
      message: 'rollout to 2.0.0 was cut off before its first batch',
      causes: ['no base was touched', 'the Deployment stands paused'],
      next: [beginsAnew, undo],
    });
  });

  test('before anything was written: no pause is claimed', () => {
    expect(verdict({}, { record: preparing }).causes).toEqual(['no base was touched']);
  });

  test('after the hold was drawn, before that was recorded: what the object shows counts', () => {
    const end = verdict(firstBatchHeld(), { record: preparing, places: places(0, installing) });
    expect(end.name).toBe('timed-out');
    expect(end.message).toContain('stands in batch 1 of 3');
  });

  test('after the hold was given back: its end is open, and every base counts', () => {
    const whole = verdict({}, { record });
    expect(whole.message).toContain('is through all batches, its end is not yet recorded: 4 of 4');
    expect(whole.next).toContain(attach);
    const lacking = verdict({}, { record, places: places(3, installing) });
    expect([whole.name, lacking.name]).toEqual(['awaiting-confirm', 'timed-out']);
  });

  test('in its undo: only the undo goes on, no deploy is offered', () => {
    const undoing = { ...record, phase: 'undoing' as const };
    expect(
      outcomeIn(verdict(firstBatchHeld(), { record: undoing, places: places(3, down) }), 'en'),
    ).toEqual({
      name: 'timed-out',
      message: 'the undo of 2.0.0 is not finished',
      causes: ['vnode.10.0.0.4.dev (10.0.0.4): the base is down: connection refused'],
      next: [undo],
    });
  });
});

describe('a first deploy, whose batches step the replicas', () => {
  const { oldTemplate: _, ...first } = record;

  test.each<[string, number, Place[], string, string]>([
    ['the first batch runs', 1, places(1), 'awaiting-confirm', 'batch 1 of 3: 1 of 1 bases'],
    ['the second runs', 3, places(3), 'awaiting-confirm', 'batch 2 of 3: 3 of 3 bases'],
    ['a pod is still to come', 3, places(2), 'timed-out', 'batch 2 of 3: 2 of 3 bases'],
    ['a base refuses it', 4, places(3, down), 'failed', 'batch 3 of 3: 3 of 4 bases'],
  ])('%s', (_name, replicas, seen, name, words) => {
    const end = verdict({ replicas }, { record: first, places: seen });
    expect(end.name).toBe(name);
    expect(end.message).toContain(words);
  });

  test.each([
    [2, 'its replicas were changed to 2, where no batch ends'],
    [6, 'its replicas were changed to 6, where no batch ends'],
  ])('scaled to %i by hand: superseded, no batch is made up', (replicas, what) => {
    const end = verdict({ replicas }, { record: first, places: places(replicas) });
    expect(end.name).toBe('superseded');
    expect(end.message).toContain(what);
  });

  test('killed just before its end was recorded: the mark is off, so it is through', () => {
    const end = verdict({}, { record: first }, { mark: '' });
    expect(end.name).toBe('awaiting-confirm');
    expect(end.message).toContain('is through all batches, its end is not yet recorded: 4 of 4');
  });

  test('killed before it was recorded as rolling: its pods are there and are counted', () => {
    const preparing = { ...first, phase: 'preparing' as const };
    const end = verdict({ replicas: 1 }, { record: preparing, places: places(1) });
    expect(end.message).toContain('stands in batch 1 of 3: 1 of 1 bases');
  });
});
