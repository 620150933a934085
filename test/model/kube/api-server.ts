import { isDeepStrictEqual } from 'node:util';
import type { JsonPatchOp, KubeObject, ManagedFields } from '../../../src/world.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../time.ts';
import { defaultedDeployment, invalidities } from './defaults.ts';
import { dotted, dropLeaf, leavesOf, separator, setLeaf } from './fields.ts';
import { applyPatch } from './json-patch.ts';
import {
  afterUpdate,
  isBy,
  leavesOwnedBy,
  makeEntry,
  managedOf,
  withoutLeaves,
} from './managed.ts';
import { customKinds, withDefaults, type Customs } from './customs.ts';
import type { Plural, Store } from './store.ts';

/** A refusal, as the API server's `Status` tells it. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;
  readonly causes: readonly { reason: string; message: string; field: string }[];

  constructor(
    status: number,
    reason: string,
    message: string,
    causes: readonly { reason: string; message: string; field: string }[] = [],
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.causes = causes;
  }
}

export interface WriteBy {
  readonly manager: string;
  readonly dryRun?: boolean | undefined;
  /** As kubectl scale does it. */
  readonly subresource?: string | undefined;
}

interface Around {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly customs: Customs | undefined;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

/** The verbs of the API server on the store, with the checks that a rollout can meet. */
export class ApiServer {
  readonly #store: Store;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #customs: Customs | undefined;

  constructor({ store, time, random, customs }: Around) {
    this.#customs = customs;
    this.#store = store;
    this.#time = time;
    this.#random = random;
  }

  create(plural: Plural, given: KubeObject, by: WriteBy): KubeObject {
    const object = this.#named(given);
    const { name, namespace = '' } = object.metadata;
    if (this.#store.get(plural, name, namespace)) {
      throw new Refusal(409, 'AlreadyExists', `${plural} "${name}" already exists`);
    }
    return this.#write(plural, undefined, object, by);
  }

  patch(
    plural: Plural,
    { name, namespace = '' }: { name: string; namespace?: string | undefined },
    ops: readonly JsonPatchOp[],
    by: WriteBy,
  ): KubeObject {
    const live = this.#store.get(plural, name, namespace);
    if (live === undefined) throw notFound(plural, name);
    const patched = applyPatch(live, ops);
    if (patched === 'misfit') {
      const message = 'the server rejected our request due to an error in our request';
      throw new Refusal(422, 'Invalid', message);
    }
    return this.#write(plural, live, half(plural, live, patched, by), by);
  }

  /** The whole object anew, or with `status` as the subresource that and nothing else. */
  replace(plural: Plural, object: KubeObject, by: WriteBy): KubeObject {
    const { name, namespace = '', resourceVersion, uid } = object.metadata;
    const live = this.#store.get(plural, name, namespace);
    if (live === undefined) throw notFound(plural, name);
    const other = uid !== undefined && uid !== live.metadata.uid;
    if (other || resourceVersion !== live.metadata.resourceVersion) throw modified();
    const { managedFields } = live.metadata;
    const metadata = { ...object.metadata, ...(managedFields && { managedFields }) };
    return this.#write(plural, live, half(plural, live, { ...object, metadata }, by), by);
  }

  /** Server-side apply, of Deployments. */
  apply(
    plural: Plural,
    object: KubeObject,
    by: WriteBy & { readonly force?: boolean },
  ): KubeObject {
    const { name, namespace = '', uid, resourceVersion } = object.metadata;
    const live = this.#store.get(plural, name, namespace);
    const stale =
      resourceVersion !== undefined && resourceVersion !== live?.metadata.resourceVersion;
    if ((uid !== undefined && uid !== live?.metadata.uid) || stale) {
      throw modified();
    }
    const wanted = leavesOf(object);
    const entries = live === undefined ? [] : managedOf(live);
    const mine = entries.find((entry) => isBy(entry, by.manager, 'Apply'));
    const others = entries.filter((entry) => entry !== mine);
    const taken = takenFrom(live, wanted, others);
    if (taken.length > 0 && !by.force) throw contested(taken);
    const lost = new Set(taken.map(({ path }) => path));
    const left = others.map((entry) => withoutLeaves(entry, lost));
    const owned = new Set(left.flatMap((entry) => [...leavesOwnedBy(entry)]));
    let merged: KubeObject = live ?? object;
    for (const [path, value] of wanted) {
      if (!isEmptyMapOver(live, path, value)) merged = setLeaf(merged, path, value);
    }
    for (const path of mine ? leavesOwnedBy(mine) : []) {
      const within = [...wanted.keys()].some((one) => one.startsWith(`${path}${separator}`));
      if (!wanted.has(path) && !owned.has(path) && !within) merged = dropLeaf(merged, path);
    }
    const entry = this.#appliedEntry(by.manager, mine, new Set(wanted.keys()));
    const managed = [...left.filter(isOwner), entry];
    return this.#finish(plural, live, merged, { ...by, managed });
  }

  /** Of pods with a place: they have their grace period; everything else goes at once. */
  remove(plural: Plural, object: KubeObject, graceSeconds?: number): void {
    const live = this.#store.get(plural, object.metadata.name, object.metadata.namespace);
    if (live === undefined || live.metadata.uid !== object.metadata.uid) return;
    if ((live.metadata.finalizers ?? []).length > 0) {
      if (live.metadata.deletionTimestamp !== undefined) return;
      const { generation = 0 } = live.metadata;
      const deletionTimestamp = this.#time.text();
      const metadata = { ...live.metadata, deletionTimestamp, generation: generation + 1 };
      this.#store.put(plural, { ...live, metadata });
      return;
    }
    const spec = (live['spec'] ?? {}) as Record<string, any>;
    const placed = plural === 'pods' && spec['nodeName'] !== undefined;
    const grace =
      graceSeconds ?? (spec['terminationGracePeriodSeconds'] as number | undefined) ?? 30;
    if (!placed || grace === 0) {
      this.#store.remove(plural, live);
      return;
    }
    if (live.metadata.deletionTimestamp !== undefined) return;
    const deletionTimestamp = this.#time.text(this.#time.now() + grace * 1_000);
    const metadata = { ...live.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace };
    this.#store.put(plural, { ...live, metadata });
  }

  #appliedEntry(
    manager: string,
    mine: ManagedFields | undefined,
    leaves: ReadonlySet<string>,
  ): ManagedFields {
    const before = mine && leavesOwnedBy(mine);
    const same = before?.size === leaves.size && [...leaves].every((path) => before.has(path));
    return same ? mine! : makeEntry(manager, 'Apply', this.#time.text(), leaves);
  }

  #write(
    plural: Plural,
    before: KubeObject | undefined,
    object: KubeObject,
    by: WriteBy,
  ): KubeObject {
    if (plural !== 'deployments' && plural !== 'moduledeployments') {
      return this.#finish(plural, before, object, by);
    }
    if (by.subresource === 'status') return this.#finish(plural, before, object, by);
    const defaulted = this.#defaultsOf(plural, object);
    const managed = afterUpdate(before, defaulted, by.manager, this.#time.text());
    return this.#finish(plural, before, object, { ...by, managed });
  }

  #finish(
    plural: Plural,
    before: KubeObject | undefined,
    object: KubeObject,
    by: WriteBy & { readonly managed?: readonly ManagedFields[] },
  ): KubeObject {
    const made = this.#defaultsOf(plural, object);
    if (plural === 'deployments') {
      const wrong = invalidities(made, before);
      if (wrong.length > 0) {
        const causes = wrong.map((one) => ({ reason: 'FieldValueInvalid', ...one }));
        throw new Refusal(422, 'Invalid', `Deployment ${made.metadata.name} is invalid`, causes);
      }
    }
    const managedFields = by.managed ?? managedOf(made);
    if (before && isSame(made, before) && isDeepStrictEqual(managedFields, managedOf(before))) {
      return before;
    }
    const metadata = {
      ...made.metadata,
      uid: before?.metadata.uid ?? this.#store.newUid(),
      creationTimestamp: before?.metadata.creationTimestamp ?? this.#time.text(),
      ...generationOf(plural, made, before),
      ...(managedFields.length > 0 ? { managedFields: [...managedFields] } : {}),
    };
    const stored = { ...made, metadata };
    if (by.dryRun) return stored;
    const { deletionTimestamp, finalizers = [] } = stored.metadata;
    const freed = customKinds.has(plural) && deletionTimestamp !== undefined;
    if (freed && finalizers.length === 0) {
      this.#store.remove(plural, stored);
      return stored;
    }
    return this.#store.put(plural, stored);
  }

  #defaultsOf(plural: Plural, object: KubeObject): KubeObject {
    if (plural === 'deployments') return defaultedDeployment(object);
    const { dialect } = this.#customs ?? {};
    return dialect && customKinds.has(plural) ? withDefaults(plural, object, dialect) : object;
  }

  #named(object: KubeObject): KubeObject {
    const { generateName, ...metadata } = object.metadata;
    if (typeof generateName !== 'string') return object;
    return { ...object, metadata: { ...metadata, name: this.newName(generateName) } };
  }

  /** A name that nobody has yet. */
  newName(prefix: string): string {
    const pick = (): string => letters.charAt(this.#random.int(0, letters.length - 1));
    const random = Array.from({ length: 5 }, pick).join('');
    return `${prefix}${random}`;
  }
}

function modified(): Refusal {
  return new Refusal(409, 'Conflict', 'the object has been modified; please apply your changes');
}

/** Status and the rest of an object are written apart. */
function half(plural: Plural, live: KubeObject, given: KubeObject, by: WriteBy): KubeObject {
  const { resourceVersion } = live.metadata;
  if (by.subresource === 'status') return { ...live, status: given['status'] };
  if (!customKinds.has(plural) && plural !== 'pods') return given;
  const { deletionTimestamp } = live.metadata;
  const metadata = {
    ...given.metadata,
    ...(resourceVersion && { resourceVersion }),
    ...(deletionTimestamp && { deletionTimestamp }),
  };
  const { status: _, ...rest } = given;
  return { ...rest, metadata, ...(live['status'] === undefined ? {} : { status: live['status'] }) };
}

export function notFound(plural: Plural, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${plural} "${name}" not found`);
}

/** A map that is applied empty takes nothing out of what is there. */
function isEmptyMapOver(live: KubeObject | undefined, path: string, value: unknown): boolean {
  if (live === undefined || value === null || typeof value !== 'object') return false;
  if (Array.isArray(value) || Object.keys(value).length > 0) return false;
  return [...leavesOf(live).keys()].some((one) => one.startsWith(`${path}${separator}`));
}

interface Taken {
  readonly path: string;
  readonly manager: string;
}

function takenFrom(
  live: KubeObject | undefined,
  wanted: ReadonlyMap<string, unknown>,
  others: readonly ManagedFields[],
): Taken[] {
  if (live === undefined) return [];
  const now = leavesOf(live);
  return [...wanted]
    .filter(([path, value]) => !isDeepStrictEqual(now.get(path), value))
    .filter(([path, value]) => !isEmptyMapOver(live, path, value))
    .flatMap(([path]) =>
      others
        .filter((entry) => leavesOwnedBy(entry).has(path))
        .map((entry) => ({ path, manager: entry.manager ?? '' })),
    );
}

function contested(taken: readonly Taken[]): Refusal {
  const causes = taken.map(({ path, manager }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}" using apps/v1`,
    field: dotted(path),
  }));
  return new Refusal(409, 'Conflict', `Apply failed with ${taken.length} conflict(s)`, causes);
}

function isOwner(entry: ManagedFields): boolean {
  return entry.subresource !== undefined || leavesOwnedBy(entry).size > 0;
}

function isSame(one: KubeObject, other: KubeObject): boolean {
  const { managedFields: _a, ...metadata } = one.metadata;
  const { managedFields: _b, ...before } = other.metadata;
  return isDeepStrictEqual({ ...one, metadata }, { ...other, metadata: before });
}

/** Of Deployments the annotations count too (pkg/registry/apps/deployment/strategy.go). */
function generationOf(
  plural: Plural,
  now: KubeObject,
  before: KubeObject | undefined,
): { generation?: number } {
  if (now['spec'] === undefined) return {};
  const { generation = 0, annotations } = before?.metadata ?? {};
  const same =
    before !== undefined &&
    isDeepStrictEqual(now['spec'], before['spec']) &&
    (plural !== 'deployments' ||
      isDeepStrictEqual(now.metadata.annotations ?? {}, annotations ?? {}));
  return { generation: same ? generation : generation + 1 };
}
