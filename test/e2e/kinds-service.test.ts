import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { SimulatedBase } from '../bed/simulated-base.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

/** --max-unavailable for the kinds whose pods go before their successors come. */

const kinds = [
  { kind: 'statefulset', replicas: ['--replicas', '3'] },
  { kind: 'daemonset', replicas: [] },
] as const;

let plane: ControlPlane;
const sites = new Map<string, V2Site>();

beforeAll(async () => {
  plane = await startV2Plane();
  await Promise.all(
    kinds.map(async ({ kind, replicas }) => {
      const site = await V2Site.start(plane, `serve-${kind}`, { bases: 3 });
      sites.set(kind, site);
      const args = site.deployArgs('1.0.0', '--kind', kind, ...replicas, '--yes');
      expect((await site.koupctl.run(args)).code).toBe(0);
    }),
  );
});

afterAll(async () => {
  await Promise.all([...sites.values()].map((site) => site.stop()));
  await plane?.stop();
});

function servesOnly(site: V2Site, version: string): SimulatedBase {
  const found = site.bench.bases.all.find(
    (base) => base.bizList.length === 1 && base.activeVersions('biz1').includes(version),
  );
  if (found === undefined) throw new Error(`no base has ${version} alone`);
  return found;
}

test.concurrent.for(kinds)('$kind: no batch more than may be out of service', async ({ kind }) => {
  const site = sites.get(kind)!;
  const auto = ['--kind', kind, '--yes', '--confirm', 'none', '--batch-size', '1'];
  const deploy = (...more: string[]): string[] => site.deployArgs('2.0.0', ...auto, ...more);

  const never = await site.koupctl.run(deploy('--max-unavailable', '0'));
  expect(never.stderr).toContain('batch 1 of 3 takes 1 module(s) out of service');
  expect(never.stderr).toContain('--max-unavailable 1');
  expect(never.code).toBe(2);

  const limits = ['--max-unavailable', '1', '--gray', '3s', '--timeout', '25s'];
  const run = site.koupctl.start(deploy(...limits));
  await run.saw(/batch 1\/3: healthy/);
  await servesOnly(site, '1.0.0').die();
  const { code, stderr } = await run.done;
  expect(stderr).toContain(
    '1 of 3 modules are out of service, batch 2 takes 1 more, --max-unavailable is 1',
  );
  expect(stderr).toContain('it stands held there');
  expect(code).toBe(5);
  expect(site.active('2.0.0')).toBe(1);
  expect(site.active('1.0.0')).toBe(1);
});
