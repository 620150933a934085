import { dayMs, instantsOf, minuteMs, nextJump, wallAt } from './zone.ts';

/** A time of the day on some days of the week; over midnight it belongs to the day it begins on. */
export interface Span {
  /** 0 is Sunday. */
  readonly days: readonly number[];
  /** Minutes of the day. `to` before or at `from` is on the next day; `to` is no longer in it. */
  readonly from: number;
  readonly to: number;
}

/** A stretch of the calendar; `to` is no longer in it. */
export type Period =
  /** By the clock on the wall, as if it were UTC, ms. */
  | { readonly by: 'wall'; readonly from: number; readonly to: number }
  | { readonly by: 'instant'; readonly from: number; readonly to: number }
  /** Days of every year, month * 100 + day, both in it; the end may lie in the next year. */
  | { readonly by: 'year'; readonly from: number; readonly to: number };

/** When something is the case: within any of these, by the clocks of one zone. */
export interface Times {
  readonly zone: string;
  readonly spans: readonly Span[];
  readonly periods: readonly Period[];
}

/** Whether the instant lies within. An hour that comes twice counts both times. */
export function isWithin(times: Times, instant: number): boolean {
  const wall = wallAt(times.zone, instant);
  return (
    times.spans.some((span) => inSpan(span, wall)) ||
    times.periods.some((period) => inPeriod(period, wall, instant))
  );
}

function inSpan({ days, from, to }: Span, wall: number): boolean {
  const day = Math.floor(wall / dayMs);
  const minute = (wall - day * dayMs) / minuteMs;
  const today = days.includes(weekday(day));
  if (from < to) return today && minute >= from && minute < to;
  return (today && minute >= from) || (days.includes(weekday(day - 1)) && minute < to);
}

/** 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

function inPeriod({ by, from, to }: Period, wall: number, instant: number): boolean {
  if (by === 'instant') return instant >= from && instant < to;
  if (by === 'wall') return wall >= from && wall < to;
  const date = new Date(wall);
  const day = (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

/** Until when an opening is looked for. */
export const horizonMs = 2 * 366 * dayMs;

/**
 * The first instant, from `from` on, at which `isOpen` holds, where it can change only where one of
 * these times begins or ends; undefined where there is none within two years.
 */
export function firstInstant(
  all: readonly Times[],
  from: number,
  isOpen: (instant: number) => boolean,
): number | undefined {
  const until = from + horizonMs;
  if (isOpen(from)) return from;
  for (let day = from; day <= until; day += dayMs) {
    const found = changesAfter(all, day).find(isOpen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The instants in the day that follows at which one of them may begin or end, in order. */
function changesAfter(all: readonly Times[], day: number): number[] {
  const most = day + dayMs;
  const changes = all.flatMap(({ zone, spans, periods }) => [
    ...edgesAround(zone, day, spans).flatMap((wall) => instantsOf(zone, wall)),
    ...periods.flatMap(({ by, from, to }) => {
      if (by === 'instant') return [from, to];
      return by === 'wall' ? [from, to].flatMap((wall) => instantsOf(zone, wall)) : [];
    }),
    nextJump(zone, day, most) ?? most,
  ]);
  return changes.filter((instant) => instant > day && instant <= most).sort((a, b) => a - b);
}

/** What the wall shows at midnight, and where a span begins and ends, yesterday to tomorrow. */
function edgesAround(zone: string, at: number, spans: readonly Span[]): number[] {
  const today = Math.floor(wallAt(zone, at) / dayMs);
  const minutes = new Set([0, ...spans.flatMap(({ from, to }) => [from, to])]);
  return [-1, 0, 1, 2].flatMap((day) =>
    [...minutes].map((minute) => (today + day) * dayMs + minute * minuteMs),
  );
}
