import { isDeepStrictEqual } from 'node:util';
import type { FaultTexts } from '../messages/fault-of.ts';
import type { JsonPatchOp, KubeObject } from '../world.ts';

type Words = FaultTexts['cluster']['misfit'];

/** Which operations of a JSON Patch don't fit the object as it is now, in words. */
export function misfits(object: KubeObject, ops: readonly JsonPatchOp[], say: Words): string[] {
  return ops.flatMap((op, index) => {
    // What an earlier operation has set can't be judged by the object as it is.
    const earlier = ops.slice(0, index).filter((other) => other.op !== 'test');
    if (earlier.some((other) => `${op.path}/`.startsWith(`${other.path}/`))) return [];
    const found = lookUp(object, op.path);
    if (op.op === 'test') {
      // To the server, null and absent are the same here.
      return isDeepStrictEqual(found ?? null, op.value ?? null) ? [] : [sayTest(say, op, found)];
    }
    // It also replaces what is not there, as long as there is a place for it.
    const needed = op.op === 'remove' ? op.path : op.path.slice(0, op.path.lastIndexOf('/'));
    return lookUp(object, needed) === undefined ? [say.absent(needed)] : [];
  });
}

function lookUp(object: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return;
      return (value as Record<string, unknown>)[part];
    }, object);
}

function sayTest(say: Words, { path, value }: JsonPatchOp, found: unknown): string {
  const [expected, is] = [sayValue(path, value), sayValue(path, found)];
  if (found === undefined) return say.absent(path);
  if (expected === undefined || is === undefined) return say.other(path);
  return say.expected(path, expected, is);
}

// Numbers, flags and identities help; any other value might be a secret.
function sayValue(path: string, value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const harmless = /^\/metadata\/(uid|resourceVersion|name)$|\/image$/.test(path);
  return typeof value === 'string' && harmless ? value : undefined;
}
