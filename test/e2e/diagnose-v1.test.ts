import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { moduleDeployment, toVersion, type V1Site } from '../bed/v1-bench.ts';
import { diagnosis, firstCause } from './diagnosing.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, group, V1Rig } from './v1-rig.ts';

let rig: V1Rig;

beforeAll(async () => {
  rig = await V1Rig.start();
});

afterAll(async () => {
  await rig?.stop();
});

interface Scene {
  readonly site: V1Site;
  readonly koupctl: Koupctl;
}

async function scene(
  name: string,
  bases: number,
  more: Parameters<V1Rig['siteWith']>[2] = {},
): Promise<Scene> {
  return await rig.siteWith(name, bases, more);
}

/** Resolves when all Modules of the newest revision are as many, and Available. */
async function available(site: V1Site, count: number): Promise<void> {
  await site.view.until(
    `${count} Modules`,
    (view) => view.newest?.status?.availableReplicas === count,
  );
}

async function labelBases(site: V1Site, labels: Record<string, string>): Promise<void> {
  const { items } = await site.kube.list(paths.pods(site.namespace));
  for (const { metadata } of items) {
    await site.kube.mergePatch(paths.pod(site.namespace, metadata.name), { metadata: { labels } });
  }
}

describe('what a release stands at', () => {
  test('nothing is wrong', async () => {
    const { site, koupctl } = await scene('well', 3);
    await site.create(moduleDeployment({ replicas: 3 }));
    await available(site, 3);
    const { said, code } = await diagnosis(koupctl, 'stock');
    expect(said.causes).toEqual([]);
    expect(code).toBe(0);
  });

  test('Completed, with half of it missing', async () => {
    const { site, koupctl } = await scene('half', 5);
    const strategy = { needConfirm: true, batchCount: 2 };
    await site.create(moduleDeployment({ replicas: 4, strategy }));
    await site.view.until('batch 1', (view) => view.phase() === 'Paused 1 Completed');
    await firstCause(koupctl, 'v1-awaits-confirm', 'stock');
    await site.confirm('stock', 1);
    await available(site, 4);
    await site.patch('stock', toVersion('2.0.0'));
    await site.view.until('batch 1 again', (view) => view.phase() === 'Paused 1 Completed');
    await site.confirm('stock', 1);
    await site.view.until('its end', (view) => view.phase() === 'Completed 2 Completed');
    const said = await firstCause(koupctl, 'v1-half-done', 'stock');
    expect(said.causes[0]?.text).toContain('of 4 modules are new');
  });

  test('a confirmation too far', async () => {
    const { site, koupctl } = await scene('confirm', 3);
    await site.create(
      moduleDeployment({ replicas: 2, strategy: { needConfirm: true, batchCount: 2 } }),
    );
    await site.view.until('batch 1', (view) => view.phase() === 'Paused 1 Completed');
    await site.confirm('stock', 5);
    await firstCause(koupctl, 'v1-confirm-mismatch', 'stock');
  });

  test('a gray time without confirmations', async () => {
    const { site, koupctl } = await scene('gray', 3);
    const strategy = { batchCount: 2, grayTimeBetweenBatchSeconds: 1 };
    await site.create(moduleDeployment({ replicas: 2, strategy }));
    await firstCause(koupctl, 'v1-gray-stall', 'stock');
  });

  test('more replicas than bases, and bases that are full', async () => {
    const few = await scene('few', 2);
    await few.site.create(moduleDeployment({ replicas: 3 }));
    await firstCause(few.koupctl, 'v1-no-free-base', 'stock');
    const { site, koupctl } = await rig.siteWith('limited', 2);
    await labelBases(site, { [`${group}/max-module-count`]: '1' });
    await site.create(moduleDeployment({ replicas: 1 }));
    await available(site, 1);
    await site.create(moduleDeployment({ name: 'other', module: 'other', replicas: 2 }));
    await firstCause(koupctl, 'v1-bases-full', 'other');
  });

  test('bases that carry the marker of a module that is not there', async () => {
    const { site, koupctl } = await scene('marked', 2);
    await labelBases(site, { [`module.${group}/stock`]: 'true' });
    await site.create(moduleDeployment({ replicas: 2 }));
    await firstCause(koupctl, 'v1-left-marked', 'stock');
  });

  test('two of one module', async () => {
    const { site, koupctl } = await scene('namesakes', 3);
    await site.create(moduleDeployment({ replicas: 1 }));
    await available(site, 1);
    await site.create(moduleDeployment({ name: 'stock2', replicas: 1 }));
    await firstCause(koupctl, 'v1-namesake', 'stock');
  });

  test('no base Deployment', async () => {
    const { site, koupctl } = await scene('nobase', 1);
    await site.create(moduleDeployment({ replicas: 1, spec: { baseDeploymentName: 'nowhere' } }));
    await firstCause(koupctl, 'v1-no-base-deployment', 'stock');
  });

  test('another package under the same version', async () => {
    const { site, koupctl } = await scene('again', 2);
    await site.create(moduleDeployment({ replicas: 1 }));
    await available(site, 1);
    await site.patch('stock', toVersion('1.0.0', 'stock-1.0.0-ark-biz.jar?build=2'));
    await firstCause(koupctl, 'version-unchanged', 'stock');
  });

  test('a rollout of koupctl that stands', async () => {
    const { site, koupctl } = await scene('stands', 3);
    await koupctl.run(deployArgs('1.0.0', '--replicas', '2'));
    await available(site, 2);
    const { code } = await koupctl.run(
      deployArgs('2.0.0', '--batch-size', '1', '--pause-after', '1'),
    );
    expect(code).toBe(7);
    await firstCause(koupctl, 'rollout-stands', 'stock');
  });
});

describe('what bases do', () => {
  test('a refused install leaves the Module Upgrading; asked again the base says why', async () => {
    const { site, koupctl } = await scene('refused', 2);
    for (const base of site.bases)
      base.faults.reject = { message: 'not today', only: ['installBiz'] };
    await site.create(moduleDeployment({ replicas: 2 }));
    const said = await firstCause(koupctl, 'v1-stuck-upgrading', 'stock');
    expect(said.causes[0]?.comparison).toMatchObject({ of: 2 });
    const told = await firstCause(koupctl, 'install-rejected', 'stock', '--ask', '--yes');
    expect(told.causes[0]?.text).toContain('not today');
  });

  test('a module that throws, and a jar that is missing', async () => {
    const { site, koupctl } = await scene('broken', 3);
    await site.create(moduleDeployment({ replicas: 1, jar: 'stock-throws-1.0.0-ark-biz.jar' }));
    await firstCause(koupctl, 'module-throws', 'stock');
    await site.create(
      moduleDeployment({
        name: 'lost',
        module: 'lost',
        replicas: 1,
        jar: 'lost-missing-1.0.0-ark-biz.jar',
      }),
    );
    await firstCause(koupctl, 'v1-stuck-upgrading', 'lost');
    await firstCause(koupctl, 'bad-url', 'lost', '--ask', '--yes');
  });

  test('a restarted base, a base that is down, an orphan', async () => {
    const { site, koupctl } = await scene('bases', 3);
    await site.create(moduleDeployment({ replicas: 3 }));
    await available(site, 3);
    const [one, two, three] = site.bases;
    await one!.restart();
    await firstCause(koupctl, 'base-restarted', 'stock');
    await firstCause(koupctl, 'base-restarted', '--base-ip', one!.ip);
    const biz = {
      bizName: 'stock',
      bizVersion: '1.0.0',
      bizUrl: 'http://jars.test/stock-1.0.0-ark-biz.jar',
    };
    await one!.run('installBiz', biz);
    await two!.down();
    await firstCause(koupctl, 'base-down', 'stock');
    await firstCause(koupctl, 'base-down', '--base-ip', two!.ip);
    await two!.up();
    const old = { ...biz, bizVersion: '0.9.0', bizUrl: 'http://jars.test/stock-0.9.0-ark-biz.jar' };
    await three!.run('installBiz', old);
    await firstCause(koupctl, 'orphan', 'stock');
  });
});

describe("what ends V1's controller", () => {
  test('it does nothing, for a reason that cannot be seen', async () => {
    const { site, koupctl } = await scene('dead', 2);
    rig.controller.kill();
    await site.create(moduleDeployment({ replicas: 1 }));
    await firstCause(koupctl, 'v1-controller-dead', 'stock');
    await rig.controller.restart();
    await available(site, 1);
  });

  test('an object without labels, of whatever namespace', async () => {
    const { site, koupctl } = await scene('victim', 1);
    await site.create(moduleDeployment({ replicas: 1 }));
    await available(site, 1);
    const other = await scene('culprit', 1);
    await other.site.create(
      moduleDeployment({ name: 'bare', module: 'bare', replicas: 1, labels: {} }),
    );
    const said = await firstCause(koupctl, 'v1-no-labels', 'stock');
    expect(said.causes[0]?.next[0]).toContain(
      `kubectl label moduledeployment bare -n ${other.site.namespace}`,
    );
    await other.site.patch('bare', { metadata: { labels: { app: 'bare' } } });
    await rig.controller.restart();
    await until('nothing to be wrong', async () => (await diagnosis(koupctl, 'stock')).code === 0);
  });

  test('an object that is half deleted', async () => {
    const { site, koupctl } = await scene('halfgone', 1);
    await site.create(moduleDeployment({ replicas: 1 }));
    await available(site, 1);
    rig.controller.kill();
    await site.kube.delete(site.path('stock'));
    const sets = paths.customs(group, 'v1alpha1', 'modulereplicasets', site.namespace);
    const { items } = await site.kube.list(sets);
    for (const { metadata } of items) {
      await site.kube.mergePatch(`${sets}/${metadata.name}`, { metadata: { finalizers: null } });
      await site.kube.delete(`${sets}/${metadata.name}`).catch(() => undefined);
    }
    await firstCause(koupctl, 'v1-half-deleted', 'stock');
    await site.kube.mergePatch(site.path('stock'), { metadata: { finalizers: null } });
    await rig.controller.restart();
  });
});
