import { describe, expect, test } from 'vitest';
import { allFaults, parseManifests } from '../../../src/manifest/yaml.ts';
import { resolvePlain } from '../../../src/manifest/plain-scalar.ts';
import { docOf } from './manifest-kit.ts';

/** Recorded from sigs.k8s.io/yaml v1.6.0, which kubectl reads its files with. */
const asKubectl: [text: string, value: unknown][] = [
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'TRUE'].map(
    (text): [string, unknown] => [text, true],
  ),
  ...['n', 'N', 'no', 'NO', 'off', 'Off', 'false', 'False'].map((text): [string, unknown] => [
    text,
    false,
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((text): [string, unknown] => [text, null]),
  ['yEs', 'yEs'],
  ['tRue', 'tRue'],
  ['0644', 420],
  ['0o17', 15],
  ['0O17', 15],
  ['-0o7', -7],
  ['0o8', '0o8'],
  ['0777', 511],
  ['08', 8],
  ['0_7', 7],
  ['0_8', 8],
  ['0x1F', 31],
  ['+0x1f', 31],
  ['-0x1', -1],
  ['0x_1', 1],
  ['0x', '0x'],
  ['0x1.8p1', '0x1.8p1'],
  ['0b11', 3],
  ['0B11', 3],
  ['0b', '0b'],
  ['1_000', 1000],
  ['1_', 1],
  ['_1', '_1'],
  ['1,000', '1,000'],
  ['1e3', 1000],
  ['12e03', 12000],
  ['-1e-3', -0.001],
  ['1e', '1e'],
  ['1e400', '1e400'],
  ['1.10', 1.1],
  ['1.', 1],
  ['0.', 0],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['1_0.5', 10.5],
  ['.', '.'],
  ['+.', '+.'],
  ['._', '._'],
  ['.e3', '.e3'],
  ['0.1.', '0.1.'],
  ['1.2.3', '1.2.3'],
  ['-0', 0],
  ['=', '='],
  ['22:22', '22:22'],
  ['190:20:30', '190:20:30'],
  ['2001-01-01', '2001-01-01'],
  ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00Z'],
  ['Inf', 'Inf'],
  ['NaN', 'NaN'],
];

describe('plain scalars mean what they mean to kubectl', () => {
  test.each(asKubectl)('%s', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });
  test('infinities and NaN are recognised', () => {
    expect(['.inf', '-.INF', '.nan'].map(resolvePlain)).toEqual([Infinity, -Infinity, NaN]);
  });
});

const pod = (rest: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n${rest}`;

describe('documents', () => {
  test('several in one text, empty ones left out', () => {
    const text = `# first\n---\n${pod('')}---\n# nothing\n---\n${pod('').replace('name: p', 'name: q')}`;
    const { docs, faults } = parseManifests(text, 'f.yaml');
    expect(faults).toEqual([]);
    expect(docs.map(({ object }) => object.metadata.name)).toEqual(['p', 'q']);
  });

  test('lists are taken apart, and positions stay right', () => {
    const text = [
      'apiVersion: v1',
      'kind: List',
      'items:',
      '- apiVersion: v1',
      '  kind: Pod',
      '  metadata: {name: a}',
      '- apiVersion: v1',
      '  kind: PodList',
      '  items:',
      '  - apiVersion: v1',
      '    kind: Pod',
      '    metadata:',
      '      name: b',
    ].join('\n');
    const { docs } = parseManifests(text, 'f.yaml');
    expect(docs.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
    expect(docs[1]?.positionOf(['metadata', 'name'])).toEqual({
      file: 'f.yaml',
      line: 13,
      column: 13,
    });
  });

  test('JSON is read too, tabs, escapes and surrogate pairs included', () => {
    const text =
      '{\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "p", "labels": {"a": "\\ud83d\\ude00\\/"}}}';
    expect(docOf(text).object.metadata.labels).toEqual({ a: '😀/' });
  });

  test('anchors, aliases and merge keys', () => {
    const object = docOf(
      pod('a: &a {k: 1, l: 2}\nb: *a\nc: {<<: *a, k: 3}\nd: {k: 3, <<: [*a, {m: 4, k: 5}]}'),
    ).object;
    expect(object['b']).toEqual({ k: 1, l: 2 });
    expect(object['c']).toEqual({ k: 3, l: 2 });
    expect(object['d']).toEqual({ k: 3, l: 2, m: 4 });
  });

  test('keys that are numbers or booleans become text', () => {
    const { object } = docOf(pod('a: {1: x, 0644: w, y: z, yes_: w}'));
    expect(object['a']).toEqual({ '1': 'x', '420': 'w', true: 'z', yes_: 'w' });
  });

  test('explicit tags', () => {
    const { object } = docOf(pod('a: !!str 12\nb: !!int "12"\nc: ! 12'));
    expect([object['a'], object['b'], object['c']]).toEqual(['12', 12, '12']);
  });

  test('__proto__ is a key like any other', () => {
    const { object } = docOf(pod('a: {__proto__: {x: 1}}'));
    expect(Object.keys(object['a'] as object)).toEqual(['__proto__']);
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

const wrong: [what: string, text: string, message: RegExp, line: number, column: number][] = [
  ['a syntax error', pod('a: [1, 2'), /./, 5, 9],
  ['a duplicate key', pod('a: 1\nb: 2\na: 3'), /the key a is written twice/, 7, 1],
  ['keys that become the same text', pod('a: {1: x, "1": y}'), /the key 1 is written twice/, 5, 11],
  ['a map as key', pod('? {a: 1}\n: b'), /a key must be a string/, 5, 3],
  ['an empty key', pod('~: b'), /a key must be a string/, 5, 1],
  ['an unknown tag', pod('a: !colour red'), /the tag !colour is not supported/, 5, 12],
  ['binary', pod('a: !!binary aGk='), /the tag !!binary is not supported/, 5, 13],
  ['infinity', pod('a: .inf'), /cannot be kept exactly/, 5, 4],
  ['a number that loses digits', pod('a: 9007199254740993'), /cannot be kept exactly/, 5, 4],
  ['an alias without anchor', pod('a: *b'), /Unresolved alias|names no anchor/, 5, 4],
  ['an alias in itself', pod('a: &a [*a]'), /\*a contains itself/, 5, 8],
  ['YAML 1.2 by directive', '%YAML 1.2\n---\n' + pod(''), /kubectl reads YAML 1.1, not 1.2/, 2, 1],
  ['a list at the top', '- a', /not a Kubernetes object/, 1, 1],
  ['no kind', 'apiVersion: v1\nmetadata: {name: a}', /missing, or not a string: kind/, 1, 1],
  ['a number for a name', 'apiVersion: v1\nkind: Pod\nmetadata: {name: 12}', /metadata.name/, 1, 1],
  [
    'a number for a namespace',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: 2024',
    /metadata.namespace is not a string/,
    5,
    14,
  ],
  [
    'generateName',
    'apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}',
    /metadata.name/,
    1,
    1,
  ],
];

describe('faults have a place', () => {
  test.each(wrong)('%s', (_, text, message, line, column) => {
    const { docs, faults } = parseManifests(text, 'f.yaml');
    expect(docs).toEqual([]);
    expect(faults[0]?.message).toMatch(message);
    expect(faults[0]?.at).toEqual({ file: 'f.yaml', line, column });
    expect(faults[0]?.outcome).toBe('invalid');
  });

  test('all are collected, and good documents stay', () => {
    const text = [pod('a: 1\na: 2\nb: .nan\n'), pod(''), 'kind: Pod\n'].join('---\n');
    const { docs, faults } = parseManifests(text, 'f.yaml');
    expect(docs).toHaveLength(1);
    expect(faults).toHaveLength(3);
    const one = allFaults(faults);
    expect(one?.message).toContain('written twice');
    expect(one?.details[0]).toMatch(/^f\.yaml:7:4: the number \.nan/);
    expect(one?.details).toHaveLength(2);
  });

  test('aliases of aliases do not fill the memory', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 9; i += 1) {
      const alias = `*a${i - 1}`;
      lines.push(`a${i}: &a${i} [${Array(10).fill(alias).join(', ')}]`);
    }
    const { faults } = parseManifests(pod(lines.join('\n')), 'f.yaml');
    expect(faults[0]?.message).toBe('aliases copy far too much');
  });
});

describe('positions', () => {
  const doc = docOf(pod('spec:\n  containers:\n  - name: a\n    image: b\n  paused: on\n'));
  test.each([
    [['spec'], 5, 1],
    [['spec', 'containers'], 6, 3],
    [['spec', 'containers', 0], 7, 5],
    [['spec', 'containers', 0, 'image'], 8, 12],
    [['spec', 'containers', 0, 'env', 3, 'value'], 7, 5],
    [['nothing', 'here'], 1, 1],
  ])('%j', (path, line, column) => {
    expect(doc.positionOf(path)).toEqual({ file: 'test.yaml', line, column });
  });
  test('the text as written', () => {
    expect(doc.textOf(['spec', 'paused'])).toBe('on');
    expect(doc.textOf(['spec'])).toBeUndefined();
  });
});
