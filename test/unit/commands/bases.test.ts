import { describe, expect, test } from 'vitest';
import { bases, type BasesInput } from '../../../src/commands/bases.ts';
import { vnode } from '../modules/live-site.ts';
import { basePod, moduleDeployment } from '../modules/v1-objects.ts';
import { anyBase, baseDeployment, LiveWorld, node } from './live-world.ts';

const ip = '10.0.0.1';

describe('bases', () => {
  test('of V1: all of the named Deployment, also without an address, but none that has ended', async () => {
    const evicted = { ...basePod('base-3'), status: { phase: 'Failed' } };
    const objects = [
      moduleDeployment({ version: '2.0.0', release: { progress: 'Completed' } }),
      baseDeployment,
      basePod('base-1'),
      basePod('base-2', { ip: false, ready: false }),
      evicted,
    ];
    const site = new LiveWorld({ objects, lists: { '10.0.0.1': [] } });
    await bases(site.world, anyBase);
    expect(site.rows).toMatchObject([
      { name: 'base-1', ip: '10.0.0.1', baseName: 'base', answered: true, findings: [] },
      { name: 'base-2', ip: '', answered: false, findings: [{ code: 'not-ready' }] },
    ]);
  });

  test('without the right to leases nothing is held against them, and that is said', async () => {
    const site = new LiveWorld({ objects: [node()], lists: { [ip]: [] }, forbidden: ['Lease'] });
    await bases(site.world, anyBase);
    expect(site.rows).toMatchObject([{ leaseAgeSeconds: null, findings: [] }]);
    expect(site.said).toEqual([expect.stringContaining('kube-node-lease')]);
  });

  test('--unhealthy ends with unhealthy where something is wrong, with done where nothing is', async () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: vnode, namespace: 'kube-node-lease' },
      spec: { leaseDurationSeconds: 40, renewTime: '2026-11-22T09:59:58.000000Z' },
    };
    const objects = [node(), lease];
    const fine = new LiveWorld({ objects, lists: { [ip]: [] } });
    expect((await bases(fine.world, { ...anyBase, unhealthy: true })).name).toBe('done');
    expect(fine.rows).toEqual([]);
    const dead = new LiveWorld({ objects, lists: {} });
    expect((await bases(dead.world, { ...anyBase, unhealthy: true })).name).toBe('unhealthy');
    expect(dead.rows).toMatchObject([
      { findings: [{ code: 'unreachable', why: 'connection refused' }] },
    ]);
  });
});

describe('bases --health', () => {
  const asked: BasesInput = {
    ...anyBase,
    actuators: { actuatorPort: 8081, actuatorPath: '/actuator', timeoutMs: 3_000 },
  };
  const url = (at: string): string => `http://${at}:8081/actuator/health`;
  const says = (status: string, code: number) =>
    ({ ok: true, status: code, body: JSON.stringify({ status }) }) as const;

  test('each base with what its actuator says, and why where it says nothing', async () => {
    const ips = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
    const site = new LiveWorld({
      objects: ips.map((one, at) => node(`vnode.${at}.dev`, one)),
      lists: Object.fromEntries(ips.map((one) => [one, []])),
      forbidden: ['Lease'],
    });
    const broken = { status: 'DOWN', components: { db: { status: 'DOWN' } } };
    site.actuators[url('10.0.0.1')] = says('UP', 200);
    site.actuators[url('10.0.0.2')] = { ok: true, status: 503, body: JSON.stringify(broken) };
    site.actuators[url('10.0.0.3')] = says('UNKNOWN', 200);
    await bases(site.world, { ...asked, unhealthy: false });
    expect(site.rows.map(({ health }) => (health as { status: string }).status)).toEqual([
      'UP',
      'DOWN',
      'UNKNOWN',
      '',
    ]);
    const [up, down, , silent] = site.rows;
    expect(up).toMatchObject({ health: { why: '' }, findings: [] });
    const { why } = down?.['health'] as { why: string };
    expect(why).toContain('db');
    expect(down?.['findings']).toEqual([{ code: 'health-down', status: 'DOWN', why }]);
    expect(silent).toMatchObject({
      health: { why: expect.stringContaining('connection refused') as string },
      findings: [],
    });
    const column = site.listings[0]?.columns.find(({ title }) => title === 'HEALTH');
    expect(site.rows.map((row) => column?.value(row))).toEqual(['UP', 'DOWN', 'UNKNOWN', '?']);
  });

  test('bases of one address are not told apart by it', async () => {
    const port = { 'base.koupleless.io/tunnel-port': '1239' };
    const objects = [node('vnode.0.dev', ip), node('vnode.1.dev', ip, port)];
    const site = new LiveWorld({ objects, lists: { [ip]: [] } });
    site.actuators[url(ip)] = says('UP', 200);
    await bases(site.world, asked);
    const health = { status: '', why: expect.stringContaining('several bases') as string };
    expect(site.rows).toMatchObject([{ health }, { health }]);
  });

  test('without it nobody is asked, and there is no such column', async () => {
    const site = new LiveWorld({ objects: [node()], lists: { [ip]: [] } });
    await bases(site.world, anyBase);
    expect(site.rows).toMatchObject([{ health: null }]);
    expect(site.listings[0]?.columns.map(({ title }) => title)).not.toContain('HEALTH');
  });
});
