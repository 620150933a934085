/**
 * Text from a cluster, a base or a kubeconfig is hostile: it may move the
 * cursor, rename the window, or show words in another order than they stand.
 * Everything printed for people goes through here.
 */

// String sequences (DCS, SOS, OSC, PM, APC) with their payload, then CSI, then any other escape.
// Not `util.stripVTControlCharacters`: it leaves the payload of DCS and APC behind.
const sequences =
  /(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;

/** Controls, bidi and other format characters, lone surrogates, and letters that show nothing. */
export const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

// They choose between shapes of a character; terminals disagree about the width that follows.
const variationSelectors = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

const printableAscii = /^[ -~]*$/;
const replacement = '\uFFFD';

/** One line of text that can do nothing to a terminal; line breaks and tabs become spaces. */
export function cleanText(text: string): string {
  if (printableAscii.test(text)) return text;
  return text
    .replace(sequences, '')
    .replace(/\r\n|[\t\n\r\u2028\u2029]/g, ' ')
    .replace(variationSelectors, '')
    .replace(invisible, replacement);
}

/** Like `cleanText` for diffs, manifests and stack traces: line breaks stay, a tab is four spaces. */
export function cleanBlock(text: string): string {
  return text
    .replace(sequences, '')
    .replace(/\r\n/g, '\n')
    .replace(/\t/g, '    ')
    .replace(variationSelectors, '')
    .replace(invisible, (character) => (character === '\n' ? character : replacement));
}

/** A copy of `value` with every string in it, at any depth, made safe by `cleanText`. */
export function cleanDeep<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, cleaned(held)]));
}
