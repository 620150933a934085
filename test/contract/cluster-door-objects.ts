import { randomUUID } from 'node:crypto';
import type { KubeObject, ResourceType } from '../../src/world.ts';
import type { ControlPlane } from '../bed/control-plane.ts';

export const type = (group: string, kind: string, plural: string): ResourceType => ({
  group,
  version: 'v1',
  kind,
  plural,
  namespaced: true,
});
export const deployments = type('apps', 'Deployment', 'deployments');
export const configMaps = type('', 'ConfigMap', 'configmaps');
export const pods = type('', 'Pod', 'pods');

/** A test that is tried again must not meet what its first attempt left: each has one of its own. */
export async function newNamespace(plane: ControlPlane): Promise<string> {
  const name = `ns-${randomUUID()}`;
  await plane.createNamespace(name);
  return name;
}

export function deployment(name: string, spec: object = {}, metadata: object = {}): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...metadata },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i:1' }] } },
      ...spec,
    },
  };
}

export function configMap(
  name: string,
  data: Record<string, string> = {},
  labels = {},
): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data };
}
