import { describe, expect, test } from 'vitest';
import * as labels from '../../../src/modules/labels.ts';
import { viewV1, type V1View } from '../../../src/modules/v1-view.ts';
import {
  confirmOps,
  giveBackOps,
  missingOps,
  isGivenBack,
  isUnheard,
  moduleHash,
  openedBatches,
  restartOps,
  rollingObject,
  surplusOfFormer,
  waitsForConfirm,
  whatChanged,
  type Expected,
} from '../../../src/rollout/kinds/module-deployment-release.ts';
import type { Text } from '../../../src/said.ts';
import type { JsonPatchOp, KubeObject } from '../../../src/world.ts';
import {
  group,
  module,
  moduleDeployment,
  moduleOf,
  replicaSet,
  type Released,
} from '../modules/v1-objects.ts';

function view(given: Released, replicaSets = [replicaSet(2, '2.0.0', { replicas: 2 })]): V1View {
  return viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment(given),
    replicaSets,
    modules: [],
    pods: [],
  });
}

/** What a JSON Patch sets, and what it insists on. */
function split(ops: readonly JsonPatchOp[]) {
  const pairs = (wanted: boolean): Record<string, unknown> =>
    Object.fromEntries(
      ops.filter((op) => (op.op === 'test') === wanted).map((op) => [op.path, op.value]),
    );
  return { tests: pairs(true), sets: pairs(false) };
}

const paused = (currentBatch: number): Record<string, unknown> => ({
  progress: 'Paused',
  currentBatch,
});

describe('what is applied', () => {
  const manifest = moduleDeployment({
    version: '2.0.0',
    strategy: {
      batchCount: 2,
      needConfirm: false,
      grayTimeBetweenBatchSeconds: 60,
      maxUnavailable: 1,
    },
  });
  const rolling = rollingObject(manifest, {
    batching: { batchCount: 4, useBeta: false },
    mark: 'r1/abc',
  });

  test('is the manifest under koupctl’s batching, marked', () => {
    expect((rolling['spec'] as { operationStrategy: unknown }).operationStrategy).toEqual({
      batchCount: 4,
      useBeta: false,
      needConfirm: true,
      grayTimeBetweenBatchSeconds: 0,
      maxUnavailable: 1,
    });
    expect(rolling.metadata.annotations).toEqual({ [labels.rolloutAnnotation]: 'r1/abc' });
  });

  test('never carries a confirmation', () => {
    expect(rolling['spec']).not.toHaveProperty('confirmBatchNum');
  });

  test('the manifest itself stays as it was', () => {
    expect(manifest.metadata.annotations).toBeUndefined();
  });
});

describe('confirming', () => {
  test('exactly the batch that waits, and only while it does', () => {
    const { tests, sets } = split(
      confirmOps(view({ version: '2.0.0', release: paused(2) }), 'confirmBatchNum'),
    );
    expect(sets).toEqual({ '/spec/confirmBatchNum': 2 });
    expect(tests).toEqual({
      '/metadata/uid': 'md-1',
      '/spec/template/spec/module/version': '2.0.0',
      '/status/releaseStatus/progress': 'Paused',
      '/status/releaseStatus/currentBatch': 2,
    });
  });

  test('up to v0.9 by taking the pause back', () => {
    const given = view({ version: '2.0.0', release: paused(3), spec: { pause: true } });
    expect(split(confirmOps(given, 'pause')).sets).toEqual({ '/spec/pause': false });
  });

  test.each([
    ['confirmBatchNum', 'Paused', undefined, true],
    ['confirmBatchNum', 'WaitingForConfirmation', undefined, false],
    ['confirmBatchNum', 'Executing', undefined, false],
    ['pause', 'Paused', true, true],
    ['pause', 'Paused', false, false],
    ['pause', 'WaitingForConfirmation', true, true],
    ['pause', 'WaitingForConfirmation', false, false],
  ] as const)('%s, %s, pause %s: %s', (dialect, progress, pause, waits) => {
    const spec = pause === undefined ? {} : { pause };
    expect(waitsForConfirm(view({ release: { progress, currentBatch: 1 }, spec }), dialect)).toBe(
      waits,
    );
  });
});

describe('what whoever took it up gives back', () => {
  const live = (): KubeObject => ({
    ...moduleDeployment({ version: '2.0.0', strategy: { batchCount: 4, needConfirm: true } }),
  });

  test('is the strategy that the record has kept, not the borrowed one', () => {
    expect(giveBackOps(live(), { batchCount: 2 })).toContainEqual({
      op: 'add',
      path: '/spec/operationStrategy',
      value: { batchCount: 2 },
    });
  });

  test('with what others had set beside the manifest', () => {
    const saved = { batchCount: 4, needConfirm: true, useBeta: true };
    const given = moduleDeployment({ strategy: { batchCount: 4, needConfirm: true } });
    expect(missingOps(given, saved)).toEqual([
      { op: 'add', path: '/spec/operationStrategy/useBeta', value: true },
    ]);
    expect(missingOps({ ...given, spec: {} }, saved)).toEqual([
      { op: 'add', path: '/spec/operationStrategy', value: saved },
    ]);
    expect(missingOps(given, null)).toEqual([]);
  });

  test('is nothing where there was none', () => {
    expect(giveBackOps(live(), null)).toContainEqual({
      op: 'remove',
      path: '/spec/operationStrategy',
    });
    const without = { ...live(), spec: {} };
    expect(giveBackOps(without, null)).toEqual([]);
  });
});

describe('starting another release', () => {
  test('only of the object as it was seen: a new version of one that is being deleted ends the controller', () => {
    const given = view({ version: '2.0.0', metadata: { generation: 7 } });
    const { tests } = split(restartOps(given, 'confirmBatchNum', old));
    expect(tests).toMatchObject({ '/metadata/generation': 7 });
  });

  const old = { template: { spec: { module: moduleOf('1.0.0') } }, replicas: 4, mark: 'r1/old' };

  test('out of a pause by the next number, which confirms nothing', () => {
    const { tests, sets } = split(
      restartOps(view({ version: '2.0.0', release: paused(1) }), 'confirmBatchNum', old),
    );
    expect(sets).toMatchObject({
      '/spec/confirmBatchNum': 2,
      '/spec/replicas': 4,
      '/spec/template': old.template,
    });
    expect(tests).toMatchObject({ '/status/releaseStatus/progress': 'Paused' });
  });

  test('elsewhere without a number, which would confirm the new release’s batch', () => {
    const executing = { progress: 'Executing', currentBatch: 4 };
    const given = view({ version: '2.0.0', release: executing, spec: { confirmBatchNum: 3 } });
    const { tests, sets } = split(restartOps(given, 'confirmBatchNum', old));
    expect(sets).toMatchObject({ '/spec/confirmBatchNum': 0 });
    expect(tests).toMatchObject({ '/status/releaseStatus/progress': 'Executing' });
  });

  test('tests nothing that is not there', () => {
    const { tests } = split(restartOps(view({ version: '2.0.0' }), 'pause', old));
    expect(Object.keys(tests)).toEqual([
      '/metadata/uid',
      '/spec/template/spec/module/version',
      '/metadata/generation',
    ]);
  });
});

describe('a version that was written while the controller waits', () => {
  const back = (currentBatch: number, spec: Record<string, unknown>, progress = 'Paused') =>
    view({ version: '1.0.0', release: { progress, currentBatch }, spec });

  test.each([
    ['is not seen', 'confirmBatchNum', back(1, {}), true],
    ['is seen, the door is open', 'confirmBatchNum', back(1, { confirmBatchNum: 2 }), false],
    ['is seen, it does not rest', 'confirmBatchNum', back(1, {}, 'Executing'), false],
    ['is not seen', 'pause', back(2, { pause: true }), true],
    ['is seen, the pause is off', 'pause', back(2, { pause: false }), false],
  ] as const)('%s (%s)', (_, dialect, given, unheard) => {
    expect(isUnheard(given, dialect)).toBe(unheard);
  });

  test('is no news where it is that of the newest revision', () => {
    const given = view({ version: '2.0.0', release: paused(1) });
    expect(isUnheard(given, 'confirmBatchNum')).toBe(false);
  });
});

describe('batches that are open', () => {
  const cumulative = [1, 2, 4];
  const opened = (replicas: number, version = '2.0.0'): number =>
    openedBatches(view({}, [replicaSet(2, version, { replicas })]), moduleOf('2.0.0'), cumulative);

  test.each([
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
  ])('%i replicas: %i', (replicas, batches) => {
    expect(opened(replicas)).toBe(batches);
  });

  test('none before the new revision is there', () => {
    expect(opened(4, '1.0.0')).toBe(0);
  });

  test('modules that are to go, though nothing of it shows on them yet', () => {
    const given = viewV1({
      group,
      name: 'stock',
      moduleName: 'stock',
      deployment: moduleDeployment(),
      replicaSets: [
        replicaSet(1, '1.0.0', { replicas: 1 }),
        replicaSet(2, '2.0.0', { replicas: 1 }),
      ],
      modules: [module(1, 'base-1'), module(1, 'base-2')],
      pods: [],
    });
    expect(surplusOfFormer(given)).toBe(1);
  });
});

describe('what somebody else changed', () => {
  const strategy = { needConfirm: true, batchCount: 4, useBeta: false };
  const metadata = { annotations: { [labels.rolloutAnnotation]: 'r1/abc' } };
  const ours: Released = { version: '2.0.0', strategy, metadata };
  const expected: Expected = {
    uid: 'md-1',
    module: moduleOf('2.0.0'),
    replicas: 4,
    cumulative: [1, 2, 3, 4],
    needConfirm: true,
    dialect: 'confirmBatchNum',
    rolloutId: 'r1',
    givenBack: false,
  };
  const changed = (more: Released): Text | undefined =>
    whatChanged(moduleDeployment({ ...ours, ...more }), expected);

  test('nothing', () => {
    expect(changed({})).toBeUndefined();
  });

  test('what the controller writes by itself is no change', () => {
    const spec = {
      confirmBatchNum: 2,
      minReadySeconds: 0,
      template: { metadata: {}, spec: { module: moduleOf('2.0.0'), selector: {} } },
    };
    expect(
      changed({ spec, metadata: { ...metadata, generation: 7, finalizers: ['x'] } }),
    ).toBeUndefined();
  });

  test('another batch count that makes the same batches neither', () => {
    expect(changed({ strategy: { ...strategy, batchCount: 9 } })).toBeUndefined();
  });

  test('an undo that has found the confirmations switched off goes on without them', () => {
    const found = moduleDeployment({ ...ours, strategy: { ...strategy, needConfirm: false } });
    expect(whatChanged(found, { ...expected, needConfirm: false })).toBeUndefined();
  });

  test.each<[string, Released, RegExp]>([
    ['version', { version: '3.0.0' }, /changed to stock 3.0.0/],
    ['replicas', { replicas: 5 }, /from 4 to 5/],
    ['strategy', { strategy: { ...strategy, batchCount: 2 } }, /operationStrategy/],
    ['confirmations', { strategy: { ...strategy, needConfirm: false } }, /operationStrategy/],
    [
      'owner',
      { metadata: { annotations: { [labels.rolloutAnnotation]: 'r2/abc' } } },
      /another rollout/,
    ],
    ['mark', { metadata: {} }, /another rollout/],
    ['uid', { metadata: { ...metadata, uid: 'md-2' } }, /created anew/],
    ['deletion', { metadata: { ...metadata, deletionTimestamp: 'now' } }, /being deleted/],
  ])('%s', (_, more, words) => {
    expect(String(changed(more))).toMatch(words);
  });

  test('given back already: mark and strategy are no longer ours to expect', () => {
    const live = moduleDeployment({ version: '2.0.0', strategy: { batchCount: 2 } });
    expect(String(whatChanged(live, expected))).toMatch(/another rollout/);
    expect(whatChanged(live, { ...expected, givenBack: true })).toBeUndefined();
    const other = moduleDeployment({ version: '3.0.0' });
    expect(String(whatChanged(other, { ...expected, givenBack: true }))).toMatch(/3.0.0/);
  });

  test('what counts as given back', () => {
    const over = { progress: 'Completed', currentBatch: 2 };
    const live: Released = { version: '2.0.0', replicas: 2, release: over };
    const given = (more: Released): boolean => isGivenBack(view({ ...live, ...more }), '2.0.0');
    expect(given({})).toBe(true);
    expect(given({ metadata })).toBe(false);
    expect(given({ release: paused(2) })).toBe(false);
    expect(given({ replicas: 4 })).toBe(false);
  });

  test('how many there are to be is the owner’s affair once it is given back', () => {
    const replicaSets = [replicaSet(2, '2.0.0', { replicas: 5 })];
    const over = { progress: 'Completed', currentBatch: 2 };
    const scaled = view({ version: '2.0.0', replicas: 5, release: over }, replicaSets);
    expect(isGivenBack(scaled, '2.0.0')).toBe(true);
  });

  test('gone', () => {
    expect(whatChanged(undefined, expected)).toEqual('it was deleted');
  });
});

test('the same jar under another url is another module', () => {
  const one = moduleOf('1.0.0');
  expect(moduleHash(one)).toBe(moduleHash({ ...one }));
  expect(moduleHash(one)).not.toBe(moduleHash({ ...one, url: 'http://elsewhere/x.jar' }));
});
