import { describe, expect, test } from 'vitest';
import { bases } from '../../../src/commands/bases.ts';
import { diagnose } from '../../../src/commands/diagnose.ts';
import { modulesLive } from '../../../src/commands/modules-live.ts';
import type { KubeObject } from '../../../src/world.ts';
import { biz1On, DiagnosedWorld, vnode as diagnosedVnode, vnodeLease } from './diagnosed-world.ts';
import { anyBase, anything, LiveWorld, node, pod } from './live-world.ts';

/** The address that all vnodes show where the controller's kubelet proxy is on. */
const service = '10.96.0.7';
const names = ['vnode.a.dev', 'vnode.b.dev', 'vnode.c.dev'] as const;
const ips = ['10.0.0.1', '10.0.0.2', '10.0.0.3'] as const;

const proxied = names.map((name, at) =>
  node(name, service, { 'base.koupleless.io/host-name': `base-${at}` }),
);
const modulePods = [
  pod('biz1:1.0.0', { node: names[0], ip: ips[0] }),
  pod('biz2:1.0.0', { node: names[1], ip: ips[1] }),
];

/** The base's own pod, which its vnode knows by its host name. */
function ownPod(name: string, ip: string, namespace = 'infra'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {},
    status: { podIP: ip },
  };
}

const lists = { [ips[0]]: ['biz1:1.0.0'], [ips[1]]: ['biz2:1.0.0'], [ips[2]]: ['biz3:1.0.0'] };

const everywhere = { ...anything, allNamespaces: true };
const everyBase = { ...anyBase, allNamespaces: true };

describe('behind a kubelet proxy', () => {
  test('bases are asked at the addresses of their pods, and may be asked through these', async () => {
    const site = new LiveWorld({ objects: [...proxied.slice(0, 2), ...modulePods], lists });
    const end = await modulesLive(site.world, everywhere);
    expect(end.name, JSON.stringify(site.rows)).toBe('done');
    expect(site.asked).toEqual([ips[0], ips[1]]);
    expect(site.ways).toEqual([
      `${ips[0]} by shop/biz1-abc-1.0.0`,
      `${ips[1]} by shop/biz2-abc-1.0.0`,
    ]);
  });

  test('a base without a module pod is asked through its own, and found by its address', async () => {
    const objects = [...proxied, ...modulePods, ownPod('base-2', ips[2])];
    const site = new LiveWorld({ objects, lists });
    await modulesLive(site.world, everywhere);
    expect(site.asked).not.toContain(service);
    expect(site.ways).toContain(`${ips[2]} by infra/base-2`);
    expect(site.rows.map(({ module, live }) => `${String(module)} ${String(live)}`)).toEqual([
      'biz3 orphan-on-base',
      'biz1 ok',
      'biz2 ok',
    ]);
    const listed = new LiveWorld({ objects, lists });
    await bases(listed.world, everyBase);
    expect(listed.rows.map(({ ip, answered }) => `${String(ip)} ${String(answered)}`)).toEqual([
      `${ips[0]} true`,
      `${ips[1]} true`,
      `${ips[2]} true`,
    ]);
  });

  test('where names of pods are not enough to tell which is its own, it has no address', async () => {
    const objects = [...proxied, ownPod('base-2', ips[2]), ownPod('base-2', '10.9.9.9', 'test')];
    const site = new LiveWorld({ objects, lists });
    await bases(site.world, everyBase);
    expect(site.rows.at(-1)).toMatchObject({ name: names[2], ip: '', answered: false });
    expect(site.asked).toEqual([]);
  });

  test('--base-ip means the address of the base, not what its vnode shows', async () => {
    const site = new LiveWorld({ objects: [...proxied.slice(0, 2), ...modulePods], lists });
    await modulesLive(site.world, { ...everywhere, baseIp: ips[1] });
    expect(site.rows).toMatchObject([{ base: names[1], live: 'ok' }]);
    const none = new LiveWorld({ objects: [...proxied.slice(0, 2), ...modulePods], lists });
    await modulesLive(none.world, { ...everywhere, baseIp: service });
    expect(none.rows).toEqual([]);
  });

  test('a base that answers by neither way keeps the reason of the first', async () => {
    const far = node('vnode.d.dev', '10.0.0.4', { 'base.koupleless.io/host-name': 'base-d' });
    const objects = [far, ownPod('base-d', '10.0.0.4'), ownPod('base-d', '10.9.9.9', 'test')];
    const site = new LiveWorld({ objects, lists: {} });
    await bases(site.world, everyBase);
    expect(site.ways).toEqual(['10.0.0.4 by infra/base-d']);
    expect(site.rows).toMatchObject([
      { findings: [{ code: 'unreachable', why: 'connection refused' }, { code: 'lease-missing' }] },
    ]);
  });

  test('who may not read pods everywhere learns what the address alone tells', async () => {
    const plain = node('vnode.d.dev', '10.0.0.4', { 'base.koupleless.io/host-name': 'base-d' });
    const objects = [plain, ownPod('base-d', '10.0.0.4')];
    const site = new LiveWorld({ objects, lists: {}, forbidden: ['Pod*'] });
    await bases(site.world, anyBase);
    expect(site.ways).toEqual([]);
    expect(site.rows).toMatchObject([{ name: 'vnode.d.dev', answered: false }]);
  });
});

describe('diagnose of a base behind a kubelet proxy', () => {
  const host = (at: number): KubeObject => {
    const one = diagnosedVnode(at);
    const labels = { ...one.metadata.labels, 'base.koupleless.io/host-name': `base-${at}` };
    return {
      ...one,
      metadata: { ...one.metadata, name: `vnode.b${at}.dev`, labels },
      status: {
        ...(one['status'] as object),
        addresses: [{ type: 'InternalIP', address: service }],
      },
    };
  };
  const onHosts = biz1On(2).map((object) => {
    const spec = (object['spec'] ?? {}) as { nodeName?: string };
    const at = /^vnode\.10\.0\.0\.(\d)\.dev$/.exec(spec.nodeName ?? '')?.[1];
    return at === undefined
      ? object
      : { ...object, spec: { ...spec, nodeName: `vnode.b${at}.dev` } };
  });
  const leases = [1, 2, 3].map((at) => {
    const lease = vnodeLease(at);
    return { ...lease, metadata: { ...lease.metadata, name: `vnode.b${at}.dev` } };
  });
  const objects = [host(1), host(2), host(3), ...onHosts, ...leases, ownPod('base-3', '10.0.0.3')];
  const listed = { '10.0.0.1': ['biz1:2.0.0'], '10.0.0.2': ['biz1:2.0.0'], '10.0.0.3': [] };

  async function askedOf(about: { ip: string | undefined; name: string | undefined }) {
    const site = new DiagnosedWorld({ objects, bases: listed });
    const end = await diagnose(site.world, { namespace: undefined, about, ask: false, yes: false });
    return { asked: site.asked, end };
  }

  test('it is found and asked by its own address, its witnesses too', async () => {
    const { asked } = await askedOf({ ip: '10.0.0.1', name: undefined });
    expect(asked.slice(0, 3).sort()).toEqual([
      '10.0.0.1 by shop/biz1-abc-1',
      '10.0.0.2 by shop/biz1-abc-2',
      '10.0.0.3 by infra/base-3',
    ]);
  });

  test('one without modules is found by its own pod: address or name', async () => {
    for (const about of [
      { ip: '10.0.0.3', name: undefined },
      { ip: undefined, name: 'base-3' },
    ]) {
      const { asked } = await askedOf(about);
      expect(asked).toContain('10.0.0.3 by infra/base-3');
      expect(asked).not.toContain(service);
    }
  });
});
