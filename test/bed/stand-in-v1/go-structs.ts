import type { KubeObj } from '../kube.ts';
import type * as V1 from './objects.ts';

/**
 * JSON to the zero-valued structs of objects.ts and back. The way back matters: what the controller
 * writes is its structs, so an object that it has updated gains empty structs (`selector: {}`,
 * `serviceStrategy: {targetPort: 0}`), loses zero values and gets the defaults inside those structs.
 */
type Json = Record<string, unknown> | undefined;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const count = (value: unknown) => (typeof value === 'number' ? value : 0);
const flag = (value: unknown) => value === true;
const part = (json: Json, key: string) => (json?.[key] ?? undefined) as Json;

export function readDeployment(obj: KubeObj): V1.ModuleDeployment {
  const spec = obj.spec as Json;
  const status = obj.status as Json;
  return {
    ...head(obj),
    spec: {
      baseDeploymentName: text(spec?.['baseDeploymentName']),
      ...sharedSpec(spec),
      revisionHistoryLimit: count(spec?.['revisionHistoryLimit']),
      progressDeadlineSeconds: count(spec?.['progressDeadlineSeconds']),
      confirmBatchNum: count(spec?.['confirmBatchNum']),
      pause: flag(spec?.['pause']),
    },
    status: {
      replicas: count(status?.['replicas']),
      availableReplicas: count(status?.['availableReplicas']),
      readyReplicas: count(status?.['readyReplicas']),
      updatedReplicas: count(status?.['updatedReplicas']),
      observedGeneration: count(status?.['observedGeneration']),
      conditions: (status?.['conditions'] ?? []) as V1.Condition[],
      ...release(part(status, 'releaseStatus')),
    },
  };
}

export function readReplicaSet(obj: KubeObj): V1.ModuleReplicaSet {
  const spec = obj.spec as Json;
  const status = obj.status as Json;
  return {
    ...head(obj),
    spec: { selector: spec?.['selector'] ?? {}, ...sharedSpec(spec) },
    status: {
      replicas: count(status?.['replicas']),
      currentReplicas: count(status?.['currentReplicas']),
      availableReplicas: count(status?.['availableReplicas']),
    },
  };
}

export function readModule(obj: KubeObj): V1.Module {
  const status = obj.status as Json;
  return {
    ...head(obj),
    spec: moduleSpec(obj.spec as Json),
    status: {
      status: text(status?.['status']) as V1.ModulePhase,
      last_transition_time: text(status?.['last_transition_time']),
    },
  };
}

// Fields whose Go tag has no omitempty, or whose zero value is a struct that is always written.
const ALWAYS_WRITTEN = new Set(['baseDeploymentName', 'name', 'version', 'url', 'targetPort']);

/** A struct as Go writes it: zero scalars and empty lists go, nested structs stay. */
export function toJson(value: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (Array.isArray(field)) {
      if (field.length > 0) out[key] = field;
    } else if (typeof field === 'object' && field !== null) {
      out[key] = key === 'matchLabels' ? field : toJson(field);
    } else if (ALWAYS_WRITTEN.has(key) || (field !== 0 && field !== '' && field !== false)) {
      out[key] = field;
    }
  }
  return out;
}

function head(obj: KubeObj) {
  return { apiVersion: obj.apiVersion, kind: obj.kind, metadata: obj.metadata };
}

function sharedSpec(spec: Json) {
  const template = part(spec, 'template');
  return {
    replicas: count(spec?.['replicas']),
    template: { metadata: {}, spec: moduleSpec(part(template, 'spec')) },
    minReadySeconds: count(spec?.['minReadySeconds']),
    operationStrategy: strategy(part(spec, 'operationStrategy')),
    schedulingStrategy: {
      schedulingPolicy: text(part(spec, 'schedulingStrategy')?.['schedulingPolicy']),
    },
  };
}

function moduleSpec(spec: Json): V1.ModuleSpec {
  const module = part(spec, 'module');
  return {
    selector: spec?.['selector'] ?? {},
    module: {
      name: text(module?.['name']),
      version: text(module?.['version']),
      url: text(module?.['url']),
      type: text(module?.['type']),
      md5: text(module?.['md5']),
    },
    upgradePolicy: text(spec?.['upgradePolicy']),
  };
}

function strategy(json: Json): V1.OperationStrategy {
  const service = part(json, 'serviceStrategy');
  return {
    needConfirm: flag(json?.['needConfirm']),
    useBeta: flag(json?.['useBeta']),
    batchCount: count(json?.['batchCount']),
    maxUnavailable: count(json?.['maxUnavailable']),
    grayTimeBetweenBatchSeconds: count(json?.['grayTimeBetweenBatchSeconds']),
    upgradePolicy: text(json?.['upgradePolicy']),
    serviceStrategy: {
      enableModuleService: flag(service?.['enableModuleService']),
      port: count(service?.['port']),
      targetPort: (service?.['targetPort'] ?? 0) as number | string,
    },
  };
}

function release(json: Json): { releaseStatus?: V1.ReleaseStatus } {
  if (json === undefined) return {};
  return {
    releaseStatus: {
      currentBatch: count(json['currentBatch']),
      realBatchCount: count(json['realBatchCount']),
      originalDeltaReplicas: count(json['originalDeltaReplicas']),
      progress: text(json['progress']) as V1.Progress,
      batchProgress: text(json['batchProgress']) as V1.Progress,
      lastTransitionTime: text(json['lastTransitionTime']),
      nextReconcileTime: text(json['nextReconcileTime']),
    },
  };
}
