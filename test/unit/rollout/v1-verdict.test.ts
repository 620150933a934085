import { describe, expect, test } from 'vitest';
import { rolloutAnnotation } from '../../../src/modules/labels.ts';
import { baseOfPod } from '../../../src/modules/base.ts';
import { viewV1, type V1Lists } from '../../../src/modules/v1-view.ts';
import { outcomeIn } from '../../../src/outcome.ts';
import { placeOf } from '../../../src/rollout/kinds/module-deployment-places.ts';
import type { RolloutRecord } from '../../../src/rollout/record.ts';
import { v1Verdict, type V1Standing } from '../../../src/rollout/v1-verdict.ts';
import {
  basePod,
  basePods,
  group,
  module,
  moduleDeployment,
  moduleOf,
  replicaSet,
  type Released,
} from '../modules/v1-objects.ts';

/** A standing in which every base runs what its Module says, but for those in `without`. */
function standing(
  given: Released,
  lists: Partial<V1Lists>,
  more: Partial<V1Standing> & { without?: readonly string[] } = {},
): V1Standing {
  const view = viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment(given),
    replicaSets: [],
    modules: [],
    pods: basePods(5),
    ...lists,
  });
  const now = Date.parse('2025-01-01T00:00:02Z');
  const places = view.current.map((one) => {
    const { name, version } = one.module;
    const runs = !more.without?.includes(one.base ?? '');
    const value = runs ? [{ name, version, state: 'activated' as const }] : [];
    return placeOf(
      one,
      {
        base: view.bases.get(one.base ?? ''),
        answer: { ok: true, value, at: now },
        silentSince: undefined,
        asked: [],
      },
      { now, proof: 'base', anyBaseAnswered: true, placesToCome: 0, free: view.free.length },
    );
  });
  return {
    view,
    dialect: 'confirmBatchNum',
    places,
    orphans: [],
    record: undefined,
    attach: 'koupctl attach moduledeployment/stock -n shop',
    undo: 'koupctl rollback moduledeployment/stock -n shop',
    ...more,
  };
}

const completed = {
  progress: 'Completed',
  batchProgress: 'Completed',
  currentBatch: 2,
  realBatchCount: 2,
};
const paused = {
  progress: 'Paused',
  batchProgress: 'Completed',
  currentBatch: 1,
  realBatchCount: 2,
};
const all = ['base-1', 'base-2', 'base-3', 'base-4'];
const whole = {
  replicaSets: [replicaSet(1, '1.0.0', { replicas: 4 })],
  modules: all.map((base) => module(1, base)),
};
const half = {
  replicaSets: [
    replicaSet(1, '1.0.0', { replicas: 2 }),
    replicaSet(2, '2.0.0', { replicas: 4, available: 2 }),
  ],
  modules: [
    ...all.slice(0, 2).map((base) => module(1, base)),
    ...all.slice(2).map((base) => module(2, base)),
  ],
};

describe('Completed', () => {
  test('and so it is', () => {
    expect(outcomeIn(v1Verdict(standing({ release: completed }, whole)), 'en')).toEqual({
      name: 'done',
      message: 'stock 1.0.0 is active on 4 of 4 bases',
    });
  });

  test('with half of it missing', () => {
    const verdict = v1Verdict(standing({ version: '2.0.0', release: completed }, half));
    expect(verdict.name).toBe('unhealthy');
    expect(verdict.message).toBe(
      'the controller says Completed, but stock 2.0.0 is active on 2 of 4 bases, and 2 base(s) still run an older version',
    );
    expect(verdict.causes?.join()).toMatch(
      /found no free base, and the controller does not try again/,
    );
  });

  test('though a base has lost it', () => {
    const given = standing({ release: completed }, whole, { without: ['base-3'] });
    expect(v1Verdict(given)).toMatchObject({ name: 'unhealthy' });
  });

  test('though an old version was left behind on a base', () => {
    const base = baseOfPod(basePod('base-5'))!;
    const orphans = [{ base, module: moduleOf('0.9.0') }];
    const verdict = v1Verdict(standing({ release: completed }, whole, { orphans }));
    expect(verdict.name).toBe('unhealthy');
    expect(verdict.causes?.[0]).toMatch(
      /base-5: stock:0.9.0 is still on the base, though its Module is gone/,
    );
  });

  test('with nothing wanted', () => {
    const none = { replicaSets: [replicaSet(1, '1.0.0', { replicas: 0 })] };
    expect(v1Verdict(standing({ replicas: 0, release: completed }, none)).message).toMatch(
      /nothing proven/,
    );
  });
});

describe('a release that koupctl did not begin', () => {
  const first = {
    replicaSets: [replicaSet(1, '1.0.0', { replicas: 2 })],
    modules: all.slice(0, 2).map((base) => module(1, base)),
  };

  test('waits for a confirmation', () => {
    const verdict = v1Verdict(standing({ release: paused }, first));
    expect(verdict.name).toBe('awaiting-confirm');
    expect(verdict.message).toMatch(
      /batch 1 of 2 of 1.0.0: 2 of 2 modules run.*confirmBatchNum 1, no other/,
    );
  });

  test('Paused is said at the opening: the batch may be anything but healthy', () => {
    const verdict = v1Verdict(standing({ release: paused }, first, { without: ['base-2'] }));
    expect(verdict.name).toBe('timed-out');
  });

  test.each<[string, Released, RegExp]>([
    [
      'a confirmation of another batch',
      { spec: { confirmBatchNum: 3 } },
      /only that very number goes on/,
    ],
    [
      'gray time without confirmation',
      { strategy: { grayTimeBetweenBatchSeconds: 60 } },
      /goes on only when confirmed/,
    ],
    ['a version written into a pause', { version: '3.0.0' }, /the spec says 3.0.0/],
  ])('stands for ever by %s', (_, given, words) => {
    const verdict = v1Verdict(standing({ release: paused, ...given }, first));
    expect(verdict.name).toBe('unhealthy');
    expect(verdict.causes?.join()).toMatch(words);
  });

  test('in the other dialect it is the pause that is confirmed, and the batch before is what stands', () => {
    const release = { ...paused, currentBatch: 2 };
    const verdict = v1Verdict(standing({ release }, first, { dialect: 'pause' }));
    expect(verdict.name).toBe('awaiting-confirm');
    expect(verdict.message).toMatch(/^batch 1 of 2 of 1.0.0: 2 of 2 .*\(spec\.pause false\)$/);
  });

  test('is still at work: nobody is asked to confirm', () => {
    const release = { ...paused, progress: 'Executing' };
    const verdict = v1Verdict(standing({ release }, first));
    expect(verdict.name).toBe('timed-out');
    expect(verdict.message).toMatch(/the controller says Executing/);
  });

  test('found too few free bases: nobody waits for what never comes', () => {
    const few = { ...first, modules: first.modules.slice(0, 1) };
    const verdict = v1Verdict(standing({ release: paused }, few));
    expect(verdict.name).toBe('unhealthy');
    expect(verdict.causes).toEqual([
      '1 of 2 modules found no free base, and the controller does not try again',
    ]);
  });

  test('the controller never looked', () => {
    expect(v1Verdict(standing({}, {})).message).toMatch(/has not yet looked/);
  });
});

describe('a rollout of koupctl', () => {
  const record: RolloutRecord = {
    version: 1,
    id: 'r1',
    phase: 'rolling',
    workload: { kind: 'ModuleDeployment', name: 'stock', uid: 'md-1' },
    module: moduleOf('2.0.0'),
    templateHash: 'x',
    batches: [2, 4],
    replicas: 4,
    policy: 'install-then-uninstall',
    proof: 'base',
    oldTemplate: {},
    outcomes: [],
    who: 'ann@laptop',
    startedAt: '2025-01-01T00:00:00Z',
  };
  const held = {
    replicaSets: [replicaSet(1, '1.0.0', { replicas: 2 }), replicaSet(2, '2.0.0', { replicas: 2 })],
    modules: half.modules,
  };
  const given: Released = { version: '2.0.0', release: paused };

  test('stands at a batch that is healthy', () => {
    const verdict = v1Verdict(standing(given, held, { record }));
    expect(verdict.name).toBe('awaiting-confirm');
    expect(verdict.message).toBe(
      'rollout to 2.0.0 stands in batch 1 of 2: 2 of 2 bases run it (4 in all), begun by ann@laptop',
    );
    expect(verdict.next).toContain('koupctl rollback moduledeployment/stock -n shop');
  });

  test('stands at one that is not', () => {
    expect(v1Verdict(standing(given, held, { record, without: ['base-3'] })).name).toBe(
      'timed-out',
    );
  });

  test('met a base that refuses it: failed, and that base is named with its words', () => {
    const { places } = standing(given, held);
    const cause = 'the base rejects stock:2.0.0: FileNotFoundException';
    const seen = places.map((place) =>
      place.name === 'base-4'
        ? { ...place, judgement: { state: 'doomed' as const, cause } }
        : place,
    );
    const verdict = v1Verdict(standing(given, held, { record, places: seen }));
    expect(verdict.name).toBe('failed');
    expect(verdict.causes).toEqual([`base-4 (10.0.0.4): ${cause}`]);
    expect(verdict.next).toContain('koupctl rollback moduledeployment/stock -n shop');
  });

  test('has no revision yet: bases that run the old version are not counted as its own', () => {
    const verdict = v1Verdict(
      standing({ version: '2.0.0', release: completed }, whole, { record }),
    );
    expect(verdict.name).toBe('timed-out');
    expect(verdict.message).toMatch(/0 of 2 bases run it/);
  });

  test('is being undone', () => {
    const undoing = { ...record, phase: 'undoing' as const };
    expect(v1Verdict(standing(given, held, { record: undoing })).message).toMatch(/undo of 2.0.0/);
  });

  test('never reached its first batch', () => {
    const preparing = { ...record, phase: 'preparing' as const };
    const annotations = { [rolloutAnnotation]: 'r1/x' };
    const begun = { version: '3.0.0', release: completed, metadata: { annotations } };
    const changed = v1Verdict(standing(begun, whole, { record: preparing }));
    expect(changed.name).toBe('superseded');
    expect(changed.message).toMatch(/its module was changed to stock 3.0.0/);
    expect(changed.next).toEqual(['koupctl rollback moduledeployment/stock -n shop']);
    const verdict = v1Verdict(standing({ release: completed }, whole, { record: preparing }));
    expect(verdict.message).toMatch(/cut off before its first batch/);
  });

  test('of an object that is no longer there is none', () => {
    const other = { ...record, workload: { ...record.workload, uid: 'md-0' } };
    expect(v1Verdict(standing({ release: completed }, whole, { record: other })).name).toBe('done');
  });
});

test('a deletion that waits for its release', () => {
  const metadata = { deletionTimestamp: '2025-01-01T00:00:00Z' };
  const verdict = v1Verdict(standing({ release: paused, metadata }, whole));
  expect(verdict).toMatchObject({
    name: 'timed-out',
    message: 'it is being deleted: 4 module(s) are left',
  });
  expect(verdict.causes?.[0]).toMatch(/waits for the release to end: the controller says Paused/);
});
