import type { KubeObject } from '../../../src/world.ts';
import { moduleName, namespace, urlOf, workloadName } from '../manifest.ts';
import { group } from './controller.ts';
import type { Setup } from './scenario.ts';

export const baseDeployment = 'base';

/** The manifest of one version, as a user keeps it in a file. */
export function manifestOf(version: string, setup: Setup): KubeObject {
  const { replicas, strategy, scheduling } = setup;
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'ModuleDeployment',
    metadata: { name: workloadName, namespace, labels: { app: moduleName } },
    spec: {
      baseDeploymentName: baseDeployment,
      replicas,
      template: {
        spec: { module: { name: moduleName, version, url: urlOf(version, setup) } },
      },
      ...(strategy && { operationStrategy: strategy }),
      ...(scheduling && { schedulingStrategy: { schedulingPolicy: scheduling } }),
    },
  };
}
