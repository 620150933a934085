import { increments } from './batches.ts';

/** A base with the number of modules that V1's controller counts on it. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface V1Bases {
  /** Bases that the controller may give the module to now. */
  readonly free: readonly Counted[];
  /** Bases with earlier versions, which leave some with every batch. */
  readonly old: readonly Counted[];
  /** By which policy the new modules choose, and by which the earlier ones leave; another word than these two is no order at all. */
  readonly spread: string | undefined;
  readonly oldSpread: string | undefined;
  /** A base with so many modules takes no more. */
  readonly limit: number | undefined;
}

interface Choice {
  readonly candidates: readonly string[];
  readonly exact: boolean;
}

/**
 * Which bases each batch of a release gets. The controller sorts by the number
 * of modules (scatter: the emptiest first; what leaves goes from the fullest)
 * and takes as many as it needs; among equals the order is its cache's, which
 * nobody can know (module-controller V1.0.0, modulereplicaset_controller.go:
 * getScaleUpCandidatePods, scaledown, sortPodByStrategy). Pure.
 */
export function predictPlaces(bases: V1Bases, cumulative: readonly number[]): Choice[] {
  const { spread, oldSpread } = bases;
  if (bases.old.length === 0) return inOrder(bases, cumulative);
  let free = bases.free;
  let old = bases.old;
  let known = true;
  return increments(cumulative).map((size) => {
    if (!known) return { candidates: namesOf([...free, ...old]), exact: false };
    const chosen = choose(free, size, orderOf(spread));
    // As many leave as were placed, at the same time.
    const left = choose(old, Math.min(size, old.length), -orderOf(oldSpread));
    known = chosen.exact && left.exact;
    const { sure } = chosen;
    const freed = left.sure
      .map(({ name, count }) => ({ name, count: Math.max(0, count - 1) }))
      .filter(({ count }) => count < (bases.limit ?? Infinity));
    free = [...without(free, sure), ...freed];
    old = without(old, left.sure);
    return { candidates: namesOf([...sure, ...chosen.maybe]), exact: chosen.exact };
  });
}

/** Nothing leaves, so no base comes back: the batches go down one list. */
function inOrder({ free, spread }: V1Bases, cumulative: readonly number[]): Choice[] {
  const rank = rankBy(orderOf(spread));
  const sorted = sortedBy(free, rank);
  return increments(cumulative).map((size, index) => {
    const end = cumulative[index] ?? 0;
    const ranks = new Set(sorted.slice(end - size, end).map(rank));
    const candidates = namesOf(sorted.filter((base) => ranks.has(rank(base))));
    return { candidates, exact: candidates.length === size };
  });
}

/** 1: the emptiest first, -1: the fullest first, 0: in no order. */
function orderOf(spread: string | undefined): number {
  return spread === 'scatter' ? 1 : spread === 'stacking' ? -1 : 0;
}

/** The first `size` in order: those that are surely among them, and those of which some are. */
function choose(
  from: readonly Counted[],
  size: number,
  order: number,
): { sure: readonly Counted[]; maybe: readonly Counted[]; exact: boolean } {
  const rank = rankBy(order);
  const sorted = sortedBy(from, rank);
  const last = sorted[size - 1];
  if (last === undefined || size >= sorted.length) {
    return { sure: sorted.slice(0, size), maybe: [], exact: size <= sorted.length };
  }
  const edge = sorted.filter((one) => rank(one) === rank(last));
  const before = sorted.filter((one) => rank(one) < rank(last));
  if (before.length + edge.length === size) {
    return { sure: [...before, ...edge], maybe: [], exact: true };
  }
  return { sure: before, maybe: edge, exact: false };
}

type Rank = (base: Counted) => number;

function rankBy(order: number): Rank {
  return ({ count }) => (order === 0 ? 0 : order * count);
}

function sortedBy(bases: readonly Counted[], rank: Rank): Counted[] {
  return [...bases].sort(
    (a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

function namesOf(bases: readonly Counted[]): string[] {
  return bases.map((base) => base.name);
}

function without(all: readonly Counted[], some: readonly Counted[]): Counted[] {
  const gone = new Set(namesOf(some));
  return all.filter((base) => !gone.has(base.name));
}
