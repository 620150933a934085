import { describe, expect, test } from 'vitest';
import { rewritten } from '../../../src/manifest/rewrite.ts';
import { withEdits } from '../../../src/manifest/tree.ts';
import type { Edit } from '../../../src/manifest/tree.ts';
import { yamlDocuments } from '../../../src/manifest/yaml.ts';
import { drop, set } from './manifest-kit.ts';

/** The edits made to the first document's tree, and written into its text. */
function rewrite(text: string, ...edits: Edit[]): string | undefined {
  const documents = yamlDocuments(text);
  return rewritten(text, documents, [withEdits(documents[0]?.value, edits)]);
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly gives: string | undefined;
}

const scalars: Case[] = [
  {
    name: 'plain',
    text: 'a: 1 # one\nb: 2\n',
    edits: [set('a', 30)],
    gives: 'a: 30 # one\nb: 2\n',
  },
  {
    name: 'plain text that looks like a number',
    text: 'a: 1.10\n',
    edits: [set('a', '1.10')],
    gives: 'a: "1.10"\n',
  },
  {
    name: 'single quotes stay',
    text: "a: 'x'  # c\n",
    edits: [set('a', "it's")],
    gives: "a: 'it''s'  # c\n",
  },
  { name: 'double quotes stay', text: 'a: "x"\n', edits: [set('a', 'y')], gives: 'a: "y"\n' },
  {
    name: 'in braces',
    text: 'a: {b: x, c: y}\n',
    edits: [set('a/b', 'p,q')],
    gives: 'a: {b: "p,q", c: y}\n',
  },
  {
    name: 'with an anchor',
    text: 'a: &n x\nb: y\n',
    edits: [set('a', 'z')],
    gives: 'a: &n z\nb: y\n',
  },
  {
    name: 'with an anchor that others use',
    text: 'a: &n x\nb: *n\n',
    edits: [set('a', 'z')],
    gives: undefined,
  },
  {
    name: 'through an alias, at every use',
    text: 'a: &n x\nb: *n\n',
    edits: [set('a', 'z'), set('b', 'z')],
    gives: 'a: &n z\nb: *n\n',
  },
  {
    name: 'a block of text is left alone',
    text: 'a: |\n  x\nb: y\n',
    edits: [set('a', 'z')],
    gives: undefined,
  },
  {
    name: 'the last line without an end',
    text: 'b: y\na: x',
    edits: [set('a', 'z')],
    gives: 'b: y\na: z',
  },
];

const maps: Case[] = [
  {
    name: 'a key comes',
    text: 'm:\n  a: 1 # one\n# end\n',
    edits: [set('m/b', 'x')],
    gives: 'm:\n  a: 1 # one\n  b: x\n# end\n',
  },
  {
    name: 'a key goes with its line',
    text: 'm:\n  # before\n  a: 1 # one\n  b: 2\n',
    edits: [drop('m/a')],
    gives: 'm:\n  # before\n  b: 2\n',
  },
  {
    name: 'the last key goes, another comes',
    text: 'm:\n  a: 1\n  b: 2\nn: 3\n',
    edits: [drop('m/b'), set('m/x', [1])],
    gives: 'm:\n  a: 1\n  x:\n    - 1\nn: 3\n',
  },
  {
    name: 'a key is renamed',
    text: 'm:\n  old/a: x # why\n',
    edits: [drop('m/old~1a'), set('m/new~1a', 'x')],
    gives: 'm:\n  new/a: x # why\n',
  },
  {
    name: 'renamed, and the value changed',
    text: 'm:\n  gray: 60s # why\n  b: 1\n',
    edits: [drop('m/gray'), set('m/grayTime', 60)],
    gives: 'm:\n  grayTime: 60 # why\n  b: 1\n',
  },
  {
    name: 'all keys go',
    text: 'm:\n  a: 1\nn: 2\n',
    edits: [drop('m/a')],
    gives: 'm: {}\nn: 2\n',
  },
  {
    name: 'below a key with nothing',
    text: 'm:\nn: 2\n',
    edits: [set('m', { a: 'x' })],
    gives: 'm:\n  a: x\nn: 2\n',
  },
  {
    name: 'below empty braces',
    text: 'm: {} # c\nn: 2\n',
    edits: [set('m/a', 'x')],
    gives: 'm:\n  a: x # c\nn: 2\n',
  },
  {
    name: 'below empty brackets',
    text: 'm: []\nn: 2\n',
    edits: [set('m', [{ a: 'x', b: { c: 1 } }])],
    gives: 'm:\n  - a: x\n    b:\n      c: 1\nn: 2\n',
  },
  {
    name: 'behind a block of text',
    text: 'm:\n  a: |\n    x\n\nn: 2\n',
    edits: [set('m/b', 'v')],
    gives: 'm:\n  a: |\n    x\n  b: v\n\nn: 2\n',
  },
  {
    name: 'behind a block of text at once',
    text: 'm:\n  a: |\n    x\nn: 2\n',
    edits: [set('m/b', 'v')],
    gives: 'm:\n  a: |\n    x\n  b: v\nn: 2\n',
  },
  {
    name: 'in braces, a key comes',
    text: 'm: {a: 1}\n',
    edits: [set('m/b', 'x')],
    gives: 'm: {a: 1, b: x}\n',
  },
  {
    name: 'in braces, keys go',
    text: 'm: {a: 1, b: 2, c: 3}\n',
    edits: [drop('m/a'), drop('m/c')],
    gives: 'm: {b: 2}\n',
  },
  {
    name: 'merged in: overridden, not changed',
    text: 'd: &d {a: 1}\nm:\n  <<: *d\n  b: 2\n',
    edits: [set('m/a', 5)],
    gives: 'd: &d {a: 1}\nm:\n  <<: *d\n  b: 2\n  a: 5\n',
  },
  {
    name: 'merged in: it cannot go',
    text: 'd: &d {a: 1}\nm:\n  <<: *d\n  b: 2\n',
    edits: [drop('m/a')],
    gives: undefined,
  },
  {
    name: 'an anchor that is used cannot go',
    text: 'd: &d x\nm: *d\n',
    edits: [drop('d')],
    gives: undefined,
  },
  {
    name: 'Windows line ends',
    text: 'm:\r\n  a: 1\r\nn: 2\r\n',
    edits: [set('m/b', { c: 'x' })],
    gives: 'm:\r\n  a: 1\r\n  b:\r\n    c: x\r\nn: 2\r\n',
  },
  {
    name: 'JSON',
    text: '{\n  "a": {\n    "b": 1\n  }\n}\n',
    edits: [set('a/c', { d: 'x' }), set('a/b', 'one')],
    gives: '{\n  "a": {\n    "b": "one",\n    "c": {"d": "x"}\n  }\n}\n',
  },
  {
    name: 'keys within and behind',
    text: 'm:\n  a:\n    b: 1\n',
    edits: [set('m/a/c', 2), set('m/d', 3), set('e', 4)],
    gives: 'm:\n  a:\n    b: 1\n    c: 2\n  d: 3\ne: 4\n',
  },
];

const lists: Case[] = [
  {
    name: 'an item comes, dashes indented',
    text: 'l:\n  - a: 1\n    b: 2 # c\nn: 1\n',
    edits: [set('l/1', { a: 'x', b: { c: 'v' } })],
    gives: 'l:\n  - a: 1\n    b: 2 # c\n  - a: x\n    b:\n      c: v\nn: 1\n',
  },
  {
    name: 'an item comes, dashes flush',
    text: 'l:\n- a\nn: 1\n',
    edits: [set('l/1', 'b'), set('m', ['c'])],
    gives: 'l:\n- a\n- b\nn: 1\nm:\n- c\n',
  },
  {
    name: 'an item goes',
    text: 'l:\n  - a # 1\n  - b # 2\n  - c # 3\n',
    edits: [drop('l/1')],
    gives: 'l:\n  - a # 1\n  - c # 3\n',
  },
  {
    name: 'an item goes while the one before it changes',
    text: 'l:\n  - {k: a, v: b} # 1\n  - {k: c, v: d}\n',
    edits: [set('l/0/k', 'x'), drop('l/1')],
    gives: 'l:\n  - {k: x, v: b} # 1\n',
  },
  {
    name: 'the first key of an item goes',
    text: 'l:\n  - a: 1\n    b: 2\n',
    edits: [drop('l/0/a')],
    gives: 'l:\n  - b: 2\n',
  },
  { name: 'in brackets', text: 'l: [a, b]\n', edits: [set('l/2', 'c')], gives: 'l: [a, b, c]\n' },
  {
    name: 'in brackets, an item goes',
    text: 'l: [a, b]\n',
    edits: [drop('l/1')],
    gives: 'l: [a]\n',
  },
  {
    name: 'a list in the line of another',
    text: '- - a\n  - b\n',
    edits: [drop('0/0')],
    gives: undefined,
  },
  {
    name: 'within an item',
    text: 'l:\n- {name: a, v: 1.10}\n',
    edits: [set('l/0/v', '1.10')],
    gives: 'l:\n- {name: a, v: "1.10"}\n',
  },
];

describe.each([
  ['values', scalars],
  ['maps', maps],
  ['lists', lists],
])('%s', (_, cases) => {
  test.each(cases)('$name', ({ text, edits, gives }) => {
    expect(rewrite(text, ...edits)).toBe(gives);
  });
});

test('several documents: the others stay', () => {
  const text = '# first\na: 1\n---\nb: 2 # b\n...\n---\n';
  expect(rewrite(text, set('a', 3))).toBe('# first\na: 3\n---\nb: 2 # b\n...\n---\n');
});
