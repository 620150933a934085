import { describe, expect, test } from 'vitest';
import { modulesDiff } from '../../../src/commands/modules-diff.ts';
import { modulesLive, type ModulesLiveInput } from '../../../src/commands/modules-live.ts';
import { vnode } from '../modules/live-site.ts';
import { basePod, module, moduleDeployment } from '../modules/v1-objects.ts';
import {
  anything,
  baseDeployment,
  deployment,
  LiveWorld,
  node,
  pod,
  toldOf,
} from './live-world.ts';

const ip = '10.0.0.1';

async function live(site: LiveWorld, input: Partial<ModulesLiveInput> = {}) {
  const end = await modulesLive(site.world, { ...anything, ...input });
  return { end, told: toldOf(site) };
}

describe('modules --live', () => {
  test('what the template wants now is what counts', async () => {
    const objects = [node(), pod('biz1:1.0.0'), deployment('biz1:2.0.0')];
    const lists = { [ip]: ['biz1:1.0.0'] };
    const old = await live(new LiveWorld({ objects, lists }));
    expect(old.told).toEqual(['biz1 1.0.0 wrong-version']);
    expect(old.end.name).toBe('unhealthy');
    const mark = { 'koupctl.koupleless.io/rollout': 'id/hash' };
    const rolling = [node(), pod('biz1:1.0.0'), deployment('biz1:2.0.0', mark)];
    const held = await live(new LiveWorld({ objects: rolling, lists }));
    expect(held.told).toEqual(['biz1 1.0.0 ok']);
    expect(held.end.name).toBe('done');
  });

  test('workloads that may not be listed are taken at the word of their pods', async () => {
    const objects = [node(), pod('biz1:1.0.0'), deployment('biz1:2.0.0')];
    const lists = { [ip]: ['biz1:1.0.0'] };
    const { told } = await live(new LiveWorld({ objects, lists, forbidden: ['Deployment'] }));
    expect(told).toEqual(['biz1 1.0.0 ok']);
  });

  test('where pods of other namespaces may not be read nothing is called an orphan, and that is said', async () => {
    const objects = [node(), pod('biz1:1.0.0'), pod('biz2:1.0.0', { namespace: 'depot' })];
    const lists = { [ip]: ['biz1:1.0.0', 'biz2:1.0.0'] };
    const site = new LiveWorld({ objects, lists, forbidden: ['Pod*'] });
    expect((await live(site)).told).toEqual(['biz1 1.0.0 ok']);
    expect(site.said).toEqual([expect.stringContaining('other namespaces than shop')]);
    const all = live(new LiveWorld({ objects, lists, forbidden: ['Pod*'] }), {
      allNamespaces: true,
    });
    await expect(all).rejects.toThrow('may not list');
  });

  test('what got its pod between the list and the answer is no orphan', async () => {
    const site = new LiveWorld({
      objects: [node()],
      lists: { [ip]: ['biz1:1.0.0', 'biz2:1.0.0'] },
    });
    site.onAsked = () => {
      site.objects = [node(), pod('biz1:1.0.0')];
    };
    expect((await live(site)).told).toEqual(['biz1 1.0.0 ok', 'biz2 1.0.0 orphan-on-base']);
  });

  test('a base that lists itself has no orphan', async () => {
    const lists = { [ip]: ['shop-base:1.0.0'] };
    const site = new LiveWorld({ objects: [node()], lists, master: 'shop-base:1.0.0' });
    expect((await live(site)).told).toEqual([]);
  });

  test('two nodes of one Arklet are asked once', async () => {
    const other = 'vnode.again.dev';
    const objects = [node(), node(other), pod('biz1:1.0.0', { node: other })];
    const site = new LiveWorld({ objects, lists: { [ip]: ['biz1:1.0.0'] } });
    expect((await live(site)).told).toEqual(['biz1 1.0.0 ok']);
    expect(site.asked).toEqual([ip]);
  });

  test('silence is not believed where even answers took long: then it is asked again', async () => {
    const other = 'vnode.b.dev';
    const objects = [
      node(),
      node(other, '10.0.0.2'),
      pod('biz1:1.0.0'),
      pod('biz1:1.0.0', { node: other, ip: '10.0.0.2' }),
    ];
    const silent = { [ip]: ['biz1:1.0.0'], '10.0.0.2': 'no answer within 3 s' };
    const quick = new LiveWorld({ objects, lists: silent });
    expect((await live(quick)).told).toEqual(['biz1 1.0.0 ok', 'biz1 1.0.0 unreachable']);
    expect(quick.asked).toEqual([ip, '10.0.0.2']);
    const slow = new LiveWorld({ objects, lists: silent });
    slow.onAsked = () => {
      slow.now += 1_500;
      if (slow.asked.length === 2) slow.lists = { ...silent, '10.0.0.2': ['biz1:1.0.0'] };
    };
    expect((await live(slow)).told).toEqual(['biz1 1.0.0 ok', 'biz1 1.0.0 ok']);
    expect(slow.asked).toEqual([ip, '10.0.0.2', '10.0.0.2']);
  });

  test('passwords in urls are masked', async () => {
    const url = 'http://who:hush@jars/biz1.jar?token=hush';
    const objects = [node(), pod('biz1:1.0.0', { url })];
    const site = new LiveWorld({ objects, lists: { [ip]: ['biz1:1.0.0'] } });
    await live(site);
    expect(JSON.stringify(site.rows)).not.toContain('hush');
  });

  test('a namespace that is not there is no answer', async () => {
    const site = new LiveWorld({ objects: [node()], lists: { [ip]: ['biz1:1.0.0'] } });
    await expect(live(site, { namespace: 'shopp' })).rejects.toThrow('no namespace shopp');
  });

  test('by base application, host and port of V2, and by base Deployment of V1', async () => {
    const labels = {
      'base.koupleless.io/name': 'shop-base',
      'base.koupleless.io/host-name': 'host-1',
    };
    const objects = [
      node(vnode, ip, labels),
      node('vnode.b.dev', '10.0.0.9'),
      pod('biz1:1.0.0'),
      pod('biz1:1.0.0', { node: 'vnode.b.dev', ip: '10.0.0.9' }),
    ];
    for (const base of ['shop-base', 'host-1', vnode]) {
      const site = new LiveWorld({ objects, lists: { [ip]: ['biz1:1.0.0'] } });
      expect((await live(site, { base })).told).toEqual(['biz1 1.0.0 ok']);
      expect(site.asked).toEqual([ip]);
    }
  });
});

const v1 = (words: { progress: string }) => [
  moduleDeployment({ version: '2.0.0', release: words }),
  baseDeployment,
];

describe('V1', () => {
  test('versions before are wanted while the controller is at it, and wrong when it says Completed', async () => {
    const lists = { '10.0.0.1': ['stock:1.0.0'], '10.0.0.2': ['stock:2.0.0'] };
    const rest = [basePod('base-1'), basePod('base-2'), module(1, 'base-1'), module(2, 'base-2')];
    const at = (progress: string) =>
      live(new LiveWorld({ objects: [...v1({ progress }), ...rest], lists }));
    expect((await at('Paused')).told).toEqual(['stock 1.0.0 ok', 'stock 2.0.0 ok']);
    expect((await at('Completed')).told).toEqual(['stock 1.0.0 wrong-version', 'stock 2.0.0 ok']);
  });

  test('a base pod that no list has is looked for before it counts as gone', async () => {
    const stray = basePod('base-7', { labels: { app: 'other' } });
    const objects = [stray, module(1, 'base-7'), module(1, 'base-8')];
    const site = new LiveWorld({ objects, lists: { '10.0.0.7': ['stock:1.0.0'] } });
    expect((await live(site)).told).toEqual(['stock 1.0.0 ok', 'stock 1.0.0 unreachable']);
  });
});

describe('--watch', () => {
  const fleet = (): LiveWorld =>
    new LiveWorld({
      objects: [node(), pod('biz1:1.0.0'), pod('biz2:1.0.0')],
      lists: { [ip]: ['biz1:1.0.0', 'biz2:1.0.0', 'biz3:1.0.0'] },
    });

  async function watched(site: LiveWorld, forPrograms: boolean): Promise<string[][]> {
    const { world } = site;
    const watch = modulesLive(world, { ...anything, watch: true, forPrograms });
    await expect(watch).rejects.toThrow('aborted');
    return site.listings.map(({ items }) =>
      items.map((row) => `${String(row['module'])} ${String(row['live'])}`),
    );
  }

  test('tells people what has changed and what is gone, and nothing where nothing has', async () => {
    const site = fleet();
    site.meanwhile.push(
      () => undefined,
      () => {
        site.lists = { [ip]: ['biz1:1.0.0 deactivated', 'biz2:1.0.0'] };
      },
      () => undefined,
    );
    expect(await watched(site, false)).toEqual([
      ['biz1 ok', 'biz2 ok', 'biz3 orphan-on-base'],
      ['biz1 inactive'],
    ]);
    expect(site.said).toEqual([
      expect.stringContaining('2 changed'),
      `gone: biz3 1.0.0 on ${vnode}`,
    ]);
  });

  test('gives programs the whole list at every change', async () => {
    const site = fleet();
    site.meanwhile.push(() => {
      site.lists = { [ip]: ['biz1:1.0.0', 'biz2:1.0.0'] };
    });
    expect(await watched(site, true)).toEqual([
      ['biz1 ok', 'biz2 ok', 'biz3 orphan-on-base'],
      ['biz1 ok', 'biz2 ok'],
    ]);
    expect(site.said).toEqual([]);
  });
});

describe('--diff', () => {
  const other = 'vnode.b.dev';
  const there = '10.0.0.2';
  const site = (left: string[] | string, right: string[] | string): LiveWorld =>
    new LiveWorld({ objects: [node(), node(other, there)], lists: { [ip]: left, [there]: right } });
  const diff = (one: LiveWorld, bases: [string, string]) =>
    modulesDiff(one.world, { ...anything, bases });

  test('ends with done where both have the same, with unhealthy where they differ', async () => {
    const same = site(['biz1:1.0.0'], ['biz1:1.0.0']);
    expect((await diff(same, [vnode, `${there}:1238`])).name).toBe('done');
    const differ = site(['biz1:1.0.0'], ['biz1:1.0.0', 'biz2:1.0.0 broken']);
    const end = await diff(differ, [ip, other]);
    expect(end).toMatchObject({
      name: 'unhealthy',
      message: `${vnode} and ${other} differ in 1 module(s)`,
    });
    expect(differ.rows).toMatchObject([
      { module: 'biz1', same: true, leftBase: vnode, rightBase: other },
      { module: 'biz2', same: false, left: [], right: [{ version: '1.0.0', state: 'broken' }] },
    ]);
  });

  test('a base without an answer is said, not compared', async () => {
    const end = await diff(site(['biz1:1.0.0'], 'connection refused'), [vnode, other]);
    expect(end).toMatchObject({ name: 'unhealthy', causes: ['connection refused'] });
  });
});

test('in Chinese', async () => {
  const objects = [node(), pod('biz1:1.0.0')];
  const site = new LiveWorld({ objects, lists: { [ip]: [] }, language: 'zh' });
  const { end } = await live(site);
  expect(end.message).toBe('1 个模块中有 1 个异常');
  expect(site.listings[0]?.columns.map(({ title }) => title)).toContain('原因');
  const [row] = site.rows;
  const cells = site.listings[0]?.columns.map(({ value }) => value(row ?? {}));
  expect(cells).toContain('基座上没有；Kubernetes 显示 Running');
});
