import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonText, yamlText } from '../../../src/terminal/data.ts';
import { cleanBlock } from '../../../src/terminal/text/clean.ts';

const anyText = fc.string({
  unit: fc.constantFrom(
    ...Array.from(
      'ab: -#"\'\\{}[]|>&*!%@`中\u001B\u009B\u0085\u202E\u200B\uFEFF\u2028\u007F\t\r\n\0',
    ),
    '\u{E0041}',
    'é',
    '😀',
  ),
});
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

describe('jsonText', () => {
  it('loses nothing and shows nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2), (sample, indent) => {
        const text = jsonText(sample, indent);
        expect(JSON.parse(text)).toEqual(sample);
        expect(cleanBlock(text)).toBe(text);
      }),
    );
  });

  it('has a word for nothing', () => {
    expect(jsonText(undefined)).toBe('null');
  });
});

describe('yamlText', () => {
  it('loses nothing and shows nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const text = yamlText(sample);
        expect(parse(text, { maxAliasCount: -1 })).toEqual(sample);
        expect(cleanBlock(text)).toBe(text);
      }),
    );
  });

  it.each([' \n', '\n \n', ' a\n', '  \n\n'])('keeps the spaces that %j begins with', (text) => {
    expect(parse(yamlText({ text }))).toEqual({ text });
  });

  it('means the same to YAML 1.1 and 1.2', () => {
    const tricky = {
      a: 'no',
      b: '0644',
      c: '22:22',
      d: '1_000',
      e: 'y',
      f: '0o17',
      g: '~',
      h: '<<',
    };
    const text = yamlText(tricky);
    expect(parse(text, { version: '1.1' })).toEqual(tricky);
    expect(parse(text, { version: '1.2' })).toEqual(tricky);
  });

  it('writes a value twice instead of an alias', () => {
    const twice = { labels: { a: '1' } };
    expect(yamlText([twice, twice])).not.toMatch(/[&*]/);
  });
});
