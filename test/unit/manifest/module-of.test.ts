import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labelSafe } from '../../../src/manifest/label-safe.ts';
import { moduleOf } from '../../../src/manifest/module-of.ts';
import { changed, drop, fixture, set } from './manifest-kit.ts';

const orders = {
  name: 'orders',
  version: '1.4.0',
  url: 'https://packages.example.com/orders-1.4.0-ark-biz.jar',
};

describe('which module an object stands for', () => {
  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])('%s', (kind) => {
    const { object } = changed('v2-good', set('kind', kind));
    expect(moduleOf(object)).toEqual({ world: 'v2', kind, ...orders, modules: [orders] });
  });

  test('a pod with several', () => {
    const claim = moduleOf(fixture('v2-several-modules').object);
    expect(claim).toMatchObject({ world: 'v2', kind: 'Pod', name: 'orders', version: '1.4.0' });
    expect(claim?.modules.map(({ name, version }) => `${name}:${version}`)).toEqual([
      'orders:1.4.0',
      'stock:2.0.1',
    ]);
  });

  test.each(['koupleless.io', 'serverless.alipay.com', 'koupleless.alipay.com', 'example.com'])(
    'a ModuleDeployment of the group %s',
    (group) => {
      const { object } = changed('v1-good', set('apiVersion', `${group}/v1alpha1`));
      expect(moduleOf(object)).toMatchObject({ world: 'v1', name: 'stock', version: '1.0.2' });
    },
  );

  test('a Module is one in Koupleless groups only', () => {
    const module = { name: 'stock', version: '1', url: 'https://a.example.com/a.jar' };
    const object = { kind: 'Module', metadata: { name: 'm' }, spec: { module } };
    expect(moduleOf({ apiVersion: 'koupleless.io/v1alpha1', ...object })).toMatchObject(module);
    expect(moduleOf({ apiVersion: 'example.com/v1', ...object })).toBeUndefined();
  });

  test('a sidecar is no module', () => {
    const path = 'spec/template/spec/containers/1';
    const { object } = changed('v2-good', set(path, { name: 'proxy', image: 'proxy:1' }));
    expect(moduleOf(object)?.modules).toEqual([orders]);
  });

  test('what is left out is empty', () => {
    const { object } = changed('v2-good', drop('spec/template/spec/containers/0/env'));
    expect(moduleOf(object)?.version).toBe('');
    expect(moduleOf(changed('v1-good', drop('spec/template')).object)).toMatchObject({
      name: '',
      url: '',
    });
  });

  test('an ordinary Deployment, a Service and a Deployment of another group are none', () => {
    const plain = changed(
      'v2-good',
      set('spec/template/spec/containers/0/image', 'nginx'),
      drop('spec/template/metadata/labels'),
    ).object;
    expect(moduleOf(plain)).toBeUndefined();
    expect(moduleOf({ ...plain, kind: 'Service', apiVersion: 'v1' })).toBeUndefined();
    expect(
      moduleOf(changed('v2-good', set('apiVersion', 'example.com/v1')).object),
    ).toBeUndefined();
  });
});

describe('a version as a label', () => {
  test.each([
    ['1.0.0', '1.0.0'],
    ['0.0.1-SNAPSHOT', '0.0.1-SNAPSHOT'],
    ['', ''],
    ['1.0.0+build/7', '1.0.0-build-7-c0061ca9'],
  ])('%s becomes %s', (version, label) => {
    expect(labelSafe(version)).toBe(label);
  });

  test('always a valid label, and valid ones stay', () => {
    const valid = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ minLength: 60, maxLength: 90 })), (text) => {
        const label = labelSafe(text);
        expect(label).toMatch(valid);
        expect(labelSafe(label)).toBe(label);
      }),
    );
  });

  test('different versions stay different', () => {
    const versions = [
      '1.0+a',
      '1.0/a',
      '1.0 a',
      '1.0-a',
      '版本一',
      '版本二',
      'x'.repeat(64),
      'x'.repeat(65),
    ];
    expect(new Set(versions.map(labelSafe)).size).toBe(versions.length);
  });
});
