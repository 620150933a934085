/** `a、b、c 等 7 个`: enough to recognise a list. */
export function someOf(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).join('、');
  return names.length > most ? `${before(shown)}等 ${names.length} 个` : shown;
}

/** `a、b 和 c`: all of them. */
export function allOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join('、')} 和 ${last}` : last;
}

/** A bracket of full width has its space with it. */
export function before(text: string): string {
  return text.endsWith('）') ? text : `${text} `;
}
