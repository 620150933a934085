import { maskUrls } from '../manifest/masked-url.ts';
import { joinLive, type LiveInput } from '../modules/live-join.ts';
import type { AskedBase, LiveRow, Wish } from '../modules/live-row.ts';
import { doubtsOf, isDoubtful, seenTwice, type Doubts } from '../modules/seen-twice.ts';
import { askBases, withMasters } from './ask-bases.ts';
import type { Door } from './ask-each.ts';
import { readLive, type LiveFacts, type LiveScope } from './live-facts.ts';
import { readWishes } from './live-wishes.ts';
import type { World } from './world.ts';

/** What one look at Kubernetes and at the bases gave. */
export interface Look {
  readonly rows: readonly LiveRow[];
  readonly bases: readonly AskedBase[];
  /** False: nothing could be called an orphan. */
  readonly whole: boolean;
}

type Wishes = ReadonlyMap<string, Wish>;

/** Where to look, and what is known there of what the workloads want. */
export interface Sight extends LiveScope {
  readonly door: Door;
  readonly wishesOf: (facts: LiveFacts, freshness: LiveScope['freshness']) => Promise<Wishes>;
}

/** Reads both sides and joins them; of V2 the rows of every namespace. */
export async function lookLive(world: World, door: Door, scope: LiveScope): Promise<Look> {
  const sight: Sight = {
    ...scope,
    door,
    wishesOf: async ({ placed, wishes }, freshness) =>
      new Map([...wishes, ...(await readWishes(scope.cluster, placed, freshness))]),
  };
  const facts = await readLive(scope);
  const [wishes, bases] = await Promise.all([
    sight.wishesOf(facts, scope.freshness),
    askBases(world, door, facts.bases),
  ]);
  const { placed, whole } = facts;
  const sure = await joinSurely(world, sight, { placed, bases, wishes, whole });
  const rows = sure.rows.map((row) => ({ ...row, url: maskUrls(row.url) }));
  return { rows, bases: sure.bases, whole };
}

/**
 * A fault is told only when a second look finds it too: at the latest that Kubernetes has, and then
 * at the bases in question. `bases` has what they said last, and those that only the second look knew.
 */
export async function joinSurely(
  world: World,
  sight: Sight,
  first: Omit<LiveInput, 'later' | 'now'>,
): Promise<Pick<Look, 'rows' | 'bases'>> {
  const rows = joinLive({ ...first, now: world.clock.now() });
  if (!rows.some(isDoubtful)) return { rows, bases: first.bases };
  const later = await readLive({ ...sight, freshness: 'quorum' });
  const known = first.bases.map(({ base }) => base);
  const doubts = doubtsOf(rows, later.placed, [...known, ...later.bases]);
  const placed = later.placed.filter((one) => doubts.has(one));
  const [wishes, bases] = await Promise.all([
    sight.wishesOf({ ...later, placed }, 'quorum'),
    askAgain(world, sight.door, { first: first.bases, rows, later, doubts }),
  ]);
  const whole = first.whole && later.whole;
  const now = world.clock.now();
  const second = joinLive({ placed, bases, wishes, whole, later: first.placed, now });
  const byId = new Map([...first.bases, ...bases].map((one) => [one.base.id, one]));
  return {
    rows: [...rows.filter((row) => !doubts.has(row)), ...seenTwice(rows, second)],
    bases: [...byId.values()],
  };
}

interface Again {
  readonly first: readonly AskedBase[];
  readonly rows: readonly LiveRow[];
  readonly later: LiveFacts;
  readonly doubts: Doubts;
}

/** One that has answered before and is silent now is taken at its word; some list themselves, which looks like an orphan. */
async function askAgain(
  world: World,
  door: Door,
  { first, rows, later, doubts }: Again,
): Promise<AskedBase[]> {
  const before = new Map(first.map((one) => [one.base.id, one]));
  const there = later.bases.filter(({ id }) => doubts.bases.has(id));
  const asked = (await askBases(world, door, there)).map((one): AskedBase => {
    const was = before.get(one.base.id);
    return one.answer?.ok === true || was === undefined ? { ...was, ...one } : was;
  });
  const odd = new Set(
    rows.filter(({ reason }) => reason.code === 'unclaimed').map(({ base }) => base),
  );
  const isOdd = ({ base, master }: AskedBase): boolean =>
    odd.has(base.name) && master === undefined;
  const masters = await withMasters(world, door, asked.filter(isOdd));
  return [...asked.filter((one) => !isOdd(one)), ...masters];
}
