import { describe, expect, test } from 'vitest';
import { pauseBefore, type Attempt, type Tried } from '../../../src/cluster/http/retry.ts';
import { NetworkTrouble } from '../../../src/cluster/http/transport.ts';

const patience = { totalMs: 15_000, firstMs: 100 };
const reply = (status: number, more: { retryAfter?: number; body?: string } = {}): Attempt => ({
  reply: {
    status,
    body: more.body ?? '',
    contentType: '',
    warnings: [],
    retryAfter: more.retryAfter,
  },
});
const trouble = (code: string, sent: boolean): Attempt => ({
  trouble: new NetworkTrouble(code, code, sent),
});
const tried = (more: Partial<Tried>): Tried => ({
  repeatable: 'read',
  count: 1,
  elapsedMs: 0,
  answeredBefore: true,
  ...more,
});
const again = (attempt: Attempt, more: Partial<Tried> = {}) =>
  pauseBefore(attempt, tried(more), patience, () => 1) !== undefined;

describe('what is sent again', () => {
  test.each<[string, Attempt, boolean, boolean]>([
    ['an answer', reply(200), false, false],
    ['404', reply(404), false, false],
    ['409', reply(409), false, false],
    ['422', reply(422), false, false],
    ['429 with Retry-After', reply(429, { retryAfter: 1_000 }), true, true],
    ['429 without', reply(429), true, false],
    [
      '429 of a disruption budget',
      reply(429, { retryAfter: 10, body: '{"reason":"DisruptionBudget"}' }),
      false,
      false,
    ],
    ['500', reply(500), true, false],
    [
      '500 about a field',
      reply(500, {
        body: 'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .a: b',
      }),
      false,
      false,
    ],
    ['503', reply(503), true, false],
    ['a refused connection', trouble('ECONNREFUSED', false), true, true],
    ['an unknown host', trouble('ENOTFOUND', false), true, true],
    ['a reset before anything was sent', trouble('ECONNRESET', false), true, true],
    ['a reset after that', trouble('ECONNRESET', true), true, false],
    ['silence', trouble('TIMEOUT', true), true, false],
    ['garbage', trouble('HPE_INVALID_CONSTANT', true), false, false],
    ['an expired certificate', trouble('CERT_HAS_EXPIRED', false), false, false],
  ])('%s', (_, attempt, read, write) => {
    expect([again(attempt), again(attempt, { repeatable: 'write' })]).toEqual([read, write]);
  });

  test('a server that never answered is not waited for', () => {
    const first = { answeredBefore: false };
    expect(again(trouble('ECONNREFUSED', false), first)).toBe(false);
    expect(again(trouble('ENOTFOUND', false), first)).toBe(false);
    expect(again(trouble('ECONNRESET', false), first)).toBe(true);
  });

  test('500 only twice more', () => {
    expect(again(reply(500), { count: 2 })).toBe(true);
    expect(again(reply(500), { count: 3 })).toBe(false);
  });
});

describe('pauses', () => {
  test('double, with jitter, up to three seconds', () => {
    const pause = (count: number, random: number) =>
      pauseBefore(reply(503), tried({ count }), patience, () => random);
    expect([1, 2, 3, 4].map((count) => pause(count, 1))).toEqual([100, 200, 400, 800]);
    expect(pause(1, 0)).toBe(50);
    expect(pause(20, 1)).toBe(3_000);
  });

  test('are at least what the server asks, and end with the patience', () => {
    const asked = reply(429, { retryAfter: 5_000 });
    expect(pauseBefore(asked, tried({}), patience, () => 1)).toBe(5_000);
    expect(pauseBefore(asked, tried({ elapsedMs: 11_000 }), patience, () => 1)).toBeUndefined();
  });
});
