import { describe, expect, test } from 'vitest';
import { confirm, ordersIn, pause, resume, type Orders } from '../../../src/rollout/orders.ts';

const at = '2026-01-01T00:00:00.000Z';
const none: Orders = { rollout: 'r1' };

describe('orders', () => {
  test('of another rollout, or none that can be read, count for nothing', () => {
    const text = JSON.stringify(confirm(none, { batch: 1, by: 'anna', at }));
    expect(ordersIn(text, 'r1').confirmed?.by).toBe('anna');
    for (const other of [text.replace('r1', 'r0'), '{', undefined]) {
      expect(ordersIn(other, 'r1')).toEqual(none);
    }
  });

  test('a batch is confirmed once; the second one learns by whom', () => {
    const once = confirm(none, { batch: 2, by: 'anna', at });
    for (const batch of [1, 2]) {
      expect(() => confirm(once, { batch, by: 'bert', at })).toThrow(
        `batch ${batch} was already confirmed by anna`,
      );
    }
    expect(confirm(once, { batch: 3, by: 'bert', at }).confirmed?.by).toBe('bert');
  });

  test('to confirm takes a pause back, to pause twice changes nothing, to resume keeps what was confirmed', () => {
    const paused = pause(confirm(none, { batch: 1, by: 'anna', at }), { by: 'bert', at });
    expect(pause(paused, { by: 'carl', at })).toEqual(paused);
    expect(resume(paused)).toEqual(confirm(none, { batch: 1, by: 'anna', at }));
    expect(confirm(paused, { batch: 2, by: 'anna', at })).not.toHaveProperty('paused');
  });
});
