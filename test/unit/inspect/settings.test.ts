import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/inspect/file/read-settings.ts';

const han = /\p{Script=Han}/u;

function faultsOf(text: string, below?: string): string[] {
  return readSettings('c.yaml', text, below).faults.map(
    ({ at, message, fix }) =>
      `${at?.line}:${at?.column} ${message}${fix === undefined ? '' : ` | ${fix}`}`,
  );
}

const whole = `
thresholds: { certificateFail: 20d, usageFail: 95%, restartsFail: 3 }
profiles:
  daily: { remove: [events], add: [node-disks], thresholds: { clockFail: 500ms } }
  names: { checks: [dns, cluster-dns] }
dnsUpstreams: 10.0.0.2
probes:
  ntp: [10.0.0.1, 'ntp2:1123', '[::1]:124']
  dns: [{ name: a.test, servers: [10.0.0.2, '10.0.0.3:54'], expect: [10.0.0.9], type: AAAA }]
  tcp:
    - { component: kubelet, onNodes: true }
    - { name: registry, hosts: [10.0.0.4], ports: [5000] }
  http: [{ name: iam, url: 'http://10.0.0.5:9500/checkService', without: 'false' }]
  tls: [iam.test]
  virtualIps: [{ name: vip, hosts: 10.0.0.9, ports: 80 }]
  etcd: { endpoints: ['https://10.0.0.6:2379'], ca: ca.crt }
  commands: [{ name: b, run: [ssh, ops1, stat, '-c', '%Y', /bk], ageFail: 2d }, { name: s, shell: 'ls | wc' }]
customResources:
  - { resource: zones.dns.test, path: '.status.conditions[0].status', equals: [Created, Ready], level: warn }
  - { resource: machines, name: stuck }
accept: [{ check: pods-not-running, object: pod/a/*, why: known }]
`;

test('everything that a file may say', () => {
  const { settings, faults } = readSettings('c.yaml', whole);
  expect(faults).toEqual([]);
  const day = 86_400_000;
  expect(settings.limits).toEqual({ certificateFail: 20 * day, usageFail: 95, restartsFail: 3 });
  const daily = settings.profiles.find(({ name }) => name === 'daily');
  expect(daily?.checks).toContain('node-disks');
  expect(daily?.checks).not.toContain('events');
  expect(daily?.limits).toEqual({ clockFail: 500 });
  expect(settings.profiles.map(({ name }) => name)).toEqual([
    ...['daily', 'names', 'weekly', 'before-change', 'after-power-loss'],
  ]);
  const { network } = settings;
  expect(network.ntp).toEqual([
    { host: '10.0.0.1', port: 123 },
    { host: 'ntp2', port: 1123 },
    { host: '::1', port: 124 },
  ]);
  expect(network.dns[0]?.servers[1]).toEqual({ host: '10.0.0.3', port: 54 });
  expect(network.tcp[0]).toEqual({ name: 'kubelet', hosts: [], onNodes: true, ports: [10250] });
  expect(network.virtualIps[0]).toMatchObject({ hosts: ['10.0.0.9'], ports: [80] });
  expect(network.commands).toMatchObject([
    { run: ['ssh', 'ops1', 'stat', '-c', '%Y', '/bk'], shell: undefined, ageFailMs: 2 * day },
    { run: [], shell: 'ls | wc' },
  ]);
  expect(settings.rules).toEqual([
    {
      name: 'zones.dns.test',
      resource: 'zones.dns.test',
      path: ['status', 'conditions', 0, 'status'],
      equals: ['Created', 'Ready'],
      level: 'warn',
    },
    { name: 'stuck', resource: 'machines', path: [], equals: [], level: 'fail' },
  ]);
  expect(settings.dnsUpstreams).toEqual(['10.0.0.2']);
});

test("the README's example is understood as written", () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const example = blocks.find((text) => text.includes('thresholds:')) ?? '';
  expect(faultsOf(example)).toEqual([]);
  expect(readSettings('c.yaml', example).settings.network.commands).toHaveLength(1);
});

test('the same below a key of koupctl.yaml, and nothing where there is no such key', () => {
  const text = `namespace: shop\ninspect:\n  probes: {ntp: [a]}\n`;
  expect(readSettings('k.yaml', text, 'inspect').settings.network.ntp).toHaveLength(1);
  expect(faultsOf('namespace: shop\n', 'inspect')).toEqual([]);
  expect(faultsOf('a: b\ninspect: all\n', 'inspect')).toEqual(['2:10 checks are written as keys']);
});

describe('all that is wrong is told, with line and column', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['probe: {}', '1:1 unknown key probe | known here: profiles, thresholds, probes'],
    ['thresholds:\n  usageFial: 3', '2:14 unknown key usageFial'],
    ['thresholds: {usageFail: much}', '1:25 usageFail: "much" is not a number'],
    ['thresholds: {podStart: 5x}', '1:24 podStart: "5x" is not a duration | write a time'],
    ['profiles: {daily: {add: [nodes]}}', '1:26 add: there is no check nodes | koupctl inspect'],
    ['profiles: {own: {}}', '1:12 the profile own has no check'],
    ['probes: {ntp: {a: b}}', '1:10 ntp is a list of single values'],
    ['probes: {tcp: [{ports: [70000], hosts: [a]}]}', '1:25 ports: "70000" is not a port'],
    ['probes: {tcp: [{component: kublet}]}', '1:28 component: no ports of "kublet" are known'],
    ['probes: {tcp: [{ports: [1]}]}', '1:16 no host is named | write hosts, or onNodes: true'],
    ['probes: {http: [{url: ftp://a}]}', '1:23 url: "ftp://a" is no http or https address'],
    ['probes: {dns: [{name: a}]}', '1:16 servers is missing'],
    ['probes: {commands: [{name: a}]}', '1:21 run is missing'],
    [
      'probes: {commands: [{name: a, run: [x], shell: y}]}',
      '1:21 run and shell exclude each other',
    ],
    ['customResources: [{resource: a, path: "a b", equals: c}]', '1:39 path: "a b" is no path'],
    ['customResources: [{resource: a, path: .b}]', '1:19 equals is missing'],
    ['accept: [{object: a}]', '1:10 why is missing | write why: …'],
    ['accept: [a]', '1:10 an entry of accept holds keys of its own'],
    ['a: [', '1:5 not valid YAML: '],
  ];

  test.each(cases)('%s', (text, expected) => {
    const faults = faultsOf(text);
    expect(
      faults.find((one) => one.startsWith(expected)),
      faults.join('\n'),
    ).toBeDefined();
  });

  test.each(cases)('%s, in Chinese', (text) => {
    for (const fault of readSettings('c.yaml', text).faults) {
      const { message, fix = message } = fault.in('zh');
      expect(message).toMatch(han);
      expect(fix).toMatch(han);
    }
  });

  test('all of them together', () => {
    expect(faultsOf('x: 1\nthresholds: {y: 2}\nprobes: {z: 3}\n')).toHaveLength(3);
  });
});
