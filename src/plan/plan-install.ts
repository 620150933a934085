import { diffText } from '../manifest/diff-text.ts';
import type { KubeObject, ResourceType } from '../world.ts';
import { unifiedDiff } from './diff.ts';

/** One object of a controller, and what becomes of it. */
export interface PlannedObject {
  readonly does: 'create' | 'change' | 'nothing' | 'delete';
  readonly type: ResourceType;
  readonly kind: string;
  readonly name: string;
  /** Absent for what belongs to no namespace. */
  readonly namespace?: string;
  /** What is applied; of a deletion what is there. */
  readonly manifest: KubeObject;
  /** The apply takes fields over from a person's managers. */
  readonly force: boolean;
  /**
   * The strategy has to become Recreate in a write of its own before: an apply can't take out the
   * numbers of a rolling update that the server has filled in, and Recreate bears none.
   */
  readonly recreateFirst: boolean;
  /** Unified diff of masked YAML; '' where nothing changes or all of it is new. */
  readonly diff: string;
  /** What the plan was made from; absent where there is none yet. */
  readonly basedOn?: Seen;
}

/** An object as it was seen. */
export interface Seen {
  readonly uid: string;
  readonly resourceVersion: string;
  /** Of its spec; absent for kinds that have none. */
  readonly generation?: number;
}

/** A controller to install, change or remove, as data: printed, serialised with `-o json`, executed. */
export interface ControllerPlan {
  readonly version: 1;
  readonly action: 'install' | 'uninstall';
  readonly controller: 'v1' | 'v2';
  readonly target: { readonly context: string; readonly server: string; readonly user: string };
  readonly namespace: string;
  readonly objects: readonly PlannedObject[];
}

export interface Tried {
  readonly type: ResourceType;
  readonly object: KubeObject;
  readonly live: KubeObject | undefined;
  /** What the server would store. */
  readonly stored: KubeObject;
  readonly forced: boolean;
}

/** What applying the object does, by what the server would make of it. */
export function plannedApply({ type, object, live, stored, forced }: Tried): PlannedObject {
  const diff = live === undefined ? '' : unifiedDiff(diffText(live), diffText(stored));
  const does = live === undefined ? 'create' : diff === '' ? 'nothing' : 'change';
  const recreateFirst = live !== undefined && becomesRecreate(live, object);
  const planned = { manifest: object, force: forced, recreateFirst, diff };
  return { does, ...named(type, object), ...planned, ...from(live) };
}

/** True where a live rolling update is to be a Recreate. */
export function becomesRecreate(live: KubeObject, wanted: KubeObject): boolean {
  return strategyOf(live) === 'RollingUpdate' && strategyOf(wanted) === 'Recreate';
}

export function strategyOf(object: KubeObject): string | undefined {
  const { strategy } = (object['spec'] ?? {}) as { strategy?: { type?: string } };
  return strategy?.type;
}

export function plannedDelete(type: ResourceType, live: KubeObject): PlannedObject {
  return {
    does: 'delete',
    ...named(type, live),
    manifest: live,
    force: false,
    recreateFirst: false,
    diff: '',
    ...from(live),
  };
}

function named(type: ResourceType, { kind, metadata }: KubeObject) {
  const { name, namespace } = metadata;
  return { type, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

function from(live: KubeObject | undefined): Pick<PlannedObject, 'basedOn'> {
  return live === undefined ? {} : { basedOn: seen(live) };
}

export function seen({ metadata }: KubeObject): Seen {
  const { uid = '', resourceVersion = '', generation } = metadata;
  return { uid, resourceVersion, ...(generation === undefined ? {} : { generation }) };
}

export function changesOf(plan: ControllerPlan): readonly PlannedObject[] {
  return plan.objects.filter(({ does }) => does !== 'nothing');
}
