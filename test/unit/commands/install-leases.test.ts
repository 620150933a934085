import { describe, expect, test } from 'vitest';
import { install } from '../../../src/commands/install.ts';
import { installing, lease, Office, podOf, SmallCluster, vnode } from './install-world.ts';

const own = 'koupleless-module-controller';
const nodes = ['vnode.a.dev', 'vnode.b.dev'];

/** Vnodes whose leases `holder` renewed so long ago. */
function site(holder: string, agoMs = 5_000, language: 'en' | 'zh' = 'en') {
  const cluster = new SmallCluster(nodes.map(vnode));
  const office = new Office(cluster, language);
  for (const node of nodes) cluster.put(lease(node, holder, office.now - agoMs));
  return { cluster, office };
}

/** The controller renews these leases whenever time passes. */
function renews({ cluster, office }: ReturnType<typeof site>, holder: string, which = nodes): void {
  office.passes = () => {
    for (const node of which) cluster.put(lease(node, holder, office.now));
  };
}

describe('install v2 where there are vnodes', () => {
  test('is ready when every lease is seen to be renewed', async () => {
    const at = site(own);
    renews(at, own);
    const end = await install(at.office.world, installing());
    expect(end.name).toBe('done');
    expect(end.causes).toEqual(['2 of 2 vnode(s) are Ready']);
    expect(at.office.said).toContain('the Leases of 2 vnode(s) last 40 s');
  });

  test('is not where an earlier controller has them: which, and what to do', async () => {
    const { office } = site('module-controller-pre-7f4-x', 300_000);
    const end = await install(office.world, installing());
    expect(end.name).toBe('unhealthy');
    expect(end.message).toContain('the controller does not tend 2 of 2 vnode(s)');
    expect(end.causes).toEqual([
      "vnode.a.dev, vnode.b.dev: the Lease is module-controller-pre-7f4-x's and is renewed no more; a controller takes none over but its own, and that only before it runs out",
    ]);
    expect(end.next).toEqual(['kubectl delete lease -n kube-node-lease vnode.a.dev vnode.b.dev']);
    expect(office.said).toContain(
      '2 vnode(s) stay with whoever has their Leases now: this controller tends none',
    );
  });

  test('nor where its own have run out while it was away', async () => {
    const { office } = site(own, 50_000);
    const end = await install(office.world, installing());
    expect(end).toMatchObject({ name: 'unhealthy' });
    expect(end.causes?.[0]).toContain(`is ${own}'s and is renewed no more`);
  });

  test('only those are named that it does not get', async () => {
    const at = site(own);
    renews(at, own, ['vnode.b.dev']);
    const end = await install(at.office.world, installing());
    expect(end.message).toContain('does not tend 1 of 2 vnode(s)');
    expect(end.next).toEqual(['kubectl delete lease -n kube-node-lease vnode.a.dev']);
  });

  test('another that renews them is at work: nothing is to be deleted', async () => {
    const at = site('of-another-namespace');
    renews(at, 'of-another-namespace');
    const end = await install(at.office.world, installing());
    expect(end.name).toBe('unhealthy');
    expect(end.causes?.[0]).toContain('of-another-namespace renews the Lease');
    expect(end.next).toEqual(['kubectl get pods -A -l app=module-controller']);
  });

  test('a controller that does take over (before v2.2.0) is given the time for it', async () => {
    const at = site('earlier', 300_000);
    const start = at.office.now;
    at.office.passes = () => {
      if (at.office.now - start < 20_000) return;
      for (const node of nodes) at.cluster.put(lease(node, own, at.office.now));
    };
    expect((await install(at.office.world, installing())).name).toBe('done');
  });

  test('a vnode without a lease has not been begun with', async () => {
    const at = site(own);
    at.cluster.remove('Lease', 'vnode.a.dev');
    renews(at, own, ['vnode.b.dev']);
    const end = await install(at.office.world, installing());
    expect(end.causes).toEqual([
      'vnode.a.dev: there is no Lease, the controller has not begun with it',
    ]);
    expect(end.next).toEqual([`kubectl logs deployment/module-controller-pre -n shop`]);
  });

  test('of several replicas each pod holds leases under its own name', async () => {
    const at = site('module-controller-pre-old');
    const first = await install(at.office.world, installing({ replicas: 2 }));
    expect(first.name).toBe('unhealthy');
    expect(at.office.said).toContain('each pod has a CLIENT_ID of its own');
    expect(at.office.said).not.toContain('the controller is away while it is replaced');
    const deployment = at.cluster.get('Deployment', 'module-controller-pre');
    for (const one of podOf(deployment!, 'module-controller-pre-new')) at.cluster.put(one);
    renews(at, 'module-controller-pre-new');
    expect((await install(at.office.world, installing({ replicas: 2 }))).name).toBe('done');
  });

  test('a rolling update is not said to take the controller away', async () => {
    const at = site(own);
    const input = installing({ replicas: 2, timeoutMs: 1_000 });
    expect((await install(at.office.world, input)).name).toBe('timed-out');
    const office = new Office(at.cluster);
    const image = 'registry.test/module-controller-v2:v2.2.1';
    await install(office.world, { ...input, image, dryRun: true });
    expect(office.said).toContain('change  Deployment');
    expect(office.said).not.toContain('is away while it is replaced');
    await install(office.world, { ...input, image, dryRun: true, replicas: 1 });
    expect(office.said).toContain('is away while it is replaced');
  });

  test('an environment that it leaves is said', async () => {
    const at = site(own);
    renews(at, own);
    await install(at.office.world, installing());
    const office = new Office(at.cluster);
    await install(office.world, installing({ env: 'prod', dryRun: true }));
    expect(office.said).toContain(
      '2 vnode(s) of the environment dev are tended by nobody any more',
    );
  });

  test('in Chinese', async () => {
    const { office } = site('earlier', 300_000, 'zh');
    const end = await install(office.world, installing());
    expect(end.causes?.[0]).toContain('Lease 由 earlier 持有且不再续约');
  });
});
