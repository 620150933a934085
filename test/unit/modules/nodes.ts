import type { KubeObject } from '../../../src/world.ts';

/** Vnodes, and pods that may go there or not. */

export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

const virtualNode: Taint = {
  key: 'schedule.koupleless.io/virtual-node',
  value: 'True',
  effect: 'NoExecute',
};
const nodeEnv = (env: string): Taint => ({
  key: 'schedule.koupleless.io/node-env',
  value: env,
  effect: 'NoExecute',
});

/** A vnode as the controller makes it, for base `shop-base` of version 2.0 in cluster `eu`. */
export function vnode(
  given: { labels?: Record<string, string>; taints?: Taint[]; env?: string } = {},
) {
  const { labels = {}, taints = [], env = 'dev' } = given;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `vnode.10.0.0.1.${env}`,
      labels: {
        'virtual-kubelet.koupleless.io/component': 'vnode',
        'virtual-kubelet.koupleless.io/env': env,
        'base.koupleless.io/name': 'shop-base',
        'base.koupleless.io/version': '2.0',
        'base.koupleless.io/cluster-name': 'eu',
        'kubernetes.io/hostname': 'shop-base-1',
        ...labels,
      },
    },
    spec: { taints: [virtualNode, nodeEnv(env), ...taints] },
  } satisfies KubeObject;
}

export const tolerations = [
  { ...virtualNode, operator: 'Equal' },
  { ...nodeEnv('dev'), operator: 'Equal' },
];

export interface Requirement {
  key: string;
  operator: string;
  values?: string[];
}
export type Terms = { matchExpressions?: Requirement[]; matchFields?: Requirement[] }[];

/** A pod that tolerates the vnodes of `dev` and requires one of these terms. */
export function requiring(...nodeSelectorTerms: Terms): Record<string, unknown> {
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } };
  return { tolerations, affinity: { nodeAffinity: required } };
}

export function on(key: string, operator: string, ...values: string[]): Terms[number] {
  return { matchExpressions: [{ key, operator, values }] };
}
