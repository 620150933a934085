import { describe, expect, it } from 'vitest';
import { formatAge, formatLeft, formatTook } from '../../../src/terminal/text/age.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { colorLevel } from '../../../src/terminal/text/color-level.ts';

describe('colorLevel', () => {
  it.each([
    ['a terminal', undefined, {}, true, 1],
    ['a pipe', undefined, {}, false, 0],
    ['TERM=dumb', undefined, { TERM: 'dumb' }, true, 0],
    ['NO_COLOR', undefined, { NO_COLOR: '1' }, true, 0],
    ['an empty NO_COLOR', undefined, { NO_COLOR: '' }, true, 1],
    ['FORCE_COLOR into a pipe', undefined, { FORCE_COLOR: '1' }, false, 1],
    ['FORCE_COLOR=0', undefined, { FORCE_COLOR: '0' }, true, 0],
    ['NO_COLOR beats FORCE_COLOR', undefined, { NO_COLOR: '1', FORCE_COLOR: '3' }, true, 0],
    ['--no-color beats FORCE_COLOR', false, { FORCE_COLOR: '3' }, true, 0],
    ['--color beats NO_COLOR', true, { NO_COLOR: '1' }, false, 1],
  ] as const)('%s', (_, flag, env, isTTY, level) => {
    expect(colorLevel({ flag, env, isTTY })).toBe(level);
  });

  it('paints or does not', () => {
    expect(createPaint(1)('x', 'bad')).toBe('\u001B[31mx\u001B[39m');
    expect(createPaint(0)('x', 'bad')).toBe('x');
    expect(createPaint(1)('x', undefined)).toBe('x');
  });
});

describe('ages', () => {
  it.each([
    [-5, '0s'],
    [999, '0s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [312_000, '5m12s'],
    [3_600_000, '1h'],
    [11_100_000, '3h5m'],
    [619_200_000, '7d4h'],
  ])('%d ms', (ms, text) => {
    expect(formatAge(ms)).toBe(text);
  });

  it('what took less than a second, and what is left', () => {
    expect(formatTook(240.4)).toBe('240ms');
    expect(formatTook(1999)).toBe('1s');
    expect(formatLeft(1001, 0)).toBe('2s');
    expect(formatLeft(0, 50)).toBe('0s');
  });
});
