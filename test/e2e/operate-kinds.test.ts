import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let ordered: V2Site;
let daemon: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  [ordered, daemon] = await Promise.all([
    V2Site.start(plane, 'scaled', { bases: 5 }),
    V2Site.start(plane, 'everywhere', { bases: 3 }),
  ]);
});

afterAll(async () => {
  await Promise.all([ordered?.stop(), daemon?.stop()]);
  await plane?.stop();
});

async function podsOf(site: V2Site): Promise<KubeObj[]> {
  const { items } = await site.bench.kube.list(paths.pods(site.namespace));
  return items.filter((pod) => pod.metadata.deletionTimestamp === undefined);
}

async function nodeOf(site: V2Site, name: string): Promise<string> {
  const pod = (await podsOf(site)).find((one) => one.metadata.name === name);
  return String((pod?.spec as { nodeName?: string } | undefined)?.nodeName);
}

function nodesWith(site: V2Site, version: string): string[] {
  return site.bench.bases.all
    .filter((base) => base.activeVersions('biz1').includes(version))
    .map((base) => base.nodeName(site.namespace))
    .sort();
}

async function isThere(site: V2Site, plural: string): Promise<boolean> {
  const path = `/apis/apps/v1/namespaces/${site.namespace}/${plural}/biz1`;
  return await site.bench.kube.get(path).then(
    () => true,
    () => false,
  );
}

const scale = (replicas: number, ...more: string[]): string[] => [
  'scale',
  'sts/biz1',
  '--replicas',
  String(replicas),
  ...more,
];

describe('StatefulSet', () => {
  test('scaled down in steps: exactly the highest ordinals leave, from where the plan says', async () => {
    const args = ['--kind', 'statefulset', '--replicas', '4', '--yes', '--confirm', 'none'];
    expect((await ordered.koupctl.run(ordered.deployArgs('1.0.0', ...args))).code).toBe(0);
    const [third, fourth] = [await nodeOf(ordered, 'biz1-2'), await nodeOf(ordered, 'biz1-3')];
    const all = nodesWith(ordered, '1.0.0');
    const dry = await ordered.koupctl.run(scale(2, '--batch-size', '1', '--dry-run'));
    expect(dry.stderr).toContain('biz1-3 down to biz1-2 leave');
    expect(dry.stderr).toMatch(new RegExp(`1/2 +1 base.*${fourth}\\n.*2/2 +1 base.*${third}`));
    const first = await ordered.koupctl.run(
      scale(2, '--batch-size', '1', '--pause-after', '1', '--yes'),
    );
    expect(first.code).toBe(7);
    expect(nodesWith(ordered, '1.0.0')).toEqual(all.filter((node) => node !== fourth));
    const rest = await ordered.koupctl.run(scale(2, '--yes'));
    expect(rest.stderr).toContain('biz1 1.0.0 seen active on 2 of 2 bases, gone from 1');
    expect(rest.code).toBe(0);
    expect(nodesWith(ordered, '1.0.0')).toEqual(
      all.filter((node) => node !== fourth && node !== third),
    );
  });

  test('scaled up, and to more than there is room for', async () => {
    const up = await ordered.koupctl.run(scale(5, '--yes'));
    expect(up.stderr).toContain('biz1-2 up to biz1-4 come');
    expect(up.stderr).toContain('biz1 1.0.0 seen active on 5 of 5 bases');
    expect(up.code).toBe(0);
    const more = await ordered.koupctl.run(scale(6, '--yes'));
    expect(more.stderr).toContain(
      "can't run on 6 bases: 1 more would be needed, and 0 can take it",
    );
    expect(more.code).toBe(2);
  });

  test('replaced on one base, where its pod comes back under its name', async () => {
    const node = await nodeOf(ordered, 'biz1-1');
    const before = (await podsOf(ordered)).find((pod) => pod.metadata.name === 'biz1-1');
    const run = await ordered.koupctl.run(['replace', 'biz1', '--pod', 'biz1-1', '--yes']);
    expect(run.stderr).toContain(`installed anew, seen active on ${node}`);
    expect(run.code).toBe(0);
    const after = (await podsOf(ordered)).find((pod) => pod.metadata.name === 'biz1-1');
    expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
    expect(await nodeOf(ordered, 'biz1-1')).toBe(node);
    expect(ordered.active('1.0.0')).toBe(5);
  });

  test('offline in steps; a Deployment of the same name is none of it', async () => {
    const { kube } = ordered.bench;
    const own = { matchLabels: { app: 'other' } };
    const pod = { containers: [{ name: 'biz2', image: 'http://jars.invalid/biz2-1.jar' }] };
    await kube.create(paths.deployments(ordered.namespace), {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'biz1' },
      spec: {
        replicas: 0,
        selector: own,
        template: { metadata: { labels: own.matchLabels }, spec: pod },
      },
    });
    const offline = ['offline', 'sts/biz1', '--yes'];
    const highest = await nodeOf(ordered, 'biz1-4');
    const first = await ordered.koupctl.run([
      ...offline,
      '--batch-size',
      '1,4',
      '--pause-after',
      '1',
    ]);
    expect(first.code).toBe(7);
    expect(nodesWith(ordered, '1.0.0')).not.toContain(highest);
    expect(ordered.active('1.0.0')).toBe(4);
    const rest = await ordered.koupctl.run(offline);
    expect(rest.stderr).toContain('biz1 1.0.0 is offline: seen gone from 4 of 4 bases');
    expect(rest.code).toBe(0);
    expect(ordered.active('1.0.0')).toBe(0);
    expect(await isThere(ordered, 'statefulsets')).toBe(false);
    expect(await isThere(ordered, 'deployments')).toBe(true);
  });
});

describe('DaemonSet', () => {
  const ds = ['--kind', 'daemonset', '--yes', '--confirm', 'none'];

  test('is not scaled, and says why and what to do instead', async () => {
    expect((await daemon.koupctl.run(daemon.deployArgs('1.0.0', ...ds))).code).toBe(0);
    const run = await daemon.koupctl.run(['scale', 'ds/biz1', '--replicas', '2', '--yes']);
    expect(run.stderr).toContain('is on every base that fits: it has no number of replicas');
    expect(run.stderr).toContain('--base-version');
    expect(run.code).toBe(4);
    expect(daemon.active('1.0.0')).toBe(3);
  });

  test('replaced on one base', async () => {
    const [base] = daemon.bench.bases.all;
    const run = await daemon.koupctl.run(['replace', 'biz1', '--base-ip', base?.ip ?? '', '--yes']);
    expect(run.stderr).toMatch(/installed anew, seen active on vnode\./);
    expect(run.code).toBe(0);
    expect(daemon.active('1.0.0')).toBe(3);
  });

  test('offline: not in steps, but everywhere', async () => {
    const steps = await daemon.koupctl.run(['offline', 'ds/biz1', '--batches', '2', '--yes']);
    expect(steps.stderr).toContain('a DaemonSet has no number of replicas to step down');
    expect(steps.code).toBe(2);
    const run = await daemon.koupctl.run(['offline', 'ds/biz1', '--yes']);
    expect(run.stderr).toContain('biz1 1.0.0 is offline: seen gone from 3 of 3 bases');
    expect(run.code).toBe(0);
    expect(await isThere(daemon, 'daemonsets')).toBe(false);
    await until('the bases are empty', () => daemon.active('1.0.0') === 0);
    const status = await daemon.koupctl.run(['status', 'ds/biz1']);
    expect(status.stdout).toMatch(/biz1 1\.0\.0 is offline since/);
    expect(status.code).toBe(0);
  });
});
