import { describe, expect, test } from 'vitest';
import { openClock, wrongClock } from '../../src/clock.ts';

const day = 24 * 3_600_000;

describe('the clock', () => {
  test('takes the time of the API server over, in both directions', () => {
    const clock = openClock(
      () => 5 * day,
      () => 0,
    );
    expect(clock.setBy(4 * day)).toBe(day);
    expect(clock.now()).toBe(4 * day);
    expect(clock.setBy(6 * day)).toBe(-2 * day);
    expect(clock.now()).toBe(6 * day);
  });

  test('does not follow what is no difference, or no time', () => {
    const clock = openClock(
      () => day,
      () => 0,
    );
    expect(clock.setBy(day + 9_000)).toBe(0);
    expect(clock.setBy(Number.NaN)).toBe(0);
    expect(clock.now()).toBe(day);
  });

  test('goes on evenly when somebody sets the machine’s clock', () => {
    let wall = day;
    let elapsed = 0;
    const clock = openClock(
      () => wall,
      () => elapsed,
    );
    wall = 9 * day;
    elapsed = 1_000;
    expect(clock.now()).toBe(day + 1_000);
  });

  test.each([
    [day, "this machine's clock is 24 h ahead of the API server's"],
    [-day - 90_000, "this machine's clock is 24 h 2 min behind the API server's"],
    [120_000, 'is 2 min ahead of'],
  ])('%i ms is told', (ahead, words) => {
    expect(wrongClock(ahead)).toContain(words);
  });

  test('a few seconds are not', () => {
    expect(wrongClock(20_000)).toBeUndefined();
  });
});
