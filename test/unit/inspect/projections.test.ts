import { describe, expect, test } from 'vitest';
import {
  bundlesOf,
  firstToEnd,
  requestFactOf,
  tlsSecretFactOf,
} from '../../../src/inspect/facts/certificate.ts';
import { dnsClaimsOf, forwardsOf } from '../../../src/inspect/facts/cluster-dns.ts';
import { etcdSeenOf } from '../../../src/inspect/facts/etcd.ts';
import { eventFactOf } from '../../../src/inspect/facts/event.ts';
import { healthLinesOf } from '../../../src/inspect/facts/health.ts';
import { aheadOf, leaseFactOf } from '../../../src/inspect/facts/lease.ts';
import { podFactOf } from '../../../src/inspect/facts/pod.ts';
import { customFactOf, disksOf } from '../../../src/inspect/facts/service.ts';
import {
  daemonSetFactOf,
  replicatedFactOf,
  statefulSetFactOf,
} from '../../../src/inspect/facts/workload.ts';
import { quantity } from '../../../src/modules/quantity.ts';
import { typeNamed } from '../../../src/inspect/types.ts';
import type { KubeObject } from '../../../src/world.ts';
import { CertificateAuthority } from '../../bed/control-plane-certs.ts';

const authority = new CertificateAuthority('test');

function object(kind: string, more: object): KubeObject {
  const metadata = { name: 'a', namespace: 'shop', generation: 2 };
  return { apiVersion: 'v1', kind, metadata, ...more };
}

test('quantities', () => {
  const read = ['500m', '2', '1Gi', '1.5M', '12e3', '100n', 3, undefined, 'x', ''].map(quantity);
  const numbers = [0.5, 2, 2 ** 30, 1.5e6, 12_000, 1e-7, 3, 0, 0, 0];
  read.forEach((value, at) => expect(value).toBeCloseTo(numbers[at] ?? 0, 12));
});

describe('certificates', () => {
  const late = authority.issue({ commonName: 'late', notAfter: new Date('2027-01-01T00:00:00Z') });
  const early = authority.issue({
    commonName: 'early',
    notAfter: new Date('2026-06-01T00:00:00Z'),
  });
  const encoded = (text: string): string => Buffer.from(text).toString('base64');

  test('of a bundle the one that ends first', () => {
    const fact = firstToEnd('x', `${late.cert}\n${early.cert}`);
    expect(fact).toMatchObject({ subject: 'CN=early', endsAt: Date.parse('2026-06-01T00:00:00Z') });
    expect(firstToEnd('x', 'junk').unreadable).not.toBe('');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(firstToEnd('x', broken).unreadable).not.toBe('');
  });

  test('of a Secret the public part alone', () => {
    const data = { 'tls.crt': encoded(late.cert), 'tls.key': encoded(late.key) };
    const fact = tlsSecretFactOf(object('Secret', { data }));
    expect(fact).toMatchObject({ object: 'secret/shop/a', subject: 'CN=late' });
    expect(JSON.stringify(fact)).not.toContain('KEY');
  });

  test('every caBundle there is; an empty one is none', () => {
    const caBundle = encoded(late.cert);
    const hooks = object('ValidatingWebhookConfiguration', {
      webhooks: [
        { name: 'one', clientConfig: { caBundle } },
        { name: 'two', clientConfig: { caBundle: 'Cg==' } },
        { name: 'three', clientConfig: {} },
      ],
    });
    expect(bundlesOf(hooks).map((one) => one.object)).toEqual([
      'validatingwebhookconfiguration/a webhook one',
    ]);
    expect(bundlesOf(object('APIService', { spec: { caBundle } }))).toHaveLength(1);
    const conversion = { webhook: { clientConfig: { caBundle } } };
    expect(bundlesOf(object('CustomResourceDefinition', { spec: { conversion } }))).toHaveLength(1);
  });

  test('requests', () => {
    const spec = { username: 'n1', signerName: 's' };
    const state = (status: object): string =>
      requestFactOf(object('CertificateSigningRequest', { spec, status })).state;
    expect(state({})).toBe('pending');
    expect(state({ certificate: encoded(late.cert) })).toBe('issued');
    expect(state({ conditions: [{ type: 'Denied', status: 'True' }] })).toBe('denied');
    expect(state({ conditions: [{ type: 'Failed', status: 'True' }] })).toBe('failed');
  });
});

test('pods: requests as the scheduler counts them, restarts, waiting, mirror', () => {
  const requests = (cpu: string) => ({ resources: { requests: { cpu } } });
  const fact = podFactOf({
    ...object('Pod', {
      spec: {
        nodeName: 'n1',
        containers: [
          { name: 'a', ...requests('1') },
          { name: 'b', ...requests('500m') },
        ],
        initContainers: [
          { name: 'big', ...requests('4') },
          { name: 'side', restartPolicy: 'Always', ...requests('1') },
        ],
        overhead: { cpu: '250m' },
      },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'a',
            ready: true,
            restartCount: 2,
            lastState: { terminated: { reason: 'Error', finishedAt: '2026-01-01T00:00:00Z' } },
          },
          {
            name: 'b',
            ready: false,
            restartCount: 1,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { reason: 'OOMKilled', finishedAt: '2026-02-01T00:00:00Z' } },
          },
        ],
      },
    }),
    metadata: {
      name: 'etcd-n1',
      labels: { component: 'etcd' },
      annotations: { 'kubernetes.io/config.mirror': 'x' },
    },
  });
  expect(fact).toMatchObject({
    cpu: 4.25,
    restarts: 3,
    restarted: { container: 'b', reason: 'OOMKilled' },
    waiting: { container: 'b', reason: 'CrashLoopBackOff' },
    readyContainers: 1,
    staticOf: 'etcd',
    unscheduled: undefined,
  });
});

test('workloads: what is meant to stay old is not behind', () => {
  const held = object('StatefulSet', {
    spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
    status: {
      readyReplicas: 3,
      updatedReplicas: 1,
      currentRevision: 'a',
      updateRevision: 'b',
      observedGeneration: 2,
    },
  });
  expect(statefulSetFactOf(held)).toMatchObject({ updated: 3, observed: true });
  const daemon = object('DaemonSet', {
    spec: { updateStrategy: { type: 'OnDelete' } },
    status: { desiredNumberScheduled: 2, numberReady: 2, updatedNumberScheduled: 0 },
  });
  expect(daemonSetFactOf(daemon)).toMatchObject({ wanted: 2, updated: 2 });
  const stuck = object('Deployment', {
    spec: {},
    status: { conditions: [{ type: 'Progressing', status: 'False', message: 'deadline' }] },
  });
  expect(replicatedFactOf(stuck)).toMatchObject({ wanted: 1, stuck: 'deadline', observed: false });
});

test('leases: the clock of the holder by the stamp of the server', () => {
  const lease = (renewTime: string, time: string): KubeObject => ({
    ...object('Lease', { spec: { holderIdentity: 'n1', renewTime, leaseDurationSeconds: 40 } }),
    metadata: {
      name: 'n1',
      managedFields: [{ manager: 'k', time, fieldsV1: { 'f:spec': { 'f:renewTime': {} } } }],
    },
  });
  const at = '2026-03-01T08:00:00Z';
  const ahead = (renewTime: string): number => aheadOf(leaseFactOf(lease(renewTime, at)));
  expect(ahead('2026-03-01T08:00:00.900000Z')).toBe(0);
  expect(ahead('2026-03-01T08:00:06.000000Z')).toBe(5_000);
  expect(ahead('2026-03-01T07:59:55.000000Z')).toBe(-5_000);
});

test('events: warnings and reboots, by their last time', () => {
  const raw = {
    type: 'Warning',
    reason: 'BackOff',
    involvedObject: { kind: 'Pod', namespace: 'a', name: 'b' },
  };
  const series = { count: 7, lastObservedTime: '2026-03-01T08:00:00Z' };
  expect(
    eventFactOf(object('Event', { ...raw, series, eventTime: '2026-01-01T00:00:00Z' })),
  ).toMatchObject({
    count: 7,
    object: 'pod/a/b',
    lastAt: Date.parse('2026-03-01T08:00:00Z'),
  });
  expect(eventFactOf(object('Event', { ...raw, type: 'Normal' }))).toBeUndefined();
  expect(
    eventFactOf(object('Event', { ...raw, type: 'Normal', reason: 'Rebooted' })),
  ).toBeDefined();
});

test('health: line by line; a server that says no more by its status', () => {
  const body = '[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed';
  expect(healthLinesOf('readyz', 500, body).map(({ name, ok }) => [name, ok])).toEqual([
    ['ping', true],
    ['etcd', false],
  ]);
  expect(healthLinesOf('livez', 200, 'ok')).toMatchObject([{ name: 'livez', ok: true }]);
  expect(healthLinesOf('livez', 503, '')).toMatchObject([{ name: 'livez', ok: false }]);
});

test('cluster DNS: wherever it may stand', () => {
  const map = (name: string, data: object): KubeObject => ({
    ...object('ConfigMap', { data }),
    metadata: { name, namespace: 'kube-system' },
  });
  const addresses = (name: string, data: object): string[] =>
    dnsClaimsOf(map(name, data)).flatMap((one) => one.addresses);
  expect(
    addresses('kubelet-config-1.20', {
      kubelet: 'a: b\nclusterDNS:\n  - 10.0.0.10\n  - 10.0.0.11\nc: d',
    }),
  ).toEqual(['10.0.0.10', '10.0.0.11']);
  expect(addresses('kubelet-config', { kubelet: 'clusterDNS: ["10.0.0.10"]' })).toEqual([
    '10.0.0.10',
  ]);
  expect(addresses('cluster-advance-config', { dnsResolveIp: '10.0.0.12' })).toEqual(['10.0.0.12']);
  expect(addresses('cluster-advance-config', { json: '{"dnsResolveIp":"10.0.0.13"}' })).toEqual([
    '10.0.0.13',
  ]);
  expect(
    addresses('sigma-slave-service', { unit: 'kubelet --cluster-dns=10.0.0.14 \\\n --v=2' }),
  ).toEqual(['10.0.0.14']);
  expect(addresses('other', { kubelet: 'clusterDNS: ["10.0.0.10"]' })).toEqual([]);
  const Corefile =
    '.:53 {\n  forward . /etc/resolv.conf 10.0.0.2 {\n    max_concurrent 1000\n  }\n}';
  expect(forwardsOf(map('coredns', { Corefile }))).toEqual(['/etc/resolv.conf', '10.0.0.2']);
});

test('etcd: its leader by name, sizes as text', () => {
  const reply = (value: object) => ({
    ok: true as const,
    status: 200,
    body: JSON.stringify(value),
  });
  const members = {
    members: [
      { ID: '12', name: 'e1' },
      { ID: '13', name: 'e2' },
    ],
  };
  const seen = etcdSeenOf('http://e', {
    health: reply({ health: 'true', reason: '' }),
    status: reply({ version: '3.6.0', dbSize: '4096', leader: '13', dbSizeQuota: '8192' }),
    members: reply(members),
    alarms: reply({ alarms: [{ memberID: '12', alarm: 'NOSPACE' }] }),
  });
  expect(seen).toMatchObject({
    healthy: true,
    leader: 'e2',
    dbBytes: 4096,
    quotaBytes: 8192,
    members: ['e1', 'e2'],
    alarms: ['NOSPACE'],
  });
});

test('disks of a kubelet; a custom resource by its path; a kind by any of its names', () => {
  const fs = { usedBytes: 90, capacityBytes: 100 };
  expect(disksOf('n1', { node: { fs, runtime: { imageFs: fs } } })).toHaveLength(2);
  expect(disksOf('n1', 'junk')).toEqual([]);
  const rule = { name: 'r', path: ['status', 'phase'], resource: 'zone' };
  expect(customFactOf(object('Zone', { status: { phase: 'Created' } }), rule)).toMatchObject({
    object: 'zone/shop/a',
    value: 'Created',
  });
  const zone = {
    group: 'dns.test',
    version: 'v1',
    kind: 'Zone',
    plural: 'zones',
    namespaced: true,
  };
  for (const name of ['zones.dns.test', 'zones', 'zone', 'Zone']) {
    expect(typeNamed([zone], name)).toBe(zone);
  }
  expect(typeNamed([zone], 'zonen')).toBeUndefined();
});
