import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moduleDeployment, toVersion, type V1Site } from '../bed/v1-bench.ts';
import { until } from '../bed/until.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, V1Rig } from './v1-rig.ts';

let rig: V1Rig;

beforeAll(async () => {
  rig = await V1Rig.start();
});

afterAll(async () => {
  await rig?.stop();
});

describe('V1, 6 bases, 4 replicas', () => {
  let site: V1Site;
  let koupctl: Koupctl;

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-six', 6));
  });

  test('a first deploy in 2 batches stops after the first as asked, and the same command goes on', async () => {
    const args = deployArgs('1.0.0', '--replicas', '4', '--batches', '2');
    const first = await koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(site.running('stock:1.0.0')).toBe(2);
    const rest = await koupctl.run([...args, '--confirm', 'none']);
    expect(rest.stderr).toContain('stock 1.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
    expect(site.running('stock:1.0.0')).toBe(4);
  });

  test('an upgrade in 2 batches: 2, then 4', async () => {
    const args = deployArgs('2.0.0', '--batches', '2');
    const first = await koupctl.run([...args, '--confirm', 'none', '--pause-after', '1']);
    expect(first.code).toBe(7);
    expect(site.running('stock:2.0.0')).toBe(2);
    const status = await koupctl.run(['status', 'stock']);
    expect(status.stdout).toContain('2.0.0');
    expect(status.code).toBe(7);
    const rest = await koupctl.run([...args, '--confirm', 'none']);
    expect(rest.code).toBe(0);
    expect(site.running('stock:2.0.0')).toBe(4);
    expect(site.running('stock:1.0.0')).toBe(0);
  });

  test('the operation strategy is the user’s own again, and a second deploy has nothing to do', async () => {
    const { spec } = await rig.plane.kube.get(site.path('stock'));
    expect(spec.operationStrategy).toMatchObject({ needConfirm: false, batchCount: 1 });
    const again = await koupctl.run(deployArgs('2.0.0'));
    expect(again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
  });

  test('a rollout that stands at its pause is rolled back', async () => {
    const args = deployArgs('2.5.0', '--batches', '2', '--confirm', 'none', '--pause-after', '1');
    expect((await koupctl.run(args)).code).toBe(7);
    expect(site.running('stock:2.5.0')).toBe(2);
    const undone = await koupctl.run(['rollback', 'stock', '--yes']);
    expect(undone.stderr).toContain('stock 2.0.0 is active again on 4 of 4 bases');
    expect(undone.code).toBe(0);
    expect(site.running('stock:2.0.0')).toBe(4);
    expect(site.running('stock:2.5.0')).toBe(0);
    const { spec, status } = await rig.plane.kube.get(site.path('stock'));
    expect(spec.operationStrategy).toMatchObject({ needConfirm: false, batchCount: 1 });
    expect(status?.releaseStatus).toMatchObject({ progress: 'Completed' });
    const history = await koupctl.run(['history', 'stock']);
    expect(history.stdout).toMatch(/2\.5\.0 +rolled-back/);
  });

  test('a module that throws is found, told with its cause, and undone', async () => {
    const run = await koupctl.run([
      ...deployArgs('3.0.0', '--batches', '4', '--on-failure', 'rollback'),
      '--url',
      'http://jars.test/stock-3.0.0-throws-ark-biz.jar',
    ]);
    expect(run.stderr).toContain('stock table missing');
    expect(run.code).toBe(10);
    await until('2.0.0 on 4 bases', () => site.running('stock:2.0.0') === 4);
  });
});

describe('Completed with half of it missing', () => {
  test('is refused at plan time with the numbers', async () => {
    const { site, koupctl } = await rig.siteWith('v1-refused', 5);
    const first = await koupctl.run(deployArgs('1.0.0', '--replicas', '4', '--confirm', 'none'));
    expect(first.code).toBe(0);
    const refused = await koupctl.run(deployArgs('2.0.0', '--batches', '2'));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/1 .*free/);
    expect(site.running('stock:2.0.0')).toBe(0);
    const planned = await koupctl.run(deployArgs('2.0.0', '--confirm', 'none'));
    expect(planned.stderr).toContain('batches');
    expect(planned.code).toBe(0);
    expect(site.running('stock:2.0.0')).toBe(4);
  });

  test('is detected by status when it was made with kubectl', async () => {
    const { site, koupctl } = await rig.siteWith('v1-half', 5);
    await site.create(moduleDeployment({ replicas: 4 }));
    await until('1.0.0 on 4 bases', () => site.running('stock:1.0.0') === 4);
    await site.patch('stock', {
      spec: {
        ...(toVersion('2.0.0') as { spec: object }).spec,
        operationStrategy: { needConfirm: true, batchCount: 2 },
      },
    });
    const releaseOf = async (): Promise<{ progress?: string; currentBatch?: number }> =>
      (await rig.plane.kube.get(site.path('stock'))).status?.releaseStatus ?? {};
    await until('batch 1 paused', async () => (await releaseOf()).progress === 'Paused');
    await site.confirm('stock', 1);
    await until('Completed', async () => (await releaseOf()).progress === 'Completed');
    const status = await koupctl.run(['status', 'stock']);
    expect(status.code).toBe(12);
    expect(status.stdout + status.stderr).toMatch(/Completed/);
  });
});
