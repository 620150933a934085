import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { moduleDeployment, type V1Site } from '../bed/v1-bench.ts';
import type { Koupctl } from './koupctl.ts';
import { group, V1Rig } from './v1-rig.ts';

let rig: V1Rig;

beforeAll(async () => {
  rig = await V1Rig.start();
});

afterAll(async () => {
  await rig?.stop();
});

const label = `${group}/max-module-count`;

function moduleArgs(module: string, version: string, ...more: string[]): string[] {
  const url = `http://jars.test/${module}-${version}-ark-biz.jar`;
  return [module, '--version', version, '--url', url, '--base-deployment', 'base', ...more];
}

const auto = ['--soak', '0s', '--yes', '--confirm', 'none'];

/** Names of the base pods that have the module, by V1's own marker. */
function basesWith(site: V1Site, module: string): string[] {
  return site.view.pods
    .filter((pod) => pod.metadata.labels?.[`module.${group}/${module}`] === 'true')
    .map((pod) => pod.metadata.name)
    .sort();
}

interface Shown {
  spread?: string;
  batches: { candidates: string[]; exact: boolean }[];
  notes: { text: string }[];
  risks: { text: string }[];
}

async function planned(koupctl: Koupctl, args: readonly string[], input?: string): Promise<Shown> {
  const options = input === undefined ? {} : { input };
  const { stdout, stderr, code } = await koupctl.run(['plan', ...args, '-o', 'json'], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Shown;
}

describe('--spread scatter and stacking', () => {
  let site: V1Site;
  let koupctl: Koupctl;

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-spread', 5));
    await site.create(moduleDeployment({ name: 'cart', module: 'cart', replicas: 2 }));
    await until('cart on 2 bases', () => site.running('cart:1.0.0') === 2);
    await site.view.until('them to be marked', () => basesWith(site, 'cart').length === 2);
  });

  test.each([
    ['stacking', 'the bases with the most modules first', true],
    ['scatter', 'the bases with the fewest modules first', false],
  ] as const)(
    '%s: the plan names the bases, and the controller takes them',
    async (spread, words, full) => {
      const module = `m-${spread}`;
      const before = new Map(
        site.view.pods.map(({ metadata }) => [
          metadata.name,
          Number(metadata.labels?.[`${group}/module-instance-count`] ?? 0),
        ]),
      );
      const args = moduleArgs(module, '1.0.0', '--replicas', '2', '--spread', spread);
      const plan = await planned(koupctl, args);
      expect(plan.spread).toContain(`${spread}: ${words}`);
      const [batch] = plan.batches;
      const run = await koupctl.run(['deploy', ...args, ...auto]);
      expect(run.stderr).toContain(`${module} 1.0.0 seen active on 2 of 2 bases`);
      expect(run.code).toBe(0);
      const chosen = basesWith(site, module);
      expect(chosen).toHaveLength(2);
      // Both have cart, or none of them has anything; two of three equal ones nobody can tell before.
      for (const name of chosen) expect((before.get(name) ?? 0) > 0).toBe(full);
      expect(batch?.candidates).toEqual(expect.arrayContaining(chosen));
      expect(batch?.exact).toBe(full);
      const { spec } = await rig.plane.kube.get(site.path(module));
      expect(spec.schedulingStrategy).toEqual({ schedulingPolicy: spread });
    },
  );

  test('what was chosen once is kept where no flag says otherwise', async () => {
    const plan = await planned(koupctl, moduleArgs('m-stacking', '2.0.0', '--batches', '2'));
    expect(plan.spread).toContain('stacking: the bases with the most modules first');
  });

  test('over a manifest the flag is stronger, and says so; the documentation’s spelling is mended', async () => {
    const md = moduleDeployment({
      name: 'pay',
      module: 'pay',
      replicas: 2,
      spec: { schedulingStrategy: { schedulingPolicy: 'Scatter' } },
    });
    const plan = await planned(koupctl, ['-f', '-', '--spread', 'stacking'], JSON.stringify(md));
    const notes = plan.notes.map((note) => note.text);
    expect(notes).toContain('scatter becomes stacking, by --spread');
    expect(plan.spread).toContain('stacking');
  });

  test('useBeta: what the documentation counts and what this controller does', async () => {
    const strategy = { useBeta: true, batchCount: 3 };
    const md = moduleDeployment({ name: 'pay', module: 'pay', replicas: 4, strategy });
    const plan = await planned(koupctl, ['-f', '-'], JSON.stringify(md));
    const line =
      'with batchCount 3 the documentation has 1 and 2 more batch(es); this controller makes 4: 1, 1, 1, 1, and so does this plan';
    expect(plan.notes.map((note) => note.text)).toContain(line);
    const flags = moduleArgs('pay', '1.0.0', '--replicas', '4', '--batches', '2');
    const without = await planned(koupctl, flags);
    expect(without.notes.map((note) => note.text).join()).not.toContain('documentation');
  });

  test('a word of V2 is refused with the right ones', async () => {
    const run = await koupctl.run(['plan', ...moduleArgs('pay', '1.0.0', '--spread', 'hard')]);
    expect(run.stderr).toContain('--spread hard is for V2');
    expect(run.stderr).toContain('--spread scatter');
    expect(run.code).toBe(2);
  });
});

describe('base-limit', () => {
  let site: V1Site;
  let koupctl: Koupctl;
  const limit = (most: string, ...more: string[]): string[] => [
    ...['base-limit', 'base', '--max-modules', most, '--yes', ...more],
  ];
  const basesTo = async (replicas: number): Promise<void> => {
    const path = paths.deployment(site.namespace, 'base');
    await rig.plane.kube.mergePatch(path, { spec: { replicas } });
    await site.view.until(`${replicas} bases`, ({ pods, baseDeployment }) => {
      const { availableReplicas } = baseDeployment?.status ?? {};
      return pods.length === replicas && availableReplicas === replicas;
    });
  };
  const deployment = (): Promise<KubeObj> =>
    rig.plane.kube.get(paths.deployment(site.namespace, 'base'));
  const sets = async (): Promise<KubeObj[]> =>
    (await rig.plane.kube.list(paths.replicaSets(site.namespace))).items;
  const pods = async (): Promise<KubeObj[]> =>
    (await rig.plane.kube.list(paths.pods(site.namespace))).items;
  const uids = async (): Promise<unknown[]> => (await pods()).map((pod) => pod.metadata.uid).sort();

  beforeAll(async () => {
    ({ site, koupctl } = await rig.siteWith('v1-limit', 5));
    // One address is left for a base that comes later.
    await basesTo(4);
    await site.create(moduleDeployment({ name: 'cart', module: 'cart', replicas: 2 }));
    await until('cart on 2 bases', () => site.running('cart:1.0.0') === 2);
    await site.view.until('them to be marked', () => basesWith(site, 'cart').length === 2);
  });

  test('shows who has how many, and writes nothing in a dry run', async () => {
    const run = await koupctl.run(limit('0', '--dry-run'));
    expect(run.stderr).toContain('at most 0 module(s) on a base (now: no limit)');
    expect(run.stderr).toContain('1 module(s) on 2 base(s): base-');
    expect(run.stderr).toContain('0 module(s) on 2 base(s): base-');
    expect(run.stderr).toMatch(/2 base\(s\) have more than 0 already.*base-\S+ \(1: cart\)/);
    expect(run.stderr).toContain('no base has room for a further module then');
    expect(run.code).toBe(0);
    expect((await pods()).some((pod) => pod.metadata.labels?.[label] !== undefined)).toBe(false);
  });

  test('holds for the bases there are and those to come, and no base restarts', async () => {
    const before = await uids();
    const run = await koupctl.run(limit('1'));
    expect(run.stderr).toContain(
      'base: at most 1 module(s) on a base, seen on 4 of 4 base pods and in the template of those to come',
    );
    expect(run.code).toBe(0);
    const { spec, metadata } = await deployment();
    expect(spec.paused).toBeUndefined();
    expect(metadata.annotations).not.toHaveProperty('koupctl.koupleless.io/base-limit');
    await basesTo(5);
    expect(await sets()).toHaveLength(1);
    const now = await pods();
    expect(now.map((pod) => pod.metadata.labels?.[label])).toEqual(['1', '1', '1', '1', '1']);
    expect(await uids()).toEqual(expect.arrayContaining(before));
  });

  test('the controller keeps to it, and a plan knows it before', async () => {
    const args = moduleArgs('stock', '1.0.0', '--spread', 'stacking');
    const refused = await koupctl.run(['deploy', ...args, ...auto, '--replicas', '4']);
    expect(refused.stderr).toContain('3 base(s) will be free then');
    expect(refused.stderr).toContain('koupctl base-limit base changes it');
    expect(refused.code).toBe(2);
    const run = await koupctl.run(['deploy', ...args, ...auto, '--replicas', '2']);
    expect(run.stderr).toContain('at most 1 on a base (max-module-count)');
    expect(run.code).toBe(0);
    const [cart, stock] = [basesWith(site, 'cart'), basesWith(site, 'stock')];
    expect(stock).toHaveLength(2);
    expect(stock.filter((name) => cart.includes(name))).toEqual([]);
  });

  test('again it has nothing to do; none takes it off', async () => {
    const again = await koupctl.run(limit('1'));
    expect(again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
    const before = await uids();
    const off = await koupctl.run(limit('none'));
    expect(off.stderr).toContain('any number of modules on a base (now: 1)');
    expect(off.code).toBe(0);
    expect((await pods()).some((pod) => pod.metadata.labels?.[label] !== undefined)).toBe(false);
    expect((await deployment()).spec.template.metadata.labels).not.toHaveProperty([label]);
    expect(await uids()).toEqual(before);
    expect(await sets()).toHaveLength(1);
  });

  test('one that was killed halfway is ended by the same command, and no base restarts', async () => {
    const before = await uids();
    await rig.plane.kube.mergePatch(paths.deployment(site.namespace, 'base'), {
      metadata: { annotations: { 'koupctl.koupleless.io/base-limit': '3' } },
      spec: { paused: true, template: { metadata: { labels: { [label]: '3' } } } },
    });
    const run = await koupctl.run(limit('4'));
    expect(run.stderr).toContain('an earlier base-limit stopped halfway');
    expect(run.code).toBe(0);
    const { spec, metadata } = await deployment();
    expect(spec.paused).toBeUndefined();
    expect(spec.template.metadata.labels[label]).toBe('4');
    expect(metadata.annotations).not.toHaveProperty('koupctl.koupleless.io/base-limit');
    await until('its controller to have looked', async () => {
      const { status, metadata: seen } = await deployment();
      return status.observedGeneration === seen.generation && status.updatedReplicas === 5;
    });
    expect(await sets()).toHaveLength(1);
    expect(await uids()).toEqual(before);
  });

  test('a Deployment that somebody else has paused, or that is none, is left alone', async () => {
    const path = paths.deployment(site.namespace, 'base');
    await rig.plane.kube.mergePatch(path, { spec: { paused: true } });
    const paused = await koupctl.run(limit('2'));
    expect(paused.stderr).toContain('paused by somebody else');
    expect(paused.code).toBe(4);
    await rig.plane.kube.mergePatch(path, { spec: { paused: null } });
    const none = await koupctl.run(['base-limit', 'nobody', '--max-modules', '2', '--yes']);
    expect(none.stderr).toContain('there is no Deployment nobody');
    expect(none.stderr).toContain('have as bases: base');
    expect(none.code).toBe(2);
  });
});
