import type { Base } from './base.ts';
import type { LiveRow } from './live-row.ts';
import type { Placed } from './placed.ts';
import { addressOf } from './vnodes.ts';

/** Whether one look may be wrong about it: Kubernetes and the bases are not read at one moment. Silence has waited its time. */
export function isDoubtful({ fault, live, reason }: LiveRow): boolean {
  return fault && (live !== 'unreachable' || reason.code === 'base-gone');
}

/** What a second look has to see again. */
export interface Doubts {
  /** Ids of bases. */
  readonly bases: ReadonlySet<string>;
  has(one: LiveRow | Placed): boolean;
}

/** All that lies on the bases in question, and objects in question wherever they lie by now. Pure. */
export function doubtsOf(
  rows: readonly LiveRow[],
  placed: readonly Placed[],
  bases: readonly Base[],
): Doubts {
  const doubted = rows.filter(isDoubtful);
  const objects = new Set(doubted.filter(({ object }) => object !== '').map(objectOf));
  const moved = placed.filter((one) => objects.has(objectOf(one)));
  const named = new Set([...doubted, ...moved].map(baseIdOf).filter((id) => id !== ''));
  // What one Arklet lists is claimed by whatever lies on any of its nodes.
  const arklets = new Set(bases.filter(({ id, ip }) => named.has(id) && ip !== '').map(addressOf));
  const beside = bases.filter((base) => arklets.has(addressOf(base))).map(({ id }) => id);
  const ids = new Set([...named, ...beside]);
  return { bases: ids, has: (one) => ids.has(baseIdOf(one)) || objects.has(objectOf(one)) };
}

/** What counts of a second look: a fault only where the first had found one too. Pure. */
export function seenTwice(first: readonly LiveRow[], second: readonly LiveRow[]): LiveRow[] {
  const before = new Map(first.map((row) => [keyOf(row), row]));
  return second.flatMap((row) => {
    const was = before.get(keyOf(row));
    if (!row.fault || was?.fault === true) return row;
    // What came to light only now: an object is judged, an orphan may get its object in a moment.
    return was ?? (row.object === '' ? [] : row);
  });
}

function keyOf(row: LiveRow): string {
  const { module, version, object } = row;
  return [objectOf(row), object === '' ? row.base : '', module, version].join('\n');
}

function objectOf({ world, namespace, object }: LiveRow | Placed): string {
  return [world, namespace, object].join('\n');
}

function baseIdOf({ world, namespace, base }: LiveRow | Placed): string {
  return world === 'v2' || base === '' ? base : `${namespace}/${base}`;
}
