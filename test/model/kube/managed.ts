import { isDeepStrictEqual } from 'node:util';
import type { KubeObject, ManagedFields } from '../../../src/world.ts';
import { leavesOf, type Leaves } from './fields.ts';

/** Who owns which leaves: the visible entries carry only a sketch of them. */
const owned = new WeakMap<ManagedFields, ReadonlySet<string>>();

export type Operation = 'Apply' | 'Update';

export function managedOf(object: KubeObject): readonly ManagedFields[] {
  return object.metadata.managedFields ?? [];
}

export function leavesOwnedBy(entry: ManagedFields): ReadonlySet<string> {
  return owned.get(entry) ?? new Set();
}

export function makeEntry(
  manager: string,
  operation: Operation,
  time: string,
  leaves: ReadonlySet<string>,
): ManagedFields {
  const spec = [...leaves]
    .map((path) => path.split('\u001f'))
    .filter(([root]) => root === 'spec')
    .map(([, field]) => [`f:${field ?? ''}`, {}]);
  const fieldsV1 = { 'f:spec': Object.fromEntries(spec) as object };
  const entry = {
    manager,
    operation,
    apiVersion: 'apps/v1',
    time,
    fieldsType: 'FieldsV1',
    fieldsV1,
  };
  owned.set(entry, leaves);
  return entry;
}

/** The entries after `manager` wrote `after` over `before` by an update or a patch. */
export function afterUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  manager: string,
  time: string,
): ManagedFields[] {
  const old: Leaves = before === undefined ? new Map() : leavesOf(before);
  const now = leavesOf(after);
  const changed = new Set(
    [...now]
      .filter(([path, value]) => !isDeepStrictEqual(old.get(path), value))
      .map(([path]) => path),
  );
  const gone = [...old.keys()].filter((path) => !now.has(path));
  const entries = managedOf(after);
  if (changed.size === 0 && gone.length === 0) return [...entries];
  const lost = new Set([...changed, ...gone]);
  const mine = entries.find((entry) => isBy(entry, manager, 'Update'));
  const kept = [...(mine ? leavesOwnedBy(mine) : [])].filter((path) => !lost.has(path));
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => withoutLeaves(entry, lost))
    .filter((entry) => entry.subresource !== undefined || leavesOwnedBy(entry).size > 0);
  if (changed.size + kept.length === 0) return others;
  return [...others, makeEntry(manager, 'Update', time, new Set([...kept, ...changed]))];
}

export function isBy(entry: ManagedFields, manager: string, operation: Operation): boolean {
  return (
    entry.manager === manager && entry.operation === operation && entry.subresource === undefined
  );
}

export function withoutLeaves(entry: ManagedFields, lost: ReadonlySet<string>): ManagedFields {
  const leaves = leavesOwnedBy(entry);
  const left = new Set([...leaves].filter((path) => !lost.has(path)));
  if (left.size === leaves.size) return entry;
  return makeEntry(entry.manager ?? '', entry.operation as Operation, String(entry['time']), left);
}
