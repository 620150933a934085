import { describe, expect, test } from 'vitest';
import { baseOfVnode, type Base } from '../../../src/modules/base.ts';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import { DeploymentSight } from '../../../src/rollout/kinds/deployment-sight.ts';
import type { DeploymentView, PodsView } from '../../../src/rollout/kinds/deployment-view.ts';
import type { ArkletReply, Bases, BizInfo, Clock } from '../../../src/world.ts';
import { biz, now, stock, vnode } from './sights.ts';

const price = stock('2.0.0', 'price');
const refused: ArkletReply = {
  success: false,
  code: 'FAILED',
  innerCode: 'FAILED',
  reason: 'no room',
};

/** One pod with stock and price on one base, which lists `listed` and refuses every install. */
function bench(...listed: BizInfo[]) {
  const calls: string[] = [];
  const replied = (command: string) => (_: unknown, one: { name: string; version: string }) => {
    calls.push(`${command} ${one.name}:${one.version}`);
    return Promise.resolve({ ok: true as const, value: refused, at: now });
  };
  const bases: Bases = {
    query: () => Promise.resolve({ ok: true, value: listed, at: now }),
    health: () => Promise.resolve({ ok: true, value: {}, at: now }),
    install: replied('install'),
    uninstall: replied('uninstall'),
    switch: replied('switch'),
  };
  const base = vnode();
  const pod = modulePodOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop-1', namespace: 'shop', uid: 'p-1' },
    spec: {
      nodeName: base.name,
      containers: [stock(), price].map(({ name, version, url }) => ({
        name,
        image: url,
        env: [{ name: 'BIZ_VERSION', value: version }],
      })),
    },
  });
  const view = {
    bases: new Map([[base.name, base]]),
    newPods: [],
    oldPods: [],
    leaving: [],
  } as unknown as DeploymentView;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const sight = new DeploymentSight({ bases, clock }, 'base');
  const look = async () => {
    await sight.ask(view, [pod]);
    return sight.places(view, [pod]);
  };
  return { bases, calls, sight, look };
}

describe('asking again', () => {
  test('is for the module that is missing: a dark one beside it is left alone', async () => {
    const { calls, sight, look } = bench(biz('deactivated'));
    await sight.askAgain(await look());
    expect(calls).toEqual(['install price:2.0.0']);
  });

  test('what is being installed is never uninstalled', async () => {
    const { calls, sight, look } = bench(biz('resolved'));
    await sight.askAgain(await look());
    expect(calls).toEqual(['install price:2.0.0']);
  });

  test('what failed is uninstalled first, or the base would call it installed', async () => {
    const { calls, sight, look } = bench(biz('activated'), biz('broken', '2.0.0', 'price'));
    await sight.askAgain(await look());
    expect(calls).toEqual(['uninstall price:2.0.0', 'install price:2.0.0']);
  });

  test('what a base said of one module counts for that one alone', async () => {
    const { calls, sight, look } = bench();
    await sight.askAgain(await look());
    const [place] = await look();
    expect(place?.judgement.cause).toEqual('the base rejects stock:2.0.0: no room');
    await sight.askAgain([place!]);
    expect(calls).toEqual(['install stock:2.0.0']);
  });

  test('a place that nobody wonders about is not asked', async () => {
    const { calls, sight, look } = bench(biz('deactivated'), biz('deactivated', '2.0.0', 'price'));
    await sight.askAgain(await look());
    expect(calls).toEqual([]);
  });
});

describe('a pod that finds no place', () => {
  const env = (value: string) => [{ key: 'schedule.koupleless.io/node-env', value }];
  const unplaced = modulePodOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stock-1', uid: 'p-1', creationTimestamp: '1970-01-01T00:00:00Z' },
    spec: { tolerations: env('dev'), containers: [{ name: 'stock', image: 'http://a/stock.jar' }] },
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' },
      ],
    },
  });
  const judged = (base: Base) => {
    const bases: Bases = { ...bench().bases };
    const sight = new DeploymentSight({ bases, clock: { now: () => now } as Clock }, 'base');
    const view: PodsView = {
      bases: new Map([[base.name, base]]),
      newPods: [unplaced],
      oldPods: [],
      leaving: [],
    };
    return sight.places(view, [unplaced])[0]?.judgement;
  };
  const ready = { ...vnode(), env: 'dev', ready: true };

  test('dooms its batch, unless nodes of its environment are NotReady or were a moment ago', () => {
    expect(judged(ready)?.state).toBe('doomed');
    expect(judged({ ...ready, ready: false })?.state).toBe('waiting');
    expect(judged({ ...ready, shut: true })).toMatchObject({
      state: 'waiting',
      cause: 'no free base while 1 node(s) are NotReady: 0/1 nodes',
    });
    expect(judged({ ...ready, shut: true, env: 'test' })?.state).toBe('doomed');
  });
});

test('a node that is Ready keeps pods off as long as it carries the taint of one that is not', () => {
  const node = (taints: object[]) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'v', labels: { 'virtual-kubelet.koupleless.io/component': 'vnode' } },
    spec: { taints },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
  const own = { key: 'schedule.koupleless.io/virtual-node', effect: 'NoExecute' };
  const away = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  expect(baseOfVnode(node([own]))).toMatchObject({ ready: true });
  expect(baseOfVnode(node([own]))?.shut).toBeUndefined();
  expect(baseOfVnode(node([own, away]))).toMatchObject({ ready: true, shut: true });
});
