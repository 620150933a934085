import { expect, test } from 'vitest';
import { noLongerThan } from '../../../src/rollout/patience.ts';
import type { Clock } from '../../../src/world.ts';

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
