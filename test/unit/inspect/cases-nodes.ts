import { condition, day, minute, node, now, pod } from './facts.ts';
import { lease, fresh, event, disk, type Case } from './samples.ts';

export const nodesCases: readonly Case[] = [
  [
    'api-server',
    'a failed part',
    { health: [{ at: 'readyz', name: 'etcd', ok: false, text: '[-]etcd' }] },
    ['fail health-failed readyz/etcd'],
  ],
  [
    'api-server',
    'all parts',
    { health: [{ at: 'livez', name: 'ping', ok: true, text: '' }] },
    ['ok'],
  ],
  [
    'api-services',
    'not available',
    { apiServices: [{ name: 'v1.a', service: 'a/b', available: condition('Available', 'False') }] },
    ['fail api-service-down apiservice/v1.a'],
  ],
  [
    'api-services',
    'available',
    { apiServices: [{ name: 'v1.a', service: 'a/b', available: condition('Available', 'True') }] },
    ['ok'],
  ],
  [
    'leader-leases',
    'nobody',
    { leaders: [{ ...fresh, holder: '', component: 'kube-scheduler' }] },
    ['fail leader-none lease/kube-system/kube-scheduler'],
  ],
  [
    'leader-leases',
    'silent',
    {
      leaders: [
        { ...fresh, renewedAt: now - minute, stampedAt: now - minute, component: 'kube-scheduler' },
      ],
    },
    ['fail leader-silent lease/kube-system/kube-scheduler'],
  ],
  ['leader-leases', 'renewed', { leaders: [{ ...fresh, component: 'kube-scheduler' }] }, ['ok']],
  [
    'events',
    'a storm of a reason, of an object',
    { events: [{ ...event, count: 700 }] },
    ['fail event-storm events/BackOff', 'fail object-storm pod/shop/a'],
  ],
  ['events', 'long ago', { events: [{ ...event, count: 700, lastAt: now - day }] }, ['ok']],
  [
    'nodes-ready',
    'NotReady',
    { nodes: [node('n1', { ready: condition('Ready', 'Unknown') })] },
    ['fail node-not-ready node/n1'],
  ],
  [
    'nodes-ready',
    'nothing said',
    { nodes: [node('n1', { ready: undefined })] },
    ['fail node-not-ready node/n1'],
  ],
  ['nodes-ready', 'ready', { nodes: [node('n1')] }, ['ok']],
  [
    'nodes-pressure',
    'full',
    { nodes: [node('n1', { troubles: [condition('DiskPressure', 'True')] })] },
    ['fail node-trouble node/n1'],
  ],
  [
    'nodes-pressure',
    'unknown',
    { nodes: [node('n1', { troubles: [condition('DiskPressure', 'Unknown')] })] },
    ['warn node-trouble node/n1'],
  ],
  ['nodes-pressure', 'none', { nodes: [node('n1')] }, ['ok']],
  [
    'nodes-cordoned',
    'cordoned',
    { nodes: [node('n1', { cordoned: true })] },
    ['warn node-cordoned node/n1'],
  ],
  ['nodes-cordoned', 'not', { nodes: [node('n1')] }, ['ok']],
  [
    'nodes-version',
    'too old',
    { nodes: [node('n1', { kubelet: 'v1.30.9' })], serverVersion: { major: 1, minor: 34 } },
    ['fail kubelet-too-old node/n1'],
  ],
  [
    'nodes-version',
    'newer',
    { nodes: [node('n1', { kubelet: 'v1.35.0' })], serverVersion: { major: 1, minor: 34 } },
    ['fail kubelet-newer node/n1'],
  ],
  [
    'nodes-version',
    'two side by side',
    {
      nodes: [node('n1'), node('n2', { kubelet: 'v1.33.0' })],
      serverVersion: { major: 1, minor: 34 },
    },
    ['warn kubelets-differ nodes'],
  ],
  [
    'nodes-version',
    'three behind; vnodes are no kubelets',
    {
      nodes: [node('n1', { kubelet: 'v1.31.0' }), node('v', { isVnode: true, kubelet: '1.0.0' })],
      serverVersion: { major: 1, minor: 34 },
    },
    ['ok'],
  ],
  [
    'node-leases',
    'no lease',
    { nodes: [node('n1')], nodeLeases: [] },
    ['warn lease-missing node/n1'],
  ],
  [
    'node-leases',
    'not renewed',
    {
      nodes: [node('n1')],
      nodeLeases: [{ ...lease, renewedAt: now - minute, stampedAt: undefined }],
    },
    ['fail lease-expired node/n1'],
  ],
  [
    'node-leases',
    'a slow clock, stamped just now',
    {
      nodes: [node('n1')],
      nodeLeases: [{ ...lease, renewedAt: now - minute, stampedAt: now - 1_000 }],
    },
    ['ok'],
  ],
  [
    'node-clocks',
    'ahead',
    { nodeLeases: [{ ...fresh, renewedAt: now + 5_000 }] },
    ['fail clock-off node/n1'],
  ],
  [
    'node-clocks',
    'behind',
    { nodeLeases: [{ ...fresh, renewedAt: now - 5_000 }] },
    ['fail clock-off node/n1'],
  ],
  [
    'node-clocks',
    'within the second that the stamp cuts off',
    { nodeLeases: [{ ...fresh, renewedAt: now + 900 }] },
    ['ok'],
  ],
  [
    'node-reboots',
    'rebooted',
    { events: [{ ...event, reason: 'Rebooted', object: 'node/n1' }] },
    ['warn node-rebooted node/n1'],
  ],
  [
    'node-reboots',
    'last week',
    { events: [{ ...event, reason: 'Rebooted', lastAt: now - 7 * day }] },
    ['ok'],
  ],
  [
    'node-allocation',
    'more than there is',
    { nodes: [node('n1')], pods: [pod('a', { cpu: 5 })] },
    ['fail allocation-high node/n1'],
  ],
  [
    'node-allocation',
    'nearly all',
    { nodes: [node('n1')], pods: [pod('a', { memory: 0.95 * 2 ** 34 })] },
    ['warn allocation-high node/n1'],
  ],
  [
    'node-allocation',
    'done pods take nothing',
    { nodes: [node('n1')], pods: [pod('a', { cpu: 5, phase: 'Succeeded' })] },
    ['ok'],
  ],
  [
    'node-usage',
    'over 90',
    { nodes: [node('n1')], nodeUse: [{ name: 'n1', cpu: 3.7, memory: 0 }] },
    ['fail usage-high node/n1'],
  ],
  [
    'node-usage',
    'over 80',
    { nodes: [node('n1')], nodeUse: [{ name: 'n1', cpu: 3.4, memory: 0 }] },
    ['warn usage-high node/n1'],
  ],
  [
    'node-usage',
    'half',
    { nodes: [node('n1')], nodeUse: [{ name: 'n1', cpu: 2, memory: 0 }] },
    ['ok'],
  ],
  ['node-disks', 'full', { disks: [{ ...disk, used: 95 }] }, ['fail disk-full node/n1']],
  [
    'node-disks',
    'silent',
    { disks: [disk, { node: 'n2', why: '503' }] },
    ['warn disks-unseen node/n2'],
  ],
  ['node-disks', 'half', { disks: [disk] }, ['ok']],
];
