/** Time zones by Intl alone: what the clock on the wall shows at an instant, and the way back. */

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, format);
  return format;
}

/** Whether it is the name of a time zone, such as `Asia/Shanghai`. */
export function isZone(name: string): boolean {
  // A bare offset is one to newer versions of Intl only.
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the clock on the wall shows, written as if it were UTC, ms. */
export function wallAt(zone: string, instant: number): number {
  return instant + offsetAt(zone, instant);
}

/** By zone and day of UTC, how far its clocks are ahead; of a day on which they jump undefined. */
const offsets = new Map<string, Map<number, number | undefined>>();

/** Asking Intl costs microseconds, and two years are many days: each is asked for once. */
function offsetAt(zone: string, instant: number): number {
  const known = offsets.get(zone) ?? new Map<number, number | undefined>();
  offsets.set(zone, known);
  const day = Math.floor(instant / dayMs);
  if (!known.has(day)) {
    const [first, last] = [askOffset(zone, day * dayMs), askOffset(zone, (day + 1) * dayMs - 1)];
    known.set(day, first === last ? first : undefined);
  }
  return known.get(day) ?? askOffset(zone, instant);
}

function askOffset(zone: string, instant: number): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const seconds = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  return seconds - Math.floor(instant / 1000) * 1000;
}

/** The instants at which the clock on the wall shows this: none in a gap, two in an overlap. */
export function instantsOf(zone: string, wall: number): number[] {
  const offsets = new Set([offsetAt(zone, wall - dayMs), offsetAt(zone, wall + dayMs)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((instant) => wallAt(zone, instant) === wall)
    .sort((a, b) => a - b);
}

/** The first instant after `from` at which the clock jumps, if it does before `until`; at most a day ahead. */
export function nextJump(zone: string, from: number, until: number): number | undefined {
  const before = offsetAt(zone, from);
  if (offsetAt(zone, until) === before) return undefined;
  let [low, high] = [from, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** `2026-11-11 00:00`, as the clock on the wall shows it. */
export function wallText(zone: string, instant: number): string {
  return new Date(wallAt(zone, instant)).toISOString().slice(0, 16).replace('T', ' ');
}
