import type { KnownCode } from './known-code.ts';

/** A code with its texts in every language. */
export interface CodeEntry {
  readonly known: KnownCode;
  readonly texts: readonly string[];
}

export interface FoundCodes {
  /** `code`: asked for by its name, its Type or its number; `words`: by what it says. */
  readonly by: 'code' | 'words';
  readonly codes: readonly KnownCode[];
}

/** The codes that the words mean; whatever is spelled exactly so, else all that have every word in them. */
export function findCodes(words: readonly string[], entries: readonly CodeEntry[]): FoundCodes {
  const whole = plain(words.join(' '));
  const named = entries.filter(({ known }) => namesOf(known).includes(whole));
  if (named.length > 0) return { by: 'code', codes: named.map(({ known }) => known) };
  const parts = whole.split(/\s+/).filter((part) => part !== '');
  const saying = entries.filter(({ known, texts }) => {
    const all = [known.code, ...texts].join('\n').toLowerCase();
    return parts.every((part) => all.includes(part));
  });
  const inName = ({ known }: CodeEntry): boolean =>
    parts.some((part) => known.code.toLowerCase().includes(part));
  const ordered = [...saying.filter(inName), ...saying.filter((entry) => !inName(entry))];
  return { by: 'words', codes: ordered.map(({ known }) => known) };
}

/** Words that nobody uses but as a code: CMD_PROCESS_INTERNAL_ERROR, 100001. */
const unmistakable = /\b(?:[A-Z]+_[A-Z_]+|\d{5,6})\b/g;

/** The known codes that a status or an answer consists of, or has in it as such. */
export function codesIn(text: string, known: readonly KnownCode[]): string[] {
  const words = new Set([text.trim(), ...(text.match(unmistakable) ?? [])]);
  return [...words].filter((word) => known.some(({ code }) => code === word));
}

/** Codes of the same Type under another Source than the one that was typed. */
export function underOtherSource(
  words: readonly string[],
  codes: readonly KnownCode[],
): readonly KnownCode[] {
  const type = plain(words.join(' ')).split('.')[1];
  return codes.filter((known) => known.source !== undefined && known.type.toLowerCase() === type);
}

function namesOf({ code, type, exitCode }: KnownCode): readonly string[] {
  const number = exitCode === undefined ? [] : [String(exitCode)];
  return [code.toLowerCase(), type.toLowerCase(), ...number];
}

/** `E100001` is 100001 in Java's source, `exit 5` and `exit code 5` are 5. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/^exit[ -](?:code[ -])?(?=\d+$)/, '')
    .replace(/^e(?=\d{6}$)/, '');
}
