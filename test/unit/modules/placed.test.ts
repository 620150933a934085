import { expect, test } from 'vitest';
import { placedByModule, placedByPod } from '../../../src/modules/placed.ts';
import type { KubeObject } from '../../../src/world.ts';

function pod(more: { metadata?: object; status?: object } = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'pair',
      namespace: 'shop',
      labels: { 'virtual-kubelet.koupleless.io/component': 'module' },
      ...more.metadata,
    },
    spec: {
      nodeName: 'vnode.a.dev',
      containers: ['biz1', 'biz2'].map((name) => ({ name, image: `http://jars/${name}.jar` })),
    },
    status: { phase: 'Running', ...more.status },
  };
}

const notReady = [{ type: 'Ready', status: 'False' }];

test('each module of a pod has a readiness of its own, where its container tells it', () => {
  const containerStatuses = [
    { name: 'biz1', ready: true },
    { name: 'biz2', ready: false },
  ];
  const told = placedByPod(pod({ status: { conditions: notReady, containerStatuses } }));
  expect(told.map(({ module, ready, ownReady }) => [module, ready, ownReady])).toEqual([
    ['biz1', false, true],
    ['biz2', false, false],
  ]);
  const untold = placedByPod(pod({ status: { conditions: notReady, containerStatuses: null } }));
  expect(untold.map(({ ownReady }) => ownReady)).toEqual([undefined, undefined]);
});

test('a pod that is being deleted leaves, by the end of its grace period', () => {
  const deletionTimestamp = '2026-11-22T10:00:30Z';
  const [one] = placedByPod(pod({ metadata: { deletionTimestamp } }));
  expect(one).toMatchObject({ leaving: true, goneBy: Date.parse(deletionTimestamp) });
});

function module(metadata: object): KubeObject {
  const labels = { 'koupleless.io/base-instance-name': 'base-1' };
  return {
    apiVersion: 'koupleless.io/v1alpha1',
    kind: 'Module',
    metadata: { name: 'stock-1', namespace: 'shop', labels, ...metadata },
    spec: { module: { name: 'stock', version: '1.0.0' } },
    status: { status: 'Available' },
  };
}

test('a Module of V1 is on its base pod', () => {
  expect(placedByModule(module({}))).toMatchObject({
    baseId: 'shop/base-1',
    leaving: false,
    ownReady: true,
  });
  expect(placedByModule(module({ labels: {} })).baseId).toBe('');
});

test('a Module leaves from the moment that its controller is told to uninstall it', () => {
  const labels = { 'koupleless.io/delete-module': 'true' };
  expect(placedByModule(module({ labels }))).toMatchObject({ leaving: true, goneBy: undefined });
  const deletionTimestamp = '2026-11-22T10:00:00Z';
  expect(placedByModule(module({ deletionTimestamp }))).toMatchObject({
    leaving: true,
    goneBy: Date.parse(deletionTimestamp) + 30_000,
  });
});
