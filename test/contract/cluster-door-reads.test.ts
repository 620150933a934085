import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openBases } from '../../src/arklet/open-bases.ts';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster, Follow, KubeObject } from '../../src/world.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import {
  configMap,
  configMaps,
  deployment,
  deployments,
  newNamespace,
  pods,
} from './cluster-door-objects.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const run = promisify(execFile);
const us = { manager: 'koupctl' };

let plane: ControlPlane;
let door: Cluster;

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: 10 });
  door = await openCluster({ kubeconfig: plane.kubeconfigPath, env: {} });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await plane.stop();
}, 30_000);

test('more objects than a page holds, all of them, once each', async () => {
  const namespace = await newNamespace(plane);
  const names = Array.from({ length: 1_203 }, (_, index) => `m-${index}`);
  const queue = names.values();
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (const name of queue) {
        await plane.kube.create(paths.configMaps(namespace), configMap(name, {}, { n: 'y' }));
      }
    }),
  );
  const mine = ({ metadata }: KubeObject) =>
    metadata.name.startsWith('m-') ? metadata.name : undefined;
  const query = { type: configMaps, namespace } as const;
  for (const more of [{}, { labels: 'n=y' }]) {
    for (const freshness of ['cache', 'quorum'] as const) {
      const found = await door.scan({ ...query, ...more, freshness }, mine);
      expect(found.toSorted()).toEqual(names.toSorted());
    }
  }
  const [one] = await door.list({ ...query, freshness: 'quorum', fields: 'metadata.name=m-7' });
  expect(one).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm-7' } });
});

test('following goes on over a restart of the API server', async () => {
  const namespace = await newNamespace(plane);
  const labels = { followed: 'yes' };
  const inside = await openCluster({ kubeconfig: plane.kubeconfigPath, namespace, env: {} });
  const query = {
    type: configMaps,
    namespace,
    labels: 'followed=yes',
    freshness: 'cache',
  } as const;
  const stop = new AbortController();
  const { apiserver } = plane.processes;
  onTestFinished(async () => {
    stop.abort();
    if (apiserver.pid === undefined) await apiserver.start();
  });
  const { object: first } = await inside.create(configMap('a', {}, labels), configMaps, us);
  const follow = await inside.follow([query], stop.signal);
  await until(follow, ['a']);
  await inside.create(configMap('b', {}, labels), configMaps, us);
  await until(follow, ['a', 'b']);

  await apiserver.kill();
  await expect.poll(() => follow.unreachableSince(), { timeout: 10_000 }).toBeTypeOf('number');
  // Reads and writes of the time when it is away wait for it.
  const read = inside.get({ type: configMaps, name: 'a' });
  const written = inside.create(configMap('c', {}, labels), configMaps, us);
  await apiserver.start();
  expect(await read).toMatchObject({ metadata: { uid: first.metadata.uid } });
  await written;
  await inside.delete({ type: configMaps, name: 'a' }, first.metadata.uid ?? '');
  await until(follow, ['b', 'c']);
  await expect.poll(() => follow.unreachableSince(), { timeout: 10_000 }).toBeUndefined();
});

test('following finds out that the API server has frozen, and that it is back', async () => {
  const frozen = await openCluster({
    kubeconfig: plane.kubeconfigPath,
    env: {},
    timeoutMs: 1_000,
    patience: { totalMs: 0, firstMs: 1 },
    pace: { watchMs: 1_000, graceMs: 500, pauseMs: 50, longestPauseMs: 200 },
  });
  const { apiserver } = plane.processes;
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await apiserver.kill('SIGCONT');
  });
  const query = { type: configMaps, namespace: 'default', freshness: 'quorum' } as const;
  const follow = await frozen.follow([query], stop.signal);
  await apiserver.kill('SIGSTOP');
  await expect.poll(() => follow.unreachableSince(), { timeout: 10_000 }).toBeTypeOf('number');
  await apiserver.kill('SIGCONT');
  await expect.poll(() => follow.unreachableSince(), { timeout: 10_000 }).toBeUndefined();
});

async function until(follow: Follow, names: string[]): Promise<void> {
  const now = () => follow.items(0).map(({ metadata }) => metadata.name);
  const end = Date.now() + 30_000;
  while (now().toSorted().join() !== names.join()) {
    if (Date.now() > end) throw new Error(`expected ${names.join()}, there is ${now().join()}`);
    await follow.changed(1_000);
  }
}

describe('who may not', () => {
  test('is told what right is missing', async () => {
    const kubeconfig = await plane.writeKubeconfig('limited', { token: plane.tokens.limited });
    const limited = await openCluster({ kubeconfig, env: {} });
    const stop = new AbortController();
    const query = { type: pods, namespace: 'default', freshness: 'cache' } as const;
    await expect(limited.follow([query], stop.signal)).rejects.toMatchObject({
      outcome: 'unreachable',
      message: 'user "limited" may not list pods in namespace default',
      fix: 'kubectl auth can-i list pods -n default --context bed',
    });
    await expect(limited.apply(deployment('x'), deployments, us)).rejects.toMatchObject({
      fix: 'kubectl auth can-i patch deployments.apps -n default --context bed',
    });
    const endpoint = { namespace: 'default', pod: 'x', port: 1238 };
    await expect(limited.proxyPost(endpoint, '/x', '{}', 5_000)).rejects.toMatchObject({
      message: 'user "limited" may not create pods/proxy in namespace default',
      fix: 'kubectl auth can-i create pods/proxy -n default --context bed',
    });
  });

  test('is nobody with a made-up token, or an expired certificate', async () => {
    const kubeconfig = await plane.writeKubeconfig('stranger', { token: 'made-up' });
    const stranger = await openCluster({ kubeconfig, env: {} });
    await expect(stranger.resourceTypes()).rejects.toMatchObject({
      outcome: 'unreachable',
      message: expect.stringContaining('does not accept the credentials of user "stranger"'),
    });
    const expired = plane.authority.issue({
      commonName: 'old',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2020-02-01'),
    });
    const old = await openCluster({
      kubeconfig: await plane.writeKubeconfig('old', expired),
      env: {},
    });
    await expect(old.serverVersion()).rejects.toMatchObject({ outcome: 'unreachable' });
    await expect(old.resourceTypes()).rejects.toMatchObject({
      details: expect.arrayContaining(['the client certificate ended on 2020-02-01T00:00:00.000Z']),
    });
  });
});

test('the pod proxy says who refuses: no such pod, or an address of the machine itself', async () => {
  const server = createServer((_, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  const namespace = await newNamespace(plane);
  await plane.kube.create(paths.pods(namespace), { metadata: { name: 'local' }, spec });
  const podIP = '127.0.0.1';
  await plane.kube.mergePatch(`${paths.pod(namespace, 'local')}/status`, {
    status: { podIP, podIPs: [{ ip: podIP }] },
  });
  const bases = openBases({
    mode: 'proxy',
    timeoutMs: 5_000,
    now: Date.now,
    proxyPost: (endpoint, path, body, timeoutMs) => door.proxyPost(endpoint, path, body, timeoutMs),
  });
  const ask = async (pod: string) => {
    const via = { namespace, pod, port };
    return bases.query({ id: pod, ip: podIP, port, via });
  };
  expect(await ask('local')).toMatchObject({
    ok: false,
    why: `the API server can't reach port ${port} of pod ${namespace}/local: address not allowed`,
  });
  expect(await ask('nobody')).toMatchObject({
    why: `the API server can't reach port ${port} of pod ${namespace}/nobody: pods "nobody" not found`,
  });
});

const canUnshare = spawnSync('unshare', ['-rn', 'true']).status === 0;

test.skipIf(!canUnshare)(
  'bases answer through the pod proxy, in a network of their own',
  async () => {
    const script = fileURLToPath(new URL('./cluster-door-proxied.ts', import.meta.url));
    const setUp = 'ip link set lo up && ip addr add 10.77.0.1/32 dev lo && exec "$@"';
    const node = [process.execPath, '--import', 'tsx', script];
    const { stdout } = await run('unshare', ['-rn', 'sh', '-c', setUp, 'sh', ...node]);
    const value = [{ name: 'biz1', version: '1.0.0', state: 'activated' }];
    const good = { ok: true, value, at: 0 };
    const bad = (why: string) => ({ ok: false, why, at: 0 });
    expect(JSON.parse(stdout)).toEqual({
      proxied: good,
      twoAnswers: good,
      error: bad('answered 500: only POST'),
      silent: bad('no answer within 1 s'),
      closed: bad(
        "the API server can't reach port 1242 of pod default/base: dial tcp 10.77.0.1:1242: connect: connection refused",
      ),
      direct: good,
      unrouted: bad('no route to the base'),
      fallenBack: good,
    });
  },
);
