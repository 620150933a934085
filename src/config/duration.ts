import { faultOf } from '../messages/fault-of.ts';

const units = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Timers of Node overflow after 24.8 days. */
const longest = 24 * 24 * 3_600_000;

const form = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** `90` (seconds), `90s`, `15m`, `1h30m`, `500ms` as milliseconds; a Fault for anything else. */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const ms = /^\d+$/.test(trimmed) ? Number(trimmed) * 1000 : sum(trimmed);
  if (ms === undefined) throw faultOf(({ settings }) => settings.notADuration(text));
  if (ms > longest) throw faultOf(({ settings }) => settings.tooLong(text));
  return ms;
}

/** A duration that may not be nothing. */
export function parsePositiveDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms === 0) throw faultOf(({ settings }) => settings.noTime(text));
  return ms;
}

/** The shortest text that `parseDuration` reads back as `ms`. */
export function durationText(ms: number): string {
  let rest = ms;
  const parts = units.map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count > 0 ? `${count}${name}` : '';
  });
  return parts.join('') || '0s';
}

function sum(text: string): number | undefined {
  const found = form.exec(text);
  if (found === null || text === '') return undefined;
  return units.reduce((total, [, size], index) => total + Number(found[index + 1] ?? 0) * size, 0);
}
