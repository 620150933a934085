import type { KubeObject } from '../../../src/world.ts';

export const environment = 'dev';
export const baseName = 'store';

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

const own: readonly Taint[] = [
  { key: 'schedule.koupleless.io/virtual-node', value: 'True', effect: 'NoExecute' },
  { key: 'schedule.koupleless.io/node-env', value: environment, effect: 'NoExecute' },
];
const unreachable: readonly Taint[] = ['NoSchedule', 'NoExecute'].map((effect) => ({
  key: 'node.kubernetes.io/unreachable',
  effect,
}));

const readySpec = { taints: own };
const lostSpec = { taints: [...own, ...unreachable] };

/** The vnode of a base, as the V2 controller makes it. */
export function nodeObject(
  base: { readonly node: string; readonly ip: string },
  made: { readonly uid: string; readonly creationTimestamp: string },
  ready: boolean,
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: base.node,
      ...made,
      labels: {
        'virtual-kubelet.koupleless.io/component': 'vnode',
        'virtual-kubelet.koupleless.io/env': environment,
        'base.koupleless.io/name': baseName,
        'base.koupleless.io/version': '1.0.0',
        'base.koupleless.io/cluster-name': 'default',
        'base.koupleless.io/tunnel-port': '1238',
        'kubernetes.io/hostname': `host-${base.ip}`,
      },
    },
    spec: ready ? readySpec : lostSpec,
    status: {
      addresses: [{ type: 'InternalIP', address: base.ip }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }],
    },
  };
}
