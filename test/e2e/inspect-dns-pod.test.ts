import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isWrite, readAudit } from '../bed/control-plane-audit.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { dnsServer, type Listening } from '../bed/network-servers.ts';
import { until } from '../bed/until.ts';
import { DnsPodKubelet } from './dns-pod-kubelet.ts';
import { Koupctl } from './koupctl.ts';

interface Said {
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly findings: readonly { code: string; object: string; text: string }[];
  }[];
}

const namespace = 'probed';

let plane: ControlPlane;
let kubelet: DnsPodKubelet;
let dns: Listening;
let folder: string;
let koupctl: Koupctl;
let args: readonly string[];

beforeAll(async () => {
  const assets = await ensureAssets(console.error);
  plane = await startControlPlane({ assets, timeFactor: 1, audit: true });
  await plane.createNamespace(namespace);
  // Nothing that a careful cluster forbids.
  const label = 'pod-security.kubernetes.io/enforce';
  await plane.kube.mergePatch(paths.namespace(namespace), {
    metadata: { labels: { [label]: 'restricted' } },
  });
  await plane.kube.create(paths.services('kube-system'), {
    metadata: { name: 'kube-dns' },
    spec: { clusterIP: '10.0.0.10', ports: [{ port: 53, protocol: 'UDP' }] },
  });
  kubelet = await DnsPodKubelet.start(plane.kube, namespace);
  dns = await dnsServer({ 'a.test': ['10.9.9.1'] });
  folder = await mkdtemp(join(tmpdir(), 'koupctl-inspect-dns-'));
  const checks = join(folder, 'checks.yaml');
  const server = `127.0.0.1:${dns.port}`;
  await writeFile(checks, `probes: {dns: [{name: a.test, servers: ['${server}']}]}\n`);
  koupctl = new Koupctl(plane.kubeconfigPath, namespace);
  const only = ['--only', 'pod-dns', '--no-history', '--checks', checks];
  args = ['inspect', ...only, '--dns-pod', 'busybox'];
});

afterAll(async () => {
  await dns?.stop();
  await kubelet?.stop();
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(async () => {
  kubelet.runs = true;
  await plane.kube.delete(paths.configMap('kube-system', 'koupctl-rules')).catch(() => undefined);
  await until('no pod to be left', async () => (await podNames()).length === 0);
});

async function podNames(): Promise<string[]> {
  const { items } = await plane.kube.list(paths.pods(namespace));
  return items.map(({ metadata }) => metadata.name);
}

/** What koupctl has written so far, `create pods`. */
async function writes(): Promise<string[]> {
  const events = await readAudit(plane.auditLogPath ?? '');
  return events
    .filter((one) => isWrite(one) && one.userAgent === 'koupctl')
    .filter(({ requestURI }) => !requestURI.includes('dryRun=All'))
    .map(({ verb, objectRef }) => `${verb} ${objectRef?.resource ?? ''}`);
}

async function inspect(): Promise<{ said: Said; code: number | null }> {
  const { code, stdout, stderr } = await koupctl.run([...args, '--yes', '-o', 'json']);
  if (stdout === '') throw new Error(`inspect ended with ${code}:\n${stderr}`);
  return { said: JSON.parse(stdout) as Said, code };
}

test('DNS in a container is as it is from here', async () => {
  await kubelet.names({ 'a.test': '10.9.9.1' });
  const { said, code } = await inspect();
  expect(said.checks).toMatchObject([{ check: 'pod-dns', status: 'ok', looked: 3, findings: [] }]);
  expect(code).toBe(0);
  expect(await writes()).toEqual(['create pods', 'delete pods']);
});

test('a name that is another in containers, and one that is not there', async () => {
  await kubelet.names({ 'a.test': '10.9.9.2' });
  const { said, code } = await inspect();
  expect(said.checks[0]?.findings).toMatchObject([
    {
      code: 'pod-dns-differs',
      object: 'dns/a.test@pod',
      text: 'is 10.9.9.2 in a container, and 10.9.9.1 from here',
    },
  ]);
  expect(code).toBe(12);
  await kubelet.names({});
  const shown = await koupctl.run([...args, '--yes', '--lang', 'zh']);
  expect(shown.stdout).toContain("容器内解析失败：server can't find a.test: NXDOMAIN");
  expect(shown.code).toBe(12);
});

test('without being told to, and in a frozen window, no pod is created', async () => {
  const before = await writes();
  const untold = await koupctl.run(['inspect', '--only', 'pod-dns,nodes-ready', '--no-history']);
  expect(untold.stdout).toContain('not configured: pod-dns');
  const unsaid = await koupctl.run(args);
  expect(unsaid.stderr).toContain('not a terminal, and no --yes: no pod was created');
  expect(unsaid.code).toBe(4);
  await plane.kube.create(paths.configMaps('kube-system'), {
    metadata: { name: 'koupctl-rules' },
    data: { 'rules.yaml': 'zone: UTC\nfreezes:\n  - name: closing\n    at: [daily]\n' },
  });
  const frozen = await koupctl.run([...args, '--yes']);
  expect(frozen.stderr).toContain('changes are frozen (rule closing, ');
  expect(frozen.code).toBe(4);
  expect(await writes()).toEqual(before);
});

test('Ctrl-C takes the pod along', async () => {
  kubelet.runs = false;
  const run = koupctl.start([...args, '--yes']);
  await until('the pod to have its node', async () => {
    const { items } = await plane.kube.list(paths.pods(namespace));
    return items.some(({ spec }) => spec?.nodeName === 'n1');
  });
  run.child.kill('SIGINT');
  expect((await run.done).code).toBe(130);
});
