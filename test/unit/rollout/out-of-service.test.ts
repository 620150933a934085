import { describe, expect, test } from 'vitest';
import { modulePodOf, type ModulePod } from '../../../src/modules/module-pod.ts';
import { viewV1 } from '../../../src/modules/v1-view.ts';
import type { Proof } from '../../../src/plan/types.ts';
import { DeploymentSight } from '../../../src/rollout/kinds/deployment-sight.ts';
import type { PodsView } from '../../../src/rollout/kinds/deployment-view.ts';
import { modulesOutOfService } from '../../../src/rollout/kinds/module-deployment-service.ts';
import { ModuleDeploymentSight } from '../../../src/rollout/kinds/module-deployment-sight.ts';
import type { V1Target } from '../../../src/rollout/kinds/module-deployment-target.ts';
import { podsOutOfService } from '../../../src/rollout/kinds/pods-service.ts';
import type { Answer, Bases, BizInfo, Cluster } from '../../../src/world.ts';
import { basePods, group, module, moduleDeployment, replicaSet } from '../modules/v1-objects.ts';
import { biz, lists, now, silent, stock, vnode } from './sights.ts';

type Said = Answer<readonly BizInfo[]>;
const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
const down = silent('connection refused');

/** By a base's address; `asked` notes who was asked. */
function basesThat(say: Readonly<Record<string, Said>>, asked: string[] = []): Bases {
  return {
    query: ({ ip }: { ip: string }) => {
      asked.push(ip);
      return Promise.resolve(say[ip] ?? down);
    },
  } as unknown as Bases;
}

function pod(number: number, base: number | undefined, version: string, ready = true): ModulePod {
  const { name, url } = stock(version);
  return modulePodOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `stock-${number}`, namespace: 'shop', uid: `p-${number}` },
    spec: {
      ...(base === undefined ? {} : { nodeName: vnode(base).name }),
      containers: [{ name, image: url, env: [{ name: 'BIZ_VERSION', value: version }] }],
    },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
}

describe('pods', () => {
  const bases = new Map([1, 2, 3, 4].map((number) => [vnode(number).name, vnode(number)]));
  const [old, both] = [
    lists(biz('activated', '1.0.0')),
    [biz('activated'), biz('deactivated', '1.0.0')],
  ];

  async function count(
    pods: Pick<PodsView, 'newPods' | 'oldPods'>,
    say: Readonly<Record<string, Said>>,
    how: { proof?: Proof; wanted?: number } = {},
  ) {
    const asked: string[] = [];
    const view: PodsView = { ...pods, leaving: [], bases };
    const { proof = 'base', wanted = 3 } = how;
    const sight = new DeploymentSight({ bases: basesThat(say, asked), clock }, proof);
    return { ...(await podsOutOfService(sight, view, wanted, 'anew')), asked };
  }

  test('a base that has both versions serves once, and is asked once', async () => {
    const pods = {
      newPods: [pod(1, 1, '2.0.0')],
      oldPods: [pod(2, 1, '1.0.0'), pod(3, 2, '1.0.0'), pod(4, 3, '1.0.0')],
    };
    const say = { '10.0.0.1': lists(...both), '10.0.0.2': old, '10.0.0.3': old };
    const { count: out, where, asked } = await count(pods, say);
    expect([out, where, asked]).toEqual([0, [], ['10.0.0.1', '10.0.0.2', '10.0.0.3']]);
  });

  test('a base that is down, one that lost its module and a pod without a base are out', async () => {
    const newPods = [pod(1, 1, '2.0.0')];
    const oldPods = [pod(2, 2, '1.0.0'), pod(3, 3, '1.0.0'), pod(4, undefined, '1.0.0')];
    const say = { '10.0.0.1': lists(biz('activated')), '10.0.0.3': lists() };
    const found = await count({ newPods, oldPods }, say, { wanted: 4 });
    expect(found).toMatchObject({
      count: 3,
      of: 4,
      where: [vnode(2).name, vnode(3).name, 'stock-4'],
    });
    expect(found.troubles).toHaveLength(3);
  });

  test('places that are gone count, too; more than are wanted make up for others', async () => {
    const oldPods = [pod(1, 1, '1.0.0'), pod(2, 2, '1.0.0')];
    const say = { '10.0.0.1': old, '10.0.0.2': old };
    expect((await count({ newPods: [], oldPods }, say)).count).toBe(1);
    expect((await count({ newPods: [], oldPods }, say, { wanted: 1 })).count).toBe(0);
  });

  test('where Kubernetes is the proof its readiness counts, and nobody is asked', async () => {
    const oldPods = [pod(1, 1, '1.0.0'), pod(2, 2, '1.0.0', false)];
    const found = await count({ newPods: [], oldPods }, {}, { proof: 'kubernetes', wanted: 2 });
    expect([found.count, found.where, found.asked]).toEqual([1, [vnode(2).name], []]);
  });
});

describe('V1 modules', () => {
  const view = viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment({ version: '2.0.0', replicas: 3 }),
    replicaSets: [replicaSet(1, '1.0.0', { replicas: 2 }), replicaSet(2, '2.0.0', { replicas: 1 })],
    modules: [
      module(2, 'base-1'),
      module(1, 'base-2'),
      module(1, 'base-3', { state: 'Upgrading' }),
    ],
    pods: basePods(3),
  });

  async function count(say: Readonly<Record<string, Said>>, proof: Proof = 'base') {
    const cluster = {} as Cluster;
    const ports = { cluster, bases: basesThat(say), clock, emit: () => undefined };
    const target = { surface: { module: {} }, namespace: 'shop' } as unknown as V1Target;
    const sight = new ModuleDeploymentSight(ports, target, proof);
    return await modulesOutOfService(sight, view, 3, 'anew');
  }

  test('of any revision serve where their base says so', async () => {
    const old = lists(biz('activated', '1.0.0'));
    const all = { '10.0.0.1': lists(biz('activated')), '10.0.0.2': old, '10.0.0.3': old };
    expect(await count(all)).toEqual({ count: 0, of: 3, where: [], troubles: [] });
    expect(await count({ ...all, '10.0.0.2': down, '10.0.0.3': lists() })).toEqual({
      count: 2,
      of: 3,
      where: ['base-2', 'base-3'],
      troubles: [
        'base-2: the base does not answer: connection refused',
        'base-3: 1.0.0 is not active on the base',
      ],
    });
  });

  test('or where their state does, if that is the proof', async () => {
    expect(await count({}, 'kubernetes')).toMatchObject({
      count: 1,
      troubles: ['base-3: its Module is Upgrading'],
    });
  });
});
