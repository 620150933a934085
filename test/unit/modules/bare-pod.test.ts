import { describe, expect, test } from 'vitest';
import { installedByPod } from '../../../src/modules/installed.ts';
import { asWorkload, podFrom, templateOf } from '../../../src/modules/workload-template.ts';
import type { KubeObject } from '../../../src/world.ts';

const url = 'http://jars.test/stock-1.0.0-ark-biz.jar';

function template() {
  const env = [{ name: 'BIZ_VERSION', value: '1.0.0' }];
  const containers = [{ name: 'stock', image: url, env }];
  return { metadata: { labels: { app: 'a' } }, spec: { containers } };
}

function running(more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const { metadata, spec } = template();
  const token = { name: 'kube-api-access-x7x2p' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'stock',
      namespace: 'shop',
      uid: 'u',
      annotations: { 'koupctl.koupleless.io/rollout': 'r/h' },
      ...metadata,
      ...more,
    },
    spec: {
      containers: spec.containers.map((one) => ({ ...one, volumeMounts: [token] })),
      volumes: [token],
      priority: 0,
      nodeName: 'vnode.10.0.0.1.dev',
    },
    status: { phase: 'Running' },
  };
}

describe('what a bare Pod is made from', () => {
  test('is the pod without what binds it to one base and one moment', () => {
    expect(templateOf(running())).toEqual(template());
    expect(templateOf(asWorkload(running()))).toEqual(template());
    expect(podFrom(template(), { name: 'stock', namespace: 'shop' })).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...template().metadata, name: 'stock', namespace: 'shop' },
      spec: template().spec,
    });
  });

  test('keeps a node that whoever created it named', () => {
    const managedFields = [{ manager: 'kubectl', fieldsV1: { 'f:spec': { 'f:nodeName': {} } } }];
    expect(templateOf(running({ managedFields }))).toMatchObject({
      spec: { nodeName: 'vnode.10.0.0.1.dev' },
    });
  });
});

describe('the workload of a module pod', () => {
  const module = { 'virtual-kubelet.koupleless.io/component': 'module' };
  const owner = (kind: string, name: string) => [
    { apiVersion: 'apps/v1', kind, name, uid: 'o', controller: true },
  ];

  test.each<[string, Partial<KubeObject['metadata']>, string]>([
    ['nobody', { labels: module }, 'Pod/stock'],
    [
      'a ReplicaSet',
      { labels: module, ownerReferences: owner('ReplicaSet', 'stock-eu') },
      'ReplicaSet/stock-eu',
    ],
    [
      "a Deployment's ReplicaSet",
      {
        labels: { ...module, 'pod-template-hash': '5f9c' },
        ownerReferences: owner('ReplicaSet', 'stock-5f9c'),
      },
      'Deployment/stock',
    ],
    [
      'a DaemonSet',
      { labels: module, ownerReferences: owner('DaemonSet', 'stock') },
      'DaemonSet/stock',
    ],
  ])('owned by %s', (_, metadata, workload) => {
    expect(installedByPod(running(metadata))).toMatchObject([{ workload }]);
  });
});
