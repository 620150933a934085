import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstInstant,
  isWithin,
  type Period,
  type Span,
  type Times,
} from '../../../src/guard/calendar.ts';
import { readTime } from '../../../src/guard/read-times.ts';
import { instantsOf, isZone, nextJump, wallAt, wallText } from '../../../src/guard/zone.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function at(text: string): number {
  return Date.parse(text);
}

/** As rules write it. */
function timesOf(zone: string, ...texts: string[]): Times {
  const read = texts.map(readTime);
  return {
    zone,
    spans: read.flatMap((one) => ('span' in one ? [one.span] : [])),
    periods: read.flatMap((one) => ('period' in one ? [one.period] : [])),
  };
}

describe('the clock on the wall', () => {
  test.each([
    ['Asia/Shanghai', '2026-11-10T16:00Z', '2026-11-11 00:00'],
    ['America/New_York', '2026-03-08T06:59Z', '2026-03-08 01:59'],
    ['America/New_York', '2026-03-08T07:00Z', '2026-03-08 03:00'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z', '2026-04-05 01:30'],
    ['Pacific/Apia', '2011-12-30T10:00Z', '2011-12-31 00:00'],
    ['UTC', '2026-12-31T23:59Z', '2026-12-31 23:59'],
  ])('%s at %s shows %s', (zone, instant, wall) => {
    expect(wallText(zone, at(instant))).toBe(wall);
  });

  test.each([
    // Left out, once, twice; by half an hour; a whole day that never came.
    ['America/New_York', '2026-03-08T02:30Z', []],
    ['America/New_York', '2026-03-08T03:30Z', ['2026-03-08T07:30:00.000Z']],
    [
      'Europe/Berlin',
      '2026-10-25T02:30Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ],
    ['Australia/Lord_Howe', '2026-10-04T02:15Z', []],
    ['Pacific/Apia', '2011-12-30T12:00Z', []],
  ])('%s shows %s at %j', (zone, wall, instants) => {
    expect(instantsOf(zone, at(wall)).map((one) => new Date(one).toISOString())).toEqual(instants);
  });

  test('knows its jumps to the millisecond', () => {
    const jump = at('2026-10-25T01:00Z');
    expect(nextJump('Europe/Berlin', jump - 5 * hour, jump + 5 * hour)).toBe(jump);
    expect(nextJump('Europe/Berlin', jump, jump + day)).toBeUndefined();
  });

  test.each(['Asia/Shanghai', 'UTC', 'Etc/GMT+8', 'America/Argentina/Buenos_Aires'])(
    '%s is a zone',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );

  test.each(['Shanghai', '+08:00', '', 'Asia/Nowhere', 'Asia/../UTC', 'asia shanghai'])(
    '%j is none',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});

describe('times', () => {
  test.each([
    // Over midnight, the night belongs to the day it begins on.
    ['mon-fri 22:00-06:00', '2026-11-13T22:00Z', true],
    ['mon-fri 22:00-06:00', '2026-11-14T05:59Z', true],
    ['mon-fri 22:00-06:00', '2026-11-14T06:00Z', false],
    ['mon-fri 22:00-06:00', '2026-11-14T22:00Z', false],
    ['mon-fri 22:00-06:00', '2026-11-16T05:00Z', false],
    ['sat,sun', '2026-11-15T23:59Z', true],
    ['sat,sun', '2026-11-16T00:00Z', false],
    ['18:00-24:00', '2026-11-16T23:59Z', true],
    ['18:00-24:00', '2026-11-17T00:00Z', false],
    ['2026-11-11', '2026-11-11T23:59Z', true],
    ['2026-11-11', '2026-11-12T00:00Z', false],
    ['2026-11-10/2026-11-12', '2026-11-12T23:59Z', true],
    ['2026-11-10T20:00/2026-11-11T02:00', '2026-11-10T19:59Z', false],
    ['2026-11-10T20:00/2026-11-11T02:00', '2026-11-11T01:59Z', true],
    ['2026-11-10T20:00+08:00/2026-11-11T02:00+08:00', '2026-11-10T12:00Z', true],
    ['2026-11-10T20:00+08:00/2026-11-11T02:00+08:00', '2026-11-10T18:00Z', false],
    ['12-30/01-02', '2026-12-31T12:00Z', true],
    ['12-30/01-02', '2027-01-02T23:59Z', true],
    ['12-30/01-02', '2027-01-03T00:00Z', false],
    ['02-29', '2027-03-01T00:00Z', false],
    ['02-29', '2028-02-29T00:00Z', true],
  ])('%s at %s: %s', (text, instant, expected) => {
    expect(isWithin(timesOf('UTC', text), at(instant))).toBe(expected);
  });

  test('a window that begins in a gap opens at its end; one within it never comes', () => {
    const gap = at('2026-03-08T07:00Z');
    const early = timesOf('America/New_York', 'sun 02:30-05:00');
    const open = (times: Times, from: number): string | undefined => {
      const found = firstInstant([times], from, (one) => isWithin(times, one));
      return found === undefined ? undefined : new Date(found).toISOString();
    };
    expect(open(early, gap - hour)).toBe('2026-03-08T07:00:00.000Z');
    const within = timesOf('America/New_York', 'sun 02:15-02:45');
    expect(open(within, gap - hour)).toBe('2026-03-15T06:15:00.000Z');
  });

  test('an hour that comes twice counts both times', () => {
    const times = timesOf('Europe/Berlin', 'sun 02:00-02:30');
    const held = [0, 15, 30, 45, 60, 75, 90].map((minutes) =>
      isWithin(times, at('2026-10-25T00:00Z') + minutes * minute),
    );
    expect(held).toEqual([true, true, false, false, true, true, false]);
  });

  test('what never opens is not looked for for ever', () => {
    const never = timesOf('UTC', '2020-01-01/2020-01-02');
    expect(firstInstant([never], at('2026-01-01T00:00Z'), (one) => isWithin(never, one))).toBe(
      undefined,
    );
  });
});

const zones = [
  ...['UTC', 'Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe'],
  ...['Asia/Kathmandu', 'America/St_Johns', 'Africa/Casablanca', 'Pacific/Apia'],
];

/** Around jumps of the clock, year ends and leap days; and anywhere. */
const instants = fc
  .tuple(
    fc.constantFrom(
      ...['2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-03-29T01:00Z', '2026-10-25T01:00Z'],
      ...['2026-04-04T15:00Z', '2026-10-03T15:30Z', '2026-12-31T16:00Z', '2027-01-01T00:00Z'],
      ...['2028-02-29T00:00Z', '2011-12-30T10:00Z', '2026-02-15T02:00Z', '2026-07-01T12:00Z'],
    ),
    fc.integer({ min: -3 * 24 * 60, max: 3 * 24 * 60 }),
  )
  .map(([around, minutes]) => at(around) + minutes * minute);

const minutesOfDay = fc.integer({ min: 0, max: 1440 });

const spans: fc.Arbitrary<Span> = fc
  .record({
    days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    from: fc.integer({ min: 0, max: 1439 }),
    to: minutesOfDay,
  })
  .filter(({ from, to }) => from !== to);

const periods: fc.Arbitrary<Period> = fc.oneof(
  fc
    .tuple(instants, fc.integer({ min: 1, max: 4 * 24 * 60 }), fc.constantFrom('wall', 'instant'))
    .map(([from, minutes, by]): Period => ({
      by: by as 'wall',
      from,
      to: from + minutes * minute,
    })),
  fc
    .tuple(
      fc.constantFrom(1231, 1230, 301, 228, 1025, 308, 101),
      fc.constantFrom(102, 309, 1026, 1231),
    )
    .map(([from, to]): Period => ({ by: 'year', from, to })),
);

const anyTimes: fc.Arbitrary<Times> = fc.record({
  zone: fc.constantFrom(...zones),
  spans: fc.array(spans, { maxLength: 3 }),
  periods: fc.array(periods, { maxLength: 2 }),
});

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hour12: false,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      weekday: 'short',
    });
  clocks.set(zone, clock);
  return clock;
}

/** What a person would do: read the wall's calendar and clock, and compare. */
function naive({ zone, spans: own, periods: stretches }: Times, instant: number): boolean {
  const shown = (moment: number): { date: string; weekday: number; minutes: number } => {
    const parts = Object.fromEntries(
      clockOf(zone)
        .formatToParts(moment)
        .map(({ type, value }) => [type, value]),
    );
    const date = `${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`;
    const hours = Number(parts['hour']) % 24;
    const minutes = hours * 60 + Number(parts['minute']);
    return { date, weekday: weekdays.indexOf(parts['weekday'] ?? ''), minutes };
  };
  const now = shown(instant);
  const before = (now.weekday + 6) % 7;
  const inSpan = own.some(({ days, from, to }) =>
    from < to
      ? days.includes(now.weekday) && from <= now.minutes && now.minutes < to
      : (days.includes(now.weekday) && now.minutes >= from) ||
        (days.includes(before) && now.minutes < to),
  );
  const text = `${now.date} ${String(now.minutes).padStart(4, '0')}`;
  const written = (wall: number): string => {
    const iso = new Date(wall).toISOString();
    const minutes = Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));
    return `${iso.slice(0, 10)} ${String(minutes).padStart(4, '0')}`;
  };
  const monthDay = Number(now.date.slice(5, 7)) * 100 + Number(now.date.slice(8, 10));
  const inPeriod = stretches.some(({ by, from, to }) => {
    if (by === 'instant') return from <= instant && instant < to;
    if (by === 'wall') return written(from) <= text && text < written(to);
    return from <= to ? from <= monthDay && monthDay <= to : from <= monthDay || monthDay <= to;
  });
  return inSpan || inPeriod;
}

describe('against somebody who looks at the clock every minute', () => {
  test('holds when they say so', () => {
    fc.assert(
      fc.property(anyTimes, instants, (times, instant) => {
        expect(isWithin(times, instant)).toBe(naive(times, instant));
      }),
      { numRuns: 2_000 },
    );
  });

  test('opens at the first minute that they would find', () => {
    const wanted = fc.tuple(anyTimes, anyTimes, instants);
    fc.assert(
      fc.property(wanted, ([window, freeze, from]) => {
        const isOpen = (one: number): boolean => naive(window, one) && !naive(freeze, one);
        const found = firstInstant(
          [window, freeze],
          from,
          (one) => isWithin(window, one) && !isWithin(freeze, one),
        );
        let first: number | undefined;
        for (let one = from; one <= from + day && first === undefined; one += minute) {
          if (isOpen(one)) first = one;
        }
        if (first === undefined) expect(found ?? Infinity).toBeGreaterThan(from + day);
        else expect(found).toBe(first);
      }),
      { numRuns: 25 },
    );
  });

  test('the wall and the instants agree', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
        expect(instantsOf(zone, wallAt(zone, instant))).toContain(instant);
      }),
      { numRuns: 2_000 },
    );
  });
});
