import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { inPlace } from '../../../src/modules/in-place.ts';
import { installedByPod } from '../../../src/modules/installed.ts';
import { asWorkload, podFrom, templateOf } from '../../../src/modules/workload-template.ts';
import type { KubeObject } from '../../../src/world.ts';

const url = 'http://jars.test/stock-1.0.0-ark-biz.jar';

function template(image = url, version = '1.0.0', labels: Record<string, string> = { app: 'a' }) {
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return { metadata: { labels }, spec: { containers: [{ name: 'stock', image, env }] } };
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

describe('in place', () => {
  const change = (to: unknown) => inPlace(template(), to, isDeepStrictEqual);

  test('only where images, labels and annotations differ', () => {
    expect(change(template(url, '2.0.0'))).toBeUndefined();
    expect(change(template(url, '1.0.0', { app: 'b' }))).toEqual({ ops: [], repackaged: [] });
  });

  test('the image is replaced if it is still what it was, and the module told', () => {
    const again = url.replace('stock', 'again');
    const path = '/spec/containers/0/image';
    expect(change(template(again))).toEqual({
      ops: [
        { op: 'test', path, value: url },
        { op: 'replace', path, value: again },
      ],
      repackaged: [{ name: 'stock', version: '1.0.0', url: again }],
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
