import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { SimulatedBase } from '../bed/simulated-base.ts';
import { until } from '../bed/until.ts';
import { benchBaseName } from '../bed/v2-bench.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

const control = 'virtual-kubelet.koupleless.io/replicas-control';
const cluster = 'east';

let plane: ControlPlane;
/** Its controller keeps peer Deployments at the number of its bases. */
let peers: V2Site;
/** Where a DaemonSet does that by nature. */
let daemon: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  [peers, daemon] = await Promise.all([
    V2Site.start(plane, 'peers', {
      bases: 3,
      base: { clusterName: cluster },
      syncReplicasWithBases: true,
    }),
    V2Site.start(plane, 'daemons', { bases: 3, base: { clusterName: 'west' } }),
  ]);
});

afterAll(async () => {
  await Promise.all([peers?.stop(), daemon?.stop()]);
  await plane?.stop();
});

const auto = ['--yes', '--confirm', 'none'];

/** One base more in the same cluster, until `work` is over. */
async function withOneMore(
  site: V2Site,
  clusterName: string,
  work: (base: SimulatedBase) => Promise<void>,
): Promise<void> {
  const [first] = site.bench.bases.all;
  const base = await SimulatedBase.start({
    ip: (first?.ip ?? '').replace(/\d+$/, '200'),
    baseName: benchBaseName,
    clusterName,
    timeFactor: v2Pace(),
    heartbeatUrl: site.bench.controller.heartbeatUrl,
  });
  try {
    await until('its vnode', async () => (await site.bench.vnodes()).length === 4);
    await work(base);
  } finally {
    await base.stop();
  }
}

function controlOf({ metadata }: KubeObj): string | undefined {
  return metadata.labels?.[control];
}

async function replicas(): Promise<number> {
  const { spec } = await peers.deployment();
  return (spec as { replicas: number }).replicas;
}

describe('--replicas peer, kept by the replicas controller', () => {
  const deploy = (version: string, ...more: string[]): string[] =>
    peers.deployArgs(version, '--replicas', 'peer', '--cluster-name', cluster, ...auto, ...more);

  test('a first deploy comes to every base', async () => {
    const done = await peers.koupctl.run(deploy('1.0.0'));
    expect(done.stderr).toMatch(/biz1 1\.0\.0 seen active on 3 of 3 bases/);
    expect(done.code).toBe(0);
    expect(peers.active('1.0.0')).toBe(3);
    expect(await replicas()).toBe(3);
    expect(controlOf(await peers.deployment())).toBeUndefined();
  });

  test('is not scaled: its bases decide', async () => {
    const run = await peers.koupctl.run(['scale', 'biz1', '--replicas', '2', '--yes']);
    expect(run.stderr).toContain('is a peer workload: the V2 controller keeps its replicas');
    expect(run.stderr).toContain(`start or stop bases of cluster ${cluster}`);
    expect(run.code).toBe(4);
    expect(await replicas()).toBe(3);
  });

  test('an upgrade in batches: held while it stands, even where a base comes; given back at its end', async () => {
    const args = deploy('2.0.0', '--batch-size', '1');
    const first = await peers.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('a peer workload: its replicas stay as they are');
    expect(first.code).toBe(7);
    expect(peers.active('2.0.0')).toBe(1);
    expect(controlOf(await peers.deployment())).toBe('true');
    await withOneMore(peers, cluster, async () => {
      const rest = await peers.koupctl.run(args);
      // Its controller has the number again before all are proven, or soon after.
      expect(rest.stderr).toMatch(/biz1 2\.0\.0 seen active on (3 of 3|4 of 4) bases/);
      expect(rest.code).toBe(0);
      expect(controlOf(await peers.deployment())).toBeUndefined();
      await until('the new base counts', async () => (await replicas()) === 4, 120_000);
    });
    await until('the lost base counts no more', async () => (await replicas()) === 3, 120_000);
    // Which pod went is the ReplicaSet controller's choice: the one on the lost base may go last.
    await until(
      'its pods are on the bases that are there',
      async () => {
        const nodes = new Set((await peers.bench.vnodes()).map(({ metadata }) => metadata.name));
        const { items } = await plane.kube.list(paths.pods('peers'));
        const placed = items.map(({ spec }) => (spec as { nodeName?: string }).nodeName ?? '');
        return placed.length === 3 && placed.every((node) => nodes.has(node));
      },
      120_000,
    );
    await until('it is on all bases', () => peers.active('2.0.0') === 3, 120_000);
  });

  test('a rollout that is undone gives the right to its replicas back, too', async () => {
    const args = deploy('3.0.0', '--batch-size', '1');
    expect((await peers.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    expect(controlOf(await peers.deployment())).toBe('true');
    const undone = await peers.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 2.0.0 is active again on 3 of 3 bases');
    expect(undone.code).toBe(0);
    expect(controlOf(await peers.deployment())).toBeUndefined();
    expect(await replicas()).toBe(3);
  });

  test('undone after a base was lost: as many as there are bases', async () => {
    const args = deploy('4.0.0', '--batch-size', '1');
    await withOneMore(peers, cluster, async (base) => {
      const there = (): boolean => base.activeVersions('biz1').includes('2.0.0');
      await until('the new base counts', async () => (await replicas()) === 4, 120_000);
      await until('it is there too', there, 120_000);
      expect((await peers.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    });
    await until(
      'its vnode is gone',
      async () => (await peers.bench.vnodes()).length === 3,
      120_000,
    );
    const undone = await peers.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 2.0.0 is active again on 3 of 3 bases');
    expect(undone.code).toBe(0);
    expect(await replicas()).toBe(3);
  });
});

describe('a DaemonSet is one on every base', () => {
  test('a base that comes gets it, without a word to koupctl', async () => {
    const where = ['--cluster-name', 'west'];
    const args = daemon.deployArgs('1.0.0', '--kind', 'daemonset', ...where, ...auto);
    const done = await daemon.koupctl.run(args);
    expect(done.stderr).toContain('biz1 1.0.0 seen active on 3 of 3 bases');
    expect(done.code).toBe(0);
    await withOneMore(daemon, 'west', async () => {
      await until('all four have it', async () => {
        const status = await daemon.koupctl.run(['status', 'ds/biz1']);
        return status.stdout.includes('biz1 1.0.0 is active on 4 of 4 bases');
      });
    });
  });
});
