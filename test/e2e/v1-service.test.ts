import { afterAll, beforeAll, expect, test } from 'vitest';
import type { V1Site } from '../bed/v1-bench.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, V1Rig } from './v1-rig.ts';

let rig: V1Rig;
let site: V1Site;
let koupctl: Koupctl;

beforeAll(async () => {
  rig = await V1Rig.start();
  ({ site, koupctl } = await rig.siteWith('v1-service', 3));
  const first = await koupctl.run(unasked('1.0.0', '--replicas', '2'));
  expect(first.stderr).toContain('stock 1.0.0 seen active on 2 of 2 bases');
});

afterAll(async () => {
  await rig?.stop();
});

const unasked = (version: string, ...more: string[]): string[] =>
  deployArgs(version, '--confirm', 'none', ...more);

test('V1 takes the old version off while it installs: batches larger than the limit are refused', async () => {
  const args = unasked('2.0.0', '--batches', '2', '--max-unavailable', '0');
  const { code, stderr } = await koupctl.run(args);
  expect(stderr).toContain('batch 1 of 2 takes 1 module(s) out of service');
  expect(stderr).toContain('--batches 2 --max-unavailable 1');
  expect(code).toBe(2);
  expect(site.running('stock:2.0.0')).toBe(0);
});

test('a base that is down counts with the next batch; when it is back, the same command goes on', async () => {
  const limits = ['--max-unavailable', '1', '--gray', '3s', '--timeout', '12s'];
  const args = unasked('2.0.0', '--batches', '2', ...limits);
  const run = koupctl.start(args);
  await run.saw(/batch 1\/2: healthy/);
  const lost = site.bases.find((base) => base.activeVersions('stock').includes('1.0.0'));
  await lost?.down();
  const { code, stderr } = await run.done;
  expect(stderr).toContain(
    '1 of 2 modules are out of service, batch 2 takes 1 more, --max-unavailable is 1',
  );
  expect(code).toBe(5);
  expect(site.running('stock:2.0.0')).toBe(1);

  await lost?.up();
  expect((await koupctl.run(args)).code).toBe(0);
  expect(site.running('stock:2.0.0')).toBe(2);
  expect(site.running('stock:1.0.0')).toBe(0);
});
