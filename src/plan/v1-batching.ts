import { Fault } from '../fault.ts';
import { v1Spec } from '../modules/v1-view.ts';
import type { V1Facts } from './plan-v1.ts';
import { increments } from './batches.ts';
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
    ? `${predicted.length} batch(es) would need more free bases than the ${room.free} there are, and V1 forgets what finds none`
    : `in ${batchCount} batches V1's controller would overshoot ${shape.replicas} replicas`;
  return {
    batching,
    notes: [
      { field: 'spec.operationStrategy.batchCount', text: `rolled in ${length} batches: ${why}` },
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
  throw new Fault(
    `batch ${first.batch} of ${cumulative.length} is to place ${first.size} module(s), but ${first.free} base(s) will be free then`,
    {
      details: [
        `${room.free} base(s) free now, ${room.old} module(s) of earlier versions, ${shape.replicas} replicas wanted`,
        "V1's controller forgets what finds no free base, and calls the release Completed all the same",
        ...fullBases(facts),
      ],
      fix: fits
        ? `--batches ${length} is the fewest that fits; or add bases`
        : `add ${first.size - first.free} base(s), or lower the replicas`,
    },
  );
}

function notesOn(facts: V1Facts, shape: V1Shape, batching: V1Batching): Note[] {
  return [...borrowedNotes(facts, batching), ...betaNotes(shape, batching)];
}

/** The documentation counts the beta batch among the batches, V1.0.0's controller does not. */
function betaNotes(shape: V1Shape, batching: V1Batching): Note[] {
  const made = predictBatches(shape, batching);
  const { batchCount, useBeta } = batching;
  if (!useBeta || shape.replicas === 0 || made.length === batchCount) return [];
  const documented = batchCount === 1 ? '1 batch' : `1 and ${batchCount - 1} more batch(es)`;
  return [
    {
      field: 'spec.operationStrategy.useBeta',
      text: `with batchCount ${batchCount} the documentation has ${documented}; this controller makes ${made.length}: ${increments(made).join(', ')}, and so does this plan`,
    },
  ];
}

/** Bases that would be free but for max-module-count. */
export function fullBases({ view, baseDeployment }: V1Facts): string[] {
  if (view.full.length === 0) return [];
  const name = baseDeployment?.metadata.name ?? '';
  return [
    `${view.full.length} base(s) have their ${view.limit ?? ''} module(s) already (max-module-count; koupctl base-limit ${name} changes it)`,
  ];
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
