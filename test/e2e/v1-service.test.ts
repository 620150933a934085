import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import type { V1Controller } from '../bed/stand-in-v1/stand-in.ts';
import { V1Bench, type V1Site } from '../bed/v1-bench.ts';
import { startV1Controller } from '../bed/v1-controller.ts';
import { Koupctl } from './koupctl.ts';

const group = 'koupleless.io';

let plane: ControlPlane;
let bench: V1Bench;
let controller: V1Controller;
let site: V1Site;
let koupctl: Koupctl;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
  await installV1Crds(plane.kube, { group, dialect: 'confirmBatchNum' });
  bench = await V1Bench.start(plane, 10);
  controller = await startV1Controller({ plane, quirks: { actsOnStaleReads: false } });
  site = await bench.site({ name: 'v1-service', bases: 3, timeFactor: 10, group });
  koupctl = new Koupctl(plane.kubeconfigPath, site.namespace);
  const first = await koupctl.run(deployArgs('1.0.0', '--replicas', '2'));
  expect(first.stderr).toContain('stock 1.0.0 seen active on 2 of 2 bases');
});

afterAll(async () => {
  await controller?.stop();
  await bench?.stop();
  await plane?.stop();
});

function deployArgs(version: string, ...more: string[]): string[] {
  const url = `http://jars.test/stock-${version}-ark-biz.jar`;
  return [
    ...['deploy', 'stock', '--version', version, '--url', url, '--base-deployment', 'base'],
    ...['--soak', '0s', '--yes', '--confirm', 'none', ...more],
  ];
}

test('V1 takes the old version off while it installs: batches larger than the limit are refused', async () => {
  const args = deployArgs('2.0.0', '--batches', '2', '--max-unavailable', '0');
  const { code, stderr } = await koupctl.run(args);
  expect(stderr).toContain('batch 1 of 2 takes 1 module(s) out of service');
  expect(stderr).toContain('--batches 2 --max-unavailable 1');
  expect(code).toBe(2);
  expect(site.running('stock:2.0.0')).toBe(0);
});

test('a base that is down counts with the next batch; when it is back, the same command goes on', async () => {
  const limits = ['--max-unavailable', '1', '--gray', '3s', '--timeout', '12s'];
  const args = deployArgs('2.0.0', '--batches', '2', ...limits);
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
