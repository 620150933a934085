import { Fault } from '../fault.ts';
import { v1Spec } from '../modules/v1-view.ts';
import type { V1Facts } from './plan-v1.ts';
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
    refuseShortfall(predictBatches(shape, batching), shape, room);
    return { batching, notes: borrowedNotes(facts, batching) };
  }
  const { batchCount = 1, useBeta = false } = v1Spec(facts.stored).operationStrategy ?? {};
  const wish = { batchCount: Math.max(1, batchCount), useBeta };
  const predicted = predictBatches(shape, wish);
  const steady = shape.replicas === 0 || isSteadyBatching(shape, wish);
  if (steady && shortfalls(predicted, room).length === 0) {
    return { batching: wish, notes: borrowedNotes(facts, wish) };
  }
  const batching = fitting(shape, room, { atLeast: predicted.length, useBeta });
  if (batching === undefined) {
    refuseShortfall(predicted, shape, room);
    throw new Error('a release that fits was not found');
  }
  const { length } = predictBatches(shape, batching);
  const why = steady
    ? `${batchCount} batch(es) would need more free bases than the ${room.free} there are, and V1 forgets what finds none`
    : `in ${batchCount} batches V1's controller would overshoot ${shape.replicas} replicas`;
  return {
    batching,
    notes: [
      { field: 'spec.operationStrategy.batchCount', text: `rolled in ${length} batches: ${why}` },
      ...borrowedNotes(facts, batching),
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
export function roomOf({ view }: Pick<V1Facts, 'view'>): V1Room {
  return {
    free: view.free.filter((base) => base.usable).length,
    old: view.current.length + view.former.length,
  };
}

function refuseShortfall(cumulative: readonly number[], shape: V1Shape, room: V1Room): void {
  const [first] = shortfalls(cumulative, room);
  if (first === undefined) return;
  const fits = smallestFitting(shape, room);
  const { length } = fits ? predictBatches(shape, fits) : [];
  throw new Fault(
    `batch ${first.batch} of ${cumulative.length} is to place ${first.size} module(s), but ${first.free} base(s) will be free then`,
    {
      details: [
        `${room.free} base(s) free now, ${room.old} module(s) of earlier versions, ${shape.replicas} replicas wanted`,
        "V1's controller forgets what finds no free base, and calls the release Completed all the same",
      ],
      fix: fits
        ? `--batches ${length} is the fewest that fits; or add bases`
        : `add ${first.size - first.free} base(s), or lower the replicas`,
    },
  );
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
      text:
        `during the rollout: needConfirm true, grayTimeBetweenBatchSeconds 0, batchCount ${batching.batchCount}, useBeta ${batching.useBeta}; ` +
        `yours are given back at the end${own.length > 0 ? `: ${own.join(', ')}` : ''}`,
    },
  ];
}
