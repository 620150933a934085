import { describe, expect, test } from 'vitest';
import type { Typed } from '../../../src/recover/step.ts';
import {
  before,
  lines,
  look,
  machine,
  machineType,
  node,
  now,
  object,
  target,
} from './facts-of.ts';

const nodes = [node('a', 'Unknown'), node('b', 'True')];

describe('nodes that are back, or new', () => {
  test('kubelet by hand, then schedulable again, then its pods', () => {
    const asked = { target: target({ nodes: ['a'] }) };
    expect(lines('node-not-ready', { ...asked, nodes })[1]).toBe(
      'start-kubelet/a: manual node-not-ready',
    );
    const back = { ...asked, nodes: [node('a', 'True', { unschedulable: true })] };
    expect(lines('node-not-ready', back).slice(1)).toEqual([
      'start-kubelet/a: done node-ready',
      'uncordon/a: to-do cordoned',
      'node-pods: done pods-ready',
    ]);
    expect(lines('node-not-ready', asked)[0]).toBe('node-is-there/a: blocked no-such-node');
  });

  test('a new one has to be free of an older one, Ready, and of the same version', () => {
    const asked = { target: target({ nodes: ['c'] }) };
    const old = { ...asked, machines: [machine('c', { deletionTimestamp: before(9) })] };
    expect(lines('add-node', old)[0]).toBe('name-is-free/c: manual old-one-left');
    const joined = { ...asked, nodes: [...nodes, node('c', 'True', { version: 'v1.29.0' })] };
    expect(lines('add-node', joined)).toContain('version-fits/c: manual version-other');
    const ops: Typed = {
      type: machineType,
      object: object('MachineOps', 'create-c', { status: { phase: 'Failed' } }),
    };
    expect(lines('add-node', { ...joined, machineOps: [ops] })).toContain(
      'operations-done: manual operation-failed',
    );
  });
});

describe('upkeep', () => {
  test('certificates that end within 60 days, the next one first', () => {
    const day = 24 * 3_600_000;
    const one = (name: string, days: number) => ({
      namespace: 'shop',
      name,
      subject: 'CN=x',
      notAfter: now + days * day + 1,
    });
    const step = look('certificates', {
      secrets: [one('late', 59), one('fine', 61), one('soon', 3)],
    })[1];
    expect(step).toMatchObject({ state: 'manual', params: { count: 2 } });
    expect(step?.seen?.[0]).toContain('Secret shop/soon: CN=x: 2026-01-04 (3 d)');
    expect(look('certificates', { secrets: [one('fine', 61)] })[1]).toMatchObject({
      state: 'done',
    });
  });

  test('the address of DNS is changed where it stands, and nothing else', () => {
    const configs = [
      object('ConfigMap', 'cluster-advance-config', {
        namespace: 'kube-system',
        data: { dnsResolveIp: '10.0.0.1', other: '10.0.0.1' },
      }),
      object('ConfigMap', 'sigma-slave-service', {
        namespace: 'kube-system',
        data: { 'kubelet.service': 'ExecStart=kubelet \\\n  --cluster-dns=10.0.0.1 \\\n  --v=2' },
      }),
    ];
    const steps = look('cluster-dns', { target: target({ dns: '10.0.0.9' }), configs });
    expect(steps[0]?.seen).toEqual(['dnsResolveIp: 10.0.0.1 → 10.0.0.9']);
    expect(steps[1]?.seen).toEqual([
      'kubelet.service: --cluster-dns=10.0.0.1 \\ → --cluster-dns=10.0.0.9 \\',
    ]);
    const [acts] = steps[1]?.acts ?? [];
    expect(acts).toMatchObject({
      ops: [
        { op: 'test' },
        { op: 'test' },
        { op: 'test' },
        { op: 'replace', path: '/data/kubelet.service' },
      ],
    });
    expect(
      lines('cluster-dns', { target: target({ dns: '10.0.0.1' }), configs }).slice(0, 2),
    ).toEqual(['set-resolver: done address-set', 'set-cluster-dns: done address-set']);
  });

  test('a whole site is judged from its API server on', () => {
    expect(lines('power-loss', { down: 'refused' })).toContain('nodes-ready: manual api-down');
    expect(lines('power-loss', { nodes })).toContain('nodes-ready: manual nodes-lost');
    expect(lines('power-loss', { nodes: [node('b', 'True')] })).toContain(
      'nodes-ready: done all-nodes-ready',
    );
  });
});

describe('etcd', () => {
  const snapshot = {
    state: 'intact',
    bytes: 1024,
    sha256: 'abc',
    taken: {
      version: 1,
      takenAt: 't',
      etcdVersion: '3.6.4',
      clusterId: '1',
      revision: '7',
      revisionAfter: '7',
      keys: '3',
      hash: '5',
      compactRevision: '1',
      bytes: 1024,
      sha256: 'abc',
    },
  } as const;
  const up = { up: true, version: '3.6.4', dbBytes: 1, revision: '9', errors: [] } as const;
  const asked = {
    target: target({ etcd: { file: '/f', dataDir: '/var/etcd/', endpoint: 'http://x' } }),
  };
  const restored = { state: 'full', restoredFrom: 'abc' } as const;
  const etcd = (more: object) => ({
    ...asked,
    etcd: {
      status: undefined,
      snapshot,
      folder: { state: 'absent' } as const,
      now: undefined,
      ...more,
    },
  });

  test('a time-out or a wrong certificate is no etcd that has stopped', () => {
    const down = (refused: boolean) => etcd({ status: { up: false, why: 'w', refused } });
    expect(lines('etcd-restore', down(true))[1]).toBe('stop-etcd: done etcd-stopped');
    expect(lines('etcd-restore', down(false))[1]).toBe('stop-etcd: manual etcd-unclear');
    expect(lines('etcd-restore', etcd({ status: up }))[1]).toBe('stop-etcd: manual etcd-runs');
  });

  test('a folder that is full is kept aside by its name, one that is restored is not touched', () => {
    const full = look(
      'etcd-restore',
      etcd({ folder: { state: 'full', restoredFrom: 'another' } }),
    )[2];
    expect(full).toMatchObject({ state: 'to-do', name: 'etcd', danger: 'dangerous' });
    expect(lines('etcd-restore', etcd({ folder: restored })).slice(1, 4)).toEqual([
      'stop-etcd: done restored-already',
      'keep-folder-aside: done restored-already',
      'restore-snapshot: done restored',
    ]);
  });

  test.each([
    [{ keys: '3', hash: '5', compactRevision: '1' }, 'done hash-same'],
    [{ keys: '3', hash: '6', compactRevision: '1' }, 'blocked hash-differs'],
    [{ keys: '2', hash: '5', compactRevision: '1' }, 'blocked keys-differ'],
    [{ keys: '3', hash: '6', compactRevision: '4' }, 'done keys-same'],
    [undefined, 'not-applicable compacted-since'],
  ])('compares %o', (seen, found) => {
    expect(lines('etcd-restore', etcd({ status: up, folder: restored, now: seen }))[5]).toBe(
      `compare: ${found}`,
    );
  });

  test('a broken snapshot, and one that its note is not about, go no further', () => {
    expect(lines('etcd-restore', etcd({ snapshot: { state: 'broken', why: 'w' } }))[0]).toBe(
      'check-snapshot: blocked snapshot-broken',
    );
    const another = { ...snapshot, sha256: 'other' };
    expect(lines('etcd-restore', etcd({ snapshot: another }))[0]).toBe(
      'check-snapshot: blocked snapshot-another',
    );
    expect(
      lines('etcd-backup', etcd({ status: up, snapshot: { state: 'broken', why: 'w' } }))[1],
    ).toBe('take-snapshot: blocked file-in-the-way');
  });
});
