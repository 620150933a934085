import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'operate-held', { bases: 6 });
  await site.settle('2.0.0', 6);
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

describe('one koupctl at a time', () => {
  const generation = async (): Promise<unknown> => (await site.deployment()).metadata['generation'];
  const inPlace = (): string[] => {
    const base = site.bench.bases.all.find((one) => one.activeVersions('biz1').includes('2.0.0'));
    return ['replace', 'biz1', '--base-ip', base?.ip ?? '', '--in-place', '--yes'];
  };
  const slowly = (replicas: number): string[] =>
    scale(replicas, '--batch-size', '1,9', '--gray', '120s', '--yes');
  const holder = async (): Promise<unknown> => {
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${site.namespace}/leases`;
    return (await site.bench.kube.get(`${leases}/koupctl.deployment.biz1`)).spec.holderIdentity;
  };

  test('a scale that is under way is left alone, until it is taken over', async () => {
    const run = site.koupctl.start(slowly(3));
    await run.saw(/ 1\/2: (healthy|proven)/);
    const [before, held] = [await generation(), await holder()];
    expect(held).not.toBe('');
    for (const words of [
      scale(6, '--yes'),
      inPlace(),
      ['offline', 'biz1', '--yes'],
      site.deployArgs('2.1.0', '--yes'),
    ]) {
      const other = await site.koupctl.run(words);
      expect(other.stderr).toMatch(/is at it: scale of biz1 2\.0\.0/);
      expect(other.stderr).not.toContain('koupctl confirm');
      expect(other.code).toBe(4);
    }
    const dry = await site.koupctl.run(['offline', 'biz1', '--dry-run', '--take-over']);
    expect(dry.code).toBe(0);
    expect(await generation()).toBe(before);
    expect(await holder()).toBe(held);
    const taken = await site.koupctl.run(scale(6, '--yes', '--take-over'));
    expect(taken.stderr).toContain('taken over from');
    expect(taken.stderr).toContain('biz1 2.0.0 seen active on 6 of 6 bases');
    expect(taken.code).toBe(0);
    const lost = await run.done;
    expect(lost.stderr).toContain(`Deployment ${site.namespace}/biz1: taken over by`);
    expect(lost.stderr).toContain(`koupctl status deployment/biz1 -n ${site.namespace}`);
    expect(lost.code).toBe(8);
    expect(site.active('2.0.0')).toBe(6);
    expect(await holder()).toBe('');
  });

  test('whoever comes after one that was killed goes on at once', async () => {
    const run = site.koupctl.start(slowly(3));
    await run.saw(/ 1\/2: (healthy|proven)/);
    run.child.kill('SIGKILL');
    await run.done;
    const next = await site.koupctl.run(scale(6, '--yes'));
    expect(next.stderr).toContain('taken over from');
    expect(next.code).toBe(0);
    expect(site.active('2.0.0')).toBe(6);
  });

  test('a rollout that is under way is not scaled, replaced or taken offline', async () => {
    const args = site.deployArgs('2.1.0', '--batches', '2', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '120s']);
    await run.saw(/batch 1\/2: healthy/);
    const before = await generation();
    const offline = await site.koupctl.run(['offline', 'biz1', '--yes']);
    expect(offline.stderr).toMatch(/is at it: deploy of biz1 2\.1\.0/);
    expect(offline.code).toBe(4);
    for (const words of [scale(3, '--yes'), inPlace(), scale(3, '--yes', '--take-over')]) {
      const other = await site.koupctl.run(words);
      expect(other.stderr).toMatch(
        /\/\d+@\S+ is at it since \S+Z: a rollout to 2\.1\.0 by .* stands on/,
      );
      expect(other.stderr).toContain('--watch looks on');
      expect(other.code).toBe(4);
    }
    expect(await generation()).toBe(before);
    expect(run.child.exitCode).toBeNull();
    run.child.kill('SIGTERM');
    await run.done;
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
    expect(site.active('2.0.0')).toBe(6);
  });

  test('who has no right to leases is warned, and goes on', async () => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const user = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'limited' };
    await plane.kube.create(`${rbac}/clusterroles`, {
      metadata: { name: 'no-leases' },
      rules: [
        { apiGroups: [''], resources: ['*'], verbs: ['*'] },
        { apiGroups: ['apps', 'autoscaling', 'policy'], resources: ['*'], verbs: ['*'] },
      ],
    });
    await plane.kube.create(`${rbac}/clusterrolebindings`, {
      metadata: { name: 'no-leases' },
      roleRef: { apiGroup: user.apiGroup, kind: 'ClusterRole', name: 'no-leases' },
      subjects: [user],
    });
    const token = { token: plane.tokens.limited };
    const limited = new Koupctl(
      await plane.writeKubeconfig('limited', token, site.namespace),
      site.namespace,
    );
    await until('the right is known', async () => {
      const look = await limited.run(scale(5, '--dry-run'));
      return look.code === 0;
    });
    const fewer = await limited.run(scale(5, '--yes'));
    expect(fewer.stderr).toMatch(/warning: .*may not get leases.*nothing keeps a second koupctl/);
    expect(fewer.stderr).toContain('seen active on 5 of 5 bases');
    expect(fewer.code).toBe(0);
    expect((await site.koupctl.run(scale(6, '--yes'))).code).toBe(0);
  });
});

test('a DaemonSet on which a rollout stands keeps its pods', async () => {
  const daemon = await V2Site.start(plane, 'operate-every', { bases: 2 });
  try {
    const auto = ['--kind', 'daemonset', '--yes', '--confirm', 'none'];
    expect((await daemon.koupctl.run(daemon.deployArgs('1.0.0', ...auto))).code).toBe(0);
    const half = ['--batches', '2', '--pause-after', '1'];
    const held = await daemon.koupctl.run(daemon.deployArgs('2.0.0', ...auto, ...half));
    expect(held.code).toBe(7);
    const base = daemon.bench.bases.all.find((one) => one.activeVersions('biz1').includes('1.0.0'));
    const words = ['replace', 'biz1', '--base-ip', base?.ip ?? '', '--yes'];
    const run = await daemon.koupctl.run(words);
    expect(run.stderr).toMatch(/a rollout to 2\.0\.0 by .* stands on DaemonSet/);
    expect(run.code).toBe(4);
    expect(base?.activeVersions('biz1')).toEqual(['1.0.0']);
  } finally {
    await daemon.stop();
  }
});
