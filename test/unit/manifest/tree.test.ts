import { describe, expect, test } from 'vitest';
import { holds, selects } from '../../../src/manifest/label-selector.ts';
import { dotted, sameTree, valueAt, withEdits } from '../../../src/manifest/tree.ts';
import { v1FactsOf } from '../../../src/manifest/v1-facts.ts';

describe('paths', () => {
  test.each([
    [['spec', 'containers', 0, 'image'], 'spec.containers[0].image'],
    [['metadata', 'labels', 'a.b/c'], 'metadata.labels["a.b/c"]'],
    [['apiVersion'], 'apiVersion'],
    [[], ''],
  ])('%j is %s', (path, text) => {
    expect(dotted(path)).toBe(text);
  });

  test('values, and where there are none', () => {
    const tree = { a: [{ b: null }], c: 'x' };
    expect(valueAt(tree, ['a', 0, 'b'])).toBeNull();
    for (const path of [['a', 1, 'b'], ['a', 'length'], ['c', 0], ['toString'], ['c', 'length']]) {
      expect(valueAt(tree, path)).toBeUndefined();
    }
  });
});

describe('edits', () => {
  const tree = { a: { b: 1, c: [1, 2, 3] }, d: null };
  test.each([
    [
      { path: ['a', 'b'], value: 2 },
      { a: { b: 2, c: [1, 2, 3] }, d: null },
    ],
    [
      { path: ['d', 'e', 'f'], value: 1 },
      { ...tree, d: { e: { f: 1 } } },
    ],
    [
      { path: ['x', 0, 'y'], value: 1 },
      { ...tree, x: [{ y: 1 }] },
    ],
    [
      { path: ['a', 'c', 1], remove: true as const },
      { a: { b: 1, c: [1, 3] }, d: null },
    ],
    [
      { path: ['a', 'b'], remove: true as const },
      { a: { c: [1, 2, 3] }, d: null },
    ],
    [{ path: ['x', 'y', 'z'], remove: true as const }, tree],
    [{ path: ['d', 'y'], remove: true as const }, tree],
  ])('%j', (edit, result) => {
    const before = structuredClone(tree);
    expect(withEdits<unknown>(tree, [edit])).toEqual(result);
    expect(tree).toEqual(before);
  });

  test('equality ignores the order of keys, not of items', () => {
    expect(sameTree({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toBe(true);
    expect(sameTree({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameTree({ a: undefined }, {})).toBe(false);
  });
});

describe('selectors', () => {
  const labels = { app: 'a', n: '5' };
  test.each<[string, unknown[] | undefined, string, boolean]>([
    ['In', ['a', 'b'], 'app', true],
    ['In', ['b'], 'app', false],
    ['In', ['b'], 'none', false],
    ['NotIn', ['b'], 'app', true],
    ['NotIn', ['a'], 'app', false],
    ['NotIn', ['a'], 'none', true],
    ['Exists', undefined, 'app', true],
    ['Exists', undefined, 'none', false],
    ['DoesNotExist', undefined, 'none', true],
    ['Gt', ['4'], 'n', true],
    ['Gt', ['5'], 'n', false],
    ['Lt', ['6'], 'n', true],
    ['Lt', ['6'], 'none', false],
    ['Near', ['6'], 'n', false],
  ])('%s %j on %s', (operator, values, key, holdsSo) => {
    expect(holds({ key, operator, values }, labels)).toBe(holdsSo);
  });

  test('labels and expressions together; an empty selector takes nothing', () => {
    const expression = { key: 'n', operator: 'Exists' };
    expect(selects({ matchLabels: { app: 'a' }, matchExpressions: [expression] }, labels)).toBe(
      true,
    );
    expect(selects({ matchLabels: { app: 'b' }, matchExpressions: [expression] }, labels)).toBe(
      false,
    );
    expect(selects({}, labels)).toBe(false);
    expect(selects(undefined, labels)).toBe(false);
  });
});

describe('what the installed V1 understands', () => {
  const crd = (properties: object, group = 'koupleless.io') => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `moduledeployments.${group}` },
    spec: {
      group,
      names: { kind: 'ModuleDeployment' },
      versions: [
        { name: 'v1', served: false, storage: true },
        {
          name: 'v1alpha1',
          served: true,
          storage: false,
          schema: { openAPIV3Schema: { properties: { spec: { properties } } } },
        },
      ],
    },
  });
  const strategy = (schema: object) => ({
    operationStrategy: { properties: { maxUnavailable: schema } },
  });

  test.each([
    [
      'v1.0.0',
      { confirmBatchNum: {}, ...strategy({ type: 'integer' }) },
      'confirmBatchNum',
      'integer',
    ],
    ['early', { pause: {}, ...strategy({ 'x-kubernetes-int-or-string': true }) }, 'pause', 'any'],
    ['neither', {}, 'confirmBatchNum', 'none'],
  ])('%s', (_, properties, dialect, maxUnavailable) => {
    const facts = v1FactsOf(crd(properties));
    expect(facts).toEqual({ group: 'koupleless.io', version: 'v1alpha1', dialect, maxUnavailable });
  });

  test('other CRDs say nothing', () => {
    const other = crd({});
    expect(
      v1FactsOf({ ...other, spec: { ...other.spec, names: { kind: 'Module' } } }),
    ).toBeUndefined();
    expect(v1FactsOf({ ...other, spec: { ...other.spec, versions: [] } })).toBeUndefined();
  });
});
