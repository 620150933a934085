import { limitRows, times, type LimitName, type Unit } from '../limits.ts';
import type { Place } from '../settings.ts';
import { Mistake } from './section.ts';

const units: Readonly<Record<string, number>> = {
  d: times.day,
  h: times.hour,
  m: times.minute,
  s: times.second,
  ms: 1,
};

/** `30d`, `1h30m`, `200ms`, or seconds; ms. */
export function duration(text: string): number {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return Number(trimmed) * times.second;
  const parts = [...trimmed.matchAll(/(\d+)(ms|[dhms])/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== trimmed) {
    throw new Mistake((say) => say.notADuration(text));
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}

export function number(text: string): number {
  const value = Number(text.trim().replace(/%$/, ''));
  if (text.trim() === '' || Number.isNaN(value) || value < 0) {
    throw new Mistake((say) => say.notANumber(text));
  }
  return value;
}

const byUnit: Readonly<Record<Unit, (text: string) => number>> = {
  time: duration,
  percent: number,
  count: number,
};

export function limitOf(name: LimitName, text: string): number {
  return byUnit[limitRows[name].unit](text);
}

export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new Mistake((say) => say.notAPort(text));
  }
  return value;
}

/** `10.0.0.1`, `ntp1:123`, `[::1]:53`. */
export function place(usualPort: number): (text: string) => Place {
  return (text) => {
    const [, inBrackets, rest = ''] = /^\[([0-9a-fA-F:.]+)\](.*)$/.exec(text.trim()) ?? [];
    if (inBrackets !== undefined) {
      return { host: inBrackets, port: rest === '' ? usualPort : port(rest.replace(/^:/, '')) };
    }
    const [host = '', own, ...more] = text.trim().split(':');
    if (more.length > 0) return { host: text.trim(), port: usualPort };
    if (!/^[\w.-]+$/.test(host)) throw new Mistake((say) => say.notAHost(text));
    return { host, port: own === undefined ? usualPort : port(own) };
  };
}

export function url(text: string): string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) {
    throw new Mistake((say) => say.notAUrl(text));
  }
  return text;
}

/** `.status.phase`, `status.conditions[0].status`, `metadata.labels['a/b']`; `.` for nothing. */
export function fieldPath(text: string): (string | number)[] {
  const trimmed = text.trim().replace(/^\{(.*)\}$/, '$1');
  const steps = [...trimmed.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[['"]([^'"]+)['"]\]/g)];
  if (steps.length === 0 || steps.map(([all]) => all).join('') !== trimmed) {
    throw new Mistake((say) => say.notAPath(text));
  }
  return steps.map(([, name, index, quoted]) =>
    index === undefined ? (name ?? quoted ?? '') : Number(index),
  );
}
