import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAudit, type AuditEvent } from '../bed/control-plane-audit.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import { until } from '../bed/until.ts';
import { Koupctl } from './koupctl.ts';
import { modulePod, v1Module } from './reads-objects.ts';
import { urlOf, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
let koupctl: Koupctl;

/** A vnode of the site with its address and host name. */
interface Place {
  readonly node: string;
  readonly ip: string;
  readonly host: string;
}
let places: Place[];

const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const assets = await ensureAssets(console.error);
  plane = await startControlPlane({ assets, timeFactor: 10, audit: true });
  running.push(plane);
  await installV1Crds(plane.kube, { group: 'koupleless.io', dialect: 'confirmBatchNum' });
  site = await V2Site.start(plane, 'shop', { bases: 3 });
  running.push(site);
  koupctl = new Koupctl(plane.kubeconfigPath, 'shop');
  places = (await site.bench.vnodes()).map((node) => ({
    node: node.metadata.name,
    ip: node.metadata.name.split('.').slice(1, 5).join('.'),
    host: node.metadata.labels?.['base.koupleless.io/host-name'] ?? '',
  }));
  await site.settle('1.0.0', 3);
  await plane.createNamespace('depot');
  await modulePod(plane.kube, {
    namespace: 'depot',
    name: 'biz2',
    version: '7.0.0',
    url: 'http://who:hush@jars.invalid/biz2-7.0.0-ark-biz.jar?token=hush',
    node: places[0]?.node ?? '',
  });
  const till = { namespace: 'shop', module: 'stock', version: '1.0.2' };
  await v1Module(plane.kube, {
    ...till,
    basePod: 'till-1',
    baseIp: '10.9.0.1',
    status: 'Available',
  });
  await v1Module(plane.kube, {
    ...till,
    basePod: 'till-2',
    baseIp: '10.9.0.2',
    status: 'Upgrading',
  });
});

afterAll(async () => {
  for (const one of running.reverse()) await one.stop();
});

type Row = Record<string, string | boolean>;

async function rows(...args: string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await koupctl.run(['modules', '-o', 'json', ...args]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { items: Row[] }).items;
}

const on = (place: Place | undefined) => expect.objectContaining({ base: place?.node });

describe('what is installed where', () => {
  test('V1 and V2 stand side by side, in order', async () => {
    const all = await rows();
    expect(all.map(({ world, module, version, state }) => [world, module, version, state])).toEqual(
      [
        ['v1', 'stock', '1.0.2', 'Available'],
        ['v1', 'stock', '1.0.2', 'Upgrading'],
        ['v2', 'biz1', '1.0.0', 'Running'],
        ['v2', 'biz1', '1.0.0', 'Running'],
        ['v2', 'biz1', '1.0.0', 'Running'],
      ],
    );
    expect(all[0]).toMatchObject({
      namespace: 'shop',
      base: 'till-1',
      baseIp: '10.9.0.1',
      workload: 'ModuleDeployment/stock',
      ready: true,
    });
    expect(all[1]).toMatchObject({ base: 'till-2', ready: false });
    expect(all[2]).toMatchObject({ workload: 'Deployment/biz1', url: urlOf('1.0.0'), ready: true });
  });

  test('by the address of a base', async () => {
    const [, second] = places;
    expect(await rows('--base-ip', second?.ip ?? '')).toEqual([on(second)]);
    expect(await rows('--base-ip', '10.9.0.2')).toMatchObject([{ world: 'v1', base: 'till-2' }]);
  });

  test('by any name of a base', async () => {
    const [first] = places;
    expect(await rows('--base', first?.node ?? '')).toEqual([on(first)]);
    expect(await rows('--base', first?.host ?? '')).toEqual([on(first)]);
    expect(await rows('--pod', first?.host ?? '')).toEqual([on(first)]);
    expect(await rows('--node', first?.node ?? '')).toEqual([on(first)]);
    expect(await rows('--pod', 'till-1')).toMatchObject([{ world: 'v1', base: 'till-1' }]);
    expect(await rows('--base', 'base')).toHaveLength(3);
    expect(await rows('--base', 'till')).toMatchObject([{ base: 'till-1' }, { base: 'till-2' }]);
  });

  test('by module and version', async () => {
    expect(await rows('--module', 'stock')).toHaveLength(2);
    expect(await rows('--module', 'biz1', '--version', '1.0.0')).toHaveLength(3);
    expect(await rows('--module', 'biz1', '--version', '2.0.0')).toEqual([]);
    expect(await rows('--module', 'no,such=module')).toEqual([]);
    expect(await rows('-A', '--version', '7.0.0')).toMatchObject([{ module: 'biz2' }]);
  });

  test('in one namespace, or in all', async () => {
    expect(await rows('-n', 'depot')).toMatchObject([{ module: 'biz2', workload: 'Pod/biz2' }]);
    expect(await rows('-n', 'default')).toEqual([]);
    expect(await rows('-A')).toHaveLength(6);
    const table = await koupctl.run(['modules', '-A', '--base', places[0]?.node ?? '']);
    expect(table.stdout).toMatch(/^NAMESPACE +MODULE +VERSION +STATE/);
    expect(table.stdout.trim().split('\n')).toHaveLength(3);
  });
});

describe('formats', () => {
  test('table and wide', async () => {
    const table = await koupctl.run(['modules']);
    expect(table.stdout).toMatch(/^MODULE +VERSION +STATE +BASE +BASE-IP +WORKLOAD\n/);
    expect(table.stdout).toMatch(
      /stock +1\.0\.2 +Upgrading +till-2 +10\.9\.0\.2 +ModuleDeployment\/stock\n/,
    );
    const wide = await koupctl.run(['modules', '-o', 'wide']);
    expect(wide.stdout).toMatch(/WORKLOAD +WORLD +OBJECT +URL\n/);
    expect(wide.stdout).toMatch(/Deployment\/biz1 +v2 +biz1-\S+ +http:\/\/jars\.invalid\/biz1/);
  });

  test('yaml says the same as json', async () => {
    const [yaml, json] = await Promise.all([
      koupctl.run(['modules', '-o', 'yaml']),
      koupctl.run(['modules', '-o', 'json']),
    ]);
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
    expect(JSON.parse(json.stdout)).toMatchObject({
      apiVersion: 'koupctl.koupleless.io/v1',
      kind: 'ModuleList',
    });
  });

  test('names are what kubectl takes', async () => {
    const { stdout } = await koupctl.run(['modules', '-o', 'name', '--base-ip', '10.9.0.1']);
    expect(stdout).toBe('module/stock-replicas-1-till-1\n');
    const pods = await koupctl.run(['modules', '-o', 'name', '--module', 'biz1']);
    expect(pods.stdout).toMatch(/^(pod\/biz1-\w+-\w+\n){3}$/);
  });

  test('a password in the address of a jar is masked everywhere', async () => {
    for (const format of ['wide', 'json', 'yaml']) {
      const { stdout } = await koupctl.run(['modules', '-n', 'depot', '-o', format]);
      expect(stdout).toContain('jars.invalid/biz2');
      expect(stdout).not.toContain('hush');
    }
  });

  test('nothing found: said on stderr with what was looked for, an empty list for programs', async () => {
    const args = ['modules', '--module', 'biz9', '--base', 'nobody'];
    const table = await koupctl.run(args);
    expect(table).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no module biz9 on a base called nobody in namespace shop\n',
    });
    const json = await koupctl.run([...args, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ items: [] });
  });
});

describe('what the API server is asked', () => {
  /** The lists of one koupctl run, as paths with their parameters. */
  async function lists(...args: string[]): Promise<URL[]> {
    const path = plane.auditLogPath ?? '';
    const before = (await readAudit(path)).filter(isRead).length;
    await rows(...args);
    const found = await until('the audit of the lists', async () => {
      const events = (await readAudit(path)).filter(isRead).slice(before);
      const kinds = new Set(events.map((event) => event.objectRef?.resource));
      return kinds.has('pods') && (kinds.has('modules') || args.includes('--node')) && events;
    });
    return found.map((event) => new URL(event.requestURI, plane.server));
  }

  const isRead = ({ verb, userAgent, objectRef }: AuditEvent): boolean =>
    verb === 'list' && userAgent === 'koupctl' && objectRef?.resource !== undefined;

  test('narrow reads take what the server has at hand, with selectors', async () => {
    const asked = await lists('--base-ip', places[0]?.ip ?? '');
    expect(asked.map((url) => url.searchParams.get('resourceVersion'))).toEqual(['0', '0']);
    const [pods] = asked.filter((url) => url.pathname.endsWith('/namespaces/shop/pods'));
    expect(pods?.searchParams.get('fieldSelector')).toBe(`status.podIP=${places[0]?.ip ?? ''}`);
    expect(pods?.searchParams.get('labelSelector')).toMatch(/component=module$/);
    const [v1] = asked.filter((url) => url.pathname.endsWith('/modules'));
    expect(v1?.searchParams.get('labelSelector')).toContain(
      `base-instance-ip=${places[0]?.ip ?? ''}`,
    );
    const [node] = await lists('--node', places[1]?.node ?? '');
    expect(node?.searchParams.get('fieldSelector')).toBe(`spec.nodeName=${places[1]?.node ?? ''}`);
  });

  test('--consistent takes the latest state', async () => {
    const asked = await lists('--base-ip', places[0]?.ip ?? '', '--consistent');
    expect(asked.map((url) => url.searchParams.get('resourceVersion'))).toEqual([null, null]);
  });
});

describe('hostile words', () => {
  const evil = {
    esc: '\u001b[2J\u001b]0;owned\u0007',
    c1: '\u009b31m',
    bidi: '\u202egpj.exe\u2066',
  };

  beforeAll(async () => {
    await plane.createNamespace('evil');
    await modulePod(plane.kube, {
      namespace: 'evil',
      name: 'mallory',
      version: `6.6.6${evil.esc}${evil.bidi}`,
      url: `http://jars.invalid/${evil.c1}${evil.bidi}x${evil.esc}.jar`,
    });
  });

  test.each(['table', 'wide', 'json', 'yaml', 'name'])('%s is harmless', async (format) => {
    const { code, stdout } = await koupctl.run(['modules', '-n', 'evil', '-o', format]);
    expect(code).toBe(0);
    expect(stdout).toContain('mallory');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });

  test('programs get the words as they are, escaped', async () => {
    const [row] = await rows('-n', 'evil');
    expect(row?.['version']).toBe(`6.6.6${evil.esc}${evil.bidi}`);
    const yaml = await koupctl.run(['modules', '-n', 'evil', '-o', 'yaml']);
    expect(parse(yaml.stdout)).toMatchObject({ items: [row] });
  });
});
