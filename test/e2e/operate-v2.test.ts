import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'operate', { bases: 6 });
  await site.settle('1.0.0', 3);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

const scale = (replicas: number, ...more: string[]): string[] => [
  'scale',
  'biz1',
  '--replicas',
  String(replicas),
  ...more,
];

describe('scale', () => {
  test('to more bases: the free ones are named before, and all are proven', async () => {
    const run = await site.koupctl.run(scale(5, '--yes'));
    expect(run.stderr).toContain('scale biz1 1.0.0 to 5 bases');
    expect(run.stderr).toContain('3 → 5: 2 more base(s) get the module');
    expect(run.stderr).toContain('biz1 1.0.0 seen active on 5 of 5 bases');
    expect(run.code).toBe(0);
    expect(site.active('1.0.0')).toBe(5);
    const { metadata } = await site.deployment();
    const managers = (metadata['managedFields'] as { manager: string }[]).map((one) => one.manager);
    expect(managers).not.toContain('koupctl-rollout');
  });

  test('to more than there are is refused with the numbers, before anything is written', async () => {
    const run = await site.koupctl.run(scale(9, '--yes'));
    expect(run.stderr).toContain("can't run on 9 bases: 4 more would be needed, and 1 can take it");
    expect(run.stderr).toContain('--replicas 6 is the most there is room for');
    expect(run.code).toBe(2);
    expect((await site.deployment()).spec.replicas).toBe(5);
  });

  test('to fewer, in steps: exactly the bases that the plan names lose it', async () => {
    const dry = await site.koupctl.run(scale(2, '--batch-size', '1,2', '--dry-run'));
    const named = [...dry.stderr.matchAll(/^ +(\d)\/2 .*?: (.*)$/gm)].map((line) =>
      (line[2] ?? '').split(', '),
    );
    expect(named.map((names) => names.length)).toEqual([1, 2]);
    const first = await site.koupctl.run(
      scale(2, '--batch-size', '1,2', '--yes', '--pause-after', '1'),
    );
    expect(first.code).toBe(7);
    expect(first.stderr).toContain('the next step waits for a confirmation');
    expect(site.active('1.0.0')).toBe(4);
    const rest = await site.koupctl.run(scale(2, '--yes'));
    expect(rest.stderr).toContain('seen active on 2 of 2 bases, gone from 2');
    expect(rest.code).toBe(0);
    const left = named.flat().map((vnode) => vnode.split('.').slice(1, 5).join('.'));
    for (const base of site.bench.bases.all) {
      if (left.includes(base.ip)) expect(base.activeVersions('biz1')).toEqual([]);
    }
    expect(site.active('1.0.0')).toBe(2);
  });

  test('the same number again writes nothing, and proves', async () => {
    const before = (await site.deployment()).metadata['generation'];
    const run = await site.koupctl.run(scale(2, '--yes'));
    expect(run.stderr).toContain('nothing to do');
    expect(run.stderr).toContain('seen active on 2 of 2 bases');
    expect(run.code).toBe(0);
    expect((await site.deployment()).metadata['generation']).toBe(before);
  });

  test('an autoscaler, a peer workload and a rollout that stands are explained, not fought', async () => {
    const { kube } = site.bench;
    const hpas = `/apis/autoscaling/v2/namespaces/${site.namespace}/horizontalpodautoscalers`;
    await kube.create(hpas, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'busy' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'biz1' },
        minReplicas: 2,
        maxReplicas: 4,
      },
    });
    const auto = await site.koupctl.run(scale(3, '--yes'));
    expect(auto.stderr).toContain('HorizontalPodAutoscaler busy owns the replicas');
    expect(auto.code).toBe(4);
    await kube.delete(`${hpas}/busy`);
    const strategy = { 'virtual-kubelet.koupleless.io/strategy': 'peer' };
    await kube.mergePatch(site.deploymentPath, { metadata: { labels: strategy } });
    const peer = await site.koupctl.run(scale(3, '--yes'));
    expect(peer.stderr).toContain('is a peer workload');
    expect(peer.code).toBe(4);
    const none = { 'virtual-kubelet.koupleless.io/strategy': null };
    await kube.mergePatch(site.deploymentPath, { metadata: { labels: none } });
    const args = site.deployArgs('2.0.0', '--batch-size', '1', '--yes', '--pause-after', '1');
    expect((await site.koupctl.run([...args, '--confirm', 'none'])).code).toBe(7);
    const held = await site.koupctl.run(scale(3, '--yes'));
    expect(held.stderr).toContain('a rollout to 2.0.0 by');
    expect(held.stderr).toContain('koupctl rollback deployment/biz1');
    expect(held.code).toBe(4);
    expect((await site.koupctl.run([...args.slice(0, -2), '--confirm', 'none'])).code).toBe(0);
  });
});

describe('replace', () => {
  const replace = (ip: string, ...more: string[]): string[] => [
    'replace',
    'biz1',
    '--base-ip',
    ip,
    '--yes',
    ...more,
  ];
  const baseWith = () => {
    const base = site.bench.bases.all.find((one) => one.activeVersions('biz1').length > 0);
    if (!base) throw new Error('biz1 is on no base');
    return base;
  };
  const podOn = async (ip: string) => {
    const { items } = await site.bench.kube.list(paths.pods(site.namespace));
    return items.find((pod) => pod.status?.podIP === ip && !pod.metadata['deletionTimestamp']);
  };

  test('where the new pod could come elsewhere it is refused, and --in-place does it', async () => {
    const base = baseWith();
    const before = await podOn(base.ip);
    const refused = await site.koupctl.run(replace(base.ip));
    // Fewer than four while a pod of the version before is still leaving its base.
    expect(refused.stderr).toMatch(/\d other base\(s\) are free for it/);
    expect(refused.stderr).toContain('--in-place');
    expect(refused.code).toBe(2);
    const run = await site.koupctl.run(replace(base.ip, '--in-place'));
    expect(run.stderr).toContain('uninstalls and installs biz1 2.0.0');
    expect(run.stderr).toMatch(
      /installed anew, seen active on vnode\..*, which was without it for/,
    );
    expect(run.code).toBe(0);
    expect(base.activeVersions('biz1')).toEqual(['2.0.0']);
    expect((await podOn(base.ip))?.metadata.uid).toBe(before?.metadata.uid);
  });

  test('evicts the pod, and the new one installs it on the same base again', async () => {
    expect((await site.koupctl.run(scale(6, '--yes'))).code).toBe(0);
    const base = baseWith();
    const before = await podOn(base.ip);
    const run = await site.koupctl.run(replace(base.ip));
    expect(run.stderr).toContain('is evicted, and made anew on vnode.');
    expect(run.stderr).toContain('installed anew, seen active on vnode.');
    expect(run.code).toBe(0);
    expect(base.activeVersions('biz1')).toEqual(['2.0.0']);
    const after = await podOn(base.ip);
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(site.active('2.0.0')).toBe(6);
  });

  test('a disruption budget that allows nothing is honoured', async () => {
    const budgets = `/apis/policy/v1/namespaces/${site.namespace}/poddisruptionbudgets`;
    const { spec } = await site.deployment();
    await site.bench.kube.create(budgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'all-of-them' },
      spec: { maxUnavailable: 0, selector: spec.selector },
    });
    await until('the budget is counted', async () => {
      const { status } = await site.bench.kube.get(`${budgets}/all-of-them`);
      return status?.expectedPods === 6;
    });
    const run = await site.koupctl.run(replace(baseWith().ip));
    expect(run.stderr).toContain('PodDisruptionBudget all-of-them allows no disruption');
    expect(run.code).toBe(4);
    await site.bench.kube.delete(`${budgets}/all-of-them`);
  });

  test('a module that is not there is not replaced', async () => {
    const run = await site.koupctl.run(['replace', 'other', '--base-ip', baseWith().ip, '--yes']);
    expect(run.stderr).toContain('module other is not on');
    expect(run.code).toBe(2);
  });
});

describe('offline', () => {
  const offline = (...more: string[]): string[] => ['offline', 'biz1', '--yes', ...more];
  const gone = async (): Promise<boolean> =>
    (await site.bench.kube.get(site.deploymentPath).catch(() => undefined)) === undefined;

  test('in steps: the bases that the plan names first, then the rest, then the workload', async () => {
    const first = await site.koupctl.run(offline('--batch-size', '2,4', '--pause-after', '1'));
    expect(first.stderr).toContain('uninstall everywhere, delete the workload');
    expect(first.code).toBe(7);
    expect(site.active('2.0.0')).toBe(4);
    const rest = await site.koupctl.run(offline('--reason', 'no longer needed'));
    expect(rest.stderr).toContain('biz1 2.0.0 is offline: seen gone from 4 of 4 bases');
    expect(rest.code).toBe(0);
    expect(site.active('2.0.0')).toBe(0);
    expect(await gone()).toBe(true);
    const path = paths.configMap(site.namespace, 'koupctl.deployment.biz1');
    const { record } = (await site.bench.kube.get(path))['data'] as { record: string };
    const { current } = JSON.parse(record) as { current: object };
    expect(current).toMatchObject({ phase: 'done', reason: 'no longer needed' });
  });

  test('afterwards history shows what was, and status that it is offline, since when and by whom', async () => {
    const told = await site.koupctl.run(['history', 'biz1', '-o', 'json']);
    expect(told.code).toBe(0);
    const { items } = JSON.parse(told.stdout) as {
      items: { version: string; outcome: string; reason?: string; live: boolean }[];
    };
    expect(items[0]).toMatchObject({
      version: '2.0.0',
      outcome: 'offline',
      reason: 'no longer needed',
      live: false,
    });
    expect(items.slice(1).map(({ outcome }) => outcome)).toContain('done');
    const status = await site.koupctl.run(['status', 'deployment/biz1']);
    expect(status.stdout).toMatch(
      /biz1 2\.0\.0 is offline since \S+Z, by \S+@\S+: no longer needed/,
    );
    expect(status.code).toBe(0);
    const never = await site.koupctl.run(['status', 'biz9']);
    expect(never.stderr).toContain('there is no module workload biz9');
    expect(never.code).toBe(2);
  });

  test('with a rollout that stands on it: both versions go, and nothing else', async () => {
    await site.settle('3.0.0', 3);
    const other = site.deployArgs('1.0.0', '--replicas', '6', '--yes');
    other.splice(1, 1, 'biz2');
    const url = other.indexOf('--url') + 1;
    other.splice(url, 1, 'http://jars.invalid/biz2-1.0.0-ark-biz.jar');
    expect((await site.koupctl.run(other)).code).toBe(0);
    const args = site.deployArgs('4.0.0', '--batch-size', '1', '--yes', '--confirm', 'none');
    expect((await site.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    const run = await site.koupctl.run(offline());
    expect(run.stderr).toContain('a rollout to 4.0.0 by');
    expect(run.stderr).toContain('is offline');
    expect(run.code).toBe(0);
    for (const base of site.bench.bases.all) expect(base.activeVersions('biz1')).toEqual([]);
    expect(site.bench.bases.countActive('biz2', '1.0.0')).toBe(6);
    await site.settle('5.0.0', 2);
    expect(site.active('5.0.0')).toBe(2);
  });

  test('what V2 leaves behind is taken off its base', async () => {
    const stubborn = site.bench.bases.all.find((base) => base.activeVersions('biz1').length > 0);
    if (!stubborn) throw new Error('biz1 is on no base');
    stubborn.faults.reject = { only: ['uninstallBiz'], message: 'still in use' };
    const run = await site.koupctl.run(offline('--timeout', '90s'));
    expect(run.stderr).toContain('orphan biz1:5.0.0: the base refuses to uninstall it');
    expect(run.code).toBe(5);
    const status = await site.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toMatch(/biz1 5\.0\.0 was to go offline at \S+Z, by /);
    expect(status.stderr).toContain('koupctl offline deployment/biz1');
    expect(status.code).toBe(12);
    stubborn.faults.reject = undefined;
    const again = await site.koupctl.run(offline());
    expect(again.stderr).toContain('biz1 is offline: seen gone from 2 of 2 bases');
    expect(again.code).toBe(0);
    expect(stubborn.activeVersions('biz1')).toEqual([]);
  });
});
