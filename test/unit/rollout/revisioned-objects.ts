import { viewRevisioned, type RevisionedView } from '../../../src/rollout/kinds/revisioned-view.ts';
import type { KubeObject } from '../../../src/world.ts';

/** StatefulSets and DaemonSets of a module `stock`, as the API server lists them. */

export function template(version: string): Record<string, unknown> {
  const image = `http://jars.test/stock-${version}-ark-biz.jar`;
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return {
    metadata: { creationTimestamp: null, labels: { app: 'stock', version } },
    spec: { containers: [{ name: 'stock', image, env }] },
  };
}

export function workload(
  kind: 'StatefulSet' | 'DaemonSet',
  version: string,
  more: { spec?: object; status?: object; metadata?: object } = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'stock', namespace: 'shop', uid: 'w-1', generation: 1, ...more.metadata },
    spec: { template: template(version), ...more.spec },
    status: { observedGeneration: 1, ...more.status },
  };
}

const owner = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  name: 'stock',
  uid: 'w-1',
  controller: true,
};

/** The revision of a version, as both controllers keep it; pods of a DaemonSet carry its hash. */
export function revision(version: string, number: number): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `stock-${version}`,
      ownerReferences: [owner],
      labels: { 'controller-revision-hash': `hash-${version}` },
    },
    data: { spec: { template: { $patch: 'replace', ...template(version) } } },
    revision: number,
  };
}

export function pod(
  name: string,
  version: string,
  given: { base?: number; ready?: boolean; leaving?: boolean; phase?: string; by?: string } = {},
): KubeObject {
  const { base, ready = true, leaving = false, phase = 'Running', by = `stock-${version}` } = given;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels: { app: 'stock', 'controller-revision-hash': by },
      ownerReferences: [owner],
      ...(leaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec: {
      ...(template(version)['spec'] as object),
      ...(base === undefined ? {} : { nodeName: `vnode.10.0.0.${base}.dev` }),
    },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

export function node(number: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `vnode.10.0.0.${number}.dev`,
      labels: { 'virtual-kubelet.koupleless.io/component': 'vnode' },
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

/** From 1.0.0 on the way to 2.0.0, on four bases. */
export function underWay(
  kind: 'StatefulSet' | 'DaemonSet',
  pods: readonly KubeObject[],
  spec: object = {},
): RevisionedView {
  return viewRevisioned({
    workload: workload(kind, '2.0.0', { spec }),
    revisions: [revision('1.0.0', 1), revision('2.0.0', 2)],
    pods,
    nodes: [1, 2, 3, 4].map(node),
  });
}
