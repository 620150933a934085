import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { moduleDeployment, type V1Site } from '../bed/v1-bench.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, group, V1Rig } from './v1-rig.ts';

let rig: V1Rig;

beforeAll(async () => {
  rig = await V1Rig.start();
});

afterAll(async () => {
  await rig?.stop();
});

describe('scale of a ModuleDeployment that wants confirmations', () => {
  const strategy = { needConfirm: true, batchCount: 2 };
  let site: V1Site;
  let koupctl: Koupctl;
  const scale = (replicas: number, ...more: string[]): string[] => [
    'scale',
    'stock',
    '--replicas',
    String(replicas),
    '--yes',
    ...more,
  ];

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-scale', 6));
    await site.create(moduleDeployment({ replicas: 2, strategy: { ...strategy, batchCount: 1 } }));
    await until('1.0.0 on 2 bases', () => site.running('stock:1.0.0') === 2);
    await site.patch('stock', { spec: { operationStrategy: strategy } });
  });

  test('its own batches are kept, each waits as it says, and the strategy is its own afterwards', async () => {
    const first = await koupctl.run(scale(4));
    expect(first.stderr).toContain('scale stock 1.0.0 to 4 bases');
    expect(first.stderr).toContain('koupctl steps the replicas itself');
    expect(first.code).toBe(7);
    expect(site.running('stock:1.0.0')).toBe(3);
    const rest = await koupctl.run(scale(4, '--confirm', 'none'));
    expect(rest.stderr).toContain('stock 1.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
    expect(site.running('stock:1.0.0')).toBe(4);
    const { spec, metadata } = await rig.plane.kube.get(site.path('stock'));
    expect(spec.operationStrategy).toMatchObject(strategy);
    expect(metadata.annotations ?? {}).toEqual({});
  });

  test('to more than there are free bases is refused with the numbers', async () => {
    const run = await koupctl.run(scale(9));
    expect(run.stderr).toContain("can't run on 9 bases: 5 more would be needed, and 2 can take it");
    expect(run.stderr).toContain('kubectl scale deployment/base');
    expect(run.code).toBe(2);
  });

  test('to fewer: it is gone from those that lost it', async () => {
    const run = await koupctl.run(scale(1, '--batches', '1'));
    expect(run.stderr).toContain('any of base-');
    expect(run.stderr).toContain('seen active on 1 of 1 bases, gone from 3');
    expect(run.code).toBe(0);
    expect(site.running('stock:1.0.0')).toBe(1);
  });

  test('killed in the middle: the same command goes on and gives the strategy back', async () => {
    const run = koupctl.start(scale(5, '--confirm', 'none', '--gray', '60s'));
    await run.saw(/ 1\/2: (healthy|proven)/);
    run.child.kill('SIGKILL');
    await run.done;
    const { spec } = await rig.plane.kube.get(site.path('stock'));
    expect(spec.operationStrategy).toMatchObject({ batchCount: 1 });
    const again = await koupctl.run(scale(5, '--confirm', 'none'));
    expect(again.code).toBe(0);
    expect(site.running('stock:1.0.0')).toBe(5);
    const after = await rig.plane.kube.get(site.path('stock'));
    expect(after.spec.operationStrategy).toMatchObject(strategy);
    expect(after.metadata.annotations ?? {}).toEqual({});
  });

  test('a rollout that stands is to be ended first', async () => {
    const args = deployArgs('2.0.0', '--batches', '5', '--pause-after', '1', '--confirm', 'none');
    const held = await koupctl.run(args);
    expect(held.code).toBe(7);
    const run = await koupctl.run(scale(3));
    expect(run.stderr).toContain('a rollout to 2.0.0 by');
    expect(run.stderr).toContain('koupctl rollback moduledeployment/stock');
    expect(run.code).toBe(4);
  });
});

describe('replace', () => {
  let site: V1Site;
  let koupctl: Koupctl;
  const replace = (base: string, ...more: string[]): string[] => [
    'replace',
    'stock',
    '--pod',
    base,
    '--yes',
    ...more,
  ];
  const aModule = async (): Promise<KubeObj> => {
    const path = paths.customs(group, 'v1alpha1', 'modules', site.namespace);
    const [first] = (await rig.plane.kube.list(path)).items;
    if (!first) throw new Error('there is no Module');
    return first;
  };
  const baseOf = (module: KubeObj): string =>
    module.metadata.labels?.[`${group}/base-instance-name`] ?? '';

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-replace', 3));
    await site.create(moduleDeployment({ replicas: 2 }));
    await until('1.0.0 on 2 bases', () => site.running('stock:1.0.0') === 2);
  });

  test('while another base is free it is refused, and --in-place does it', async () => {
    const module = await aModule();
    const refused = await koupctl.run(replace(baseOf(module)));
    expect(refused.stderr).toContain('1 other base(s) are free for it');
    expect(refused.code).toBe(2);
    const run = await koupctl.run(replace(baseOf(module), '--in-place'));
    expect(run.stderr).toContain(`installed anew, seen active on ${baseOf(module)}`);
    expect(run.code).toBe(0);
    expect((await aModule()).metadata.uid).toBe(module.metadata.uid);
    expect(site.running('stock:1.0.0')).toBe(2);
  });

  test('deletes the Module, and the controller installs it on the same base again', async () => {
    const more = await koupctl.run(['scale', 'stock', '--replicas', '3', '--yes']);
    expect(more.code).toBe(0);
    const module = await aModule();
    const run = await koupctl.run(replace(baseOf(module)));
    expect(run.stderr).toContain('is deleted, and made anew on');
    expect(run.stderr).toContain(`installed anew, seen active on ${baseOf(module)}`);
    expect(run.code).toBe(0);
    expect(site.running('stock:1.0.0')).toBe(3);
  });
});

describe('offline', () => {
  let site: V1Site;
  let koupctl: Koupctl;
  const offline = (...more: string[]): string[] => ['offline', 'stock', '--yes', ...more];
  const gone = async (): Promise<boolean> =>
    (await rig.plane.kube.get(site.path('stock')).catch(() => undefined)) === undefined;
  const record = async () => {
    const path = paths.configMap(site.namespace, 'koupctl.moduledeployment.stock');
    const text = (await rig.plane.kube.get(path))['data'] as { record: string };
    return (JSON.parse(text.record) as { current: { phase: string; note: string } }).current;
  };

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-offline', 6));
  });

  test('a rollout that stands paused in its second batch is opened, emptied and deleted', async () => {
    expect((await koupctl.run(deployArgs('1.0.0', '--replicas', '4'))).code).toBe(0);
    const args = deployArgs('2.0.0', '--batches', '2', '--pause-after', '1', '--confirm', 'none');
    expect((await koupctl.run(args)).code).toBe(7);
    const stepped = await koupctl.run(offline('--batches', '2'));
    expect(stepped.stderr).toContain("can't go offline in steps: a rollout to 2.0.0 stands on it");
    expect(stepped.code).toBe(2);
    const run = await koupctl.run(offline());
    expect(run.stderr).toContain("it ends with this, and can't be undone any more");
    expect(run.stderr).toMatch(/stock 2.0.0 is offline: seen gone from \d of \d bases/);
    expect(run.code).toBe(0);
    expect(await gone()).toBe(true);
    expect(site.running('stock:1.0.0') + site.running('stock:2.0.0')).toBe(0);
    expect(await record()).toMatchObject({ phase: 'done' });
  });

  test('a first deploy that was refused goes too', async () => {
    const url = ['--url', 'http://jars.test/stock-3.0.0-throws-ark-biz.jar'];
    const first = await koupctl.run([...deployArgs('3.0.0', '--replicas', '2'), ...url]);
    expect(first.code).toBe(5);
    const run = await koupctl.run(offline());
    expect(run.code).toBe(0);
    expect(await gone()).toBe(true);
    expect(site.running('stock:3.0.0')).toBe(0);
  });

  test('in steps: one base after the other, and the same command goes on', async () => {
    expect((await koupctl.run(deployArgs('4.0.0', '--replicas', '3'))).code).toBe(0);
    const first = await koupctl.run(offline('--batch-size', '1', '--pause-after', '1'));
    expect(first.code).toBe(7);
    expect(site.running('stock:4.0.0')).toBe(2);
    const rest = await koupctl.run(offline('--batch-size', '1'));
    expect(rest.code).toBe(0);
    expect(site.running('stock:4.0.0')).toBe(0);
    expect(await gone()).toBe(true);
  });

  test('a deletion that somebody began and that hangs at a pause is set free', async () => {
    await site.create(
      moduleDeployment({ replicas: 4, strategy: { needConfirm: true, batchCount: 2 } }),
    );
    await until('a pause', async () => {
      const { status } = await rig.plane.kube.get(site.path('stock'));
      return status?.releaseStatus?.progress === 'Paused';
    });
    await rig.plane.kube.delete(site.path('stock'));
    const run = await koupctl.run(offline());
    expect(run.stderr).toContain('is offline');
    expect(run.code).toBe(0);
    expect(await gone()).toBe(true);
    expect(site.running('stock:1.0.0')).toBe(0);
  });

  test('a base that refuses to give it up is named, with the next command', async () => {
    expect((await koupctl.run(deployArgs('5.0.0', '--replicas', '2'))).code).toBe(0);
    const stubborn = site.bases.find((base) => base.activeVersions('stock').length > 0);
    if (!stubborn) throw new Error('stock is on no base');
    stubborn.faults.reject = { only: ['uninstallBiz'], message: 'still in use' };
    const run = await koupctl.run(offline());
    expect(run.stderr).toContain('orphan stock:5.0.0: the base refuses to uninstall it');
    expect(run.stderr).toContain('/uninstallBiz');
    expect(run.code).toBe(5);
    expect(await gone()).toBe(true);
    expect(site.running('stock:5.0.0')).toBe(1);
    expect((await record()).note).toContain('stock:5.0.0');
    stubborn.faults.reject = undefined;
    const again = await koupctl.run(offline());
    expect(again.stderr).toContain('the workload is gone; 1 base(s) still have the module');
    expect(again.stderr).toContain('stock is offline: seen gone from 2 of 2 bases');
    expect(again.code).toBe(0);
    expect(site.running('stock:5.0.0')).toBe(0);
    expect(await record()).toMatchObject({ phase: 'done' });
    expect((await koupctl.run(offline())).stderr).toContain('there is no module workload stock');
  });
});
