import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { diagnosis } from './diagnosing.ts';
import { V2Site } from './v2-site.ts';

const bases = 100;
/**
 * As many bases at ten times life's pace would be the load itself. The control plane goes at their
 * pace: a faster one takes nodes for lost whose leases are a little late.
 */
const timeFactor = Math.min(2, v2Pace());

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor });
});

afterAll(async () => {
  await plane?.stop();
});

async function expectNothing(...args: string[]): Promise<void> {
  const { said, code } = await diagnosis(site.koupctl, ...args);
  expect(said.causes).toEqual([]);
  expect(said.outcome).toBe('done');
  expect(code).toBe(0);
}

afterEach(async () => {
  await site?.stop();
});

/** A busy machine's stand-in may take its time to tell Kubernetes what the bases run. */
const patienceMs = 240_000;
/** So many bases take their time on a machine that plays three other beds. */
const testMs = 480_000;

test('100 bases that run what they are to run: no rule fires', { timeout: testMs }, async () => {
  site = await V2Site.start(plane, 'healthy', { bases, timeFactor });
  await site.settle('1.0.0', bases);
  const allReady = async () => (await site.deployment())['status']?.readyReplicas === bases;
  await until(`${bases} ready pods`, allReady, patienceMs);
  for (let look = 1; look <= 5; look += 1) await expectNothing('biz1');
  for (const base of site.bench.bases.all.slice(0, 5)) await expectNothing('--base-ip', base.ip);
  await expectNothing('--base', site.bench.bases.get(7).nodeName(site.bench.env));
});

test('no rule fires while a rollout goes on', async () => {
  site = await V2Site.start(plane, 'rolling', { bases: 6 });
  await site.settle('1.0.0', 6);
  const args = ['--yes', '--confirm', 'none', '--batch-size', '1,50%,100%', '--gray', '3s'];
  const run = site.koupctl.start(site.deployArgs('2.0.0', ...args));
  await run.saw(/batch 1\/3: opened/);
  let looks = 0;
  let ended = false;
  void run.done.then(() => (ended = true));
  while (!ended) {
    await expectNothing('biz1');
    looks += 1;
  }
  expect(looks).toBeGreaterThan(0);
  expect((await run.done).code).toBe(0);
  expect(site.active('2.0.0')).toBe(6);
  await expectNothing('biz1');
});
