import { describe, expect, test } from 'vitest';
import { mapBounded } from '../../../src/arklet/bounded.ts';

describe('mapBounded', () => {
  test('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (item, index) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await new Promise(setImmediate);
      running -= 1;
      return `${index}:${item}`;
    });
    expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3']);
    expect(most).toBe(2);
  });

  test('begins nothing more after a failure', async () => {
    const begun: number[] = [];
    const mapped = mapBounded([0, 1, 2, 3], 1, (item) => {
      begun.push(item);
      return item === 1 ? Promise.reject(new Error('one')) : Promise.resolve(item);
    });
    await expect(mapped).rejects.toThrow('one');
    expect(begun).toEqual([0, 1]);
  });

  test.each([0, 0.5, -3, 100])('a limit of %s will do', async (limit) => {
    expect(await mapBounded([1, 2], limit, (item) => Promise.resolve(item * 2))).toEqual([2, 4]);
    expect(await mapBounded([], limit, () => Promise.resolve(1))).toEqual([]);
  });
});
