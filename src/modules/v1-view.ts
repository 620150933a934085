import type { KubeObject } from '../world.ts';
import { baseOfPod, type Base } from './base.ts';
import { v1Labels } from './labels.ts';
import type { PodModule } from './module-pod.ts';

/** One ModuleReplicaSet. The controller keeps every one of them for ever. */
export interface V1Revision {
  readonly name: string;
  readonly uid: string;
  readonly number: number;
  readonly module: PodModule;
  /** spec.replicas: how many Modules it is to have. */
  readonly replicas: number;
  /** status.replicas: the number that the controller last tried to place; it never tries the same one twice. */
  readonly tried: number;
  readonly available: number;
  readonly upgradePolicy: string | undefined;
}

/** One Module object. */
export interface V1Module {
  readonly name: string;
  readonly uid: string;
  readonly revision: string;
  readonly module: PodModule;
  /** The controller's word: Pending, Prepare, Upgrading, Completing, Available. */
  readonly state: string;
  /** The base pod that it was given; undefined while none is chosen. */
  readonly base: string | undefined;
  readonly ip: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number | undefined;
}

/** status.releaseStatus; meant for what the controller does next, never for health. */
export interface V1Release {
  readonly progress: string;
  readonly batchProgress: string;
  readonly currentBatch: number;
  readonly realBatchCount: number;
}

export interface V1OperationStrategy {
  needConfirm?: boolean;
  useBeta?: boolean;
  batchCount?: number;
  grayTimeBetweenBatchSeconds?: number;
  upgradePolicy?: string;
  [field: string]: unknown;
}

export interface V1Spec {
  baseDeploymentName?: string;
  replicas?: number;
  confirmBatchNum?: number;
  pause?: boolean;
  template?: { spec?: { module?: { name?: string; version?: string; url?: string } } };
  operationStrategy?: V1OperationStrategy;
  schedulingStrategy?: { schedulingPolicy?: string };
  [field: string]: unknown;
}

/** A base pod that the controller may give the module to. */
export interface FreeBase {
  readonly name: string;
  /** It is ready and has an address. The controller looks at neither. */
  readonly usable: boolean;
}

/** A ModuleDeployment with everything that belongs to it, at one moment. */
export interface V1View {
  readonly deployment: KubeObject | undefined;
  readonly release: V1Release | undefined;
  /** Newest first. */
  readonly revisions: readonly V1Revision[];
  readonly newest: V1Revision | undefined;
  /** Modules of the newest revision that are to stay. */
  readonly current: readonly V1Module[];
  /** Modules of earlier revisions that are to stay. */
  readonly former: readonly V1Module[];
  /** Modules of any revision that are being taken off their bases. */
  readonly leaving: readonly V1Module[];
  /** Modules of the same name that belong to another ModuleDeployment. */
  readonly strangers: readonly V1Module[];
  /** By the base pod's name; pods that are being deleted or have no address are left out. */
  readonly bases: ReadonlyMap<string, Base>;
  /** In the order in which the controller would take them, as far as it has one. */
  readonly free: readonly FreeBase[];
}

export interface V1Lists {
  readonly group: string;
  readonly name: string;
  readonly moduleName: string;
  readonly deployment: KubeObject | undefined;
  readonly replicaSets: readonly KubeObject[];
  readonly modules: readonly KubeObject[];
  /** Pods that the base Deployment's selector selects. */
  readonly pods: readonly KubeObject[];
}

export function v1Spec(object: KubeObject | undefined): V1Spec {
  return (object?.['spec'] ?? {}) as V1Spec;
}

/** The module that a ModuleDeployment or ModuleReplicaSet names. */
export function v1ModuleOf(object: KubeObject | undefined): PodModule {
  const { name = '', version = '', url = '' } = v1Spec(object).template?.spec?.module ?? {};
  return { name, version, url };
}

/** Sorts what was listed into what belongs to this ModuleDeployment. Pure. */
export function viewV1(lists: V1Lists): V1View {
  const words = v1Labels(lists.group);
  const own = (object: KubeObject): boolean =>
    object.metadata.labels?.[words.moduleDeployment] === lists.name;
  const revisions = lists.replicaSets
    .filter(own)
    .map((set) => revisionOf(set, words.revision))
    .sort((a, b) => b.number - a.number);
  const [newest] = revisions;
  const staying = lists.modules.filter((one) => own(one) && !isLeaving(one, lists.group));
  const modules = staying.map((one) => moduleOf(one, lists.group));
  return {
    deployment: lists.deployment,
    release: releaseOf(lists.deployment),
    revisions,
    newest,
    current: modules.filter((one) => one.revision === newest?.name),
    former: modules.filter((one) => one.revision !== newest?.name),
    leaving: lists.modules
      .filter((one) => own(one) && isLeaving(one, lists.group))
      .map((one) => moduleOf(one, lists.group)),
    strangers: lists.modules
      .filter((one) => !own(one) && one.metadata.labels?.[words.moduleName] === lists.moduleName)
      .map((one) => moduleOf(one, lists.group)),
    bases: basesOf(lists.pods),
    free: freeBases(lists),
  };
}

function revisionOf(set: KubeObject, label: string): V1Revision {
  const spec = v1Spec(set);
  const status = (set['status'] ?? {}) as { replicas?: number; availableReplicas?: number };
  return {
    name: set.metadata.name,
    uid: set.metadata.uid ?? '',
    number: Number(set.metadata.labels?.[label] ?? 0),
    module: v1ModuleOf(set),
    replicas: spec.replicas ?? 0,
    tried: status.replicas ?? 0,
    available: status.availableReplicas ?? 0,
    upgradePolicy: spec.operationStrategy?.upgradePolicy,
  };
}

function moduleOf(object: KubeObject, group: string): V1Module {
  const words = v1Labels(group);
  const own = object.metadata.labels ?? {};
  const { module = {} } = (object['spec'] ?? {}) as { module?: Partial<PodModule> };
  const status = (object['status'] ?? {}) as { status?: string; last_transition_time?: string };
  const changedAt = Date.parse(status.last_transition_time ?? '');
  return {
    name: object.metadata.name,
    uid: object.metadata.uid ?? '',
    revision: own[`${group}/module-replicaset`] ?? '',
    module: {
      name: module.name ?? own[words.moduleName] ?? '',
      version: module.version ?? own[words.moduleVersion] ?? '',
      url: module.url ?? '',
    },
    state: status.status ?? '',
    base: own[words.baseName] || undefined,
    ip: own[words.baseIp] ?? '',
    createdAt: Date.parse(object.metadata.creationTimestamp ?? '') || 0,
    changedAt: Number.isNaN(changedAt) ? undefined : changedAt,
  };
}

/** On a Module: uninstall it and do not replace it. */
export function deleteModuleLabel(group: string): string {
  return `${group}/delete-module`;
}

function isLeaving(object: KubeObject, group: string): boolean {
  const own = object.metadata.labels ?? {};
  const labelled = [deleteModuleLabel(group), `${group}/delete-module-directly`].some(
    (label) => own[label] !== undefined,
  );
  return labelled || object.metadata.deletionTimestamp !== undefined;
}

function releaseOf(object: KubeObject | undefined): V1Release | undefined {
  const status = object?.['status'] as { releaseStatus?: Partial<V1Release> } | undefined;
  const release = status?.releaseStatus;
  if (release === undefined) return undefined;
  // Zero values are left out of the status.
  const { progress = '', batchProgress = '', currentBatch = 0, realBatchCount = 0 } = release;
  return { progress, batchProgress, currentBatch, realBatchCount };
}

function basesOf(pods: readonly KubeObject[]): Map<string, Base> {
  const bases = new Map<string, Base>();
  for (const pod of pods) {
    const base = pod.metadata.deletionTimestamp === undefined ? baseOfPod(pod) : undefined;
    if (base) bases.set(base.name, base);
  }
  return bases;
}

/**
 * Base pods without the module's marker and with room for one more module, the
 * emptiest first (`stacking`: the fullest). The controller reads
 * `max-module-count` from whichever pod its list begins with, so the smallest
 * one counts here.
 */
function freeBases(lists: V1Lists): FreeBase[] {
  const words = v1Labels(lists.group);
  const marker = words.marker(lists.moduleName);
  const candidates = lists.pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined && pod.metadata.labels?.[marker] === undefined,
  );
  const limits = candidates.map((pod) => Number(pod.metadata.labels?.[words.maxModuleCount]));
  const limit = Math.min(...limits.filter(Number.isInteger));
  const stacking = v1Spec(lists.deployment).schedulingStrategy?.schedulingPolicy === 'stacking';
  return candidates
    .map((pod) => ({ pod, count: moduleCount(pod, lists.group) }))
    .filter(({ count }) => count < limit)
    .sort((a, b) => (stacking ? b.count - a.count : a.count - b.count))
    .map(({ pod }) => ({
      name: pod.metadata.name,
      usable: baseOfPod(pod)?.ready ?? false,
    }));
}

function moduleCount(pod: KubeObject, group: string): number {
  const own = pod.metadata.labels ?? {};
  const counted = own[v1Labels(group).instanceCount];
  if (counted !== undefined) return Number(counted) || 0;
  const prefix = v1Labels(group).marker('');
  return Object.keys(own).filter((label) => label.startsWith(prefix)).length;
}
