/**
 * What an unquoted YAML scalar means to kubectl.
 *
 * kubectl reads YAML with go-yaml v2: YAML 1.1 without sexagesimal numbers, and with timestamps
 * left as the text they are. No schema of the `yaml` package is exactly that (`0o17`, `0X1F`, `.`
 * and 64-bit overflow differ), so plain scalars are resolved here; the table in the tests was
 * recorded from sigs.k8s.io/yaml v1.6.0.
 */
const words = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

const nonFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** NaN and the infinities come back as such: no manifest may hold them. */
export function resolvePlain(text: string): null | boolean | number | string {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (nonFinite.test(text)) return notANumber(text);
  if (!/^[-+.0-9]/.test(text)) return text;
  // go-yaml takes underscores out of numbers, but not of those that begin with a dot.
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  const whole = integer.exec(digits);
  if (whole) return wholeNumber(whole);
  if (!float.test(digits)) return text;
  const value = Number(digits);
  return Number.isFinite(value) ? value + 0 : text;
}

function wholeNumber(match: RegExpExecArray): number {
  const [, sign, hex, binary, octal, decimal] = match;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : binary !== undefined
        ? Number.parseInt(binary, 2)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : Number(decimal);
  return sign === '-' ? 0 - size : size;
}

function notANumber(text: string): number {
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? -Infinity : Infinity;
}
