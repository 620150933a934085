import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { SimulatedBase } from '../bed/simulated-base.ts';
import { until } from '../bed/until.ts';
import { Run, type Result } from './koupctl.ts';
import { startV2Plane, urlOf, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
/** A base that no cluster knows. */
let lone: SimulatedBase;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'direct', { bases: 3 });
  await site.settle('1.0.0', 2);
  lone = await SimulatedBase.start({ ip: '127.0.0.1', port: 0, timeFactor: 10 });
});

afterAll(async () => {
  await lone.die();
  await site.stop();
  await plane.stop();
});

const addressOf = ({ ip, port }: SimulatedBase): string => `${ip}:${port}`;

/** As somebody without any kubeconfig. */
function alone(...args: string[]): Promise<Result> {
  return new Run(['biz', ...args], {}).done;
}

function inside(...args: string[]): Promise<Result> {
  return site.koupctl.run(['biz', ...args]);
}

const withModule = (): SimulatedBase[] =>
  site.bench.bases.all.filter((base) => base.activeVersions('biz1').length > 0);
const without = (): SimulatedBase =>
  site.bench.bases.all.find((base) => base.bizList.length === 0)!;

const installArgs = (version: string, ...more: string[]): string[] => [
  ...['install', 'biz1', '--version', version, '--url', urlOf(version)],
  ...more,
];

describe('without a cluster', () => {
  test('a query needs none', async () => {
    const [first] = withModule();
    const { code, stdout, stderr } = await alone('query', '--base-ip', addressOf(first!));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^BASE +MODULE +VERSION +STATE\n\S+ +biz1 +1\.0\.0 +activated\n$/);
  });

  test('a base that is not there: 12 among others, 9 alone', async () => {
    const there = addressOf(lone);
    const some = await alone('query', '--base-ip', there, '--base-ip', '127.0.0.1:9');
    expect(some.code).toBe(12);
    expect(some.stdout).toContain('unreachable: connection refused');
    expect((await alone('query', '--base-ip', '127.0.0.1:9')).code).toBe(9);
  });

  test('health', async () => {
    const { code, stdout } = await alone('health', '--base-ip', addressOf(lone), '-o', 'json');
    expect(code).toBe(0);
    const { items } = JSON.parse(stdout) as { items: object[] };
    expect(items).toMatchObject([{ state: 'activated', application: 'base:1.0.0' }]);
  });

  test('an order wants --force, and then goes its whole way', async () => {
    const args = ['--base-ip', addressOf(lone), '--yes'];
    const refused = await alone(...installArgs('1.0.0', ...args));
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('could not be checked: found no kubeconfig');
    expect(lone.bizList).toEqual([]);
    const done = await alone(...installArgs('1.0.0', ...args, '--force', '--async'));
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/done +seen active\n$/);
    expect(lone.activeVersions('biz1')).toEqual(['1.0.0']);
    await alone(...installArgs('2.0.0', ...args, '--force'));
    const switched = await alone('switch', 'biz1', '--version', '2.0.0', ...args, '--force');
    expect(switched.stderr).toContain('activate it; 1.0.0 goes dark');
    expect(lone.activeVersions('biz1')).toEqual(['2.0.0']);
    const gone = await alone('uninstall', 'biz1', '--version', '2.0.0', ...args, '--force');
    expect(gone.stderr).toContain('1.0.0 stays dark, so NOTHING SERVES after it');
    expect(gone.code).toBe(0);
    expect(lone.activeVersions('biz1')).toEqual([]);
  });

  test('wrong usage', async () => {
    const half = await alone('install', 'biz1', '--url', urlOf('1.0.0'), '--base-ip', '127.0.0.1');
    expect(half.code).toBe(2);
    expect(half.stderr).toContain('both or neither');
    expect((await alone('query')).code).toBe(2);
    expect((await alone('query', '--base-ip', '127.0.0.300')).code).toBe(2);
  });
});

describe("on V2's bases", () => {
  test('all vnodes with a label', async () => {
    const label = `virtual-kubelet.koupleless.io/env=${site.bench.env}`;
    const { code, stdout } = await inside('query', 'biz1', '--selector', label, '-o', 'json');
    expect(code).toBe(0);
    const { items } = JSON.parse(stdout) as { items: { base: string }[] };
    const expected = withModule().map((base) => base.nodeName(site.bench.env));
    expect(items.map(({ base }) => base).sort()).toEqual(expected.sort());
  });

  test('what no pod asks for is refused, and with --force the controller takes it off', async () => {
    const base = without();
    const order = installArgs('1.0.0', '--base-ip', addressOf(base), '--yes');
    const refused = await inside(...order);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('no pod asks for biz1:1.0.0');
    expect(refused.stderr).toContain('koupctl deploy biz1 --version 1.0.0 makes it stay');
    expect(base.callsOf('installBiz')).toEqual([]);
    // The controller may be quicker than the look that would prove it.
    await inside(...order, '--force');
    expect(base.callsOf('installBiz')).toMatchObject([{ code: 'SUCCESS' }]);
    await until('the controller to take the orphan off', () => base.bizList.length === 0);
  });

  test('a workload that owns the module is named, with the command for it', async () => {
    const [base] = withModule();
    const args = [
      'uninstall',
      'biz1',
      '--version',
      '1.0.0',
      '--base-ip',
      addressOf(base!),
      '--yes',
    ];
    const { code, stderr } = await inside(...args);
    expect(code).toBe(4);
    expect(stderr).toContain('Deployment/biz1 (direct) wants it there');
    expect(stderr).toContain('koupctl offline');
    expect(base!.activeVersions('biz1')).toEqual(['1.0.0']);
  });

  test('a dry run sends nothing and says what would be lost', async () => {
    const [base] = withModule();
    const { code, stderr } = await inside(
      ...installArgs('2.0.0', '--base-ip', addressOf(base!), '--dry-run'),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('beside 1.0.0, which serves');
    expect(base!.callsOf('installBiz').some(({ body }) => body?.['bizVersion'] === '2.0.0')).toBe(
      false,
    );
  });
});
