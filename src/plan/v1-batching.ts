import { worded, faultFrom, type FaultTexts } from '../messages/fault-of.ts';
import { v1Spec } from '../modules/v1-view.ts';
import type { V1Facts } from './plan-v1.ts';
import { increments } from './batches.ts';
import { say } from './saying.ts';
import type { Note, RolloutOptions } from './types.ts';
import {
  batchingOf,
  isSteadyBatching,
  predictBatches,
  shortfalls,
  smallestFitting,
  type V1Batching,
  type V1Room,
  type V1Shape,
} from './v1-schedule.ts';
import { shutBases } from './v1-spread.ts';

/**
 * The batches of a release. What was asked for by flags is done or refused;
 * what the manifest says is a wish that the free bases may overrule.
 */
export function chooseBatching(
  facts: V1Facts,
  shape: V1Shape,
  options: RolloutOptions,
): { batching: V1Batching; notes: readonly Note[] } {
  const room = roomOf(facts);
  if (options.batches !== undefined) {
    const batching = batchingOf(options.batches, shape);
    refuseShortfall(facts, predictBatches(shape, batching), shape);
    return { batching, notes: notesOn(facts, shape, batching) };
  }
  const { batchCount = 1, useBeta = false } = v1Spec(facts.stored).operationStrategy ?? {};
  const wish = { batchCount: Math.max(1, batchCount), useBeta };
  const predicted = predictBatches(shape, wish);
  const steady = shape.replicas === 0 || isSteadyBatching(shape, wish);
  if (steady && shortfalls(predicted, room).length === 0) {
    return { batching: wish, notes: notesOn(facts, shape, wish) };
  }
  const batching = fitting(shape, room, { atLeast: predicted.length, useBeta });
  if (batching === undefined) {
    refuseShortfall(facts, predicted, shape);
    throw new Error('a release that fits was not found');
  }
  const { length } = predictBatches(shape, batching);
  const why = steady
    ? say('needs-more-free', predicted.length, room.free)
    : say('overshoots', batchCount, shape.replicas);
  return {
    batching,
    notes: [
      { field: 'spec.operationStrategy.batchCount', message: say('rolled-in', length, why) },
      ...notesOn(facts, shape, batching),
    ],
  };
}

function fitting(
  shape: V1Shape,
  room: V1Room,
  wish: { atLeast: number; useBeta: boolean },
): V1Batching | undefined {
  return (
    smallestFitting(shape, room, wish) ?? smallestFitting(shape, room, { ...wish, useBeta: false })
  );
}

/** Free bases now, and modules that make room as the new ones come. */
export function roomOf(facts: V1Facts): V1Room {
  const { view } = facts;
  return {
    free: view.free.filter((base) => base.usable).length,
    old: view.current.length + view.former.length,
    shut: shutBases(facts),
  };
}

function refuseShortfall(facts: V1Facts, cumulative: readonly number[], shape: V1Shape): void {
  const room = roomOf(facts);
  const [first] = shortfalls(cumulative, room);
  if (first === undefined) return;
  const fits = smallestFitting(shape, room);
  const { length } = fits ? predictBatches(shape, fits) : [];
  throw faultFrom((_, words) => {
    const { batches } = words;
    const { batch, size, free } = first;
    const fewest = fits && length;
    return worded(batches.tooFewFree(batch, cumulative.length, size, free, fewest), [
      batches.freeNow(room.free, room.old, shape.replicas),
      batches.forgotten,
      ...fullBases(facts, words),
    ]);
  });
}

function notesOn(facts: V1Facts, shape: V1Shape, batching: V1Batching): Note[] {
  return [...borrowedNotes(facts, batching), ...betaNotes(shape, batching)];
}

/** The documentation counts the beta batch among the batches, V1.0.0's controller does not. */
function betaNotes(shape: V1Shape, batching: V1Batching): Note[] {
  const made = predictBatches(shape, batching);
  const { batchCount, useBeta } = batching;
  if (!useBeta || shape.replicas === 0 || made.length === batchCount) return [];
  return [
    {
      field: 'spec.operationStrategy.useBeta',
      message: say('beta-counts', batchCount, increments(made)),
    },
  ];
}

/** Bases that would be free but for max-module-count. */
export function fullBases({ view, baseDeployment }: V1Facts, { batches }: FaultTexts): string[] {
  if (view.full.length === 0) return [];
  const name = baseDeployment?.metadata.name ?? '';
  return [batches.full(view.full.length, view.limit, name)];
}

/** What the rollout borrows of the user's operationStrategy; given back at the end. */
function borrowedNotes(facts: V1Facts, batching: V1Batching): Note[] {
  const { needConfirm, grayTimeBetweenBatchSeconds } = v1Spec(facts.stored).operationStrategy ?? {};
  const own = [
    ...(needConfirm === undefined ? [] : [`needConfirm ${needConfirm} (koupctl: --confirm)`]),
    ...(grayTimeBetweenBatchSeconds === undefined
      ? []
      : [`grayTimeBetweenBatchSeconds ${grayTimeBetweenBatchSeconds} (koupctl: --gray)`]),
  ];
  return [
    {
      field: 'spec.operationStrategy',
      message: say('borrows', batching.batchCount, batching.useBeta, own),
    },
  ];
}
