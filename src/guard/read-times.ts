import type { Period, Span } from './calendar.ts';
import type { MistakeCode } from './mistake.ts';
import { dayMs, minuteMs } from './zone.ts';

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const everyDay = [0, 1, 2, 3, 4, 5, 6];

/** One entry of a list of times, or what is wrong with it. */
export type TimeRead =
  | { readonly span: Span }
  | { readonly period: Period }
  /** It can only be the name of a calendar. */
  | { readonly calendar: string }
  | { readonly wrong: MistakeCode };

/**
 * `mon-fri 22:00-06:00`, `09:00-18:00`, `sat,sun`; `2026-11-11`, `2026-11-10/2026-11-12`,
 * `2026-11-10T20:00/2026-11-11T02:00` with or without `Z` or an offset, `10-01/10-07` of every year.
 */
export function readTime(text: string): TimeRead {
  const trimmed = text.trim();
  const span = /^(?:([a-z,-]+)\s+)?(\d\d?:\d\d)\s*-\s*(\d\d?:\d\d)$/i.exec(trimmed);
  if (span !== null) return readSpan(span[1], span[2] ?? '', span[3] ?? '');
  const days = daysOf(trimmed);
  if (days !== undefined) return { span: { days, from: 0, to: 1440 } };
  if (/^\d/.test(trimmed)) return readPeriod(trimmed);
  return /^[a-z][\w.-]*$/i.test(trimmed) ? { calendar: trimmed } : { wrong: 'bad-time' };
}

function readSpan(daysText: string | undefined, fromText: string, toText: string): TimeRead {
  const days = daysText === undefined ? everyDay : daysOf(daysText);
  const [from, to] = [minuteOf(fromText), minuteOf(toText)];
  if (days === undefined || from === undefined || to === undefined || from === 1440) {
    return { wrong: 'bad-time' };
  }
  // It may be meant as no time at all, or as a whole day.
  return from === to ? { wrong: 'no-time' } : { span: { days, from, to } };
}

/** `mon-fri`, `sat,sun`, `fri-mon`, `daily`. */
function daysOf(text: string): number[] | undefined {
  if (text.toLowerCase() === 'daily') return everyDay;
  const days: number[] = [];
  for (const part of text.toLowerCase().split(',')) {
    const [first = '', last = first, ...more] = part.split('-').map((name) => name.trim());
    const [from, to] = [names.indexOf(first), names.indexOf(last)];
    if (from === -1 || to === -1 || more.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === to) break;
    }
  }
  return [...new Set(days)].sort();
}

function minuteOf(text: string): number | undefined {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  const all = hours * 60 + minutes;
  return minutes < 60 && all <= 1440 ? all : undefined;
}

type Point = Period['by'] | 'day';

interface Read {
  readonly point: Point;
  readonly value: number;
}

function readPeriod(text: string): TimeRead {
  const [first = '', second, ...more] = text.split('/').map((part) => part.trim());
  if (more.length > 0) return { wrong: 'bad-time' };
  const from = readPoint(first);
  if (typeof from === 'string') return { wrong: from };
  if (second === undefined) return alone(from);
  const to = readPoint(second);
  if (typeof to === 'string') return { wrong: to };
  const [one, other] = [family(from.point), family(to.point)];
  if (one !== other) return { wrong: 'mixed' };
  if (one === 'year') return { period: { by: one, from: from.value, to: to.value } };
  const end = to.point === 'day' ? to.value + dayMs : to.value;
  if (end <= from.value) return { wrong: 'upside-down' };
  return { period: { by: one, from: from.value, to: end } };
}

/** A whole day; a moment by itself has no end. */
function alone({ point, value }: Read): TimeRead {
  if (point === 'year') return { period: { by: 'year', from: value, to: value } };
  if (point === 'day') return { period: { by: 'wall', from: value, to: value + dayMs } };
  return { wrong: 'no-end' };
}

function family(point: Point): Period['by'] {
  return point === 'day' ? 'wall' : point;
}

const form = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z|[+-]\d\d:\d\d)?)?$/;

function readPoint(text: string): Read | MistakeCode {
  const yearly = /^(\d\d)-(\d\d)$/.exec(text);
  if (yearly !== null) {
    const [month, day] = [Number(yearly[1]), Number(yearly[2])];
    // A leap year has all days that there are.
    return isDay(2024, month, day) ? { point: 'year', value: month * 100 + day } : 'no-such-day';
  }
  const found = form.exec(text);
  if (found === null) return 'bad-time';
  const [year = 0, month = 0, day = 0] = found.slice(1, 4).map(Number);
  if (!isDay(year, month, day)) return 'no-such-day';
  const date = Date.UTC(year, month - 1, day);
  if (found[4] === undefined) return { point: 'day', value: date };
  const [hour = 0, minute = 0, second = 0] = found
    .slice(4, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return 'bad-time';
  const value = date + (hour * 60 + minute) * minuteMs + second * 1000;
  const zone = found[7];
  if (zone === undefined) return { point: 'wall', value };
  return { point: 'instant', value: value - offsetOf(zone) };
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * minuteMs;
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970;
}
