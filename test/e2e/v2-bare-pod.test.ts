import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { KubeObj } from '../bed/kube.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, urlOf, V2Site } from './v2-site.ts';
import { WriteProxy, type Write } from './write-proxy.ts';

let plane: ControlPlane;
let site: V2Site;
let proxy: WriteProxy;
/** A koupctl whose every write passes the proxy. */
let watched: Koupctl;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'bare', { bases: 2 });
  proxy = await WriteProxy.start(plane, 'bare-watched');
  watched = new Koupctl(proxy.kubeconfigPath, site.namespace);
});

afterAll(async () => {
  await proxy?.stop();
  await site?.stop();
  await plane?.stop();
});

const kind = ['--kind', 'pod'];
// A test that fails shall say why before its own time is over.
const auto = [...kind, '--yes', '--confirm', 'none', '--timeout', '3m'];
const component = 'virtual-kubelet.koupleless.io/component';
const mark = 'koupctl.koupleless.io/rollout';

function pod(name = 'biz1'): Promise<KubeObj> {
  return site.bench.kube.get(`/api/v1/namespaces/${site.namespace}/pods/${name}`);
}

async function pods(): Promise<KubeObj[]> {
  return (await site.bench.kube.list(`/api/v1/namespaces/${site.namespace}/pods`)).items;
}

/** Starts a deploy and kills it when it is about to create the next pod; the old one is gone by then. */
async function killedBeforeCreate(args: readonly string[]): Promise<void> {
  const run = watched.start(args);
  const creates = ({ method, path }: Write): boolean => method === 'POST' && /\/pods\?/.test(path);
  const end = await proxy.killAt(run, creates);
  expect(end?.code).toBe(null);
  expect(await pods()).toEqual([]);
}

describe('bare Pod', () => {
  test('a first deploy creates it, and nothing is left of the rollout on it', async () => {
    const args = site.deployArgs('1.0.0', ...auto);
    const done = await site.koupctl.run(args);
    expect(done.stderr).toContain('biz1 1.0.0 seen active on 1 of 1 bases');
    expect(done.code).toBe(0);
    expect((await pod()).metadata.annotations ?? {}).not.toHaveProperty(mark);
    const again = await site.koupctl.run(args);
    expect(again.stderr).toContain('nothing to do');
    const { stdout } = await site.koupctl.run(['modules', '-o', 'json']);
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toMatchObject([
      { workload: 'Pod/biz1', version: '1.0.0' },
    ]);
  });

  test('the plan says who goes without, for how long, and where the next pod may come', async () => {
    const args = site.deployArgs('2.0.0', ...kind);
    const { stdout } = await site.koupctl.run(['plan', ...args.slice(1), '-o', 'json']);
    const { risks } = JSON.parse(stdout) as { risks: { text: string }[] };
    const said = risks.map((risk) => risk.text).join('\n');
    const { nodeName } = (await pod()).spec as { nodeName: string };
    expect(said).toContain(`${nodeName} is without the module for about 35 s`);
    expect(said).toContain('the manifest allows 1 other base(s)');
    expect(said).toContain(`${nodeName} then stays without the module`);
    const other = await site.koupctl.run([
      ...site.deployArgs('2.0.0', ...auto),
      '--policy',
      'blue-green',
    ]);
    expect(other.stderr).toContain('a Pod replaces its pods in place');
    expect(other.code).toBe(2);
    const two = await site.koupctl.run(site.deployArgs('2.0.0', ...auto, '--replicas', '2'));
    expect(two.stderr).toContain('a bare Pod is one');
    expect(two.code).toBe(2);
  });

  test('another version is another pod, after the one before has gone', async () => {
    const before = await pod();
    const done = await site.koupctl.run(site.deployArgs('2.0.0', ...auto));
    expect(done.stderr).toContain('biz1 2.0.0 seen active on 1 of 1 bases');
    expect(done.code).toBe(0);
    const after = await pod();
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(after.metadata.annotations ?? {}).not.toHaveProperty(mark);
    expect([site.active('1.0.0'), site.active('2.0.0')]).toEqual([0, 1]);
    const status = await site.koupctl.run(['status', 'po/biz1']);
    expect(status.stdout).toContain('biz1 2.0.0 is active on 1 of 1 bases');
    expect(status.code).toBe(0);
  });

  test('a version that throws is held with its cause, and the pod before comes back', async () => {
    const held = await site.koupctl.run(site.deployArgs('3.0.0-throws', ...auto));
    expect(held.stderr).toContain('IllegalStateException: stock table missing');
    expect(held.code).toBe(5);
    const undone = await site.koupctl.run(['rollback', 'pod/biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 2.0.0 is active again on 1 of 1 bases');
    expect(undone.code).toBe(0);
    expect((await pod()).metadata.annotations ?? {}).not.toHaveProperty(mark);
  });

  test('killed between the two pods, attach creates the next one', async () => {
    await killedBeforeCreate(site.deployArgs('4.0.0', ...auto));
    const status = await site.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toContain('the pod before is gone, and the next one is not created yet');
    expect(status.code).toBe(6);
    const on = await site.koupctl.run(['attach', 'pod/biz1', '--yes', '--confirm', 'none']);
    expect(on.stderr).toContain('biz1 4.0.0 seen active on 1 of 1 bases');
    expect(on.code).toBe(0);
    expect(site.active('4.0.0')).toBe(1);
  });

  test('killed between the two pods, rollback brings the one before back', async () => {
    await killedBeforeCreate(site.deployArgs('5.0.0', ...auto));
    const other = await site.koupctl.run(site.deployArgs('6.0.0', ...auto));
    expect(other.stderr).toContain('a rollout to 5.0.0 by');
    expect(other.code).toBe(4);
    const back = await site.koupctl.run(['rollback', 'pod/biz1', '--yes']);
    expect(back.stderr).toContain('biz1 4.0.0 is active again on 1 of 1 bases');
    expect(back.code).toBe(0);
    expect(site.active('4.0.0')).toBe(1);
  });

  test('killed between the two pods, the same deploy goes on', async () => {
    const args = site.deployArgs('5.0.0', ...auto);
    await killedBeforeCreate(args);
    const on = await site.koupctl.run(args);
    expect(on.stderr).toContain('biz1 5.0.0 seen active on 1 of 1 bases');
    expect(on.code).toBe(0);
  });

  test('rollback goes back to a revision that only the record keeps', async () => {
    const { stdout } = await site.koupctl.run(['history', 'pod/biz1', '-o', 'json']);
    const rows = (JSON.parse(stdout) as { items: { version: string; revision: number }[] }).items;
    const { revision } = rows.find((row) => row.version === '1.0.0') ?? {};
    const args = ['rollback', 'pod/biz1', '--yes', '--confirm', 'none', '--soak', '0s'];
    const back = await site.koupctl.run([...args, '--to-revision', String(revision)]);
    expect(back.stderr).toContain('biz1 1.0.0 seen active on 1 of 1 bases');
    expect(back.code).toBe(0);
  });
});

describe('another package of the same version', () => {
  const args = (): string[] =>
    site
      .deployArgs('1.0.0', ...auto)
      .map((arg) =>
        arg === urlOf('1.0.0') ? urlOf('1.0.0').replace('biz1-', 'again-biz1-') : arg,
      );

  test('is refused: V2 tells two packages of one version not apart', async () => {
    const before = await pod();
    const run = await site.koupctl.run(args());
    expect(run.stderr).toContain('biz1 1.0.0 stays: V2 needs another version');
    expect(run.code).toBe(2);
    expect((await pod()).metadata.uid).toBe(before.metadata.uid);
  });
});

describe('operated', () => {
  test('it is one, so it is not scaled', async () => {
    const run = await site.koupctl.run(['scale', 'pod/biz1', '--replicas', '2', '--yes']);
    expect(run.stderr).toContain('a bare Pod has no replicas');
    expect(run.code).toBe(2);
  });

  test('replaced, nobody would make it anew: its base can install it again', async () => {
    const args = ['replace', 'biz1', '--pod', 'biz1', '--yes'];
    const refused = await site.koupctl.run(args);
    expect(refused.stderr).toContain('would not come back: no controller owns it');
    expect(refused.code).toBe(2);
    const done = await site.koupctl.run([...args, '--in-place']);
    expect(done.stderr).toContain('biz1 1.0.0 is installed anew');
    expect(done.code).toBe(0);
  });

  test('taken offline it is gone from its base, and can be deployed again', async () => {
    const gone = await site.koupctl.run(['offline', 'pod/biz1', '--yes']);
    expect(gone.stderr).toContain('biz1 1.0.0 is offline: seen gone from 1 of 1 bases');
    expect(gone.code).toBe(0);
    expect(site.active('1.0.0')).toBe(0);
    const again = await site.koupctl.run(site.deployArgs('7.0.0', ...auto));
    expect(again.stderr).toContain('biz1 7.0.0 seen active on 1 of 1 bases');
    expect(again.code).toBe(0);
  });
});

describe('pods that are not to be rolled', () => {
  test('one that has ended', async () => {
    const path = `/api/v1/namespaces/${site.namespace}/pods`;
    const containers = [
      {
        name: 'biz1',
        image: urlOf('1.0.0'),
        env: [{ name: 'BIZ_VERSION', value: '1.0.0' }],
      },
    ];
    const metadata = { name: 'ended', labels: { [component]: 'module' } };
    await site.bench.kube.create(path, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers },
    });
    const ended = [{ op: 'add', path: '/status/phase', value: 'Succeeded' }];
    await site.bench.kube.jsonPatch(`${path}/ended/status`, ended);
    const run = await site.koupctl.run(site.deployArgs('2.0.0', ...auto, '--name', 'ended'));
    expect(run.stderr).toContain('has ended (Succeeded)');
    expect(run.stderr).toContain(`kubectl delete pod ended -n ${site.namespace}`);
    expect(run.code).toBe(2);
  });

  test('one of a Deployment is left to that', async () => {
    const other = await V2Site.start(plane, 'owned-pod', { bases: 1 });
    try {
      await other.settle('1.0.0', 1);
      const { items } = await other.bench.kube.list(`/api/v1/namespaces/${other.namespace}/pods`);
      const status = await other.koupctl.run(['status', `pod/${items[0]?.metadata.name}`]);
      expect(status.stderr).toMatch(/belongs to ReplicaSet biz1-/);
      expect(status.code).toBe(2);
    } finally {
      await other.stop();
    }
  });
});
