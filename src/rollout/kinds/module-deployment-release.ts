import { said } from '../../messages/said-of.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import type { V1Dialect } from '../../modules/surface.ts';
import {
  v1ModuleOf,
  v1Spec,
  type V1Release,
  type V1OperationStrategy,
  type V1Spec,
  type V1View,
} from '../../modules/v1-view.ts';
import { predictBatches, type V1Batching } from '../../plan/v1-schedule.ts';
import type { Text } from '../../said.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { isSameModule } from '../assess.ts';
import { isMarked, isMarkedBy, markedMetadata, markOps, unmarkOps, whyGone } from '../ownership.ts';
import { templateHash } from '../template-hash.ts';

/** The bodies of every write to a ModuleDeployment, and what its status means. Pure. */

/**
 * Tells one module from another as `templateHash` tells templates. The whole
 * template won't do: the controller writes it back with Go's zero values in it.
 */
export function moduleHash({ name, version, url }: PodModule): string {
  return templateHash({ spec: { module: { name, version, url } } });
}

/**
 * While it waits to be told to go on the controller looks at nothing of the spec: a version that
 * somebody writes then is not even seen.
 */
export function isUnheard(view: V1View, dialect: V1Dialect): boolean {
  const { deployment, newest, release } = view;
  const { pause = false, confirmBatchNum = 0 } = v1Spec(deployment);
  const standsStill =
    dialect === 'pause'
      ? pause
      : release?.progress === 'Paused' && confirmBatchNum < release.currentBatch;
  return standsStill && newest?.module.version !== v1ModuleOf(deployment).version;
}

/** What is applied at the start: the user's manifest under a batching that koupctl confirms itself. */
export function rollingObject(
  manifest: KubeObject,
  rolling: { readonly batching: V1Batching; readonly mark: string },
): KubeObject {
  const spec = v1Spec(manifest);
  return {
    ...manifest,
    metadata: markedMetadata(manifest, rolling.mark),
    spec: { ...spec, operationStrategy: rollingStrategy(spec, rolling.batching) },
  };
}

export function rollingStrategy(
  spec: V1Spec,
  batching: V1Batching,
): NonNullable<V1Spec['operationStrategy']> {
  return {
    ...spec.operationStrategy,
    needConfirm: true,
    grayTimeBetweenBatchSeconds: 0,
    batchCount: batching.batchCount,
    useBeta: batching.useBeta,
  };
}

/** How many of the planned batches the controller has opened, by what the newest revision wants. */
export function openedBatches(
  view: V1View,
  module: PodModule,
  cumulative: readonly number[],
): number {
  const { newest } = view;
  if (newest === undefined || newest.module.version !== module.version) return 0;
  return cumulative.filter((total) => total <= newest.replicas).length;
}

/** How many modules of earlier revisions are to go, though nothing of it shows on them yet. */
export function surplusOfFormer(view: V1View): number {
  const wanted = view.revisions.slice(1).reduce((sum, revision) => sum + revision.replicas, 0);
  return view.former.length - wanted;
}

/** The controller rests and waits to be told to go on. */
export function waitsForConfirm(view: V1View, dialect: V1Dialect): boolean {
  const progress = view.release?.progress;
  if (dialect === 'confirmBatchNum') return progress === 'Paused';
  // Its two writes for a pause can be torn apart: then the spec says pause, the status not yet.
  const rests = progress === 'Paused' || progress === 'WaitingForConfirmation';
  return rests && v1Spec(view.deployment).pause === true;
}

/**
 * Lets the next batch go if and only if the controller still waits where it was
 * seen to. `confirmBatchNum` must be exactly currentBatch: a greater one never
 * moves, and one that was given too early confirms what nobody has looked at.
 */
export function confirmOps(view: V1View, dialect: V1Dialect): JsonPatchOp[] {
  const release = view.release ?? noRelease;
  const write: JsonPatchOp =
    dialect === 'pause'
      ? { op: 'add', path: '/spec/pause', value: false }
      : { op: 'add', path: '/spec/confirmBatchNum', value: release.currentBatch };
  return [...whereSeen(view, release), write];
}

const noRelease: V1Release = {
  progress: '',
  batchProgress: '',
  currentBatch: 0,
  realBatchCount: 0,
};

function whereSeen(view: V1View, release: V1Release): JsonPatchOp[] {
  const { metadata } = view.deployment ?? {};
  const test = (path: string, value: unknown): JsonPatchOp => ({ op: 'test', path, value });
  return [
    test('/metadata/uid', metadata?.uid),
    test('/spec/template/spec/module/version', v1ModuleOf(view.deployment).version),
    ...(release.progress === '' ? [] : [test('/status/releaseStatus/progress', release.progress)]),
    ...(release.currentBatch === 0
      ? []
      : [test('/status/releaseStatus/currentBatch', release.currentBatch)]),
  ];
}

/**
 * Starts another release in whatever state the present one is. While it is
 * Paused the controller looks at the spec only when confirmBatchNum is not less
 * than currentBatch, so the next number is written with it: that one opens the
 * door and, as it equals no batch that waits, confirms nothing.
 */
export function restartOps(
  view: V1View,
  dialect: V1Dialect,
  spec: V1Spec & { readonly mark: string },
): JsonPatchOp[] {
  const release = view.release ?? noRelease;
  const paused = release.progress === 'Paused';
  const { mark, ...fields } = spec;
  const { generation } = view.deployment?.metadata ?? {};
  const door: JsonPatchOp =
    dialect === 'pause'
      ? { op: 'add', path: '/spec/pause', value: false }
      : { op: 'add', path: '/spec/confirmBatchNum', value: paused ? release.currentBatch + 1 : 0 };
  return [
    ...whereSeen(view, release),
    // A deletion moves the generation: one that is being deleted with a version of no revision
    // ends the controller's process, at every restart.
    ...(generation === undefined
      ? []
      : [{ op: 'test' as const, path: '/metadata/generation', value: generation }]),
    ...(view.deployment ? markOps(view.deployment, mark) : []),
    ...Object.entries(fields).map(([field, value]) => ({
      op: 'add' as const,
      path: `/spec/${field}`,
      value,
    })),
    door,
  ];
}

/** Of an object that is to go: all at once. The controller deletes its Service only while that is asked for. */
export function lastStrategy(object: KubeObject): NonNullable<V1Spec['operationStrategy']> {
  const { serviceStrategy } = v1Spec(object).operationStrategy ?? {};
  return { batchCount: 1, ...(serviceStrategy === undefined ? {} : { serviceStrategy }) };
}

/** Takes the mark off and sets what the user had, null for nothing. */
export function giveBackOps(live: KubeObject, operationStrategy: unknown): JsonPatchOp[] {
  const path = '/spec/operationStrategy';
  const borrowed = v1Spec(live).operationStrategy !== undefined;
  if (operationStrategy !== null) {
    return [{ op: 'add', path, value: operationStrategy }, ...unmarkOps(live)];
  }
  return [...(borrowed ? [{ op: 'remove' as const, path }] : []), ...unmarkOps(live)];
}

/** What was borrowed of fields that the manifest does not have, and that are gone with the loan. */
export function missingOps(live: KubeObject, saved: unknown): JsonPatchOp[] {
  const wanted = (saved ?? {}) as V1OperationStrategy;
  const is = v1Spec(live).operationStrategy;
  const missing = borrowedFields.filter((field) => wanted[field] && is?.[field] !== wanted[field]);
  const path = '/spec/operationStrategy';
  if (missing.length > 0 && is === undefined) return [{ op: 'add', path, value: wanted }];
  return missing.map((field) => ({ op: 'add', path: `${path}/${field}`, value: wanted[field] }));
}

const borrowedFields = [
  'needConfirm',
  'useBeta',
  'batchCount',
  'grayTimeBetweenBatchSeconds',
] as const;

/** Nothing of a rollout shows on the object any more, and its release is over. */
export function isGivenBack(view: V1View, version: string): boolean {
  const { deployment, newest, release } = view;
  if (deployment === undefined || isMarked(deployment)) return false;
  const { replicas } = v1Spec(deployment);
  // How many is its owner's affair again.
  const reached = newest?.module.version === version && newest.replicas === replicas;
  return reached && release?.progress === 'Completed';
}

/** What the rollout expects of the live object; anything else means that somebody changed it. */
export interface Expected {
  readonly uid: string | undefined;
  readonly module: PodModule;
  readonly replicas: number;
  readonly cumulative: readonly number[];
  readonly needConfirm: boolean;
  readonly dialect: V1Dialect;
  readonly rolloutId: string;
  /** The mark is off and the user's strategy back: an earlier run died just before it closed the record. */
  readonly givenBack: boolean;
}

/** What differs from the expectation, in words; undefined while it is as the rollout left it. */
export function whatChanged(live: KubeObject | undefined, expected: Expected): Text | undefined {
  const gone = whyGone(live, expected.uid);
  if (live === undefined || gone !== undefined) return gone;
  const module = v1ModuleOf(live);
  if (!isSameModule(module, expected.module) || module.url !== expected.module.url) {
    const { name, version, url } = module;
    return said(({ changed }) => changed.moduleTo(name, version, url));
  }
  const { replicas = 0, operationStrategy = {} } = v1Spec(live);
  if (replicas !== expected.replicas) {
    return said(({ changed }) => changed.replicas(expected.replicas, replicas));
  }
  if (expected.givenBack) return undefined;
  if (!isMarkedBy(live, expected.rolloutId)) return said(({ changed }) => changed.otherRollout);
  const { batchCount = 0, useBeta = false, needConfirm = false } = operationStrategy;
  const shape = { replicas, dialect: expected.dialect };
  const batches = predictBatches(shape, { batchCount, useBeta });
  if (needConfirm !== expected.needConfirm || batches.join() !== expected.cumulative.join()) {
    return said(({ changed }) => changed.operationStrategy);
  }
  return undefined;
}
