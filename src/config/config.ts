import type { Position } from '../fault.ts';
import type { Policy } from '../guard/policy.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { BatchSpec } from '../plan/types.ts';
import type { KeyId, ValueOf } from './keys.ts';

/** Where a value came from. */
export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'file'; readonly at: Position }
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'flag'; readonly name: string };

export interface Setting<T> {
  readonly value: T;
  readonly origin: Origin;
}

/** Every setting with its origin; times in ms, paths absolute. */
export type Config = { readonly [I in KeyId]: Setting<ValueOf<I>> } & {
  /** Change rules of the file; undefined where it has none. */
  readonly rules: Policy | undefined;
};

/** What `config view` says of an origin. */
export function originText(origin: Origin): string {
  switch (origin.from) {
    case 'default':
      return 'default';
    case 'file':
      return `${origin.at.file}:${origin.at.line}:${origin.at.column}`;
    case 'env':
    case 'flag':
      return origin.name;
  }
}

/**
 * The batches that were asked for: of `batches` and `batchSize` the one from
 * the stronger origin counts; undefined where neither is set. Both from the
 * same origin is a Fault.
 */
export function batchSpec(
  { batches, batchSize }: Pick<Config, 'batches' | 'batchSize'>,
  beta: boolean,
): BatchSpec | undefined {
  const count = batches.value;
  const sizes = batchSize.value;
  if (count !== undefined && sizes !== undefined && batches.origin.from === batchSize.origin.from) {
    throw faultOf(({ settings }) => settings.batchesTwice, {
      ...(batchSize.origin.from === 'file' ? { at: batchSize.origin.at } : {}),
      details: [
        `batches: ${originText(batches.origin)}`,
        `batchSize: ${originText(batchSize.origin)}`,
      ],
    });
  }
  if (sizes !== undefined && (count === undefined || stronger(batchSize.origin, batches.origin))) {
    return { by: 'size', sizes, beta };
  }
  return count === undefined ? undefined : { by: 'count', batches: count, beta };
}

const precedence: readonly Origin['from'][] = ['default', 'file', 'env', 'flag'];

function stronger(one: Origin, other: Origin): boolean {
  return precedence.indexOf(one.from) > precedence.indexOf(other.from);
}
