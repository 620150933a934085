import { benchBaseName } from '../bed/v2-bench.ts';

export interface Several {
  /** Container by container: name and version; a third item is the jar's file name. */
  readonly modules: readonly (readonly [string, string, string?])[];
  readonly env: string;
  readonly replicas: number;
  /** Put into the anti-affinity: lets two versions meet on a base. */
  readonly apartByVersion?: string;
}

/** A Deployment `shop` whose pods carry several modules, as a user would write it. */
export function severalModules({ modules, env, replicas, apartByVersion }: Several): string {
  const containers = modules.map(([name, version, file = `${name}-${version}-ark-biz.jar`]) => ({
    name,
    image: `http://jars.invalid/${file}`,
    env: [{ name: 'BIZ_VERSION', value: version }],
  }));
  const version =
    apartByVersion === undefined ? {} : { 'module.koupleless.io/version': apartByVersion };
  const labels = { app: 'shop' };
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, ...version, 'virtual-kubelet.koupleless.io/component': 'module' },
        },
        spec: {
          containers,
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  {
                    matchExpressions: [
                      { key: 'base.koupleless.io/name', operator: 'In', values: [benchBaseName] },
                    ],
                  },
                ],
              },
            },
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                {
                  labelSelector: { matchLabels: { ...labels, ...version } },
                  topologyKey: 'kubernetes.io/hostname',
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
              value: env,
              effect: 'NoExecute',
            },
          ],
        },
      },
    },
  });
}
