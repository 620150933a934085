import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/fault.ts';
import type { BatchSize, Plan } from '../../../src/plan/types.ts';
import type { Assignment } from '../../../src/rollout/context.ts';
import type { Asking, Driver, OutOfService } from '../../../src/rollout/driver.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { ServiceGuard } from '../../../src/rollout/service.ts';

/** Four replicas; each look finds the next of `counts` out of service, and after them the last. */
function bench(
  counts: readonly number[],
  more: { most?: BatchSize; taken?: number; kind?: Plan['kind'] } = {},
) {
  const { most = { value: 1, percent: false }, taken = 0, kind = 'upgrade' } = more;
  let now = 1_000;
  const asked: Asking[] = [];
  const events: RolloutEvent[] = [];
  const driver = {
    outOfService: (how: Asking): Promise<OutOfService> => {
      const count = counts[Math.min(asked.length, counts.length - 1)] ?? 0;
      asked.push(how);
      const where = ['a', 'b', 'c', 'd'].slice(0, count);
      const troubles = where.map((name) => `${name}: down`);
      return Promise.resolve({ count, of: 4, where, troubles, taken });
    },
    next: (ms: number) => Promise.resolve(void (now += ms)),
  } as unknown as Driver;
  const assignment = {
    plan: { replicas: 4, kind },
    options: { timeoutMs: 60_000, maxUnavailable: most },
  } as unknown as Assignment;
  const { signal } = new AbortController();
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const ports = { clock, signal, emit: (event: RolloutEvent) => void events.push(event) };
  return { guard: new ServiceGuard(ports, assignment), driver, asked, events, at: () => now };
}

/** As a rollout to which the option was not given. */
function unlimited() {
  const given = bench([4]);
  const ports = { clock: { now: () => 0 } } as unknown as ConstructorParameters<
    typeof ServiceGuard
  >[0];
  const assignment = { plan: { replicas: 4, kind: 'upgrade' }, options: {} } as Assignment;
  return { ...given, guard: new ServiceGuard(ports, assignment) };
}

test('not given: nobody is asked anything, and nothing is kept from opening', async () => {
  const { guard, driver, asked } = unlimited();
  await guard.beforeFirst(driver);
  await guard.look(driver, 2);
  expect(await guard.letsOpen(driver, 2)).toBe(true);
  expect(guard.now).toBeUndefined();
  expect(asked).toEqual([]);
});

describe('at a boundary', () => {
  test('counts what is out, says it once, and gives the batch’s time-out from then on', async () => {
    const { guard, driver, events } = bench([2]);
    await guard.look(driver, 3);
    await driver.next(5_000);
    await guard.look(driver, 3);
    expect(guard.now).toEqual({ out: 2, taken: 0, most: 1, waitUntil: 61_000 });
    const text =
      'batch 3 is not opened as it is: 2 of 4 modules are out of service, --max-unavailable is 1: a, b';
    expect(events).toEqual([{ type: 'warning', text }]);
    expect(guard.causes(3).slice(1)).toEqual(['a: down', 'b: down']);
  });

  test('who came back and goes again has the time anew', async () => {
    const { guard, driver } = bench([2, 0, 2]);
    for (let look = 0; look < 3; look++) {
      await guard.look(driver, 2);
      await driver.next(5_000);
    }
    expect(guard.now?.waitUntil).toBe(71_000);
  });

  test('what the next batch takes is told', async () => {
    const most = { value: 25, percent: true };
    const { guard, driver } = bench([1], { taken: 1, most });
    await guard.look(driver, 2);
    expect(guard.now).toMatchObject({ out: 1, taken: 1, most: 1 });
    expect(guard.causes(2)[0]).toEqual(
      '1 of 4 modules are out of service, batch 2 takes 1 more, --max-unavailable is 25% (1): a',
    );
  });

  test('elsewhere nobody is asked', async () => {
    const { guard, driver, asked } = bench([2]);
    await guard.look(driver, undefined);
    expect([asked, guard.now]).toEqual([[], undefined]);
  });

  test('the last look asks anew: who was fine may be down by now', async () => {
    const { guard, driver, asked } = bench([0, 2]);
    await guard.look(driver, 2);
    expect(await guard.letsOpen(driver, 2)).toBe(false);
    expect(asked).toEqual(['relaxed', 'anew']);
  });
});

describe('before the first batch', () => {
  test('is begun as soon as enough have answered', async () => {
    const { guard, driver, asked, at } = bench([4, 2, 1]);
    await guard.beforeFirst(driver);
    expect([asked, at()]).toEqual([['anew', 'anew', 'anew'], 3_000]);
  });

  test('is refused where they do not', async () => {
    const { guard, driver, at } = bench([2]);
    await expect(guard.beforeFirst(driver)).rejects.toMatchObject({
      outcome: 'refused',
      message:
        'batch 1 is not opened: 2 of 4 modules are out of service, --max-unavailable is 1: a, b',
      details: ['a: down', 'b: down'],
    });
    expect(at()).toBe(11_000);
    const fault = (await guard.beforeFirst(driver).catch((error: unknown) => error)) as Fault;
    expect(fault.in('zh').message).toBe(
      '第 1 批没有打开：4 个模块中有 2 个不在服务，--max-unavailable 为 1：a、b',
    );
  });

  test.each(['first', 'resume'] as const)('of a %s there is nothing to count', async (kind) => {
    const { guard, driver, asked } = bench([4], { kind });
    await guard.beforeFirst(driver);
    expect(asked).toEqual([]);
  });
});
