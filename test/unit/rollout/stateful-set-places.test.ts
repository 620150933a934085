import { expect, test } from 'vitest';
import {
  indexOfPod,
  partitioned,
  podNameAt,
} from '../../../src/rollout/kinds/stateful-set-order.ts';
import { Overtaking } from '../../../src/rollout/kinds/stateful-set-overtake.ts';
import { placesToCome } from '../../../src/rollout/kinds/stateful-set-places.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import type { Text } from '../../../src/said.ts';
import { pod, underWay, workload } from './revisioned-objects.ts';

/** Causes of those of the indexes 1 to 3 that have no new pod yet, the highest first. */
function causes(pods: ReturnType<typeof pod>[], spec: object = {}): (Text | undefined)[] {
  const view = underWay('StatefulSet', pods, spec);
  return placesToCome(view, 1, 4).map((place) => place.judgement.cause);
}

const parallel = { podManagementPolicy: 'Parallel' };

test('a pod that is replaced is waited for in its turn', () => {
  const all = [
    pod('stock-0', '1.0.0', { base: 1 }),
    pod('stock-1', '1.0.0', { base: 2 }),
    pod('stock-2', '1.0.0', { base: 3, leaving: true }),
    pod('stock-3', '2.0.0', { base: 4 }),
  ];
  expect(causes(all)).toEqual([
    'stock-2 is being uninstalled',
    'stock-1 waits for stock-2 to be ready in Kubernetes',
  ]);
});

test('the next one waits until Kubernetes shows the one above ready, or is next', () => {
  const above = (ready: boolean) => [
    pod('stock-0', '1.0.0'),
    pod('stock-1', '1.0.0'),
    pod('stock-2', '1.0.0'),
    pod('stock-3', '2.0.0', { ready }),
  ];
  expect(causes(above(false))).toEqual([
    'stock-2 waits for stock-3 to be ready in Kubernetes',
    'stock-1 waits for stock-3 to be ready in Kubernetes',
  ]);
  expect(causes(above(true))).toEqual([
    'stock-2 is the next to change',
    'stock-1 waits for its turn after stock-2',
  ]);
});

test('under OrderedReady a pod below that is not ready stops everything, under Parallel nothing', () => {
  const all = [
    pod('stock-0', '1.0.0', { ready: false }),
    pod('stock-1', '1.0.0'),
    pod('stock-2', '2.0.0'),
    pod('stock-3', '2.0.0'),
  ];
  expect(causes(all)).toEqual([
    'stock-1 waits for stock-0, which is not ready: under OrderedReady nothing moves',
  ]);
  expect(causes(all, parallel)).toEqual(['stock-1 is the next to change']);
});

test('a pod that is not there is named, and has no base', () => {
  const all = [pod('stock-0', '2.0.0'), pod('stock-1', '2.0.0'), pod('stock-2', '2.0.0')];
  const [place] = placesToCome(underWay('StatefulSet', all, parallel), 0, 4);
  expect(place).toMatchObject({ key: 'stock-3', name: 'stock-3', ip: '' });
  expect(place?.judgement).toEqual({ state: 'waiting', cause: 'stock-3 is not created yet' });
});

test('ordinals may start anywhere; the strategy of the user is kept but for its partition', () => {
  const from5 = workload('StatefulSet', '2.0.0', { spec: { ordinals: { start: 5 } } });
  expect(podNameAt(from5, 2)).toBe('stock-7');
  expect(indexOfPod(from5, { name: 'stock-7' })).toBe(2);
  expect(partitioned({ type: 'OnDelete' }, 3)).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { partition: 3 },
  });
  const own = { type: 'RollingUpdate', rollingUpdate: { partition: 1, maxUnavailable: 2 } };
  expect(partitioned(own, 0).rollingUpdate).toEqual({ partition: 0, maxUnavailable: 2 });
});

test('a pod that serves, but never becomes ready in Kubernetes, is overtaken after a while', () => {
  const overtaking = new Overtaking();
  const active = [{ judgement: { state: 'active' } }] as unknown as Place[];
  const all = [
    pod('stock-0', '1.0.0'),
    pod('stock-1', '1.0.0'),
    pod('stock-2', '2.0.0', { ready: false }),
  ];
  const next = (now: number, pods = all, places = active, from = 0): string[] =>
    overtaking.next(underWay('StatefulSet', pods), places, from, now).map(({ name }) => name);
  expect(next(0)).toEqual([]);
  expect(next(29_000)).toEqual([]);
  expect(next(30_000)).toEqual(['stock-1']);
  expect(next(30_000, all, active, 2)).toEqual([]);
  // Under OrderedReady nothing would come back above a pod that is not ready.
  expect(next(30_000, [pod('stock-0', '1.0.0', { ready: false }), ...all.slice(1)])).toEqual([]);
  const installing = [{ judgement: { state: 'installing' } }] as unknown as Place[];
  expect(next(60_000, all, installing)).toEqual([]);
  expect(next(61_000)).toEqual([]);
});
