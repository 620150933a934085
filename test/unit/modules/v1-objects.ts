import type { KubeObject } from '../../../src/world.ts';

/** V1 objects as the API server lists them, for tests of what is made of them. */

export const group = 'koupleless.io';
const apiVersion = `${group}/v1alpha1`;

export interface Released {
  readonly version?: string;
  readonly replicas?: number;
  readonly strategy?: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
  /** status.releaseStatus; none when absent. */
  readonly release?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
}

export function moduleOf(version: string): { name: string; version: string; url: string } {
  return { name: 'stock', version, url: `http://jars.test/stock-${version}-ark-biz.jar` };
}

export function moduleDeployment(given: Released = {}): KubeObject {
  const { version = '1.0.0', replicas = 4, strategy = {}, release } = given;
  return {
    apiVersion,
    kind: 'ModuleDeployment',
    metadata: {
      name: 'stock',
      namespace: 'shop',
      uid: 'md-1',
      generation: 1,
      resourceVersion: '10',
      labels: { app: 'stock' },
      ...given.metadata,
    },
    spec: {
      baseDeploymentName: 'base',
      replicas,
      template: { spec: { module: moduleOf(version) } },
      operationStrategy: strategy,
      ...given.spec,
    },
    ...(release === undefined ? {} : { status: { releaseStatus: release } }),
  };
}

export function replicaSet(
  number: number,
  version: string,
  counts: { replicas: number; tried?: number; available?: number },
): KubeObject {
  const { replicas, tried = replicas, available = replicas } = counts;
  return {
    apiVersion,
    kind: 'ModuleReplicaSet',
    metadata: {
      name: `stock-replicas-${number}`,
      namespace: 'shop',
      uid: `rs-${number}`,
      labels: {
        [`${group}/module-deployment`]: 'stock',
        [`${group}/module-replicaset-revision`]: String(number),
      },
    },
    spec: { replicas, template: { spec: { module: moduleOf(version) } } },
    status: { replicas: tried, currentReplicas: available, availableReplicas: available },
  };
}

export function module(
  revision: number,
  base: string | undefined,
  given: { version?: string; state?: string; labels?: Record<string, string> } = {},
): KubeObject {
  const { version = `${revision}.0.0`, state = 'Available', labels = {} } = given;
  return {
    apiVersion,
    kind: 'Module',
    metadata: {
      name: `stock-replicas-${revision}-stock-${base ?? 'none'}`,
      namespace: 'shop',
      uid: `m-${revision}-${base ?? 'none'}`,
      creationTimestamp: '2025-01-01T00:00:00Z',
      labels: {
        [`${group}/module-name`]: 'stock',
        [`${group}/module-version`]: version,
        [`${group}/module-deployment`]: 'stock',
        [`${group}/module-replicaset`]: `stock-replicas-${revision}`,
        ...(base === undefined
          ? {}
          : {
              [`${group}/base-instance-name`]: base,
              [`${group}/base-instance-ip`]: ipOf(base),
            }),
        ...labels,
      },
    },
    spec: { module: moduleOf(version) },
    status: { status: state, last_transition_time: '2025-01-01T00:00:01Z' },
  };
}

/** `base-3` has the address 10.0.0.3. */
export function ipOf(base: string): string {
  return `10.0.0.${/\d+$/.exec(base)?.[0] ?? '0'}`;
}

export function basePod(
  name: string,
  given: { labels?: Record<string, string>; ready?: boolean; ip?: boolean; deleted?: boolean } = {},
): KubeObject {
  const { labels = {}, ready = true, ip = true, deleted = false } = given;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `pod-${name}`,
      labels: { app: 'base', ...labels },
      ...(deleted ? { deletionTimestamp: '2025-01-01T00:00:00Z' } : {}),
    },
    status: {
      ...(ip ? { podIP: ipOf(name) } : {}),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

/** What the controller puts on a base pod that it gives the module to. */
export const marked = { [`module.${group}/stock`]: 'true' };

export function basePods(count: number, busy: readonly string[] = []): KubeObject[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `base-${index + 1}`;
    return basePod(name, busy.includes(name) ? { labels: marked } : {});
  });
}
