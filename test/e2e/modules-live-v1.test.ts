import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeObj } from '../bed/kube.ts';
import type { SimulatedBase } from '../bed/simulated-base.ts';
import { until } from '../bed/until.ts';
import { moduleDeployment, type V1Site } from '../bed/v1-bench.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, V1Rig } from './v1-rig.ts';

let rig: V1Rig;
let site: V1Site;
let koupctl: Koupctl;

beforeAll(async () => {
  rig = await V1Rig.start();
  ({ site, koupctl } = await rig.siteWith('v1-live', 5));
  const { code, stderr } = await koupctl.run(deployArgs('1.0.0', '--replicas', '4'));
  expect(code, stderr).toBe(0);
});

afterAll(async () => {
  await rig?.stop();
});

interface Row {
  readonly module: string;
  readonly version: string;
  readonly base: string;
  readonly live: string;
  readonly reason: Record<string, string>;
}

async function rows(...args: string[]): Promise<{ rows: Row[]; code: number | null }> {
  const { code, stdout } = await koupctl.run(['modules', '--live', '-o', 'json', ...args]);
  return { rows: (JSON.parse(stdout) as { items: Row[] }).items, code };
}

/** Nothing counts as being installed: every trouble is told as what it is. */
function isSettled(all: readonly Row[]): boolean {
  return all.every(({ live }) => live !== 'installing');
}

/** Base pods with stock on them, and the one without. */
function pods(): { having: { pod: KubeObj; base: SimulatedBase }[]; free: KubeObj | undefined } {
  const all = site.view.pods.map((pod) => ({ pod, base: site.baseOf(pod) }));
  const having = all.flatMap(({ pod, base }) =>
    base !== undefined && base.bizList.length > 0 ? [{ pod, base }] : [],
  );
  return { having, free: all.find(({ base }) => base?.bizList.length === 0)?.pod };
}

describe('V1', () => {
  test('all well: a row for each Module, exit code 0; bases with their capacity', async () => {
    const seen = await until('Kubernetes to say so', async () => {
      const one = await rows();
      return one.code === 0 && isSettled(one.rows) && one;
    });
    expect(seen.rows.map(({ live }) => live)).toEqual(['ok', 'ok', 'ok', 'ok']);
    const { stdout, stderr, code } = await koupctl.run([
      'bases',
      '-o',
      'json',
      '--module',
      'stock',
    ]);
    expect(code).toBe(0);
    const { items } = JSON.parse(stdout) as { items: Record<string, unknown>[] };
    expect(items).toHaveLength(5);
    expect(items.filter(({ freeFor }) => freeFor === true)).toMatchObject([
      { world: 'v1', name: pods().free?.metadata.name, node: 'v1-bases', baseName: 'base' },
    ]);
    expect(items.map(({ findings }) => findings)).toEqual([[], [], [], [], []]);
    expect(items[0]).toMatchObject({
      leaseAgeSeconds: null,
      port: 1238,
      namespace: site.namespace,
    });
    expect(stderr).toContain('stock: free on 1 of 5 bases');
  });

  test('max-module-count is what the base pods say', async () => {
    const limit = ['base-limit', 'base', '--max-modules', '3', '--yes'];
    expect((await koupctl.run(limit)).code).toBe(0);
    const { stdout } = await koupctl.run(['bases', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { capacity: object }[] };
    expect(items.map(({ capacity }) => capacity)).toEqual(
      expect.arrayContaining([
        { count: 1, max: 3, left: 2 },
        { count: 0, max: 3, left: 3 },
      ]),
    );
    const table = await koupctl.run(['bases']);
    expect(table.stdout).toMatch(/1 of 3/);
  });

  test('each base in a trouble of its own, which V1 does not see', async () => {
    const [empty, byHand, other, dead] = pods().having;
    if (!empty || !byHand || !other || !dead) throw new Error('four bases are needed');
    const stock = { bizName: 'stock', bizVersion: '1.0.0' };
    const jar = (name: string, version: string) => ({
      bizName: name,
      bizVersion: version,
      bizUrl: `http://jars.test/${name}-${version}-ark-biz.jar`,
    });
    await empty.base.run('uninstallBiz', stock);
    await byHand.base.run('installBiz', jar('till', '1.0.0'));
    await other.base.run('uninstallBiz', stock);
    await other.base.run('installBiz', jar('stock', '0.9.0'));
    await dead.base.down();
    const seen = await until('no Module to be young any more', async () => {
      const one = await rows();
      return isSettled(one.rows) && one;
    });
    expect(seen.code).toBe(12);
    const told = (pod: KubeObj): string[] =>
      seen.rows
        .filter(({ base }) => base === pod.metadata.name)
        .map(({ module, version, live }) => `${module} ${version} ${live}`);
    expect(told(empty.pod)).toEqual(['stock 1.0.0 missing-on-base']);
    expect(told(byHand.pod)).toEqual(['stock 1.0.0 ok', 'till 1.0.0 orphan-on-base']);
    expect(told(other.pod)).toEqual(['stock 1.0.0 wrong-version']);
    expect(told(dead.pod)).toEqual(['stock 1.0.0 unreachable']);
    const faulty = await koupctl.run(['bases', '--unhealthy', '-o', 'name']);
    expect(faulty.code).toBe(12);
    expect(faulty.stdout.trim().split('\n')).toHaveLength(4);
    const one = await rows('--base', byHand.pod.metadata.name);
    expect(one.rows).toHaveLength(2);
    const byDeployment = await rows('--base', 'base');
    expect(byDeployment.rows).toHaveLength(5);
    await dead.base.up();
  });

  test('a start that throws is inactive, an install whose answer was lost stale in Kubernetes', async () => {
    const { site: two, koupctl: there } = await rig.siteWith('v1-live-odd', 2);
    const [first, second] = two.bases;
    if (!first || !second) throw new Error('two bases are needed');
    first.faults.garbage = { only: ['installBiz'] };
    second.faults.garbage = { only: ['installBiz'] };
    await two.create(moduleDeployment({ replicas: 1 }));
    const jar = 'till-1.0.0-throws-ark-biz.jar';
    await two.create(moduleDeployment({ name: 'till', module: 'till', replicas: 1, jar }));
    const seen = await until('both to be on their bases', async () => {
      const { stdout } = await there.run(['modules', '--live', '-o', 'json']);
      const { items } = JSON.parse(stdout) as { items: Row[] };
      return (
        items.every(({ reason }) =>
          ['kubernetes-behind', 'listed-as'].includes(reason['code'] ?? ''),
        ) &&
        items.length === 2 &&
        isSettled(items) &&
        items
      );
    });
    expect(seen.map(({ module, live }) => [module, live]).sort()).toEqual([
      ['stock', 'stale-in-kubernetes'],
      ['till', 'inactive'],
    ]);
  });
});
