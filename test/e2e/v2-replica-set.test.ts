import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { KubeObj } from '../bed/kube.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';
import { WriteProxy } from './write-proxy.ts';

let plane: ControlPlane;
let site: V2Site;
/** Another machine: its own name for the same cluster. */
let elsewhere: Koupctl;
let proxy: WriteProxy;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'replicas', { bases: 4 });
  proxy = await WriteProxy.start(plane, 'elsewhere');
  elsewhere = new Koupctl(proxy.kubeconfigPath, site.namespace);
});

afterAll(async () => {
  await proxy?.stop();
  await site?.stop();
  await plane?.stop();
});

const kind = ['--kind', 'replicaset'];
const auto = [...kind, '--yes', '--confirm', 'none'];

interface Shown {
  batches: { candidates: string[]; exact: boolean }[];
  risks: { text: string }[];
}

/** Nodes whose base runs this version active. */
function nodesWith(version: string): string[] {
  return site.bench.bases.all
    .filter((base) => base.activeVersions('biz1').includes(version))
    .map((base) => base.nodeName(site.namespace))
    .sort();
}

function replicaSet(): Promise<KubeObj> {
  return site.bench.kube.get(`/apis/apps/v1/namespaces/${site.namespace}/replicasets/biz1`);
}

async function planned(version: string, ...more: string[]): Promise<Shown> {
  const args = site.deployArgs(version, ...kind, ...more).slice(1);
  const { stdout } = await site.koupctl.run(['plan', ...args, '-o', 'json']);
  return JSON.parse(stdout) as Shown;
}

describe('ReplicaSet', () => {
  test('a first deploy steps the replicas', async () => {
    const args = site.deployArgs('1.0.0', ...auto, '--replicas', '4', '--batch-size', '1,3');
    const first = await site.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(site.active('1.0.0')).toBe(1);
    const rest = await site.koupctl.run(args);
    expect(rest.stderr).toContain('biz1 1.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
    const again = await site.koupctl.run(args);
    expect(again.stderr).toContain('nothing to do');
  });

  test('the plan names the bases of each batch; another policy, and other replicas with it, are refused', async () => {
    const { batches, risks } = await planned('2.0.0', '--batch-size', '1,3');
    expect(batches.map((batch) => [batch.candidates.length, batch.exact])).toEqual([
      [1, true],
      [3, true],
    ]);
    const said = risks.map((risk) => risk.text).join('\n');
    expect(said).toContain('without the module at the same time, each for about 35 s');
    expect(said).toContain('the old one is in koupctl’s record');
    const args = site.deployArgs('2.0.0', ...auto);
    const other = await site.koupctl.run([...args, '--policy', 'blue-green']);
    expect(other.stderr).toContain('a ReplicaSet replaces its pods in place');
    expect(other.code).toBe(2);
    const fewer = await site.koupctl.run([...args, '--replicas', '3']);
    expect(fewer.stderr).toContain(`koupctl scale replicaset/biz1 -n ${site.namespace}`);
    expect(fewer.code).toBe(2);
  });

  test('an upgrade changes exactly the planned bases, and another machine goes on with it', async () => {
    const args = site.deployArgs('2.0.0', ...auto, '--batch-size', '1,3');
    const { batches } = await planned('2.0.0', '--batch-size', '1,3');
    const first = await site.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(nodesWith('2.0.0')).toEqual(batches[0]?.candidates);
    expect(site.active('1.0.0')).toBe(3);
    const status = await elsewhere.run(['status', 'rs/biz1']);
    expect(status.stdout).toContain('rollout to 2.0.0 stands in batch 1 of 2: 1 of 1 bases run it');
    expect(status.code).toBe(7);
    const rest = await elsewhere.run(['attach', 'rs/biz1', '--yes', '--confirm', 'none']);
    expect(rest.stderr).toContain('biz1 2.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
    const { metadata } = await replicaSet();
    expect(metadata.annotations ?? {}).not.toHaveProperty('koupctl.koupleless.io/rollout');
    const managers = (metadata['managedFields'] as { manager: string }[]).map((one) => one.manager);
    expect(managers).not.toContain('koupctl-rollout');
    const after = await site.koupctl.run(['status', 'replicaset/biz1']);
    expect(after.stdout).toContain('biz1 2.0.0 is active on 4 of 4 bases');
    expect(after.code).toBe(0);
  });

  test('modules and history know it by its own name', async () => {
    const { stdout } = await site.koupctl.run(['modules', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { items: { workload: string }[] };
    expect(items.map((item) => item.workload)).toEqual(Array(4).fill('ReplicaSet/biz1'));
    const history = await site.koupctl.run(['history', 'rs/biz1', '-o', 'json']);
    const rows = (JSON.parse(history.stdout) as { items: Record<string, unknown>[] }).items;
    expect(rows.map((row) => [row['revision'], row['version'], row['live']])).toEqual([
      [2, '2.0.0', true],
      [1, '1.0.0', false],
    ]);
  });

  test('a version that throws is held with its cause, and undone', async () => {
    const args = site.deployArgs('3.0.0-throws', ...auto, '--batch-size', '2');
    const held = await site.koupctl.run(args);
    expect(held.stderr).toContain('IllegalStateException: stock table missing');
    expect(held.code).toBe(5);
    expect(site.active('2.0.0')).toBe(2);
    const undone = await elsewhere.run(['rollback', 'rs/biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 2.0.0 is active again on 4 of 4 bases');
    expect(undone.code).toBe(0);
    expect(site.active('2.0.0')).toBe(4);
  });

  test('rollback goes back to a revision that only the record keeps, in batches', async () => {
    const args = ['rollback', 'rs/biz1', '--yes', '--batches', '2', '--confirm', 'none'];
    const back = await site.koupctl.run([...args, '--soak', '0s', '--to-revision', '1']);
    expect(back.stderr).toContain('biz1 1.0.0 seen active on 4 of 4 bases');
    expect(back.code).toBe(0);
    expect(site.active('1.0.0')).toBe(4);
  });

  test('killed between eviction and healthy, the same command goes on', async () => {
    const args = site.deployArgs('4.0.0', ...auto, '--batch-size', '2');
    const run = site.koupctl.start([...args, '-v']);
    await run.saw(/evicted: batch 1/);
    run.child.kill('SIGKILL');
    await run.done;
    const on = await site.koupctl.run(args);
    expect(on.stderr).toContain('biz1 4.0.0 seen active on 4 of 4 bases');
    expect(on.code).toBe(0);
  });
});

describe('operated', () => {
  test('scaled down and up again: the named bases lose it, and get it back', async () => {
    const fewer = await site.koupctl.run(['scale', 'rs/biz1', '--replicas', '2', '--yes']);
    expect(fewer.stderr).toContain('biz1 4.0.0 seen active on 2 of 2 bases, gone from 2');
    expect(fewer.code).toBe(0);
    expect(site.active('4.0.0')).toBe(2);
    const more = await site.koupctl.run(['scale', 'rs/biz1', '--replicas', '4', '--yes']);
    expect(more.stderr).toContain('biz1 4.0.0 seen active on 4 of 4 bases');
    expect(more.code).toBe(0);
  });

  test('taken offline in steps', async () => {
    const args = ['offline', 'rs/biz1', '--yes', '--batch-size', '1,3', '--confirm', 'none'];
    const gone = await site.koupctl.run(args);
    expect(gone.stderr).toContain('biz1 4.0.0 is offline: seen gone from 4 of 4 bases');
    expect(gone.code).toBe(0);
    expect(site.active('4.0.0')).toBe(0);
  });
});

describe('a ReplicaSet of a Deployment', () => {
  test('is left to its Deployment', async () => {
    const other = await V2Site.start(plane, 'owned', { bases: 1 });
    try {
      await other.settle('1.0.0', 1);
      const path = `/apis/apps/v1/namespaces/${other.namespace}/replicasets`;
      const { items } = await other.bench.kube.list(path);
      const name = items[0]?.metadata.name ?? '';
      const status = await other.koupctl.run(['status', `rs/${name}`]);
      expect(status.stderr).toContain(
        `ReplicaSet ${other.namespace}/${name} belongs to Deployment biz1`,
      );
      expect(status.stderr).toContain('deployment/biz1');
      expect(status.code).toBe(2);
      const args = other.deployArgs('2.0.0', ...auto, '--name', name);
      const refused = await other.koupctl.run(args);
      expect(refused.stderr).toContain('belongs to Deployment biz1');
      expect(refused.code).toBe(2);
    } finally {
      await other.stop();
    }
  });
});
