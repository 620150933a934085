import { sortedCount, v1Spec } from '../modules/v1-view.ts';
import { increments } from './batches.ts';
import type { V1Facts } from './plan-v1.ts';
import { info } from './risk-words.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Plan, PlannedBatch, Risk } from './types.ts';
import { predictPlaces, type Counted } from './v1-places.ts';

/** By which policy the modules of this release choose their bases. */
export function spreadWanted({ stored }: Pick<V1Facts, 'stored'>): string | undefined {
  return v1Spec(stored).schedulingStrategy?.schedulingPolicy;
}

/** For the plan: in which order V1's controller takes the bases, and how full it lets them get. */
export function spreadOfV1(facts: V1Facts): PlanSaying {
  return say('spread-v1', spreadWanted(facts) ?? '', facts.view.limit);
}

/** Which bases each batch gets, where that can be told before. */
export function placedBatches(
  facts: V1Facts,
  kind: Plan['kind'],
  cumulative: readonly number[],
): PlannedBatch[] {
  const { view } = facts;
  const old = oldBases(facts);
  const free = view.free.map(({ name, count }) => ({ name, count }));
  const anywhere = [...free, ...old].map((base) => base.name);
  const predicted =
    kind === 'resume'
      ? []
      : predictPlaces(
          {
            free,
            old,
            spread: spreadWanted(facts),
            oldSpread: view.newest?.spread,
            limit: view.limit,
          },
          cumulative,
        );
  return increments(cumulative).map((size, index) => ({
    number: index + 1,
    size,
    cumulative: cumulative[index] ?? 0,
    ...(predicted[index] ?? { candidates: anywhere, exact: false }),
  }));
}

/** Bases with modules of earlier versions, as many times as they have one. */
function oldBases({ view, surface }: V1Facts): Counted[] {
  return [...view.current, ...view.former].flatMap(({ base }) => {
    if (base === undefined) return [];
    return [{ name: base, count: sortedCount(view.bases.get(base)?.labels, surface.group) }];
  });
}

/** Modules of earlier versions whose bases stay shut when they go: they have more than they may. */
export function shutBases(facts: V1Facts): number {
  const { limit } = facts.view;
  if (limit === undefined) return 0;
  return oldBases(facts).filter(({ count }) => count - 1 >= limit).length;
}

/** The label by which it chooses is put on a revision when that is made, and never changed. */
export function spreadTakesEffectLater(facts: V1Facts, kind: Plan['kind']): Risk | undefined {
  const wanted = spreadWanted(facts);
  const now = facts.view.newest?.spread;
  if (kind !== 'settings' || wanted === undefined || now === undefined || now === wanted) {
    return undefined;
  }
  return info('spread-later', wanted, now);
}
