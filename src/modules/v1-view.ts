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
  /** By which policy it chooses bases: that of the ModuleDeployment when this revision was made. */
  readonly spread: string | undefined;
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
  /** Modules on it, by the label that the controller sorts by. */
  readonly count: number;
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
  /** Base pods without the module that have as many modules as they may. */
  readonly full: readonly string[];
  /** Base pods that carry the module's marker without a Module: the controller was cut off at taking it off, and never calls them free again. */
  readonly leftMarked: readonly string[];
  /** The smallest `max-module-count` of the base pods; undefined where none says a number. */
  readonly limit: number | undefined;
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
    .map((set) => revisionOf(set, words))
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
    ...roomOn(
      lists,
      newest?.spread ?? v1Spec(lists.deployment).schedulingStrategy?.schedulingPolicy,
    ),
  };
}

function revisionOf(set: KubeObject, words: ReturnType<typeof v1Labels>): V1Revision {
  const spec = v1Spec(set);
  const status = (set['status'] ?? {}) as { replicas?: number; availableReplicas?: number };
  return {
    name: set.metadata.name,
    uid: set.metadata.uid ?? '',
    number: Number(set.metadata.labels?.[words.revision] ?? 0),
    module: v1ModuleOf(set),
    replicas: spec.replicas ?? 0,
    tried: status.replicas ?? 0,
    available: status.availableReplicas ?? 0,
    upgradePolicy: spec.operationStrategy?.upgradePolicy,
    spread: set.metadata.labels?.[words.spread],
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

/** On its way off its base, and not to be replaced there. */
export function isLeaving(object: KubeObject, group: string): boolean {
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
 * Base pods without the module's marker: those with room for one more module,
 * the emptiest first (`stacking`: the fullest), and those without. The
 * controller reads `max-module-count` from whichever pod its list begins with,
 * so the smallest one counts here.
 */
function roomOn(
  lists: V1Lists,
  spread: string | undefined,
): Pick<V1View, 'free' | 'full' | 'leftMarked' | 'limit'> {
  const words = v1Labels(lists.group);
  const marker = words.marker(lists.moduleName);
  const there = lists.pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const candidates = there.filter((pod) => pod.metadata.labels?.[marker] === undefined);
  const limit = Math.min(...candidates.map((pod) => moduleLimit(pod, lists.group) ?? Infinity));
  const sign = spread === 'stacking' ? -1 : 1;
  const hasRoom = (pod: KubeObject): boolean => moduleCount(pod, lists.group) < limit;
  return {
    free: candidates
      .filter(hasRoom)
      .map((pod) => ({
        name: pod.metadata.name,
        usable: baseOfPod(pod)?.ready ?? false,
        count: sortedCount(pod.metadata.labels, lists.group),
      }))
      .sort((a, b) => sign * (a.count - b.count)),
    leftMarked: there
      .filter((pod) => !candidates.includes(pod))
      .map((pod) => pod.metadata.name)
      .filter((name) => !lists.modules.some((one) => moduleOf(one, lists.group).base === name)),
    full: candidates.filter((pod) => !hasRoom(pod)).map((pod) => pod.metadata.name),
    limit: Number.isFinite(limit) ? limit : undefined,
  };
}

/** What a base pod says itself; a text that is no number is no limit to the controller. */
export function moduleLimit({ metadata }: KubeObject, group: string): number | undefined {
  const text = metadata.labels?.[v1Labels(group).maxModuleCount] ?? '';
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** How full a base pod is to the controller when it compares with the limit. */
export function moduleCount(pod: KubeObject, group: string): number {
  const counted = pod.metadata.labels?.[v1Labels(group).instanceCount];
  return counted === undefined ? modulesMarked(pod, group).length : Number(counted) || 0;
}

/** The modules on a base pod, by its markers. */
export function modulesMarked({ metadata }: KubeObject, group: string): string[] {
  const prefix = v1Labels(group).marker('');
  return Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix))
    .map((label) => label.slice(prefix.length));
}

/** How full it is when bases are put into an order: without the label it counts as empty. */
export function sortedCount(
  own: Readonly<Record<string, string>> | undefined,
  group: string,
): number {
  return Number(own?.[v1Labels(group).instanceCount] ?? 0) || 0;
}
