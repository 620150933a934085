import { describe, expect, test } from 'vitest';
import { quantity } from '../../../src/modules/quantity.ts';
import { roomFor } from '../../../src/recover/capacity.ts';
import type { RunbookId } from '../../../src/recover/codes.ts';
import { ownerKind, troubleOf } from '../../../src/recover/pod-trouble.ts';
import { subjectsOn } from '../../../src/recover/books/node-gone.ts';
import { runbooks } from '../../../src/recover/runbooks.ts';
import type { Typed } from '../../../src/recover/step.ts';
import {
  before,
  factsOf,
  lines,
  look,
  machine,
  machineType,
  node,
  object,
  pod,
  target,
} from './facts-of.ts';

const dead = node('a', 'Unknown');
const nodes = [dead, node('b', 'True')];

describe('every runbook', () => {
  test.each(Object.entries(runbooks))(
    '%s has steps of its own names, and its own id',
    (id, book) => {
      expect(book.id).toBe(id);
      const ids = book.steps.map((step) => step.id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { manual = false, unseen = false } of book.steps)
        expect(unseen && !manual).toBe(false);
    },
  );

  test.each(Object.keys(runbooks) as RunbookId[])(
    '%s offers nothing that destroys without a name',
    (id) => {
      const claim = object('PersistentVolumeClaim', 'c', {
        namespace: 'shop',
        spec: { volumeName: 'v' },
      });
      const etcd = {
        status: undefined,
        now: undefined,
        folder: { state: 'full', restoredFrom: undefined } as const,
        snapshot: { state: 'intact', bytes: 1, sha256: 'x', taken: undefined } as const,
      };
      const steps = look(id, {
        target: target({
          nodes: ['a'],
          object: { kind: 'machine', name: 'a' },
          dns: '10.0.0.9',
          etcd: { file: '/f', dataDir: '/d', endpoint: undefined },
        }),
        nodes,
        pods: [pod('p', 'a', { claim: 'c', deletedFor: 99, finalizers: ['x/y'] })],
        claims: [claim],
        volumes: [object('PersistentVolume', 'v', { spec: { local: { path: '/x' } } })],
        machines: [machine('a', { finalizers: ['x/y'] })],
        object: machine('a', { finalizers: ['x/y'], deletionTimestamp: before(99) }),
        namespaces: [
          object('Namespace', 'n', { deletionTimestamp: before(99), finalizers: ['x/y'] }),
        ],
        configs: [
          object('ConfigMap', 'cluster-advance-config', {
            namespace: 'kube-system',
            data: { dnsResolveIp: '10.0.0.1' },
          }),
        ],
        etcd,
      });
      const open = steps.filter(({ danger, state }) => danger === 'dangerous' && state === 'to-do');
      for (const step of open) expect(step.name, step.id).toBeTruthy();
    },
  );
});

describe('node-gone', () => {
  const asked = { target: target({ nodes: ['a'] }) };

  test('a node that is Ready is left alone', () => {
    const [first] = look('node-gone', { ...asked, nodes: [node('a', 'True')] });
    expect(first).toMatchObject({ state: 'blocked', code: 'node-answers' });
  });

  test('a node whose kubelet never wrote anything is told so, since it was made', () => {
    const never = object('Node', 'a', {});
    const metadata = { ...never.metadata, creationTimestamp: before(300) };
    const facts = { ...asked, nodes: [{ ...never, metadata }] };
    const params = { reason: 'NodeStatusNeverUpdated', status: 'Unknown', ago: '5 min' };
    expect(look('node-gone', facts)[0]).toMatchObject({ code: 'node-down', params });
    const [, kubelet] = look('node-not-ready', facts);
    expect(kubelet?.params).toMatchObject({ reason: 'NodeStatusNeverUpdated', ago: '5 min' });
  });

  test('claims on local volumes go, others follow their pod; daemons and static pods stay', () => {
    const claim = (name: string, volumeName: string) =>
      object('PersistentVolumeClaim', name, { namespace: 'shop', spec: { volumeName } });
    const facts = {
      ...asked,
      nodes,
      pods: [
        pod('db-0', 'a', { owner: 'StatefulSet', claim: 'local' }),
        pod('web', 'a', { claim: 'net' }),
        pod('agent', 'a', { owner: 'DaemonSet' }),
      ],
      claims: [claim('local', 'v1'), claim('net', 'v2'), claim('elsewhere', 'v3')],
      volumes: [
        object('PersistentVolume', 'v1', {
          spec: { nodeAffinity: { required: { values: ['a'] } } },
        }),
        object('PersistentVolume', 'v2', { spec: { nfs: {} } }),
      ],
    };
    const steps = look('node-gone', facts);
    const of = (id: string) => steps.find((step) => step.id === id);
    expect(of('delete-claims/shop/local')).toMatchObject({ state: 'to-do', name: 'local' });
    expect(of('delete-claims/shop/net')).toMatchObject({
      state: 'not-applicable',
      code: 'volume-follows',
    });
    expect(of('delete-volumes/v1')).toMatchObject({ state: 'to-do', name: 'v1' });
    expect(of('delete-volumes/v2')).toBeUndefined();
    expect(of('delete-pods/a')?.params).toEqual({ count: 2, stateful: 1 });
    expect(
      of('delete-pods/a')?.acts?.map((act) => act.does === 'delete' && act.graceSeconds),
    ).toEqual([0, 0]);
    expect(subjectsOn(factsOf(facts)).map(({ name }) => name)).toEqual(['local', 'v1']);
  });

  test('what was known is seen gone when its pod is', () => {
    const known = [
      {
        group: '',
        kind: 'PersistentVolumeClaim',
        namespace: 'shop',
        name: 'local',
        uid: 'old',
        node: 'a',
      },
    ];
    expect(lines('node-gone', { ...asked, nodes, known })).toContain(
      'delete-claims/shop/local: done gone',
    );
  });

  test('addresses are found by any field, and may be kept', () => {
    const ip: Typed = {
      type: { ...machineType, kind: 'IPInstance' },
      object: object('IPInstance', 'i', { namespace: 'shop', status: { deep: { pod: 'db-0' } } }),
    };
    const facts = { nodes, pods: [pod('db-0', 'a')], ips: [ip] };
    expect(lines('node-gone', { ...asked, ...facts })).toContain('release-ips/a: to-do ips-held');
    const kept = { target: target({ nodes: ['a'], keepIp: true }), ...facts };
    expect(lines('node-gone', kept)).toContain('release-ips/a: not-applicable ips-kept');
    const other = { ...asked, ...facts, pods: [pod('db-1', 'a')] };
    expect(lines('node-gone', other)).toContain('release-ips: not-applicable nothing-there');
  });

  test('when all is gone nothing is left to do', () => {
    expect(
      look('node-gone', asked).every(({ state }) => state === 'done' || state === 'not-applicable'),
    ).toBe(true);
  });
});

describe('stuck objects', () => {
  const asked = { target: target({ object: { kind: 'machine', name: 'a' } }), nodes };

  test('finalizers are given time before they are taken off', () => {
    const stuck = (seconds: number) =>
      machine('a', { finalizers: ['x/y'], deletionTimestamp: before(seconds) });
    expect(lines('stuck-deletion', { ...asked, object: stuck(3) })).toContain(
      'remove-finalizers: to-do finalizers-given-time',
    );
    expect(lines('stuck-deletion', { ...asked, object: stuck(60) })).toContain(
      'remove-finalizers: to-do finalizers-stuck',
    );
    const fresh = look('stuck-deletion', { ...asked, object: stuck(3) })[2];
    expect(fresh?.acts).toBeUndefined();
    const undeleted = look('stuck-deletion', {
      ...asked,
      object: machine('a', { finalizers: ['x/y'] }),
    });
    expect(undeleted[1]).toMatchObject({ state: 'to-do', name: 'a' });
    expect(undeleted[2]).toMatchObject({ code: 'finalizers-if-stuck', name: 'a' });
    expect(undeleted[2]?.acts).toBeUndefined();
  });

  test('a node that is Ready stays, and one of another kind is none of its business', () => {
    const works = { ...asked, nodes: [node('a', 'True')], object: machine('a') };
    expect(lines('stuck-deletion', works)).toContain('delete-node: not-applicable node-works');
    const other = { type: { ...machineType, kind: 'Database' }, object: object('Database', 'a') };
    expect(lines('stuck-deletion', { ...asked, object: other })).toContain(
      'delete-node: not-applicable nothing-there',
    );
  });
});

describe('what stays Terminating', () => {
  test('pods by namespace, and whether a kubelet could still end them', () => {
    const pods = [
      pod('x', 'a', { deletedFor: 60 }),
      pod('y', 'b', { deletedFor: 60 }),
      pod('z', 'a', { deletedFor: 5 }),
    ];
    const step = look('stuck-terminating', { nodes, pods }).find(
      ({ id }) => id === 'force-pods/shop',
    );
    expect(step).toMatchObject({
      code: 'pods-late-on-live-node',
      params: { count: 2, alive: 1 },
      name: 'shop',
    });
    expect(lines('stuck-terminating', { nodes, pods: [pods[2] as never] })).toContain(
      'force-pods: not-applicable nothing-there',
    );
  });

  test('an API service that is away comes before what it hides', () => {
    const away = object('APIService', 'v1.x', {
      status: {
        conditions: [
          { type: 'Available', status: 'False', reason: 'MissingEndpoints', message: 'none' },
        ],
      },
    });
    const namespaces = [object('Namespace', 'n', { deletionTimestamp: before(99) })];
    const found = lines('stuck-terminating', { nodes, namespaces, apiServices: [away] });
    expect(found).toContain('api-services: manual services-silent');
    expect(found).toContain('namespace-gone/n: under-way emptying');
    expect(lines('stuck-terminating', { nodes, apiServices: [away] })).toContain(
      'api-services: not-applicable nothing-there',
    );
  });
});

describe('pods that are not ready', () => {
  const waiting = (reason: string, more: object = {}) => ({
    containerStatuses: [{ name: 'app', state: { waiting: { reason } }, ...more }],
  });
  const lost = new Set(['a']);
  test.each([
    ['ready', pod('p', 'b'), undefined],
    ['completed', pod('p', 'b', { ready: false, phase: 'Succeeded' }), undefined],
    [
      'evicted',
      pod('p', 'b', { ready: false, phase: 'Failed', status: { reason: 'Evicted' } }),
      'failed',
    ],
    ['without a node', pod('p', '', { ready: false, phase: 'Pending' }), 'unscheduled'],
    ['on a lost node', pod('p', 'a', { ready: false }), 'node-lost'],
    ['no image', pod('p', 'b', { ready: false, status: waiting('ImagePullBackOff') }), 'image'],
    [
      'crashing',
      pod('p', 'b', {
        ready: false,
        status: waiting('CrashLoopBackOff', {
          restartCount: 7,
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
        }),
      }),
      'crashing',
    ],
    [
      'being created',
      pod('p', 'b', { ready: false, status: waiting('ContainerCreating') }),
      'sandbox',
    ],
    ['no status yet', pod('p', 'b', { ready: false, phase: 'Pending' }), 'sandbox'],
    [
      'its check fails',
      pod('p', 'b', {
        ready: false,
        status: { containerStatuses: [{ name: 'app', state: { running: {} } }] },
      }),
      'not-ready',
    ],
    ['being deleted', pod('p', 'b', { deletedFor: 3 }), 'terminating'],
  ])('%s', (_, one, trouble) => {
    expect(troubleOf(one, lost)?.trouble).toBe(trouble);
  });

  test('says how it ended', () => {
    const status = waiting('CrashLoopBackOff', {
      restartCount: 7,
      lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
    });
    expect(troubleOf(pod('p', 'b', { ready: false, status }), lost)?.why).toBe(
      'app: OOMKilled (137), 7 restarts',
    );
  });

  test('failed pods of workloads are deleted, bare ones are a matter for people', () => {
    const failed = { ready: false, phase: 'Failed' };
    const found = lines('pods-not-ready', {
      nodes,
      pods: [pod('x', 'b', failed), pod('y', 'b', { ...failed, owner: '' })],
    });
    expect(found).toContain('delete-failed: to-do failed-pods');
    expect(found).toContain('failed-alone: manual pods-sick');
    expect(ownerKind(pod('y', 'b', { owner: '' }))).toBe('bare');
  });
});

describe('room elsewhere', () => {
  test.each([
    ['250m', 0.25],
    ['2', 2],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['3k', 3000],
    ['1e3', 1000],
    ['many', 0],
  ])('%s is %d', (text, value) => {
    expect(quantity(text)).toBe(value);
  });

  test('counts what is asked for and free on open nodes that are Ready', () => {
    const leaving = [pod('x', 'a', { cpu: '3' })];
    const all = [...leaving, pod('y', 'b', { cpu: '4' })];
    expect(roomFor(leaving, [node('b', 'True')], all)).toMatchObject({
      fits: true,
      params: { freeCpu: '4', cpu: '3' },
    });
    expect(roomFor(leaving, [node('b', 'True', { unschedulable: true })], all).fits).toBe(false);
    expect(roomFor([pod('x', 'a', { cpu: '5' })], [node('b', 'True')], all).fits).toBe(false);
  });
});
