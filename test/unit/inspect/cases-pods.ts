import { day, minute, node, now, pod } from './facts.ts';
import { leaving, type Case } from './samples.ts';

export const podsCases: readonly Case[] = [
  [
    'pods-not-running',
    'failed',
    { pods: [pod('a', { phase: 'Failed', reason: 'Evicted' })] },
    ['fail pod-failed pod/shop/a'],
  ],
  [
    'pods-not-running',
    'no image',
    {
      pods: [
        pod('a', {
          phase: 'Pending',
          waiting: { container: 'm', reason: 'ImagePullBackOff', message: '' },
        }),
      ],
    },
    ['fail pod-waiting pod/shop/a'],
  ],
  [
    'pods-not-running',
    'just made',
    {
      pods: [
        pod('a', {
          phase: 'Pending',
          createdAt: now - minute,
          waiting: { container: 'm', reason: 'ContainerCreating', message: '' },
        }),
      ],
    },
    ['warn pod-starting pod/shop/a'],
  ],
  [
    'pods-not-running',
    'not ready for long',
    { pods: [pod('a', { readyContainers: 0, notReadySince: now - day })] },
    ['fail pod-not-ready pod/shop/a'],
  ],
  [
    'pods-not-running',
    'on a lost node',
    { pods: [pod('a', { phase: 'Unknown' })] },
    ['fail pod-unknown pod/shop/a'],
  ],
  [
    'pods-not-running',
    'n of n, and what is done',
    { pods: [pod('a'), pod('b', { phase: 'Succeeded', readyContainers: 0 })] },
    ['ok'],
  ],
  [
    'pods-restarting',
    'out of memory, often',
    {
      pods: [
        pod('a', {
          restarts: 12,
          restarted: { container: 'm', at: now - minute, reason: 'OOMKilled' },
        }),
      ],
    },
    ['fail pod-out-of-memory pod/shop/a'],
  ],
  [
    'pods-restarting',
    'once',
    {
      pods: [
        pod('a', { restarts: 1, restarted: { container: 'm', at: now - minute, reason: 'Error' } }),
      ],
    },
    ['warn pod-restarted pod/shop/a'],
  ],
  [
    'pods-restarting',
    'yesterday',
    {
      pods: [
        pod('a', { restarts: 50, restarted: { container: 'm', at: now - day, reason: 'Error' } }),
      ],
    },
    ['ok'],
  ],
  [
    'pods-pending',
    'no node',
    { pods: [pod('a', { unscheduled: '0/3 nodes' })] },
    ['fail pod-unscheduled pod/shop/a'],
  ],
  [
    'pods-pending',
    'no node yet',
    { pods: [pod('a', { unscheduled: '0/3 nodes', createdAt: now - minute })] },
    ['warn pod-unscheduled pod/shop/a'],
  ],
  ['pods-pending', 'scheduled', { pods: [pod('a')] }, ['ok']],
  [
    'pods-terminating',
    'stuck',
    { pods: [pod('a', { leaving: leaving(day) })] },
    ['fail stuck-terminating pod/shop/a'],
  ],
  [
    'pods-terminating',
    'within its time',
    { pods: [pod('a', { leaving: leaving(minute) })] },
    ['ok'],
  ],
  [
    'static-pods',
    'down',
    { pods: [pod('a', { staticOf: 'etcd', readyContainers: 0 })], nodes: [] },
    ['fail static-pod-down pod/shop/a'],
  ],
  [
    'static-pods',
    'on two of three',
    {
      pods: [pod('a', { staticOf: 'etcd' }), pod('b', { staticOf: 'etcd', node: 'n2' })],
      nodes: ['n1', 'n2', 'n3'].map((name) => node(name, { isMaster: true })),
    },
    ['fail static-pod-missing node/n3'],
  ],
  [
    'static-pods',
    'on all',
    { pods: [pod('a', { staticOf: 'etcd' })], nodes: [node('n1', { isMaster: true })] },
    ['ok'],
  ],
  [
    'pod-usage',
    'over its limit',
    {
      pods: [pod('a', { limits: [{ container: 'm', cpu: 1, memory: 100 }] })],
      podUse: [{ namespace: 'shop', name: 'a', containers: [{ name: 'm', cpu: 0.1, memory: 95 }] }],
    },
    ['fail container-usage-high pod/shop/a'],
  ],
  [
    'pod-usage',
    'without limits',
    {
      pods: [pod('a')],
      podUse: [
        { namespace: 'shop', name: 'a', containers: [{ name: 'main', cpu: 9, memory: 95 }] },
      ],
    },
    ['ok'],
  ],
];
