import { describe, expect, test } from 'vitest';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import { DeploymentSight } from '../../../src/rollout/kinds/deployment-sight.ts';
import type { DeploymentView } from '../../../src/rollout/kinds/deployment-view.ts';
import type { ArkletReply, Bases, BizInfo } from '../../../src/world.ts';
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
  return { calls, sight, look };
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
    expect(place?.judgement.cause).toBe('the base rejects stock:2.0.0: no room');
    await sight.askAgain([place!]);
    expect(calls).toEqual(['install stock:2.0.0']);
  });

  test('a place that nobody wonders about is not asked', async () => {
    const { calls, sight, look } = bench(biz('deactivated'), biz('deactivated', '2.0.0', 'price'));
    await sight.askAgain(await look());
    expect(calls).toEqual([]);
  });
});
