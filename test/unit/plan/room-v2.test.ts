import { describe, expect, test } from 'vitest';
import type { ModulePod } from '../../../src/modules/module-pod.ts';
import { leaversOf } from '../../../src/plan/leavers.ts';
import { roomFor } from '../../../src/plan/room-v2.ts';
import { tolerations, vnode } from '../modules/nodes.ts';

const nodes = Array.from({ length: 4 }, (_, index) => {
  const { metadata, ...node } = vnode({
    labels: { 'kubernetes.io/hostname': `h${index}`, zone: index < 2 ? 'a' : 'b' },
  });
  return { ...node, metadata: { ...metadata, name: `n${index}` } };
});

function pod(name: string, node: string | undefined, more: Partial<ModulePod> = {}): ModulePod {
  return {
    name,
    namespace: 'shop',
    uid: name,
    node,
    ip: undefined,
    ready: true,
    phase: 'Running',
    terminating: false,
    goneBy: undefined,
    modules: [],
    owner: undefined,
    unschedulable: undefined,
    trouble: undefined,
    createdAt: 0,
    boundAt: 0,
    ...more,
  };
}

function template(topologyKey?: string, more: object = {}) {
  const term = { labelSelector: { matchLabels: { app: 'stock' } }, topologyKey };
  const required = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
  return {
    metadata: { labels: { app: 'stock' } },
    spec: {
      tolerations,
      ...(topologyKey === undefined ? {} : { affinity: { podAntiAffinity: required } }),
      ...more,
    },
  };
}

const around = { namespace: 'shop', nodes, pods: [pod('p0', 'n0')], leaving: [] };

describe('room for more pods', () => {
  test('one on a base: every eligible one without a pod is free', () => {
    const room = roomFor(template('kubernetes.io/hostname'), around);
    expect(room).toMatchObject({ free: ['n1', 'n2', 'n3'], soon: [], kept: true, unknown: [] });
  });

  test('a base that a pod is about to leave becomes free, but is not yet', () => {
    const leaving = [pod('p9', 'n1')];
    const room = roomFor(template('kubernetes.io/hostname'), { ...around, leaving });
    expect(room).toMatchObject({ free: ['n2', 'n3'], soon: ['n1'] });
  });

  test('one in a zone: the zone of a pod is taken, and each free zone once', () => {
    expect(roomFor(template('zone'), around).free).toEqual(['n2']);
  });

  test('a topology that no vnode has keeps nobody apart', () => {
    const room = roomFor(template('topology.kubernetes.io/zone'), around);
    expect(room).toMatchObject({ kept: false, free: ['n1', 'n2', 'n3'] });
  });

  test('what only the scheduler can judge is said', () => {
    const spread = [{ whenUnsatisfiable: 'DoNotSchedule' }];
    const room = roomFor(template(undefined, { topologySpreadConstraints: spread }), around);
    expect(room.unknown).toEqual(['topologySpreadConstraints']);
  });
});

describe('who leaves first', () => {
  const names = (pods: readonly ModulePod[]) => pods.map((one) => one.name);

  test('the unassigned, the pending, the unready, as the ReplicaSet controller has it', () => {
    const pods = [
      pod('fine', 'n0'),
      pod('unready', 'n1', { ready: false }),
      pod('pending', 'n2', { phase: 'Pending', ready: false }),
      pod('nowhere', undefined, { phase: 'Pending', ready: false }),
    ];
    expect(names(leaversOf(pods))).toEqual(['nowhere', 'pending', 'unready', 'fine']);
  });

  test('then the second on a base, then those in doubt, then from the end of the names', () => {
    const pods = [
      pod('a', 'n0'),
      pod('b', 'n10'),
      pod('c', 'n2'),
      pod('doubt', 'n1'),
      pod('second', 'n0', { createdAt: 5 }),
    ];
    const order = ['second', 'doubt', 'b', 'c', 'a'];
    expect(names(leaversOf(pods, new Set(['n1'])))).toEqual(order);
  });
});
