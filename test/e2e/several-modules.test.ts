import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { severalModules, type Several } from './several-manifest.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'several', { bases: 3 });
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

function deploy(modules: Several['modules'], args: string[], apartByVersion?: string) {
  const input = severalModules({
    modules,
    env: site.bench.env,
    replicas: 3,
    ...(apartByVersion === undefined ? {} : { apartByVersion }),
  });
  const more = ['--soak', '0s', '--confirm', 'none', ...args];
  return site.koupctl.run(['deploy', '-f', '-', ...more], { input });
}

const active = (name: string, version: string): number =>
  site.bench.bases.countActive(name, version);

const both = (version: string): Several['modules'] => [
  ['orders', version],
  ['stock', version],
];

test('a first deploy is done when every module of the pod is seen active', async () => {
  const run = await deploy(both('1.0.0'), ['--yes']);
  expect(run.stderr).toMatch(/module +orders 1\.0\.0, http:\/\/jars\.invalid\/orders-1\.0\.0/);
  expect(run.stderr).toMatch(/module +stock 1\.0\.0, http:\/\/jars\.invalid\/stock-1\.0\.0/);
  expect(run.stderr).toContain('orders 1.0.0 and stock 1.0.0 seen active on 3 of 3 bases');
  expect(run.code).toBe(0);
  expect([active('orders', '1.0.0'), active('stock', '1.0.0')]).toEqual([3, 3]);
});

test('an upgrade switches all modules of a base, batch by batch, and history keeps each version', async () => {
  const modules: Several['modules'] = [
    ['orders', '2.0.0'],
    ['stock', '1.1.0'],
  ];
  const run = await deploy(modules, ['--batches', '2', '--yes', '--reason', 'spring']);
  expect(run.stderr).toContain('module   orders 1.0.0 → 2.0.0, ');
  expect(run.stderr).toContain('module   stock 1.0.0 → 1.1.0, ');
  expect(run.stderr).toContain('orders 2.0.0 and stock 1.1.0 seen active on 3 of 3 bases');
  expect(run.code).toBe(0);
  expect([active('orders', '2.0.0'), active('stock', '1.1.0')]).toEqual([3, 3]);
  const history = await site.koupctl.run(['history', 'deployment/shop', '-o', 'json']);
  const { items } = JSON.parse(history.stdout) as { items: Record<string, unknown>[] };
  expect(items[0]).toMatchObject({
    module: 'orders+stock',
    version: '2.0.0+1.1.0',
    reason: 'spring',
    modules: [
      { name: 'orders', version: '2.0.0' },
      { name: 'stock', version: '1.1.0' },
    ],
  });
  expect(items[1]).toMatchObject({ module: 'orders+stock', version: '1.0.0' });
  const status = await site.koupctl.run(['status', 'shop']);
  expect(status.stdout).toContain('orders 2.0.0 and stock 1.1.0 are active on 3 of 3 bases');
});

test('one bad module fails the batch by its name, and the undo brings all of them back', async () => {
  const bad: Several['modules'] = [
    ['orders', '3.0.0'],
    ['stock', '3.0.0', 'stock-3.0.0-throws-ark-biz.jar'],
  ];
  const run = await deploy(bad, ['--batches', '3', '--yes', '--timeout', '60s']);
  expect(run.stderr).toMatch(/stock:3\.0\.0 .*stock table missing/);
  expect(run.code).toBe(5);
  expect(active('orders', '2.0.0') + active('orders', '3.0.0')).toBe(3);
  expect(active('stock', '1.1.0')).toBe(3);
  const undo = await site.koupctl.run(['rollback', 'deployment/shop', '--yes']);
  expect(undo.stderr).toContain(
    'undone: orders 2.0.0 and stock 1.1.0 are active again on 3 of 3 bases',
  );
  expect(undo.code).toBe(0);
  expect([active('orders', '2.0.0'), active('stock', '1.1.0')]).toEqual([3, 3]);
});

test('where one module keeps its version, no base ever holds both pods', async () => {
  const one: Several['modules'] = [
    ['orders', '4.0.0'],
    ['stock', '1.1.0'],
  ];
  const shared = await deploy(one, ['--yes'], '4.0.0');
  expect(shared.stderr).toContain('stock 1.1.0 keeps its version');
  expect(shared.stderr).toContain('on labels that tell no version');
  expect(shared.code).toBe(2);
  const run = await deploy(one, ['--batches', '2', '--yes']);
  expect(run.stderr).toContain('module   stock 1.1.0 (unchanged), ');
  expect(run.stderr).toContain('uninstall-then-install: ');
  expect(run.stderr).toContain('orders 4.0.0 and stock 1.1.0 seen active on 3 of 3 bases');
  expect(run.code).toBe(0);
  expect([active('orders', '4.0.0'), active('stock', '1.1.0')]).toEqual([3, 3]);
});

test('flags describe one module: they are refused where they meet such pods', async () => {
  const flags = ['--version', '9', '--url', 'http://jars.invalid/x-9-ark-biz.jar', '--yes'];
  const before = await site.bench.kube.get(`${paths.deployments(site.namespace)}/shop`);
  for (const module of ['shop', 'stock']) {
    const run = await site.koupctl.run(['deploy', module, '--base', 'base', ...flags]);
    expect(run.stderr).toContain('2 modules in a pod, and flags describe one');
    expect(run.stderr).toContain('orders 4.0.0 and stock 1.1.0');
    expect(run.stderr).toContain('koupctl deploy -f FILE');
    expect(run.code).toBe(2);
  }
  const after = await site.bench.kube.get(`${paths.deployments(site.namespace)}/shop`);
  expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
});

test('replace in place touches the one module that was named', async () => {
  const [base] = site.bench.bases.all;
  if (base === undefined) throw new Error('no base');
  const args = ['replace', 'stock', '--base-ip', base.ip, '--in-place', '--yes'];
  const run = await site.koupctl.run(args);
  expect(run.stderr).toContain('uninstalls and installs stock 1.1.0');
  expect(run.stderr).not.toContain('all of them go');
  expect(run.code).toBe(0);
  expect(base.activeVersions('stock')).toEqual(['1.1.0']);
});

test('offline takes all of them off, and says so', async () => {
  const run = await site.koupctl.run(['offline', 'shop', '--yes']);
  expect(run.stderr).toContain('what orders 4.0.0 and stock 1.1.0 serves');
  expect(run.code).toBe(0);
  expect([active('orders', '4.0.0'), active('stock', '1.1.0')]).toEqual([0, 0]);
});
