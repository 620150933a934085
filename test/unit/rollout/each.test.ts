import { expect, test } from 'vitest';
import { each } from '../../../src/rollout/each.ts';

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
