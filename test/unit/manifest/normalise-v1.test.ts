import { expect, test } from 'vitest';
import { normalise } from '../../../src/manifest/normalise.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import { cluster, fixture } from './manifest-kit.ts';

test('the documented manifest, with every place', () => {
  const { object, notes, findings } = normalise(fixture('v1-documented'), cluster);
  expect(findings).toEqual([]);
  expect(notes.map(({ field, at }) => `${at?.file}:${at?.line}:${at?.column} ${field}`)).toEqual([
    'v1-documented.yaml:2:13 apiVersion',
    'v1-documented.yaml:9:33 metadata.labels["koupleless.alipay.com/team"]',
    'v1-documented.yaml:20:20 spec.operationStrategy.upgradePolicy',
    'v1-documented.yaml:26:23 spec.schedulingStrategy.schedulingPolicy',
    'v1-documented.yaml:22:15 spec.operationStrategy.grayTime',
    'v1-documented.yaml:28:10 spec.pause',
    'v1-documented.yaml:27:19 spec.maxUnavailable',
  ]);
  expect(object['spec']).toEqual({
    baseDeploymentName: 'shop-base',
    template: {
      spec: {
        module: {
          name: 'stock',
          version: '1.0.2',
          url: 'http://packages.example.com/stock-1.0.2-ark-biz.jar',
        },
      },
    },
    replicas: 2,
    operationStrategy: {
      upgradePolicy: 'install_then_uninstall',
      needConfirm: true,
      grayTimeBetweenBatchSeconds: 120,
      useBeta: false,
      batchCount: 2,
    },
    schedulingStrategy: { schedulingPolicy: 'scatter' },
  });
});

test('the early manifest gets a label, its policy moved, and loses what never worked', () => {
  const { object, notes } = normalise(fixture('v1-early'), cluster);
  expect(object.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'stock' });
  expect(valueAt(object, ['spec', 'operationStrategy'])).toEqual({
    batchCount: 2,
    needConfirm: true,
    upgradePolicy: 'install_then_uninstall',
  });
  expect(notes).toHaveLength(5);
});

test('the manifest handed in is left alone', () => {
  const doc = fixture('v1-documented');
  const before = structuredClone(doc.object);
  normalise(doc, cluster);
  expect(doc.object).toEqual(before);
});
