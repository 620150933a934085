import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isWrite, readAudit } from '../bed/control-plane-audit.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { Kube, KubeError, paths, type KubeObj } from '../bed/kube.ts';
import { freePorts } from '../bed/ports.ts';

vi.mock('../bed/ports.ts', { spy: true });

const BUILD_TIMEOUT_MS = 30 * 60_000;
const WAIT = { timeout: 30_000, interval: 50 };

let plane: ControlPlane;

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: 10, audit: true });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await plane?.stop();
}, 30_000);

/** Creates it, unless the first attempt of a test that is tried again has done so. */
async function ensure(path: string, obj: object): Promise<void> {
  await plane.kube.create(path, obj).catch((error: unknown) => {
    if (!(error instanceof KubeError && error.reason === 'AlreadyExists')) throw error;
  });
}

test('the controllers make pods of a Deployment and the scheduler places them', async () => {
  const { kube } = plane;
  await ensure(paths.nodes(), { metadata: { name: 'vnode.a.test' } });
  const ready = { type: 'Ready', status: 'True', lastHeartbeatTime: new Date().toISOString() };
  const room = { cpu: '8', memory: '8Gi', pods: '100' };
  await kube.mergePatch(`${paths.node('vnode.a.test')}/status`, {
    status: { conditions: [ready], capacity: room, allocatable: room },
  });
  await ensure(paths.deployments('default'), deployment('provider', 3));
  await vi.waitFor(async () => {
    const { items } = await kube.list(`${paths.pods('default')}?labelSelector=app%3Dprovider`);
    expect(items.map((pod) => pod.spec.nodeName)).toEqual(Array(3).fill('vnode.a.test'));
    expect(items[0]?.kind).toBe('Pod');
  }, WAIT);
}, 60_000);

test('new namespaces take pods at once', { timeout: 60_000 }, async ({ task }) => {
  const name = `pay-${task.result?.retryCount ?? 0}`;
  await plane.createNamespace(name);
  const pod = { metadata: { name: 'one' }, spec: deployment('x', 1).spec.template.spec };
  expect((await plane.kube.create(paths.pods(name), pod)).metadata.uid).toBeDefined();
});

test('users have the rights that RBAC gives them', async () => {
  const { server, ca, tokens } = plane;
  const limited = new Kube({ server, ca, token: tokens.limited });
  await expect(limited.list(paths.pods('default'))).rejects.toMatchObject({
    status: 403,
    reason: 'Forbidden',
  });
  const stranger = new Kube({ server, ca, token: 'made-up' });
  await expect(stranger.list(paths.pods('default'))).rejects.toMatchObject({ status: 401 });

  await ensure('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'readers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
  });
  const reader = new Kube({ server, ca, ...plane.issueUser('wang', ['readers']) });
  await vi.waitFor(() => reader.list(paths.pods('default')), WAIT);
  await expect(reader.delete(paths.pod('default', 'none'))).rejects.toMatchObject({ status: 403 });
}, 60_000);

test('requests are on record, writes with their bodies', async ({ task }) => {
  const name = `noted-${task.result?.retryCount ?? 0}`;
  const { server, ca, tokens, auditLogPath } = plane;
  const admin = new Kube({ server, ca, token: tokens.admin, userAgent: `tester/${name}` });
  await admin.create(paths.configMaps('default'), {
    metadata: { name },
    data: { a: '1' },
  });
  const events = (await readAudit(auditLogPath!)).filter((e) => e.userAgent === `tester/${name}`);
  expect(events.filter(isWrite)).toMatchObject([
    { verb: 'create', objectRef: { name }, requestObject: { data: { a: '1' } } },
  ]);
});

test('a watch goes on over a killed and restarted API server', async () => {
  const { kube, processes } = plane;
  const seen: string[] = [];
  const stop = new AbortController();
  const note = (type: string, object: KubeObj) => seen.push(`${type} ${object.metadata.name}`);
  const done = kube.watch(paths.configMaps('default'), note, stop.signal);
  await vi.waitFor(() => expect(seen).toContain('ADDED kube-root-ca.crt'), WAIT);

  const before = processes.apiserver.pid;
  await processes.apiserver.restart();
  expect(processes.apiserver.pid).not.toBe(before);
  await ensure(paths.configMaps('default'), { metadata: { name: 'later' } });
  await kube.delete(paths.configMap('default', 'later'));
  await vi.waitFor(() => expect(seen.at(-1)).toBe('DELETED later'), WAIT);
  expect(seen).toContain('ADDED later');
  stop.abort();
  await done;
}, 60_000);

test('the controllers work again after they were killed', { timeout: 60_000 }, async ({ task }) => {
  const { kube, processes } = plane;
  const name = `second-${task.result?.retryCount ?? 0}`;
  await processes.controllerManager.kill();
  expect(processes.controllerManager.pid).toBeUndefined();
  await kube.create(paths.deployments('default'), deployment(name, 1));
  await processes.controllerManager.start();
  await vi.waitFor(async () => {
    const { items } = await kube.list(`${paths.pods('default')}?labelSelector=app%3D${name}`);
    expect(items).toHaveLength(1);
  }, WAIT);
});

test('a second bed starts beside the first, even if a port turns out to be taken', async () => {
  const taken = Number(new URL(plane.server).port);
  const draw = vi.mocked(freePorts);
  const two = await freePorts(2);
  draw.mockClear().mockResolvedValueOnce([...two, taken]);
  const second = await startControlPlane({ assets: await ensureAssets(String), timeFactor: 10 });
  expect(draw).toHaveBeenCalledTimes(2);
  expect(second.server).not.toBe(plane.server);
  await expect(second.kube.get(paths.node('vnode.a.test'))).rejects.toMatchObject({ status: 404 });
  await second.stop();
}, 60_000);

// What has been stopped can't be stopped again.
test('stopping leaves no process and no folder', { timeout: 30_000, retry: 0 }, async () => {
  const pids = Object.values(plane.processes).map((process) => process.pid!);
  await plane.stop();
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(existsSync(plane.dir)).toBe(false);
});

function deployment(name: string, replicas: number) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'module', image: 'https://example.com/module.jar' }] },
      },
    },
  };
}
