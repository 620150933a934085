import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../../src/manifest/templates.ts';

const head = 'apiVersion: v1\nkind: X\nmetadata:\n  name: x\n';

function render(body: string, variables: Record<string, unknown>) {
  const { docs, faults } = renderTemplate(head + body, 't.yaml', variables);
  if (faults[0]) throw faults[0];
  return docs[0]?.object['spec'];
}

describe('placeholders', () => {
  test.each<[body: string, variables: Record<string, unknown>, spec: unknown]>([
    ['spec: ${n}', { n: 3 }, 3],
    ['spec: "${n}"', { n: 3 }, 3],
    ['spec: ${b}', { b: false }, false],
    ['spec: ${s}', { s: '1.10' }, '1.10'],
    ['spec: ${s}', { s: 'no' }, 'no'],
    ['spec: ${l}', { l: ['a', 1] }, ['a', 1]],
    ['spec: ${m}', { m: { a: { b: 1 } } }, { a: { b: 1 } }],
    ['spec: v${n}.${s}', { n: 3, s: 'x' }, 'v3.x'],
    ['spec: "${n}${n}"', { n: 1 }, '11'],
    ['spec: {a: "${u}", b: 1}', { u: undefined }, { b: 1 }],
    ['spec: [1, "${u}", 2]', { u: undefined }, [1, 2]],
    ['spec: {"${k}/name": 1}', { k: 'koupleless.io' }, { 'koupleless.io/name': 1 }],
    ['spec: $${n}', { n: 1 }, '${n}'],
    ['spec: cost $5 ${n}', { n: 1 }, 'cost $5 1'],
    ['spec: no', {}, false],
  ])('%s with %j', (body, variables, spec) => {
    expect(render(body, variables)).toEqual(spec);
  });

  test('no value breaks out of its place', () => {
    const nasty = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'x\n  evil: true',
        'a: b',
        '"}',
        "'",
        '${other}',
        '- a',
        '# gone',
        '&a *a',
        '{{x}}',
      ),
    );
    fc.assert(
      fc.property(nasty, (value) => {
        const spec = render('spec:\n  alone: ${v}\n  inside: <${v}>\n  after: 1', { v: value });
        expect(spec).toEqual({ alone: value, inside: `<${value}>`, after: 1 });
      }),
    );
  });
});

describe('faults', () => {
  test.each<
    [
      what: string,
      body: string,
      variables: Record<string, unknown>,
      message: RegExp,
      column: number,
    ]
  >([
    ['unknown', 'spec: ${nam}', { name: 1, version: 2 }, /no variable "nam"/, 7],
    ['inherited', 'spec: ${toString}', {}, /no variable "toString"/, 7],
    ['without a name', 'spec: a${}', {}, /no variable ""/, 7],
    ['a list inside a text', 'spec: a-${l}', { l: [] }, /l is a list or a map/, 7],
    ['no value inside a text', 'spec: a-${u}', { u: undefined }, /u has no value/, 7],
    ['no value for a key', 'spec: {"${u}": 1}', { u: undefined }, /a key must be a string/, 8],
  ])('%s', (_, body, variables, message, column) => {
    const { docs, faults } = renderTemplate(head + body, 't.yaml', variables);
    expect(docs).toEqual([]);
    expect(faults[0]?.message).toMatch(message);
    expect(faults[0]?.at).toEqual({ file: 't.yaml', line: 5, column });
  });

  test('an unknown one lists the known, all are collected', () => {
    const { faults } = renderTemplate(`${head}spec: [ "\${a}", "\${b}" ]`, 't.yaml', {
      z: 1,
      y: 1,
    });
    expect(faults).toHaveLength(2);
    expect(faults[0]?.fix).toBe('known variables: y, z');
  });

  test('a variable set by hand that the template has no place for', () => {
    const { faults } = renderTemplate(`${head}spec: \${a}`, 't.yaml', { a: 1, b: 2 }, ['a', 'b']);
    expect(faults.map(({ message }) => message)).toEqual([
      'the template has no place for the variable b',
    ]);
    expect(faults[0]?.fix).toBe('it uses: a');
  });

  test('a name that comes out empty is missing', () => {
    const text = 'apiVersion: v1\nkind: X\nmetadata:\n  name: ${u}\n';
    const { faults } = renderTemplate(text, 't.yaml', { u: undefined });
    expect(faults[0]?.message).toContain('metadata.name');
  });
});
