import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'batches', { bases: 10 });
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

describe('V2, 10 bases, batches 1, 30%, 100%', () => {
  const batches = ['--batch-size', '1,30%,100%'];

  test('a first deploy goes in batches too', async () => {
    const args = site.deployArgs('1.0.0', '--replicas', '10', ...batches, '--yes');
    const first = await site.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 3 is healthy');
    expect(first.code).toBe(7);
    expect(site.active('1.0.0')).toBe(1);
    const rest = await site.koupctl.run([...args, '--confirm', 'none']);
    expect(rest.stderr).toContain('biz1 1.0.0 seen active on 10 of 10 bases');
    expect(rest.code).toBe(0);
    expect(site.active('1.0.0')).toBe(10);
  });

  test('an upgrade brings exactly 1, 4 and 10 bases to the new version, and no base is ever without one', async () => {
    const args = site.deployArgs(
      '2.0.0',
      ...batches,
      '--yes',
      '--policy',
      'install-then-uninstall',
    );
    const sampler = site.bench.bases.sampler('biz1', 100);
    for (const [after, expected] of [
      ['1', 1],
      ['2', 4],
    ] as const) {
      const run = await site.koupctl.run([...args, '--confirm', 'none', '--pause-after', after]);
      expect(run.code).toBe(7);
      expect(site.active('2.0.0')).toBe(expected);
      expect(site.active('1.0.0')).toBe(10 - expected);
    }
    const last = await site.koupctl.run([...args, '--confirm', 'none']);
    expect(last.stderr).toContain('biz1 2.0.0 seen active on 10 of 10 bases');
    expect(last.code).toBe(0);
    expect(site.active('2.0.0')).toBe(10);
    sampler.stop();
    expect(sampler.gaps()).toEqual([]);
  });

  test('what the rollout borrowed is given back, and a second deploy has nothing to do', async () => {
    const { spec, metadata } = await site.deployment();
    expect(spec.minReadySeconds).toBeUndefined();
    expect(spec.progressDeadlineSeconds).toBe(600);
    expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    const managers = (metadata['managedFields'] as { manager: string }[]).map((one) => one.manager);
    expect(managers).not.toContain('koupctl-rollout');
    expect(metadata.annotations).not.toHaveProperty('koupctl.koupleless.io/rollout');
    const again = await site.koupctl.run(site.deployArgs('2.0.0', '--yes'));
    expect(again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
  });

  test('kill -9 leaves the rollout within its batch, status says so, and the same command goes on', async () => {
    const args = site.deployArgs('3.0.0', ...batches, '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '30s']);
    await run.saw(/batch 1\/3: healthy/);
    run.child.kill('SIGKILL');
    await run.done;
    const status = await site.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toContain('rollout to 3.0.0 stands in batch 1 of 3: 1 of 1 bases run it');
    expect(status.code).toBe(7);
    expect(site.active('3.0.0')).toBe(1);
    const on = await site.koupctl.run(args);
    expect(on.code).toBe(0);
    await until('10 bases on 3.0.0', () => site.active('3.0.0') === 10);
  });
});

describe('undo', () => {
  test('--on-failure rollback: the cause is told, no base is ever without an active version', async () => {
    const sampler = site.bench.bases.sampler('biz1', 100);
    const run = await site.koupctl.run(
      site.deployArgs('4.0.0-throws', '--batches', '2', '--yes', '--on-failure', 'rollback'),
    );
    expect(run.stderr).toContain('IllegalStateException: stock table missing');
    expect(run.code).toBe(10);
    sampler.stop();
    expect(sampler.gaps()).toEqual([]);
    expect(site.active('3.0.0')).toBe(10);
  });

  test('rollback of a rollout held after two batches: earlier batches get the old version back without a gap', async () => {
    const sampler = site.bench.bases.sampler('biz1', 100);
    const args = site.deployArgs('5.0.0', '--batch-size', '1,30%,100%', '--yes');
    const held = await site.koupctl.run([...args, '--confirm', 'none', '--pause-after', '2']);
    expect(held.code).toBe(7);
    expect(site.active('5.0.0')).toBe(4);
    const undone = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 3.0.0 is active again on 10 of 10 bases');
    expect(undone.code).toBe(0);
    expect(site.active('3.0.0')).toBe(10);
    sampler.stop();
    expect(sampler.gaps()).toEqual([]);
  });
});
