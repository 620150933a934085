import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/manifest/lint.ts';
import { normalise } from '../../../src/manifest/normalise.ts';
import { rules } from '../../../src/manifest/rules/list.ts';
import { withEdits } from '../../../src/manifest/tree.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { changed, cluster, docOf, fixture, fixtureText, linted, set } from './manifest-kit.ts';

const good = ['v1-good', 'v2-good', 'v2-several-modules'];
const documented = ['v1-documented', 'v1-early', 'v2-documented', 'v2-documented-peer'];

describe('without a cluster', () => {
  test.each(good)('%s is silent', (name) => {
    expect(lint([fixture(name)])).toEqual([]);
  });

  test.each(documented)('%s: every finding has a place, a rule and a fix', (name) => {
    const findings = linted([fixture(name)]);
    expect(findings.length).toBeGreaterThan(3);
    for (const finding of findings) {
      expect(finding.at?.file).toBe(`${name}.yaml`);
      expect(finding.field).not.toBe('');
      expect(finding.level === 'info' || finding.fix !== undefined).toBe(true);
      expect(finding.message).not.toMatch(/undefined|\[object|\n/);
    }
    const lines = findings.map(({ at }) => at?.line ?? 0);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  test('the environment may be named later, so its absence is a warning only', () => {
    const findings = linted([fixture('v2-documented')]);
    expect(findings.find(({ message }) => message.includes('node-env'))?.level).toBe('warning');
  });
});

test('rule names are unique', () => {
  for (const list of Object.values(rules)) {
    const names = list.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

describe('several documents', () => {
  test('the same object twice, the same module twice', () => {
    const other = fixtureText('v1-good').replace(
      'name: stock\n  namespace',
      'name: stock-2\n  namespace',
    );
    const { docs } = parseManifests(
      [fixtureText('v1-good'), other, fixtureText('v1-good')].join('\n---\n'),
      'f.yaml',
    );
    const findings = linted(docs, cluster);
    expect(findings.map(({ rule, message, at }) => `${at?.line} ${rule} ${message}`)).toEqual([
      '42 v1-duplicate-module stock has the same module: V1 would scale the two down against each other',
      '59 duplicate-object ModuleDeployment stock stands in f.yaml:5 already',
    ]);
  });

  test('labels of bases and Services that the controller does not read', () => {
    const service = docOf(
      'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector:\n    module.koupleless.alipay.com/stock: "true"\n',
    );
    const base = docOf(
      [
        'apiVersion: apps/v1',
        'kind: Deployment',
        'metadata: {name: base}',
        'spec:',
        '  template:',
        '    metadata:',
        '      labels:',
        '        koupleless.alipay.com/max-module-count: "10"',
        '    spec:',
        '      containers: [{name: base, image: base:1}]',
      ].join('\n'),
    );
    expect(linted([service, base]).map(({ level, fix }) => `${level} ${fix}`)).toEqual([
      'warning write module.koupleless.io/stock',
      'warning write koupleless.io/max-module-count',
    ]);
  });
});

test('numbers and booleans where text belongs: the text as written is in the fix', () => {
  const text = fixtureText('v2-good')
    .replaceAll('value: 1.4.0', 'value: 1.10')
    .replace("value: 'True'", 'value: True');
  const errors = linted([docOf(text)]).filter(({ rule }) => rule === 'string-fields');
  expect(errors.map(({ at, message, fix }) => `${at?.line} ${message}; ${fix}`)).toEqual([
    '27 text is needed here, and YAML reads 1.10 as the number 1.1; write "1.10"',
    '46 text is needed here, and YAML reads True as the boolean true; write "True"',
  ]);
});

test('a secret of digits is not shown', () => {
  const env = [
    { name: 'BIZ_VERSION', value: '1.4.0' },
    { name: 'DB_PASSWORD', value: 4711 },
  ];
  const docs = [changed('v2-good', set('spec/template/spec/containers/0/env', env))];
  const [finding] = linted(docs);
  expect(finding?.rule).toBe('string-fields');
  expect(JSON.stringify([finding, lint(docs)])).not.toContain('4711');
});

describe('whatever a manifest holds', () => {
  const junk = fc.oneof(
    fc.constantFrom(null, true, 0, -1, 1.5, '', 'x', [], {}, [null], { a: null }, [[]], [{}]),
    // Nothing that String() could make a text of.
    fc.constantFrom({ toString: null, valueOf: null }, [{ toString: 0, valueOf: 0 }]),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const paths = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
    typeof value !== 'object' || value === null
      ? [path]
      : [
          path,
          ...Object.entries(value).flatMap(([key, item]) =>
            paths(item, [...path, Array.isArray(value) ? Number(key) : key]),
          ),
        ];

  test.each([...good, ...documented])(
    '%s with junk in it: no rule throws, and the second time is silent',
    (name) => {
      const doc = fixture(name);
      // apiVersion, kind, name and namespace are checked when a text is read.
      const places = paths(doc.object).filter(
        (path) =>
          path.length > 0 &&
          !['apiVersion', 'kind'].includes(String(path[0])) &&
          path.join() !== 'metadata' &&
          !['metadata,name', 'metadata,namespace'].includes(path.join()),
      );
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.constantFrom(...places), junk), { minLength: 1, maxLength: 3 }),
          (changes) => {
            const object = withEdits(
              doc.object,
              changes.map(([path, value]) => ({ path, value })),
            );
            const facts = { ...cluster, live: doc.object };
            for (const known of [{}, cluster, facts]) {
              const first = normalise({ ...doc, object }, known);
              lint([{ ...doc, object }], known);
              // What is refused is never read again.
              if (first.findings.some(({ level }) => level === 'error')) continue;
              expect(normalise({ ...doc, object: first.object }, known).notes).toEqual([]);
            }
          },
        ),
        { numRuns: 20 },
      );
    },
  );
});

test('a finding of a changed object points into the file it came from', () => {
  const doc = changed('v2-good', set('spec/template/spec/containers/0/env/0/value', ''));
  const [finding] = lint([doc], cluster).filter(({ level }) => level === 'error');
  expect(finding?.at).toEqual({ file: 'v2-good.yaml', line: 27, column: 22 });
});
