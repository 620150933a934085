import type { JsonPatchOp, KubeObject } from '../world.ts';

type Field = 'annotations' | 'labels';

/** `add` to a map that does not exist would fail, so the whole map is set then. */
export function putOps(live: KubeObject, field: Field, key: string, value: string): JsonPatchOp[] {
  if (live.metadata[field] === undefined) {
    return [{ op: 'add', path: `/metadata/${field}`, value: { [key]: value } }];
  }
  return [{ op: 'add', path: pathOf(field, key), value }];
}

/** Nothing where it is not there: `remove` would fail. */
export function dropOps(live: KubeObject, field: Field, key: string): JsonPatchOp[] {
  const there = live.metadata[field]?.[key] !== undefined;
  return there ? [{ op: 'remove', path: pathOf(field, key) }] : [];
}

function pathOf(field: Field, key: string): string {
  return `/metadata/${field}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
