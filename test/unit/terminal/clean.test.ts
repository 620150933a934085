import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanBlock, cleanDeep, cleanText } from '../../../src/terminal/text/clean.ts';

/** Anything that moves a cursor, hides, or turns text around; written apart from the code's own. */
function isUnsafe(character: string, allowNewline: boolean): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (allowNewline && code === 0x0a) return false;
  const ranges: [number, number][] = [
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0x61c, 0x61c],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2060, 0x206f],
    [0xd800, 0xdfff],
    [0xfe00, 0xfe0f],
    [0xfeff, 0xfeff],
    [0xe0000, 0xe01ef],
  ];
  return ranges.some(([from, to]) => code >= from && code <= to);
}

const unsafeIn = (text: string, allowNewline = false): string[] =>
  Array.from(text).filter((character) => isUnsafe(character, allowNewline));

const nasty = fc.constantFrom(
  ...[
    '\u001B',
    '\u001B[',
    '\u001B]',
    '\u001BP',
    '\u001B\\',
    '\u009B',
    '\u009D',
    '\u0090',
    '\u0007',
  ],
  ...['\r', '\n', '\t', '\b', '\u202E', '\u2066', '\u200B', '\u200D', '\uFEFF', '\u061C', '\uD800'],
  ...['31m', '2J', '0;title', 'a', ';', '?25l', '中', '\u{E0041}'],
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: nasty, maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);

describe('cleanText', () => {
  it('never lets a control, bidi or invisible character through', () => {
    fc.assert(fc.property(hostile, (text) => unsafeIn(cleanText(text)).length === 0));
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });

  it('leaves harmless text alone', () => {
    const harmless = fc.string({ unit: fc.constantFrom(...Array.from('abc -_./:中文字é…→😀')) });
    fc.assert(fc.property(harmless, (text) => cleanText(text) === text));
  });

  it.each([
    ['colours', '\u001B[1;31mred\u001B[0m', 'red'],
    ['the cursor', 'a\u001B[2J\u001B[H\u001B[?25lb', 'ab'],
    ['a window title, BEL', '\u001B]0;owned\u0007x', 'x'],
    ['a hyperlink, ST', '\u001B]8;;http://evil\u001B\\text\u001B]8;;\u001B\\', 'text'],
    ['a DCS string', '\u001BPq#0;2;0;0;0#0~~@@\u001B\\x', 'x'],
    ['C1 forms', '\u009B31mred\u009D0;t\u009Cx\u0090p\u009Cy', 'redxy'],
    ['a title that never ends', '\u001B]0;owned', '0;owned'],
    ['a sequence made of two', '\u001B\u001B[31m[31mx', '�[31mx'],
    ['overwriting', 'ok\rbad\b\bXX', 'ok bad��XX'],
    ['bidi', 'user\u202Efdp.exe\u2066', 'user�fdp.exe�'],
    ['zero width', 'ad\u200Bmin\uFEFF', 'ad�min�'],
    ['lines and tabs', 'a\r\nb\nc\td\u2028e', 'a b c d e'],
    ['half a surrogate pair', 'a\uD83Db', 'a�b'],
    ['letters that show nothing', 'a\u3164\u115F\u2800b', 'a���b'],
    ['variation selectors', '❤\uFE0F', '❤'],
    ['tags', 'hi\u{E0041}\u{E0042}', 'hi��'],
  ])('%s', (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });

  it('takes linear time on unterminated sequences', () => {
    const size = 300_000;
    for (const start of ['\u0090', '\u001B]', '\u001BPx', '\u009B1;', '\u001B[', '\u001B ']) {
      const began = performance.now();
      cleanText(start.repeat(size));
      expect(performance.now() - began).toBeLessThan(10_000);
    }
  }, 60_000);
});

describe('cleanBlock', () => {
  it('keeps line breaks and nothing else', () => {
    fc.assert(fc.property(hostile, (text) => unsafeIn(cleanBlock(text), true).length === 0));
    expect(cleanBlock('a\r\n\tat b\u001B[31m\u202E\nc')).toBe('a\n    at b�\nc');
  });
});

describe('cleanDeep', () => {
  it('reaches every string and leaves the rest', () => {
    const at = {
      list: ['a\u0007', { name: 'b\n' }],
      count: 3,
      no: null,
      none: undefined,
      yes: true,
    };
    expect(cleanDeep(at)).toEqual({ ...at, list: ['a�', { name: 'b ' }] });
  });
});
