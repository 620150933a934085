import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { SimulatedBase } from '../bed/simulated-base.ts';
import { benchBaseName } from '../bed/v2-bench.ts';
import { until } from '../bed/until.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
/** Bases that leave a second version dark, as they do by default. */
let dark: V2Site;
/** Bases with -Dactivate.new.module=true. */
let eager: V2Site;
/** Some of the ones, some of the others. */
let mixed: V2Site;
let odd: SimulatedBase;

beforeAll(async () => {
  plane = await startV2Plane();
  [dark, eager, mixed] = await Promise.all([
    V2Site.start(plane, 'dark', { bases: 4 }),
    V2Site.start(plane, 'eager', { bases: 4, base: { activateNewModule: true } }),
    V2Site.start(plane, 'mixed', { bases: 2 }),
  ]);
  const [first] = mixed.bench.bases.all;
  odd = await SimulatedBase.start({
    ip: (first?.ip ?? '').replace(/\d+$/, '200'),
    baseName: benchBaseName,
    timeFactor: v2Pace(),
    activateNewModule: true,
    heartbeatUrl: mixed.bench.controller.heartbeatUrl,
  });
  await until('its vnode', async () => (await mixed.bench.vnodes()).length === 3);
  await Promise.all([dark.settle('1.0.0', 4), eager.settle('1.0.0', 4), mixed.settle('1.0.0', 3)]);
});

afterAll(async () => {
  await odd?.stop();
  await Promise.all([dark?.stop(), eager?.stop(), mixed?.stop()]);
  await plane?.stop();
});

const auto = ['--yes', '--confirm', 'none'];

function with_(site: V2Site, version: string): string[] {
  return site.bench.bases.all
    .filter((base) => base.activeVersions('biz1').includes(version))
    .map((base) => base.nodeName(site.namespace))
    .sort();
}

describe('install-then-uninstall', () => {
  test.each([
    ['bases that leave it dark', () => dark, 4],
    ['bases that activate it', () => eager, 4],
    ['some of each', () => mixed, 3],
  ] as const)('%s: no base is without a version', async (_, siteOf, count) => {
    const site = siteOf();
    const sampler = site.bench.bases.sampler('biz1', 50);
    const args = site.deployArgs('2.0.0', ...auto, '--batch-size', '50%');
    const { code, stderr } = await site.koupctl.run(args);
    sampler.stop();
    expect(stderr).toContain(`biz1 2.0.0 seen active on ${count} of ${count} bases`);
    expect(code).toBe(0);
    expect(sampler.gaps()).toEqual([]);
  });

  test('--beta: one first, then the rest', async () => {
    const args = eager.deployArgs('2.1.0', ...auto, '--beta', '--batches', '2');
    const held = await eager.koupctl.run([...args, '--pause-after', '1']);
    expect(held.code).toBe(7);
    expect(eager.active('2.1.0')).toBe(1);
    expect((await eager.koupctl.run(args)).code).toBe(0);
    expect(eager.active('2.1.0')).toBe(4);
  });

  test('--soak and --gray take their time', async () => {
    const args = eager.deployArgs('2.2.0', ...auto, '--batches', '2', '--gray', '2s');
    const started = Date.now();
    const { code } = await eager.koupctl.run([...args, '--soak', '2s']);
    expect(code).toBe(0);
    expect(Date.now() - started).toBeGreaterThan(6_000);
  });

  test('--proof kubernetes is said in the verdict', async () => {
    const args = eager.deployArgs('2.3.0', ...auto, '--proof', 'kubernetes', '--batches', '2');
    const { code, stderr } = await eager.koupctl.run(args);
    expect(stderr).toContain('ready, says Kubernetes, on 4 of 4 bases');
    expect(stderr).toContain('no one switches it');
    expect(code).toBe(0);
  });
});

describe('blue-green', () => {
  test('the old version is kept until the end, and going back takes a moment', async () => {
    const args = dark.deployArgs('3.0.0', ...auto, '--policy', 'blue-green', '--batches', '2');
    const sampler = dark.bench.bases.sampler('biz1', 50);
    const held = await dark.koupctl.run([...args, '--pause-after', '2']);
    expect(held.stderr).toContain('blue-green: asked for');
    expect(held.code).toBe(7);
    expect(dark.active('3.0.0')).toBe(4);
    const both = dark.bench.bases.all.map((base) => base.bizList.length);
    expect(both).toEqual([2, 2, 2, 2]);
    const undone = await dark.koupctl.run(['rollback', 'biz1', '--yes', '--output-events']);
    const events = undone.stdout.split('\n').filter((line) => line !== '');
    const told = events.map((line) => JSON.parse(line) as { type: string; activeAgain?: object });
    expect(told.map(({ type }) => type)).toContain('switched');
    expect(told.find(({ type }) => type === 'undone')?.activeAgain).toEqual({
      bases: 4,
      afterMs: expect.any(Number) as unknown,
    });
    expect(undone.stdout).toMatch(/active again on 4 of 4 bases, \d+\.\ds after the command/);
    expect(undone.code).toBe(0);
    expect(dark.active('2.0.0')).toBe(4);
    expect(dark.bench.bases.all.map((base) => base.bizList.length)).toEqual([1, 1, 1, 1]);
    sampler.stop();
    expect(sampler.gaps()).toEqual([]);
  });

  test('to the end', async () => {
    const args = dark.deployArgs('3.0.0', ...auto, '--policy', 'blue-green', '--batches', '2');
    expect((await dark.koupctl.run(args)).code).toBe(0);
    expect(dark.active('3.0.0')).toBe(4);
  });
});

describe('uninstall-then-install', () => {
  const policy = ['--policy', 'uninstall-then-install', '--batch-size', '1,2'];

  test('exactly the planned bases go', async () => {
    const args = dark.deployArgs('4.0.0', ...policy);
    const { stdout } = await dark.koupctl.run(['plan', ...args.slice(1), '-o', 'json']);
    const { batches } = JSON.parse(stdout) as {
      batches: { candidates: string[]; exact: boolean }[];
    };
    expect(batches.map((batch) => batch.exact)).toEqual([true, true, true]);
    const first = await dark.koupctl.run([...args, ...auto, '--pause-after', '1']);
    expect(first.code).toBe(7);
    expect(with_(dark, '4.0.0')).toEqual(batches[0]?.candidates);
    const second = await dark.koupctl.run([...args, ...auto, '--pause-after', '2']);
    expect(second.code).toBe(7);
    const two = [...(batches[0]?.candidates ?? []), ...(batches[1]?.candidates ?? [])].sort();
    expect(with_(dark, '4.0.0')).toEqual(two);
    expect(dark.active('3.0.0')).toBe(1);
  });

  test('undone from the middle, with the gap that the plan has told', async () => {
    const undone = await dark.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.stderr).toContain('without the module until it is installed again');
    expect(undone.stderr).toContain('biz1 3.0.0 is active again on 4 of 4 bases');
    expect(undone.code).toBe(0);
    expect(dark.active('3.0.0')).toBe(4);
  });

  test('to the end', async () => {
    const done = await dark.koupctl.run(dark.deployArgs('4.0.0', ...policy, ...auto));
    expect(done.code).toBe(0);
    expect(dark.active('4.0.0')).toBe(4);
  });
});
