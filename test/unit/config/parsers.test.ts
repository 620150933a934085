import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchSizesText, parseBatchSizes } from '../../../src/config/batch-size.ts';
import {
  durationText,
  parseDuration,
  parsePositiveDuration,
} from '../../../src/config/duration.ts';
import { parseMaxUnavailable } from '../../../src/config/max-unavailable.ts';
import { nearest } from '../../../src/config/nearest.ts';
import { oneOf, parseEnv, parseNamespace, parsePath } from '../../../src/config/parsers.ts';
import { Fault } from '../../../src/fault.ts';

describe('durations', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['15m', 900_000],
    ['1h30m', 5_400_000],
    ['1h0m1s', 3_601_000],
    ['500ms', 500],
    ['1m500ms', 60_500],
    ['0', 0],
    [' 5s ', 5000],
    ['24h', 86_400_000],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', ' ', '5x', 'm', '1.5h', '-5', '30m1h', '1m 2s', '5s5s', '５s', '1e3', '99999h'])(
    '"%s" is a Fault with a fix',
    (text) => {
      expect(() => parseDuration(text)).toThrow(Fault);
    },
  );

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * 86_400_000 }), (ms) => {
        expect(parseDuration(durationText(ms))).toBe(ms);
      }),
    );
  });

  it('some must be more than nothing', () => {
    expect(() => parsePositiveDuration('0s')).toThrow('leaves no time');
  });
});

describe('batch sizes', () => {
  it('are numbers and percentages', () => {
    expect(parseBatchSizes('1, 30%,100%')).toEqual([
      { value: 1, percent: false },
      { value: 30, percent: true },
      { value: 100, percent: true },
    ]);
  });

  it.each(['', '0', '0%', '101%', '1,,2', '1,', 'x', '-1', '1.5', '30 %', '1，2', '9'.repeat(20)])(
    '"%s" is a Fault',
    (text) => {
      expect(() => parseBatchSizes(text)).toThrow(Fault);
    },
  );

  it('reads back what it writes', () => {
    const size = fc.record({ value: fc.integer({ min: 1, max: 100 }), percent: fc.boolean() });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1 }), (sizes) => {
        expect(parseBatchSizes(batchSizesText(sizes))).toEqual(sizes);
      }),
    );
  });
});

describe('names and choices', () => {
  it('a namespace is a label', () => {
    expect(parseNamespace('team-a')).toBe('team-a');
    for (const wrong of ['', 'Team', '-a', 'a-', 'a.b', 'a'.repeat(64)]) {
      expect(() => parseNamespace(wrong)).toThrow(Fault);
    }
  });

  it('an env is part of a label value', () => {
    expect(parseEnv('dev_1.x')).toBe('dev_1.x');
    expect(() => parseEnv('-x')).toThrow(Fault);
  });

  it('a choice suggests what was meant', () => {
    const parse = oneOf(['install-then-uninstall', 'blue-green']);
    expect(parse('blue-green')).toBe('blue-green');
    expect(() => parse('blue_gren')).toThrow(
      expect.objectContaining({ fix: 'did you mean blue-green?' }),
    );
    expect(() => parse('canary')).toThrow('none of install-then-uninstall, blue-green');
  });

  it('a path is relative to who named it', () => {
    expect(parsePath('templates', '/srv/app')).toBe('/srv/app/templates');
    expect(parsePath('/etc/t', '/srv/app')).toBe('/etc/t');
    expect(() => parsePath(' ', '/')).toThrow(Fault);
  });
});

describe('nearest', () => {
  it.each([
    ['timout', 'timeout'],
    ['batch-size', 'batchSize'],
    ['BATCH_SIZE', 'batchSize'],
    ['porxy', 'proxy'],
    ['nothing', undefined],
    ['', undefined],
  ])('%s', (word, meant) => {
    expect(nearest(word, ['timeout', 'batchSize', 'proxy', 'env'])).toBe(meant);
  });

  it('takes what is there for what is meant', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}$/), { minLength: 1 }), (known) => {
        for (const word of known) expect(nearest(word, known)).toBe(word);
      }),
    );
  });
});

describe('parseMaxUnavailable', () => {
  it.each([
    ['0', { value: 0, percent: false }],
    ['2', { value: 2, percent: false }],
    [' 25% ', { value: 25, percent: true }],
    ['0%', { value: 0, percent: true }],
    ['100%', { value: 100, percent: true }],
  ])('%s', (text, most) => {
    expect(parseMaxUnavailable(text)).toEqual(most);
  });

  it.each(['', '-1', '1.5', '25 %', '1,2', '101%', '99999999999999999999', 'none'])(
    'not %j',
    (text) => {
      expect(() => parseMaxUnavailable(text)).toThrow(Fault);
    },
  );
});
