import { describe, expect, test } from 'vitest';
import { viewV1, type V1Lists } from '../../../src/modules/v1-view.ts';
import {
  basePod,
  basePods,
  group,
  marked,
  module,
  moduleDeployment,
  replicaSet,
} from './v1-objects.ts';

function view(lists: Partial<V1Lists> = {}) {
  return viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment(),
    replicaSets: [],
    modules: [],
    pods: [],
    ...lists,
  });
}

describe('viewV1', () => {
  test('the newest revision is the one with the highest number, not the last of the list', () => {
    const seen = view({
      replicaSets: [
        replicaSet(2, '2.0.0', { replicas: 1 }),
        replicaSet(10, '1.0.0', { replicas: 3 }),
        replicaSet(9, '3.0.0', { replicas: 0 }),
      ],
    });
    expect(seen.newest?.number).toBe(10);
    expect(seen.revisions.map((one) => one.number)).toEqual([10, 9, 2]);
  });

  test('tells modules of the newest revision, of earlier ones, and those that leave', () => {
    const seen = view({
      replicaSets: [
        replicaSet(1, '1.0.0', { replicas: 2 }),
        replicaSet(2, '2.0.0', { replicas: 1 }),
      ],
      modules: [
        module(1, 'base-1'),
        module(1, 'base-2', { labels: { [`${group}/delete-module`]: 'true' } }),
        module(2, 'base-3', { state: 'Upgrading' }),
      ],
    });
    expect(seen.current.map((one) => [one.base, one.state])).toEqual([['base-3', 'Upgrading']]);
    expect(seen.former.map((one) => one.base)).toEqual(['base-1']);
    expect(seen.leaving.map((one) => one.base)).toEqual(['base-2']);
  });

  test('modules of another ModuleDeployment are strangers', () => {
    const other = module(1, 'base-1', { labels: { [`${group}/module-deployment`]: 'other' } });
    const seen = view({ modules: [other] });
    expect(seen.strangers).toHaveLength(1);
    expect([...seen.current, ...seen.former]).toEqual([]);
  });

  test('a module without a base has none, not an empty one', () => {
    const seen = view({
      replicaSets: [replicaSet(1, '1.0.0', { replicas: 1 })],
      modules: [module(1, undefined, { state: 'Pending' })],
    });
    expect(seen.current[0]?.base).toBeUndefined();
  });

  test('zero values that the status leaves out are zero', () => {
    const seen = view({ deployment: moduleDeployment({ release: { progress: 'Init' } }) });
    expect(seen.release).toEqual({
      progress: 'Init',
      batchProgress: '',
      currentBatch: 0,
      realBatchCount: 0,
    });
    expect(view().release).toBeUndefined();
  });
});

describe('free bases', () => {
  const counted = (count: number) => ({ [`${group}/module-instance-count`]: String(count) });
  const limited = (limit: number) => ({ [`${group}/max-module-count`]: String(limit) });

  test('neither marked nor being deleted; unready ones count, as the controller counts them', () => {
    const seen = view({
      pods: [
        basePod('base-1', { labels: marked }),
        basePod('base-2', { deleted: true }),
        basePod('base-3', { ready: false }),
        basePod('base-4', { ip: false }),
        basePod('base-5'),
      ],
    });
    expect(seen.free).toEqual([
      { name: 'base-3', usable: false, count: 0 },
      { name: 'base-4', usable: false, count: 0 },
      { name: 'base-5', usable: true, count: 0 },
    ]);
    expect([...seen.bases.keys()]).toEqual(['base-1', 'base-3', 'base-5']);
  });

  test('the emptiest first; the fullest where modules are to be stacked', () => {
    const pods = [
      basePod('base-1', { labels: counted(3) }),
      basePod('base-2', { labels: counted(1) }),
      basePod('base-3', {
        labels: { [`module.${group}/cart`]: 'true', [`module.${group}/pay`]: 'true' },
      }),
    ];
    const names = (deployment: V1Lists['deployment']) =>
      view({ pods, deployment }).free.map((base) => base.name);
    // base-3 has markers, but not the label by which the controller sorts.
    expect(names(moduleDeployment())).toEqual(['base-3', 'base-2', 'base-1']);
    const stacking = { schedulingStrategy: { schedulingPolicy: 'stacking' } };
    expect(names(moduleDeployment({ spec: stacking }))).toEqual(['base-1', 'base-2', 'base-3']);
  });

  test('full bases are not free, by the smallest limit there is', () => {
    const seen = view({
      pods: [
        basePod('base-1', { labels: { ...counted(2), ...limited(5) } }),
        basePod('base-2', { labels: { ...counted(1), ...limited(2) } }),
        basePod('base-3', { labels: counted(4) }),
      ],
    });
    expect(seen.free.map((base) => base.name)).toEqual(['base-2']);
  });

  test('without limits any count will do', () => {
    const marked = basePods(3, ['base-2']);
    expect(view({ pods: marked }).free).toHaveLength(2);
    expect(view({ pods: marked }).leftMarked).toEqual(['base-2']);
    expect(view({ pods: marked, modules: [module(1, 'base-2')] }).leftMarked).toEqual([]);
  });
});
