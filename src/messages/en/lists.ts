/** `a, b, c and 4 more`: enough to recognise a list. */
export function someOf(names: readonly string[], most = 4): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** `a, b and c`: all of them. */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
