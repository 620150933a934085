import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deletionCost, goesSurelyFirst, rivals } from '../../../src/rollout/deletion-order.ts';
import type { KubeObject } from '../../../src/world.ts';

interface Shape {
  readonly uid: string;
  readonly node?: string | undefined;
  readonly phase: 'Pending' | 'Running';
  readonly ready: boolean;
  readonly cost?: number | undefined;
}

function pod({ uid, node, phase, ready, cost }: Shape): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: uid,
      uid,
      ...(cost === undefined ? {} : { annotations: { [deletionCost]: String(cost) } }),
    },
    spec: node === undefined ? {} : { nodeName: node },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

const plain: Shape = { uid: 'plain', node: 'n', phase: 'Running', ready: true };

describe('who goes first', () => {
  test.each<[string, Shape]>([
    ['unassigned', { ...plain, uid: 'x', node: undefined }],
    ['pending', { ...plain, uid: 'x', phase: 'Pending' }],
    ['not ready', { ...plain, uid: 'x', ready: false }],
    ['a lower cost', { ...plain, uid: 'x', cost: -1 }],
  ])('%s', (_, shape) => {
    const [first, other] = [pod(shape), pod(plain)];
    expect(goesSurelyFirst([first], [first, other])).toBe(true);
    expect(goesSurelyFirst([other], [first, other])).toBe(false);
    expect(rivals([other], [first, other])).toEqual([first]);
  });

  test('equals are decided by age, which is not counted on', () => {
    const [one, other] = [pod(plain), pod({ ...plain, uid: 'other' })];
    expect(goesSurelyFirst([one], [one, other])).toBe(false);
    expect(rivals([one], [one, other])).toEqual([other]);
  });

  test('readiness goes before cost: a marked pod that is ready loses to one that is not', () => {
    const marked = pod({ ...plain, uid: 'marked', cost: -2147483647 });
    const unready = pod({ ...plain, uid: 'unready', ready: false });
    expect(rivals([marked], [marked, unready])).toEqual([unready]);
  });
});

const shapes = fc.uniqueArray(
  fc.record({
    uid: fc.uuid(),
    node: fc.option(fc.constant('n'), { nil: undefined }),
    phase: fc.constantFrom('Pending' as const, 'Running' as const),
    ready: fc.boolean(),
    cost: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
  }),
  { selector: ({ uid }) => uid, minLength: 1, maxLength: 8 },
);

describe('whatever the pods', () => {
  test('the chosen go surely first exactly when they have no rivals', () => {
    fc.assert(
      fc.property(shapes, fc.nat(8), (all, count) => {
        const pods = all.map(pod);
        const chosen = pods.slice(0, count);
        expect(goesSurelyFirst(chosen, pods)).toBe(rivals(chosen, pods).length === 0);
      }),
    );
  });

  test('no two pods both go surely first', () => {
    fc.assert(
      fc.property(shapes, (all) => {
        const pods = all.map(pod);
        expect(pods.filter((one) => goesSurelyFirst([one], pods)).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
