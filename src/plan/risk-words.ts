import type { Risk } from './types.ts';

/** How plans say what an operator has to know. */

export function warning(text: string): Risk {
  return { level: 'warning', text };
}

export function info(text: string): Risk {
  return { level: 'info', text };
}

/** `a, b, c and 4 more`: enough to recognise a list. */
export function someOf(names: readonly string[], most = 4): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
