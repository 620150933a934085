import { expect, test } from 'vitest';
import { each } from '../../../src/rollout/base-watch.ts';
import { noLongerThan } from '../../../src/rollout/patience.ts';
import type { Clock } from '../../../src/world.ts';

test('each works on all, and on no more than the limit at once', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await each([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < item; turn++) await new Promise(setImmediate);
    running--;
    done.push(item);
  });
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('patience ends with the work or with the time, and then its timer', async () => {
  const signals: AbortSignal[] = [];
  const clock = (late: boolean): Clock => ({
    now: () => 0,
    sleep: (_, signal) => {
      if (signal) signals.push(signal);
      return late ? Promise.resolve() : new Promise(() => undefined);
    },
  });
  await noLongerThan(clock(true), 5, new Promise(() => undefined));
  await noLongerThan(clock(false), 5, Promise.resolve());
  await expect(noLongerThan(clock(false), 5, Promise.reject(new Error('no')))).rejects.toThrow();
  expect(signals.map((one) => one.aborted)).toEqual([true, true, true]);
  await noLongerThan(clock(true), undefined, Promise.resolve());
  expect(signals).toHaveLength(3);
});
