import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toYaml, toYamlDocuments } from '../../../src/manifest/to-yaml.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { docOf } from './manifest-kit.ts';

const object = (spec: unknown) => ({ apiVersion: 'v1', kind: 'X', metadata: { name: 'x' }, spec });
const back = (value: unknown) => docOf(toYaml(object(value))).object['spec'];

describe('text stays text', () => {
  test.each([
    '1.10',
    '1.0',
    '007',
    '0644',
    '0o17',
    '0x1F',
    '1e3',
    '1_000',
    '.5',
    '-1',
    '+1',
    '.inf',
    '.nan',
    'no',
    'No',
    'y',
    'on',
    'off',
    'true',
    'null',
    '~',
    '',
    '22:22',
    '2001-01-01',
    '=',
    '<<',
    '-',
    ': ',
    'a: b',
    'a:',
    'a #b',
    '#a',
    ' a',
    'a ',
    '- a',
    '? a',
    '[a]',
    '{a}',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a',
    '"a"',
    "'a'",
    '---',
    '...',
    'a\tb',
    'a\r\nb',
    'a\u0000b',
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    '中文: 啊',
    '😀',
    '\u{e0001}x',
    '\u00ad',
    '\ud800',
    'C:\\x',
    '__proto__',
  ])('%j', (text) => {
    expect(back({ value: text, [text || 'empty']: 1 })).toEqual({
      value: text,
      [text || 'empty']: 1,
    });
  });
});

describe('layout', () => {
  test('fixed order, versions in quotes, addresses plain', () => {
    const text = toYaml({
      spec: { b: 1, a: [{ value: '1.10', name: 'BIZ_VERSION' }], empty: {}, none: [] },
      metadata: { labels: { z: 'no' }, namespace: 'shop', name: 'orders' },
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      gone: undefined,
    });
    expect(text).toBe(
      `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
  namespace: shop
  labels:
    z: "no"
spec:
  a:
  - name: BIZ_VERSION
    value: "1.10"
  b: 1
  empty: {}
  none: []
`,
    );
    expect(toYaml({ url: 'https://a.example.com/b-1.0.jar?x=1' })).toBe(
      'url: https://a.example.com/b-1.0.jar?x=1\n',
    );
  });

  test('text of several lines is a block, where that keeps it', () => {
    expect(toYaml({ a: 'x: 1\n\ny\n' })).toBe('a: |\n  x: 1\n\n  y\n');
    expect(toYaml({ a: 'x\ny' })).toBe('a: |-\n  x\n  y\n');
    expect(toYaml({ a: 'x \ny' })).toBe('a: "x \\ny"\n');
  });

  test('documents are told apart', () => {
    const { docs } = parseManifests(toYamlDocuments([object(1), object(2)]), 'f');
    expect(docs.map((doc) => doc.object['spec'])).toEqual([1, 2]);
  });

  test('what YAML cannot hold is a bug, not a text', () => {
    expect(() => toYaml({ a: Number.NaN })).toThrow(TypeError);
  });
});

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({
    unit: fc.constantFrom('a', '1', '\n', ' ', '#', ':', '-', '"', '\\', '.', '_'),
    maxLength: 9,
  }),
  fc.stringMatching(/^[-+.0-9_xobeE:]{1,8}$/),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

test('whatever is written reads back the same, and the same again', () => {
  fc.assert(
    fc.property(json, (value) => {
      const first = toYaml(object(value));
      const read = docOf(first).object;
      expect(read['spec']).toEqual(value);
      expect(toYaml(read)).toBe(first);
    }),
    { numRuns: 300 },
  );
});
