import { describe, expect, test } from 'vitest';
import { viewV1, type V1Lists } from '../../../src/modules/v1-view.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { ModuleDeploymentMender } from '../../../src/rollout/kinds/module-deployment-mend.ts';
import { ModuleDeploymentSight } from '../../../src/rollout/kinds/module-deployment-sight.ts';
import type { V1Target } from '../../../src/rollout/kinds/module-deployment-target.ts';
import type { Ports } from '../../../src/rollout/context.ts';
import type { JsonPatchOp, ObjectRef } from '../../../src/world.ts';
import { basePods, group, module, moduleDeployment, replicaSet } from '../modules/v1-objects.ts';

const type = (kind: string, plural: string) =>
  ({ group, version: 'v1alpha1', kind, plural, namespaced: true }) as const;
const target: V1Target = {
  surface: {
    group,
    version: 'v1alpha1',
    dialect: 'confirmBatchNum',
    moduleDeployment: type('ModuleDeployment', 'moduledeployments'),
    moduleReplicaSet: type('ModuleReplicaSet', 'modulereplicasets'),
    module: type('Module', 'modules'),
  },
  namespace: 'shop',
  name: 'stock',
  moduleName: 'stock',
  baseSelector: 'app=base',
};

interface Patched {
  readonly name: string;
  readonly subresource: string | undefined;
  readonly sets: Record<string, unknown>;
}

function bench() {
  let now = 1_000_000;
  const patches: Patched[] = [];
  const events: RolloutEvent[] = [];
  const ports = {
    clock: { now: () => now },
    emit: (event: RolloutEvent) => events.push(event),
    bases: {},
    cluster: {
      patch: (ref: ObjectRef, ops: readonly JsonPatchOp[], options: { subresource?: string }) => {
        const sets = ops.filter((op) => op.op !== 'test').map((op) => [op.path, op.value]);
        patches.push({
          name: ref.name,
          subresource: options.subresource,
          sets: Object.fromEntries(sets),
        });
        return Promise.resolve({ object: moduleDeployment(), warnings: [] });
      },
    },
  } as unknown as Ports;
  return {
    patches,
    events,
    mender: new ModuleDeploymentMender(ports, target),
    sight: new ModuleDeploymentSight(ports, target, 'base'),
    later: (ms: number) => (now += ms),
  };
}

function view(lists: Partial<V1Lists>, progress = 'Paused') {
  return viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment({ version: '2.0.0', release: { progress, currentBatch: 1 } }),
    replicaSets: [],
    modules: [],
    pods: [],
    ...lists,
  });
}

describe('placing', () => {
  const twoOfOne = {
    replicaSets: [replicaSet(2, '2.0.0', { replicas: 2, available: 1 })],
    modules: [module(2, 'base-1')],
  };

  test('a batch that the controller made too large is cut back, once it stands still', async () => {
    const { mender, sight, patches, later } = bench();
    const leaked = view(twoOfOne);
    await mender.mendPlacing(sight, leaked, 1);
    expect(patches).toEqual([]);
    later(2_000);
    await mender.mendPlacing(sight, leaked, 1);
    expect(patches).toEqual([
      { name: 'stock-replicas-2', subresource: undefined, sets: { '/spec/replicas': 1 } },
      { name: 'stock-replicas-2', subresource: 'status', sets: { '/status/replicas': 1 } },
    ]);
  });

  test('never below what is there already', async () => {
    const { mender, sight, patches, later } = bench();
    const placed = view({
      replicaSets: [replicaSet(2, '2.0.0', { replicas: 4, available: 3 })],
      modules: [module(2, 'base-1'), module(2, 'base-2'), module(2, 'base-3')],
    });
    sight.deviates(placed, 0);
    later(2_000);
    await mender.mendPlacing(sight, placed, 1);
    expect(patches[0]?.sets).toEqual({ '/spec/replicas': 3 });
  });

  test('what was forgotten is brought to its mind where a base is free', async () => {
    const { mender, sight, patches, events, later } = bench();
    const short = (pods: V1Lists['pods']) => view({ ...twoOfOne, pods });
    sight.deviates(short([]), 0);
    later(2_000);
    await mender.mendPlacing(sight, short([]), 2);
    expect(patches).toEqual([]);
    await mender.mendPlacing(sight, short(basePods(1)), 2);
    expect(patches).toHaveLength(1);
    expect(patches[0]).toMatchObject({ subresource: 'status', sets: { '/status/replicas': 1 } });
    expect(events).toMatchObject([{ type: 'warning' }]);
    later(1_000);
    await mender.mendPlacing(sight, short(basePods(1)), 2);
    expect(patches).toHaveLength(1);
    later(5_000);
    await mender.mendPlacing(sight, short(basePods(1)), 2);
    expect(patches).toHaveLength(2);
  });

  test('one too many, which the controller believes to have taken off', async () => {
    const { mender, sight, patches, later } = bench();
    const five = view({
      replicaSets: [replicaSet(2, '2.0.0', { replicas: 1, available: 2 })],
      modules: [module(2, 'base-1'), module(2, 'base-2')],
    });
    sight.deviates(five, 0);
    later(2_000);
    await mender.mendPlacing(sight, five, Infinity);
    expect(patches).toEqual([
      { name: 'stock-replicas-2', subresource: 'status', sets: { '/status/replicas': 2 } },
    ]);
  });

  test('a controller that is at it is left alone', async () => {
    const { mender, sight, patches, later } = bench();
    const working = view({
      replicaSets: [replicaSet(2, '2.0.0', { replicas: 2, tried: 1, available: 1 })],
      modules: [module(2, 'base-1')],
      pods: basePods(2),
    });
    sight.deviates(working, 0);
    later(60_000);
    await mender.mendPlacing(sight, working, 1);
    expect(patches).toEqual([]);
  });
});

describe('more than the release asks for', () => {
  const surplus = (release: Record<string, unknown>) =>
    view({
      deployment: moduleDeployment({ version: '2.0.0', replicas: 3, release }),
      replicaSets: [replicaSet(2, '2.0.0', { replicas: 4 })],
    });
  const rests = { progress: 'Paused', batchProgress: 'Completed', currentBatch: 2 };

  test('leaves its bases while the controller rests', async () => {
    const { mender, patches } = bench();
    await mender.takeBackSurplus(surplus(rests), 3);
    await mender.takeBackSurplus(surplus(rests), 3);
    expect(patches).toEqual([
      { name: 'stock-replicas-2', subresource: undefined, sets: { '/spec/replicas': 3 } },
    ]);
  });

  test.each([
    ['is placing', { ...rests, batchProgress: 'Executing' }],
    ['opens a batch', { ...rests, progress: 'Executing' }],
  ])('a controller that %s is left alone', async (_, release) => {
    const { mender, patches } = bench();
    await mender.takeBackSurplus(surplus(release), 3);
    expect(patches).toEqual([]);
  });
});

describe('room for the next batch', () => {
  const crowded = (pods: V1Lists['pods'], replicaSets = [1, 2, 1]) =>
    view({
      replicaSets: replicaSets.map((replicas, at) =>
        replicaSet(at + 1, `${at + 1}.0.0`, { replicas }),
      ),
      modules: [module(1, 'base-1'), module(2, 'base-2'), module(3, 'base-3')],
      pods,
    });
  const full = () => crowded(basePods(3, ['base-1', 'base-2', 'base-3']));

  test('is made of what an earlier revision has too much, after a while', async () => {
    const { mender, patches, later } = bench();
    await mender.makeRoom(full(), 2);
    expect(patches).toEqual([]);
    later(5_000);
    await mender.makeRoom(full(), 2);
    expect(patches).toEqual([
      { name: 'stock-replicas-2', subresource: undefined, sets: { '/spec/replicas': 0 } },
    ]);
  });

  test.each([
    ['a base is free', crowded(basePods(4, ['base-1', 'base-2', 'base-3'])), 2],
    ['there are no more than are to be', full(), 3],
  ])('is not made where %s', async (_, given, replicas) => {
    const { mender, patches, later } = bench();
    await mender.makeRoom(given, replicas);
    later(60_000);
    await mender.makeRoom(given, replicas);
    expect(patches).toEqual([]);
  });
});

describe('what is left of earlier versions', () => {
  test('a failed module of a revision that is to have none is told to go, once', async () => {
    const { mender, patches } = bench();
    const seen = view({
      replicaSets: [
        replicaSet(1, '1.0.0', { replicas: 1 }),
        replicaSet(2, '2.0.0', { replicas: 0, tried: 1, available: 0 }),
        replicaSet(3, '1.0.0', { replicas: 3 }),
      ],
      modules: [module(1, 'base-1'), module(2, 'base-2', { state: 'Upgrading' })],
    });
    await mender.dropStragglers(seen);
    await mender.dropStragglers(seen);
    expect(patches).toEqual([
      {
        name: 'stock-replicas-2-stock-base-2',
        subresource: undefined,
        sets: { '/metadata/labels/koupleless.io~1delete-module': 'true' },
      },
    ]);
  });

  test('a revision that the controller is still shrinking is left to it', async () => {
    const { mender, patches } = bench();
    await mender.dropStragglers(
      view({
        replicaSets: [
          replicaSet(1, '1.0.0', { replicas: 1, tried: 1, available: 2 }),
          replicaSet(2, '2.0.0', { replicas: 1 }),
        ],
        modules: [module(1, 'base-1'), module(1, 'base-2')],
      }),
    );
    expect(patches).toEqual([]);
  });

  test('one that the controller was killed at is not tried again: what is too much goes after a while', async () => {
    const { mender, patches, later } = bench();
    const seen = (tried: number) =>
      view({
        replicaSets: [
          replicaSet(1, '1.0.0', { replicas: 1, tried, available: 2 }),
          replicaSet(2, '2.0.0', { replicas: 1 }),
        ],
        modules: [module(1, 'base-1'), module(1, 'base-2')],
      });
    await mender.dropStragglers(seen(1));
    later(4_000);
    await mender.dropStragglers(seen(1));
    expect(patches).toEqual([]);
    later(1_000);
    await mender.dropStragglers(seen(2));
    expect(patches).toEqual([]);
    await mender.dropStragglers(seen(1));
    expect(patches.map(({ name }) => name)).toEqual(['stock-replicas-1-stock-base-1']);
  });

  test('the rest goes when the new version is whole, not before', async () => {
    const { mender, patches } = bench();
    const lists = {
      replicaSets: [
        replicaSet(1, '1.0.0', { replicas: 2 }),
        replicaSet(2, '2.0.0', { replicas: 1 }),
      ],
      modules: [module(2, 'base-1')],
    };
    await mender.retireFormer(view(lists), 1);
    await mender.retireFormer(view(lists, 'Completed'), 2);
    expect(patches).toEqual([]);
    await mender.retireFormer(view(lists, 'Completed'), 1);
    expect(patches).toEqual([
      { name: 'stock-replicas-1', subresource: undefined, sets: { '/spec/replicas': 0 } },
    ]);
  });
});
