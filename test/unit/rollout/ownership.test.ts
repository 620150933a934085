import { describe, expect, test } from 'vitest';
import { rolloutAnnotation } from '../../../src/modules/labels.ts';
import { putOps } from '../../../src/rollout/metadata-ops.ts';
import {
  isMarkedBy,
  markOps,
  supersededBy,
  unmarkOps,
  whyGone,
} from '../../../src/rollout/ownership.ts';
import type { KubeObject } from '../../../src/world.ts';

const object = (more: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'stock', uid: 'u', ...more },
});
const marked = object({ annotations: { [rolloutAnnotation]: 'id-1/abc' } });
const path = `/metadata/annotations/${rolloutAnnotation.replace('/', '~1')}`;

test('a mark is put where annotations are and where none are, and taken off where it is', () => {
  expect(markOps(object(), 'id-1/abc')).toEqual([
    { op: 'add', path: '/metadata/annotations', value: { [rolloutAnnotation]: 'id-1/abc' } },
  ]);
  expect(markOps(marked, 'id-2/abc')).toEqual([{ op: 'add', path, value: 'id-2/abc' }]);
  expect(unmarkOps(marked)).toEqual([{ op: 'remove', path }]);
  expect(unmarkOps(object())).toEqual([]);
  expect(putOps(object({ labels: {} }), 'labels', 'a~b/c', 'x')).toEqual([
    { op: 'add', path: '/metadata/labels/a~0b~1c', value: 'x' },
  ]);
});

test('an id is not taken for a longer one', () => {
  expect(['id-1', 'id-', 'id-11'].map((id) => isMarkedBy(marked, id))).toEqual([
    true,
    false,
    false,
  ]);
  expect(isMarkedBy(object(), 'id-1')).toBe(false);
});

test('an object is gone, going, or another one', () => {
  expect(whyGone(undefined, 'u')).toEqual('it was deleted');
  expect(whyGone(object({ deletionTimestamp: 'now' }), 'u')).toEqual('it is being deleted');
  expect(whyGone(object({ uid: 'v' }), 'u')).toEqual('it was deleted and created anew');
  expect(whyGone(object(), 'u')).toBeUndefined();
  expect(whyGone(object(), undefined)).toBeUndefined();
});

describe('a watch that lags', () => {
  function bench(seen: boolean) {
    const adopted: unknown[] = [];
    const workload = { live: object({ generation: 3 }), adopt: (it: unknown) => adopted.push(it) };
    return { state: { workload, seen } as unknown as Parameters<typeof supersededBy>[0], adopted };
  }
  const changed = (): string => 'changed';

  test('says nothing before it shows what was written last', () => {
    const { state } = bench(false);
    expect(supersededBy(state, undefined, changed)).toBeUndefined();
    expect(supersededBy(state, object({ generation: 2 }), changed)).toBeUndefined();
    expect(state.seen).toBe(false);
    expect(supersededBy(state, object({ generation: 3 }), changed)).toBe('changed');
    expect(state.seen).toBe(true);
  });

  test('is believed once it has shown the workload', () => {
    const { state, adopted } = bench(true);
    expect(supersededBy(state, undefined, changed)).toBe('changed');
    expect(adopted).toEqual([]);
    const newer = object({ generation: 4 });
    expect(supersededBy(state, newer, () => undefined)).toBeUndefined();
    expect(adopted).toEqual([newer]);
  });
});
