const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, at the coarseness a person needs: `32s`, `5m12s`, `3h5m`, `7d4h`. */
export function formatAge(ms: number): string {
  const age = Math.max(0, ms);
  const [s, m, h, d] = [
    Math.floor(age / second) % 60,
    Math.floor(age / minute) % 60,
    Math.floor(age / hour) % 24,
    Math.floor(age / day),
  ] as const;
  if (d > 0) return `${d}d${h > 0 ? `${h}h` : ''}`;
  if (h > 0) return `${h}h${m > 0 ? `${m}m` : ''}`;
  return m > 0 ? `${m}m${s > 0 ? `${s}s` : ''}` : `${s}s`;
}

/** How long something took; below a second in milliseconds. */
export function formatTook(ms: number): string {
  return ms < second ? `${Math.max(0, Math.round(ms))}ms` : formatAge(ms);
}

/** How long until `until`, rounded up so that it never says 0s too early. */
export function formatLeft(until: number, now: number): string {
  return formatAge(Math.ceil(Math.max(0, until - now) / second) * second);
}
