import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { ensureEtcdutl } from '../bed/etcdutl.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { inspection } from './inspecting.ts';
import { Koupctl } from './koupctl.ts';
import { recovery, states } from './recovering.ts';

const apiServer = ['--only', 'api-server', '--no-history'];

let plane: ControlPlane;
let koupctl: Koupctl;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
  koupctl = new Koupctl(plane.kubeconfigPath);
});

afterAll(async () => {
  await plane?.stop();
});

test('etcd: a snapshot, the loss of the data folder, and every object is back', async () => {
  const { kube, processes, etcd } = plane;
  const folder = await mkdtemp(join(tmpdir(), 'koupctl-recover-'));
  const file = join(folder, 'etcd.db');
  const endpoint = ['--endpoint', etcd.endpoint];
  for (let index = 0; index < 300; index += 1) {
    await kube.create(paths.configMaps('default'), {
      metadata: { name: `kept-${index}` },
      data: { text: 'x'.repeat(2000) },
    });
  }
  await processes.controllerManager.kill();
  await processes.scheduler.kill();
  const before = await kube.list(paths.configMaps());
  const saved = await recovery(koupctl, 'etcd-backup', ...endpoint, '--file', file, '--yes');
  expect(saved.code, saved.stderr).toBe(0);
  expect(states(saved.said)).toEqual({ 'etcd-health': 'done', 'take-snapshot': 'done' });
  expect((await readdir(folder)).sort()).toEqual(['etcd.db', 'etcd.db.json']);
  const note = JSON.parse(await readFile(`${file}.json`, 'utf8')) as { keys: string };
  expect(Number(note.keys)).toBeGreaterThan(300);

  const asked = [
    'etcd-restore',
    ...endpoint,
    '--file',
    file,
    '--data-dir',
    etcd.dataDir,
    '--etcdutl',
    await ensureEtcdutl(),
    '--name',
    'bed',
    '--initial-cluster',
    `bed=${etcd.peer}`,
    '--initial-advertise-peer-urls',
    etcd.peer,
    '--yes',
  ];
  const runs = await recovery(koupctl, ...asked);
  expect(runs.code).toBe(7);
  expect(runs.said.message).toContain('stop-etcd');
  await processes.etcd.kill();
  await rm(join(etcd.dataDir, 'member'), { recursive: true });
  // An API server without its etcd knows its version, and can read nothing.
  const over = await recovery(koupctl, ...asked, '--dry-run');
  expect(over.code, over.said.message).toBe(0);
  expect(over.said.steps.find(({ id }) => id === 'api-answers')).toMatchObject({
    state: 'manual',
    text: expect.stringContaining('the API server is not ready: ') as string,
  });
  const sick = await until('the API server to miss its etcd', async () => {
    const { said, code } = await inspection(koupctl, ...apiServer);
    return code === 0 ? undefined : { code, checks: said.checks };
  });
  expect(sick.code).toBe(12);
  expect(sick.checks).toMatchObject([{ check: 'api-server', status: 'fail' }]);
  expect(sick.checks[0]?.findings).toContainEqual(
    expect.objectContaining({ code: 'health-failed', object: 'readyz/etcd' }),
  );
  await processes.apiserver.kill();
  await writeFile(join(etcd.dataDir, 'rest'), 'of what was lost');
  const broken = join(folder, 'broken.db');
  const bytes = await readFile(file);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  await writeFile(broken, bytes);
  const refused = await recovery(koupctl, ...asked, '--file', broken);
  expect(refused.code).toBe(4);
  expect(refused.said.steps[0]).toMatchObject({ state: 'blocked', code: 'snapshot-broken' });

  const confirm = ['--confirm-step', 'keep-folder-aside=etcd'];
  const restored = await recovery(koupctl, ...asked, ...confirm);
  expect(restored.code, restored.stderr).toBe(7);
  expect(restored.said.message).toContain('start-etcd');
  const aside = (await readdir(plane.dir)).find((name) => name.startsWith('etcd.before-'));
  expect(existsSync(join(plane.dir, aside ?? '', 'rest'))).toBe(true);
  await processes.etcd.start();
  const compared = await until('etcd to answer', async () => {
    const { said } = await recovery(koupctl, ...asked);
    return states(said)['compare'] === 'under-way' ? undefined : said;
  });
  expect(compared.steps.find(({ id }) => id === 'compare')).toMatchObject({
    state: 'done',
    code: 'hash-same',
  });
  await processes.apiserver.start();
  const whole = await recovery(koupctl, ...asked);
  expect(whole.code, whole.said.message).toBe(0);
  const healthy = await inspection(koupctl, ...apiServer);
  expect(healthy.said.checks).toMatchObject([{ check: 'api-server', status: 'ok', findings: [] }]);
  expect(healthy.code).toBe(0);
  const after = await kube.list(paths.configMaps());
  const essence = (items: readonly KubeObj[]) =>
    items
      .map(({ metadata, data }) => ({ uid: metadata.uid, data }))
      .sort((a, b) => String(a.uid).localeCompare(String(b.uid)));
  expect(essence(after.items)).toEqual(essence(before.items));
  await rm(folder, { recursive: true });
});
