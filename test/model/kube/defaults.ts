import { createHash } from 'node:crypto';
import type { KubeObject } from '../../../src/world.ts';

/** A Deployment as the API server stores it: defaults filled in, zero values left out. */
export function defaultedDeployment(object: KubeObject): KubeObject {
  const { minReadySeconds, paused, ...spec } = object['spec'] as Record<string, any>;
  const { strategy = {} } = spec as { strategy?: Record<string, any> };
  const type = strategy['type'] ?? 'RollingUpdate';
  const rollingUpdate = {
    maxSurge: '25%',
    maxUnavailable: '25%',
    ...(strategy['rollingUpdate'] as object | undefined),
  };
  const given = strategy['rollingUpdate'] as object | undefined;
  return {
    ...object,
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      ...spec,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      ...(paused === true ? { paused } : {}),
      strategy:
        type === 'RollingUpdate'
          ? { type, rollingUpdate }
          : { type, ...(given && { rollingUpdate: given }) },
      template: defaultedTemplate(spec['template']),
    },
  };
}

function defaultedTemplate(template: any): unknown {
  const { metadata = {}, spec } = template;
  const { creationTimestamp: _none, ...named } = metadata;
  return {
    metadata: named,
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      securityContext: {},
      ...spec,
      containers: spec.containers.map((container: object) => ({
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
        ...container,
      })),
    },
  };
}

/** Why the API server refuses this Deployment: fields with what is wrong with them. */
export function invalidities(
  now: KubeObject,
  before: KubeObject | undefined,
): { readonly field: string; readonly message: string }[] {
  const spec = now['spec'] as Record<string, any>;
  const wrong: { field: string; message: string }[] = [];
  const { type, rollingUpdate } = spec['strategy'];
  if (type === 'Recreate' && rollingUpdate !== undefined) {
    const message = "Forbidden: may not be specified when strategy `type` is 'Recreate'";
    wrong.push({ field: 'spec.strategy.rollingUpdate', message });
  }
  if (
    type === 'RollingUpdate' &&
    isZero(rollingUpdate.maxSurge) &&
    isZero(rollingUpdate.maxUnavailable)
  ) {
    const field = 'spec.strategy.rollingUpdate.maxUnavailable';
    wrong.push({ field, message: 'Invalid value: 0: may not be 0 when `maxSurge` is 0' });
  }
  if (spec['progressDeadlineSeconds'] <= (spec['minReadySeconds'] ?? 0)) {
    const message = 'Invalid value: must be greater than minReadySeconds';
    wrong.push({ field: 'spec.progressDeadlineSeconds', message });
  }
  const selector = JSON.stringify(spec['selector']);
  if (before && selector !== JSON.stringify((before['spec'] as any).selector)) {
    wrong.push({ field: 'spec.selector', message: 'Invalid value: field is immutable' });
  }
  const wanted = Object.entries((spec['selector'].matchLabels ?? {}) as Record<string, string>);
  const own = spec['template'].metadata.labels ?? {};
  if (wanted.some(([key, value]) => own[key] !== value)) {
    const message = 'Invalid value: `selector` does not match template `labels`';
    wrong.push({ field: 'spec.template.metadata.labels', message });
  }
  return wrong;
}

function isZero(value: number | string): boolean {
  return value === 0 || value === '0%';
}

/** What tells a ReplicaSet's template from others, like the controller's pod-template-hash. */
export function podTemplateHash(template: unknown): string {
  let hash = hashes.get(template as object);
  if (hash === undefined) {
    hash = createHash('md5').update(JSON.stringify(template)).digest('hex').slice(0, 8);
    hashes.set(template as object, hash);
  }
  return hash;
}

const hashes = new WeakMap<object, string>();
