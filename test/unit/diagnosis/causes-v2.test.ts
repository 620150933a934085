import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import {
  base,
  biz,
  deployment,
  evidence,
  expired,
  lease,
  node,
  notReady,
  now,
  oneOf,
  podSpec,
  rolloutOf,
  unplaced,
  waiting,
  type Case,
} from './scenes.ts';

const otherEnv = podSpec.tolerations.map((one) =>
  one.key === 'schedule.koupleless.io/node-env' ? { ...one, value: 'prod' } : one,
);
const elsewhere = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [{ key: 'base.koupleless.io/name', operator: 'In', values: ['other'] }],
        },
      ],
    },
  },
};

const places: readonly Case[] = [
  [
    'all that fit are taken',
    'no-free-base',
    'certain',
    { ...waiting(podSpec), bases: [base(1)], nodes: [node(1)] },
  ],
  [
    'of another environment',
    'wrong-env',
    'certain',
    waiting({ ...podSpec, tolerations: otherEnv }),
  ],
  [
    'a taint of every base',
    'untolerated-taint',
    'certain',
    waiting({ ...podSpec, tolerations: [] }),
  ],
  [
    'a taint that somebody put on them',
    'untolerated-taint',
    'certain',
    {
      ...waiting(podSpec),
      nodes: [1, 2].map((number) =>
        node(number, { taints: [{ key: 'canary', effect: 'NoSchedule' }] }),
      ),
    },
  ],
  ['labels that none has', 'wrong-label', 'certain', waiting({ ...podSpec, affinity: elsewhere })],
  [
    'no vnode at all',
    'no-bases',
    'certain',
    { places: [unplaced], bases: [], nodes: [], leases: [] },
  ],
];

const rest: readonly Case[] = [
  ['all leases have run out', 'controller-dead', 'certain', { leases: expired }],
  [
    'leases may not be read, and no node is Ready',
    'controller-dead',
    'likely',
    {
      leases: undefined,
      bases: [base(1, { base: { ready: false } }), base(2, { base: { ready: false } })],
    },
  ],
  [
    'one lease is renewed, another has run out',
    'leases-not-taken-over',
    'certain',
    { leases: [expired[0]!, lease('vnode.10.0.0.2.dev', 30_000, 'after')] },
  ],
  [
    'all have run out, and a controller runs',
    'leases-not-taken-over',
    'certain',
    {
      leases: expired,
      controllers: [
        { world: 'v2', object: 'pod/mc', namespace: 'x', ready: true, trouble: undefined },
      ],
    },
  ],
  [
    'installed beside the version that serves',
    'version-dark',
    'certain',
    oneOf({ biz: [biz('biz1:2.0.0', 'deactivated'), biz('biz1:1.0.0', 'activated')] }, notReady),
  ],
  [
    'nothing active',
    'none-active',
    'certain',
    oneOf({ biz: [biz('biz1:2.0.0', 'deactivated')] }, notReady),
  ],
  [
    'nobody wants it there',
    'orphan',
    'certain',
    { orphans: [{ base: base(1).base, biz: biz('biz1:0.9.0', 'activated') }] },
  ],
  [
    'minReadySeconds',
    'min-ready-seconds',
    'likely',
    { workload: deployment({ minReadySeconds: 5 }) },
  ],
  [
    'minReadySeconds, and ready pods that are not available',
    'min-ready-seconds',
    'certain',
    {
      workload: deployment(
        { minReadySeconds: 5 },
        { status: { replicas: 2, readyReplicas: 2, updatedReplicas: 2 } },
      ),
    },
  ],
  [
    'a short grace period',
    'short-grace-period',
    'possible',
    {
      workload: deployment({
        template: { spec: { ...podSpec, terminationGracePeriodSeconds: 1 } },
      }),
    },
  ],
  [
    'not-ready nodes tolerated for five minutes',
    'node-loss-toleration',
    'possible',
    {
      workload: deployment({
        template: { spec: { ...podSpec, tolerations: podSpec.tolerations.slice(0, 3) } },
      }),
    },
  ],
  [
    'paused in the middle',
    'paused',
    'certain',
    { workload: deployment({ paused: true }, { status: { replicas: 2, updatedReplicas: 0 } }) },
  ],
  ['paused', 'paused', 'likely', { workload: deployment({ paused: true }) }],
  [
    'a quota',
    'quota-exceeded',
    'certain',
    {
      workload: deployment(
        {},
        failing('pods "biz1-x" is forbidden: exceeded quota: small, requested: pods=1'),
      ),
    },
  ],
  [
    'admission',
    'creation-forbidden',
    'certain',
    { workload: deployment({}, failing('admission webhook "p" denied the request')) },
  ],
  [
    'a DaemonSet says it by events only',
    'quota-exceeded',
    'certain',
    {
      workload: deployment(
        {},
        { kind: 'DaemonSet', status: { currentNumberScheduled: 0, desiredNumberScheduled: 2 } },
      ),
      events: [
        {
          object: 'daemonset/biz1',
          reason: 'FailedCreate',
          message: 'exceeded quota: small',
          at: now,
        },
      ],
    },
  ],
  [
    'the role has daemonSets',
    'rbac-mis-cased',
    'possible',
    {
      workload: deployment({}, { kind: 'DaemonSet' }),
      roles: [
        {
          name: 'virtual-kubelet-role',
          rules: [{ apiGroups: ['apps'], resources: ['daemonSets'], verbs: ['get'] }],
        },
      ],
    },
  ],
  ['a rollout that nobody is at', 'rollout-stands', 'certain', { rollout: rolloutOf(undefined) }],
];

function failing(message: string) {
  return {
    status: { replicas: 0, conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
  };
}

describe.each([
  ['places', places],
  ['the rest', rest],
])('%s', (_, cases) => {
  test.each(cases)('%s: %s', (_what, code, confidence, seen) => {
    const [first] = diagnose(evidence(seen));
    expect(first).toMatchObject({ code, confidence });
    expect(first?.evidence.length).toBeGreaterThan(0);
  });
});

describe('a peer workload whose controller may not patch it', () => {
  const roles = (verbs: string[]) => [
    {
      name: 'virtual-kubelet-role',
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['*'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs },
      ],
    },
  ];
  const peer = (replicas: number) => ({
    ...deployment({ replicas }),
    metadata: {
      ...deployment().metadata,
      labels: {
        'virtual-kubelet.koupleless.io/strategy': 'peer',
        'base.koupleless.io/cluster-name': 'c',
      },
    },
  });
  const there = [1, 2].map((number) => base(number, { base: { clusterName: 'c' } }));

  test.each([
    ['and replicas that do not follow', 1, ['get'], 'certain'],
    ['and replicas that are right for now', 2, ['get'], 'possible'],
  ])('%s', (_, replicas, verbs, confidence) => {
    const [first] = diagnose(
      evidence({ workload: peer(replicas), bases: there, roles: roles(verbs) }),
    );
    expect(first).toMatchObject({ code: 'rbac-peer-patch', confidence });
  });

  test('it may', () => {
    expect(
      diagnose(evidence({ workload: peer(2), bases: there, roles: roles(['patch']) })),
    ).toEqual([]);
  });
});
