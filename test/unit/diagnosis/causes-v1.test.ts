import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../../src/diagnosis/evidence.ts';
import { biz, now, revision, v1Evidence, v1Module } from './scenes.ts';

const one = [v1Module(1)];
const oldModule = v1Module(2, {
  revision: 'stock-replicas-1',
  module: { name: 'stock', version: '1.0.0', url: 'http://x' },
});
const paused = {
  progress: 'Paused',
  batchProgress: 'Completed',
  currentBatch: 1,
  realBatchCount: 2,
};
const none = { free: [], full: [] };

/** Its first Module as said, and the base's list of modules. */
function stuck(state: string, listed: readonly ReturnType<typeof biz>[]): Evidence {
  const first = v1Module(1, { state });
  const seen = v1Evidence({ current: [first, v1Module(2)] });
  const bases = seen.bases.map((base) =>
    base.base.name === 'base-1'
      ? { ...base, answer: { ok: true as const, value: listed, at: now } }
      : base,
  );
  const places = seen.places.map((place) => ({
    ...place,
    base: bases.find(({ base }) => base.name === place.baseName),
  }));
  return { ...seen, bases, places };
}

const noLabels = { metadata: { name: 'bad', namespace: 'other' }, module: 'x', replicaSets: 0 };
const halfDeleted = {
  metadata: {
    name: 'bad',
    namespace: 'other',
    labels: { app: 'bad' },
    deletionTimestamp: '2026-01-01T11:00:00Z',
    finalizers: ['koupleless.io/module-existed'],
  },
  module: 'x',
  replicaSets: 0,
};
const controller = {
  world: 'v1',
  object: 'pod/mc',
  namespace: 'default',
  ready: false,
  trouble: 'CrashLoopBackOff',
} as const;

describe('V1', () => {
  test.each([
    [
      'an object without labels',
      'v1-no-labels',
      v1Evidence({}, { evidence: { moduleDeployments: [noLabels] } }),
    ],
    [
      'a half-deleted object',
      'v1-half-deleted',
      v1Evidence({}, { evidence: { moduleDeployments: [halfDeleted] } }),
    ],
    [
      'no pod of the controller is ready',
      'v1-controller-dead',
      v1Evidence({}, { evidence: { controllers: [controller] } }),
    ],
    [
      'nobody has looked at it',
      'v1-controller-dead',
      v1Evidence({ release: undefined, newest: undefined }),
    ],
    [
      'Completed at an older version',
      'v1-controller-dead',
      v1Evidence({ newest: revision({ module: { name: 'stock', version: '1.0.0', url: 'x' } }) }),
    ],
    [
      'a Module that nobody takes up',
      'v1-controller-dead',
      v1Evidence({ current: [v1Module(1, { state: 'Prepare' }), v1Module(2)] }),
    ],
    [
      'no base Deployment',
      'v1-no-base-deployment',
      { ...v1Evidence(), v1: { ...v1Evidence().v1!, hasBase: false } },
    ],
    [
      'half of it missing',
      'v1-half-done',
      v1Evidence({ current: one, former: [oldModule], ...none }),
    ],
    ['too few bases', 'v1-no-free-base', v1Evidence({ current: one, ...none })],
    [
      'full bases',
      'v1-bases-full',
      v1Evidence({ current: one, free: [], full: ['base-3'], limit: 1 }),
    ],
    [
      'a marker left behind',
      'v1-left-marked',
      v1Evidence({ current: one, ...none, leftMarked: ['base-3'] }),
    ],
    ['paused for a confirmation', 'v1-awaits-confirm', v1Evidence({ release: paused })],
    [
      'a confirmation too far',
      'v1-confirm-mismatch',
      v1Evidence({ release: paused }, { spec: { confirmBatchNum: 3 } }),
    ],
    [
      'a gray time without confirmations',
      'v1-gray-stall',
      v1Evidence(
        { release: paused },
        { spec: { operationStrategy: { grayTimeBetweenBatchSeconds: 10 } } },
      ),
    ],
    [
      'two of one name',
      'v1-namesake',
      v1Evidence(
        {},
        {
          evidence: {
            moduleDeployments: [
              {
                metadata: { name: 'stock2', namespace: 'shop', labels: { a: 'b' } },
                module: 'stock',
                replicaSets: 1,
              },
            ],
          },
        },
      ),
    ],
    [
      'a new url under the same version',
      'version-unchanged',
      v1Evidence(
        {},
        {
          spec: {
            template: { spec: { module: { name: 'stock', version: '2.0.0', url: 'http://new' } } },
          },
        },
      ),
    ],
    ['Upgrading, and nothing on the base', 'v1-stuck-upgrading', stuck('Upgrading', [])],
    [
      'Upgrading, though the base runs it',
      'v1-stuck-upgrading',
      stuck('Upgrading', [biz('stock:2.0.0', 'activated')]),
    ],
    [
      'Upgrading, and broken on the base',
      'module-throws',
      stuck('Upgrading', [biz('stock:2.0.0', 'broken')]),
    ],
    ['Available, and nothing on the base', 'base-restarted', stuck('Available', [])],
    ['its base pod is gone', 'base-gone', v1Evidence({ current: [v1Module(1), v1Module(9)] })],
  ])('%s: %s', (_, code, seen) => {
    const [first] = diagnose(seen);
    expect(first?.code).toBe(code);
    expect(first?.evidence.length).toBeGreaterThan(0);
  });

  const justNow = { changedAt: now - 2_000 };

  test.each([
    ['released and well', v1Evidence()],
    ['Completed a moment ago, with one to come', v1Evidence({ current: one, ...none }, justNow)],
    [
      'a spec that was written a moment ago',
      v1Evidence({ release: undefined, newest: undefined }, justNow),
    ],
    [
      'a batch that has yet to be tried',
      v1Evidence({ current: one, newest: revision({ tried: 1 }), ...none }),
    ],
    [
      'a Module that has begun just now',
      v1Evidence({
        current: [v1Module(1, { state: 'Upgrading', changedAt: now - 3_000 }), v1Module(2)],
      }),
    ],
    ['an old version that leaves', v1Evidence({ current: one, leaving: [oldModule], ...none })],
    [
      'a rollout of koupctl that goes on',
      v1Evidence(
        { release: paused },
        {
          evidence: {
            rollout: { version: '2', who: 'a', undoing: false, holder: 'a', attach: '', undo: '' },
          },
        },
      ),
    ],
  ])('nothing: %s', (_, seen) => {
    expect(diagnose(seen)).toEqual([]);
  });
});
