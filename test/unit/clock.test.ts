import { describe, expect, test } from 'vitest';
import { openClock, wrongBy } from '../../src/clock.ts';

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
    [day, '24 h'],
    [-day - 90_000, '24 h 2 min'],
    [120_000, '2 min'],
  ])('%i ms is told', (ahead, far) => {
    expect(wrongBy(ahead)).toBe(far);
  });

  test('a few seconds are not', () => {
    expect(wrongBy(20_000)).toBeUndefined();
  });
});
