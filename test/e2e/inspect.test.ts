import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import {
  dnsServer,
  httpServer,
  ntpServer,
  tlsServer,
  type Listening,
} from '../bed/network-servers.ts';
import { freePorts } from '../bed/ports.ts';
import { until } from '../bed/until.ts';
import { InspectSite } from './inspect-site.ts';
import { inspection, type Inspection } from './inspecting.ts';
import { Koupctl } from './koupctl.ts';

let plane: ControlPlane;
let site: InspectSite;
let folder: string;
const servers: Listening[] = [];

/** What the servers say may be changed meanwhile. */
const time = { offsetMs: 0 };
const records: Record<string, readonly string[]> = {};
const service = { body: '' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koupctl-inspect-'));
  const nodeTunnel = join(folder, 'nodes.sock');
  const assets = await ensureAssets(console.error);
  plane = await startControlPlane({ assets, timeFactor: 1, nodeTunnel });
  site = await InspectSite.start(plane, nodeTunnel);
});

afterAll(async () => {
  for (const one of servers) await one.stop();
  await site?.stop();
  await plane?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function port(server: Promise<Listening>): Promise<number> {
  const one = await server;
  servers.push(one);
  return one.port;
}

/** As a user would write it: what is asked over the network, and thresholds for a cluster of minutes. */
async function checksFile(): Promise<string> {
  const [closed = 0] = await freePorts(1);
  const tls = await port(tlsServer(plane.authority.issue({ commonName: 'w', hosts: ['w.test'] })));
  const names = [await port(dnsServer(records)), await port(dnsServer({ 'a.test': ['10.0.0.1'] }))];
  const http = await port(httpServer(service));
  const answering = `{hosts: [127.0.0.1], ports: [${http}]}`;
  const file = join(folder, 'checks.yaml');
  const text = (dead: string, limits: string): string => `
thresholds: {podStart: 0s, terminating: 0s, claimPending: 0s, requestPending: 0s, heartbeat: 1s, ${limits}}
customResources: [{resource: zones.dns.test, path: .status.phase, equals: Created}]
probes:
  ntp: ['127.0.0.1:${ntp}']
  dns: [{name: a.test, servers: ['127.0.0.1:${names[0]}', '127.0.0.1:${names[1]}']}]
  tcp: [{name: web, ${dead}}]
  virtualIps: [{name: vip, ${dead}}]
  http: [{name: iam, url: 'http://127.0.0.1:${http}/checkService', without: 'false'}]
  tls: ['127.0.0.1:${tls}']
  etcd: {endpoints: [ETCD]}
  commands: [{name: backup, run: [cat, ${join(folder, 'backup')}], ageFail: 50h}]
`;
  const ntp = await port(ntpServer(time));
  const etcd = await site.etcd();
  const dead = `hosts: [127.0.0.1], ports: [${closed}]`;
  await writeFile(file, text(dead, '').replace('ETCD', `http://127.0.0.1:${closed}`));
  // A busy machine answers late, which looks like another time.
  const short =
    'certificateFail: 1d, certificateWarn: 2d, clockFail: 4s, clockWarn: 3s, dnsSlow: 5s';
  await writeFile(`${file}.well`, text(answering.slice(1, -1), short).replace('ETCD', etcd));
  return file;
}

/** `fail nodes-ready node-not-ready` */
function wrongIn({ checks }: Inspection): string[] {
  const all = checks.flatMap(({ check, findings }) =>
    findings
      .filter(({ status }) => status !== 'ok')
      .map(({ status, code }) => `${status} ${check} ${code}`),
  );
  return [...new Set(all)].sort();
}

const expectedWrong = [
  'fail api-services api-service-down',
  'fail bases base-unreachable',
  'fail cert-api-server certificate-ends',
  'fail cert-requests request-pending',
  'fail cert-secrets certificate-ends',
  'fail cert-webhooks certificate-ends',
  'fail cluster-dns dns-differs',
  'fail commands command-old',
  'fail custom-resources custom-differs',
  'fail daemon-sets not-all-ready',
  'fail deployments not-all-ready',
  'fail dns dns-no-answer',
  'fail etcd etcd-silent',
  'fail events event-storm',
  'fail http http-has',
  'fail leader-leases leader-none',
  'fail modules module-fault',
  'fail namespaces-terminating stuck-terminating',
  'warn node-allocation allocation-high',
  'fail node-clocks clock-off',
  'fail node-disks disk-full',
  'fail node-leases lease-expired',
  'fail node-usage usage-high',
  'fail nodes-pressure node-trouble',
  'fail nodes-ready node-not-ready',
  'fail nodes-version kubelet-too-old',
  'fail ntp ntp-off',
  'fail pod-usage container-usage-high',
  'fail pods-not-running pod-failed',
  'fail pods-not-running pod-waiting',
  'fail pods-pending pod-unscheduled',
  'fail pods-restarting pod-out-of-memory',
  'fail pods-terminating stuck-terminating',
  'fail sidecar-sets sidecar-set-not-ready',
  'fail stateful-sets not-all-ready',
  'fail static-pods static-pod-down',
  'fail tcp tcp-closed',
  'fail tls certificate-ends',
  'fail virtual-ips virtual-ip-closed',
  'fail volume-claims claim-lost',
  'warn node-reboots node-rebooted',
  'warn nodes-cordoned node-cordoned',
  'warn nodes-version kubelets-differ',
  'warn volume-claims claim-pending',
  'warn volumes volume-released',
];

test('each check finds what is wrong, and is content when it is mended', async () => {
  const koupctl = new Koupctl(plane.kubeconfigPath);
  const file = await checksFile();
  const history = join(folder, 'history.jsonl');
  const html = join(folder, 'report.html');
  const junit = join(folder, 'report.xml');
  const args = ['--profile', 'weekly', '--history', history];
  Object.assign(time, { offsetMs: 60_000 });
  service.body = 'db:true\ncache:false\n';
  await writeFile(join(folder, 'backup'), `${Math.floor(Date.now() / 1_000) - 400_000}\n`);
  await site.fallIll();
  let last: string[] = [];
  await until(
    'all of it to be found',
    async () => {
      const { said, code } = await inspection(koupctl, ...args, '--checks', file);
      last = wrongIn(said);
      expect(code).toBe(12);
      return expectedWrong.every((one) => last.includes(one));
    },
    60_000,
  ).catch((error: unknown) => {
    const missing = expectedWrong.filter((one) => !last.includes(one));
    throw new Error(`${String(error)}; not found: ${missing.join(', ')}\n${last.join('\n')}`);
  });

  const shown = await koupctl.run([
    ...['inspect', ...args, '--checks', file, '--html', html, '--junit', junit, '--lang', 'zh'],
  ]);
  expect(shown.code).toBe(12);
  expect(shown.stdout).toMatch(/异常 +nodes-ready: 节点就绪 \(检查了 4 个; 自 .* 起，连续 \d+ 次/);
  expect(shown.stdout).toContain('node/lost: 未就绪');
  expect(shown.stdout).toContain('node/n1: 磁盘（root）使用率 95%');
  expect(shown.stdout).not.toContain('\u001b');
  const page = await readFile(html, 'utf8');
  expect(page).toContain('&lt;b&gt;ImagePullBackOff&lt;/b&gt; of registry.test');
  expect(page).not.toMatch(/<script|\u001b|(?:src|href)=/);
  expect(await readFile(junit, 'utf8')).toMatch(/<testcase name="nodes-ready"[^>]*><failure /);

  Object.assign(time, { offsetMs: 0 });
  records['a.test'] = ['10.0.0.1'];
  service.body = 'db:true\n';
  await writeFile(join(folder, 'backup'), `${Math.floor(Date.now() / 1_000)}\n`);
  await site.recover();
  const ward = ['--checks', `${file}.well`];
  let said: Inspection | undefined;
  await until(
    'all to be well',
    async () => {
      const run = await inspection(koupctl, ...args, ...ward);
      said ??= run.said;
      last = wrongIn(run.said);
      if (run.code !== 0) return false;
      said = { ...run.said, mended: said.mended };
      return true;
    },
    60_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; still wrong: ${last.join(', ')}`);
  });
  const mended = ['nodes-ready', 'http', 'deployments', 'node-disks', 'pod-usage'];
  expect(said?.mended).toEqual(expect.arrayContaining(mended));
  const skipped = said?.checks.filter(({ status }) => status === 'skipped') ?? [];
  expect(skipped.map(({ check, skipped: why }) => `${check}: ${why?.code}`).sort()).toEqual([
    'leader-leases: absent',
    'pod-dns: not-configured',
  ]);
  const looked = (name: string) => said?.checks.find(({ check }) => check === name)?.looked;
  expect([looked('node-disks'), looked('pod-usage')]).toEqual([2, 1]);
});

test('what may not be read is skipped with the right that is missing; nothing judged is not well', async () => {
  const path = await plane.writeKubeconfig('limited', { token: plane.tokens.limited });
  const { said, code } = await inspection(
    new Koupctl(path),
    '--only',
    'nodes-ready,api-server,cert-secrets',
  );
  expect(said.checks.map(({ check, status }) => `${check} ${status}`).sort()).toEqual([
    'api-server ok',
    'cert-secrets skipped',
    'nodes-ready skipped',
  ]);
  expect(said.checks.find(({ check }) => check === 'nodes-ready')?.skipped).toEqual({
    code: 'forbidden',
    what: 'user "limited" may not list nodes',
  });
  expect(code).toBe(0);
  const none = await inspection(new Koupctl(path), '--only', 'nodes-ready');
  expect(none.said.outcome).toBe('unreachable');
  expect(none.code).toBe(9);
});

test('--watch tells what has changed', async () => {
  const run = new Koupctl(plane.kubeconfigPath).start([
    ...['inspect', '--only', 'custom-resources', '--watch', '--every', '1s', '--no-history'],
    ...['--checks', join(folder, 'checks.yaml.well')],
  ]);
  await run.saw(/nothing fails: 0 warn, 1 ok/);
  const zones = '/apis/dns.test/v1/zones';
  await plane.kube.create(zones, {
    apiVersion: 'dns.test/v1',
    kind: 'Zone',
    metadata: { name: 'later' },
    status: { phase: 'Failed' },
  });
  await run.saw(/zone\/later: status\.phase is Failed, and should be Created/);
  run.child.kill('SIGINT');
  expect((await run.done).code).toBe(130);
});
