const valid = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/**
 * A version (or any text) as a label value. Valid values stay as they are; others (`1.0.0+build`,
 * or over 63 characters) are cleaned and get a short hash, so that two never become one: the
 * anti-affinity tells versions apart by this value.
 */
export function labelSafe(text: string): string {
  if (text === '' || valid.test(text)) return text;
  const cleaned = text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 54)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  return cleaned === '' ? hash(text) : `${cleaned}-${hash(text)}`;
}

/** FNV-1a, 32 bits: short and the same everywhere; nothing secret depends on it. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  }
  return state.toString(16).padStart(8, '0');
}
