import { isDeepStrictEqual } from 'node:util';
import type { JsonPatchOp } from '../../../src/world.ts';

/** The value after all operations; `misfit` where one of them does not fit. Nothing given is changed. */
export function applyPatch<T>(object: T, ops: readonly JsonPatchOp[]): T | 'misfit' {
  let value: unknown = object;
  for (const op of ops) {
    const keys = op.path
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const next = at(value, keys, op);
    if (next === misfit) return 'misfit';
    value = next;
  }
  return value as T;
}

const misfit = Symbol('misfit');

function at(value: unknown, keys: readonly string[], op: JsonPatchOp): unknown {
  if (value === null || typeof value !== 'object') return misfit;
  const [key = '', ...rest] = keys;
  const members = value as Record<string, unknown>;
  if (rest.length > 0) {
    const inner = at(members[key], rest, op);
    return inner === misfit ? misfit : withMember(value, key, inner);
  }
  const there = Object.hasOwn(members, key);
  switch (op.op) {
    case 'test':
      // To the server, null and absent are the same here.
      return isDeepStrictEqual(members[key] ?? null, op.value ?? null) ? value : misfit;
    case 'add':
    case 'replace':
      return withMember(value, key, op.value);
    case 'remove':
      return there ? without(value, key) : misfit;
  }
}

function withMember(value: object, key: string, member: unknown): unknown {
  if (Array.isArray(value)) return value.with(Number(key), member);
  return { ...value, [key]: member };
}

function without(value: object, key: string): unknown {
  if (Array.isArray(value)) return value.toSpliced(Number(key), 1);
  const { [key]: _gone, ...rest } = value as Record<string, unknown>;
  return rest;
}
