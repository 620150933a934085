import { worded, faultFrom } from '../messages/fault-of.ts';
import type { V1Dialect } from '../modules/surface.ts';
import { cumulativeBatches, increments } from './batches.ts';
import type { BatchSpec } from './types.ts';

/** The two fields of a ModuleDeployment's operationStrategy that decide the batches. */
export interface V1Batching {
  readonly batchCount: number;
  readonly useBeta: boolean;
}

/** What the controller is to do in one release. */
export interface V1Shape {
  readonly replicas: number;
  readonly dialect: V1Dialect;
}

/** The bases as a release finds them. */
export interface V1Room {
  /** Free bases that can take a module. */
  readonly free: number;
  /** Modules of earlier versions: for each new one placed, one of them goes and frees its base. */
  readonly old: number;
  /** Of those, modules whose bases take none afterwards: they are too full. */
  readonly shut?: number;
}

/** A batch for which there are too few free bases. What finds no place then is forgotten, not retried. */
export interface Shortfall {
  readonly batch: number;
  readonly size: number;
  readonly free: number;
}

/**
 * What the controller makes the new ModuleReplicaSet's replicas after each
 * batch (module-controller V1.0.0, moduledeployment_controller.go:
 * handleInitModuleDeployment, updateModuleReplicaSet). It may overshoot: 5
 * replicas in 4 batches are 2, 4, 6, 5.
 */
export function predictBatches(shape: V1Shape, batching: V1Batching): number[] {
  const { replicas } = shape;
  const count = realBatchCount(shape, batching);
  const step = Math.ceil(replicas / Math.max(1, count));
  const cumulative: number[] = [];
  let total = 0;
  for (let batch = 1; batch <= count && total !== replicas; batch++) {
    if (batch === 1 && batching.useBeta && count !== 1) total = 1;
    else total = batch === count ? replicas : total + step;
    cumulative.push(total);
  }
  return cumulative;
}

function realBatchCount(shape: V1Shape, { batchCount, useBeta }: V1Batching): number {
  const { replicas, dialect } = shape;
  if (batchCount <= 0) return 1;
  if (replicas < batchCount) return replicas;
  // Releases up to v0.9 count the beta batch among the batches.
  const added = useBeta && replicas - 1 > 1 && dialect === 'confirmBatchNum';
  return added ? batchCount + 1 : batchCount;
}

/** Whether no batch goes beyond what is wanted. */
function isSteady(cumulative: readonly number[], replicas: number): boolean {
  return increments(cumulative).every((size) => size > 0) && cumulative.at(-1) === replicas;
}

/** The batches that won't all find a free base. */
export function shortfalls(cumulative: readonly number[], room: V1Room): Shortfall[] {
  return increments(cumulative).flatMap((size, index) => {
    const before = cumulative[index - 1] ?? 0;
    // The fullest may well be the first to go.
    const shut = Math.min(room.shut ?? 0, before);
    const free = room.free - before + Math.min(room.old, before) - shut;
    return free < size ? [{ batch: index + 1, size, free }] : [];
  });
}

/**
 * The fewest batches, but at least `atLeast`, of which each finds enough free
 * bases; undefined where none do.
 */
export function smallestFitting(
  shape: V1Shape,
  room: V1Room,
  wish: { readonly atLeast: number; readonly useBeta: boolean } = { atLeast: 1, useBeta: false },
): V1Batching | undefined {
  return possible(shape, [wish.useBeta]).find(
    ({ cumulative }) =>
      cumulative.length >= Math.min(wish.atLeast, shape.replicas) &&
      shortfalls(cumulative, room).length === 0,
  )?.batching;
}

/** Whether the controller never goes beyond what is wanted with this batching. */
export function isSteadyBatching(shape: V1Shape, batching: V1Batching): boolean {
  return isSteady(predictBatches(shape, batching), shape.replicas);
}

interface Possible {
  readonly batching: V1Batching;
  readonly cumulative: readonly number[];
}

/** Every sequence of batches that the controller can do, fewest batches first. */
function possible(shape: V1Shape, betas: readonly boolean[] = [false, true]): Possible[] {
  const found = new Map<string, Possible>();
  for (const batchCount of distinctCounts(shape.replicas)) {
    for (const useBeta of betas) {
      const batching = { batchCount, useBeta };
      const cumulative = predictBatches(shape, batching);
      const key = cumulative.join();
      if (isSteady(cumulative, shape.replicas) && !found.has(key)) {
        found.set(key, { batching, cumulative });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.cumulative.length - b.cumulative.length);
}

/**
 * The batch counts worth a look. Equal batches of one size need only the
 * smallest count that gives it; a beta batch before them shifts that by one.
 */
function distinctCounts(replicas: number): number[] {
  const counts = new Set<number>();
  for (let size = replicas; size >= 1; size = nextSize(replicas, size)) {
    const count = Math.ceil(replicas / size);
    for (const near of [count - 1, count, count + 1]) if (near >= 1) counts.add(near);
  }
  return [...counts].sort((a, b) => a - b);
}

/** The next smaller batch size that makes one batch more. */
function nextSize(replicas: number, size: number): number {
  const count = Math.ceil(replicas / size);
  return Math.min(size - 1, Math.ceil(replicas / (count + 1)));
}

/** The batching that makes exactly these batches; undefined where the controller can't. */
export function batchingFor(cumulative: readonly number[], shape: V1Shape): V1Batching | undefined {
  const wanted = cumulative.join();
  return possible(shape).find((one) => one.cumulative.join() === wanted)?.batching;
}

/** The user's batches in the controller's words; a Fault says what is possible where these are not. */
export function batchingOf(spec: BatchSpec, shape: V1Shape): V1Batching {
  if (shape.replicas === 0) return { batchCount: 1, useBeta: false };
  const wanted = cumulativeBatches(spec, shape.replicas);
  const all = possible(shape);
  const exact = all.find((one) => one.cumulative.join() === wanted.join());
  if (exact !== undefined) return exact.batching;
  if (spec.by === 'count') {
    // The controller makes the first batches the larger ones; the number of batches is what was asked for.
    const sameCount = all.find(
      ({ batching, cumulative }) =>
        cumulative.length === wanted.length &&
        (spec.beta ? cumulative[0] === 1 : !batching.useBeta),
    );
    if (sameCount !== undefined) return sameCount.batching;
  }
  throw faultFrom((_, { batches }) =>
    worded(
      batches.notOfV1(increments(wanted).join(', ')),
      all
        .map((one) => batches.possible(flagsFor(one), increments(one.cumulative).join(', ')))
        .slice(0, 12),
    ),
  );
}

function flagsFor({ batching, cumulative }: Possible): string {
  return `--batches ${cumulative.length}${batching.useBeta && cumulative.length > 1 ? ' --beta' : ''}`;
}
