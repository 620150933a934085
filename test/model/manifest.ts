import type { KubeObject } from '../../src/world.ts';
import { baseName, environment } from './koupleless/node-object.ts';
import type { Setup } from './scenario.ts';

export const moduleName = 'biz1';
export const workloadName = 'biz1';
export const namespace = 'shop';

/** The manifest of one version, as a user keeps it in a file. */
export function manifestOf(version: string, setup: Setup): KubeObject {
  const labels = { app: moduleName, 'virtual-kubelet.koupleless.io/component': 'module' };
  const apart = setup.spread === 'exclusive' ? {} : { 'module.koupleless.io/version': version };
  const { strategy, progressDeadlineSeconds, revisionHistoryLimit } = setup;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: workloadName,
      namespace,
      labels: {
        'virtual-kubelet.koupleless.io/component': 'module-deployment',
        'virtual-kubelet.koupleless.io/env': environment,
      },
    },
    spec: {
      replicas: setup.replicas,
      ...(strategy && { strategy }),
      ...(progressDeadlineSeconds && { progressDeadlineSeconds }),
      ...(revisionHistoryLimit !== undefined && { revisionHistoryLimit }),
      selector: { matchLabels: { app: moduleName } },
      template: {
        metadata: { labels: { ...labels, 'module.koupleless.io/version': version } },
        spec: {
          containers: [
            {
              name: moduleName,
              image: urlOf(version, setup),
              env: [{ name: 'BIZ_VERSION', value: version }],
            },
          ],
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: 'base.koupleless.io/name', operator: 'In', values: [baseName] },
                    ],
                  },
                ],
              },
            },
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                {
                  topologyKey: 'kubernetes.io/hostname',
                  labelSelector: { matchLabels: { app: moduleName, ...apart } },
                },
              ],
            },
          },
          tolerations: [
            {
              key: 'schedule.koupleless.io/virtual-node',
              operator: 'Equal',
              value: 'True',
              effect: 'NoExecute',
            },
            {
              key: 'schedule.koupleless.io/node-env',
              operator: 'Equal',
              value: environment,
              effect: 'NoExecute',
            },
            { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
            { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
          ],
        },
      },
    },
  };
}

export function urlOf(version: string, { bad }: Pick<Setup, 'bad'>): string {
  const flaw = bad[version];
  return `http://jars.invalid/biz1-${version}${flaw === undefined ? '' : `-${flaw}`}-ark-biz.jar`;
}
