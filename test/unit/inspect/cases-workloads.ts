import { day, minute, workload } from './facts.ts';
import { leaving, sidecar, type Case } from './samples.ts';

export const workloadsCases: readonly Case[] = [
  [
    'deployments',
    'one short',
    { deployments: [workload({ ready: 2 })] },
    ['fail not-all-ready deployment/shop/web'],
  ],
  [
    'deployments',
    'stuck with the old ones ready',
    { deployments: [workload({ stuck: 'deadline' })] },
    ['fail workload-stuck deployment/shop/web'],
  ],
  [
    'deployments',
    'being changed',
    { deployments: [workload({ updated: 1 })] },
    ['warn rolling deployment/shop/web'],
  ],
  [
    'deployments',
    'paused in a change',
    { deployments: [workload({ updated: 1, paused: true })] },
    ['warn rollout-paused deployment/shop/web'],
  ],
  [
    'deployments',
    'ready, and scaled to nothing',
    { deployments: [workload(), workload({ wanted: 0, ready: 0, updated: 0 })] },
    ['ok'],
  ],
  [
    'daemon-sets',
    'one short',
    { daemonSets: [workload({ ready: 2 })] },
    ['fail not-all-ready daemonset/shop/web'],
  ],
  ['daemon-sets', 'ready', { daemonSets: [workload()] }, ['ok']],
  [
    'stateful-sets',
    'one short',
    { statefulSets: [workload({ ready: 2 })] },
    ['fail not-all-ready statefulset/shop/web'],
  ],
  ['stateful-sets', 'ready', { statefulSets: [workload()] }, ['ok']],
  [
    'sidecar-sets',
    'not ready',
    { sidecarSets: [{ ...sidecar, ready: 1 }] },
    ['fail sidecar-set-not-ready sidecarset/s'],
  ],
  [
    'sidecar-sets',
    'old ones',
    { sidecarSets: [{ ...sidecar, updated: 1 }] },
    ['warn sidecar-set-behind sidecarset/s'],
  ],
  [
    'sidecar-sets',
    'left behind',
    { sidecarSets: [{ ...sidecar, matched: 0, updated: 0, ready: 0 }] },
    ['warn sidecar-set-unused sidecarset/s'],
  ],
  [
    'sidecar-sets',
    'being deleted',
    { sidecarSets: [{ ...sidecar, leaving: leaving(minute) }] },
    ['warn sidecar-set-leaving sidecarset/s'],
  ],
  ['sidecar-sets', 'ready', { sidecarSets: [sidecar] }, ['ok']],
  [
    'volume-claims',
    'lost',
    {
      claims: [
        {
          namespace: 'a',
          name: 'c',
          phase: 'Lost',
          volume: 'v',
          storageClass: '',
          createdAt: 0,
          leaving: undefined,
        },
      ],
    },
    ['fail claim-lost persistentvolumeclaim/a/c'],
  ],
  [
    'volume-claims',
    'waits',
    {
      claims: [
        {
          namespace: 'a',
          name: 'c',
          phase: 'Pending',
          volume: '',
          storageClass: '',
          createdAt: 0,
          leaving: undefined,
        },
      ],
    },
    ['warn claim-pending persistentvolumeclaim/a/c'],
  ],
  [
    'volume-claims',
    'stuck',
    {
      claims: [
        {
          namespace: 'a',
          name: 'c',
          phase: 'Bound',
          volume: '',
          storageClass: '',
          createdAt: 0,
          leaving: leaving(day),
        },
      ],
    },
    ['fail stuck-terminating persistentvolumeclaim/a/c'],
  ],
  [
    'volume-claims',
    'bound',
    {
      claims: [
        {
          namespace: 'a',
          name: 'c',
          phase: 'Bound',
          volume: '',
          storageClass: '',
          createdAt: 0,
          leaving: undefined,
        },
      ],
    },
    ['ok'],
  ],
  [
    'volumes',
    'failed',
    { volumes: [{ name: 'v', phase: 'Failed', message: 'm', claim: '', leaving: undefined }] },
    ['fail volume-failed persistentvolume/v'],
  ],
  [
    'volumes',
    'released',
    { volumes: [{ name: 'v', phase: 'Released', message: '', claim: 'a/c', leaving: undefined }] },
    ['warn volume-released persistentvolume/v'],
  ],
  [
    'volumes',
    'bound',
    { volumes: [{ name: 'v', phase: 'Bound', message: '', claim: 'a/c', leaving: undefined }] },
    ['ok'],
  ],
  [
    'namespaces-terminating',
    'stuck',
    { namespaces: [{ name: 'a', leaving: leaving(day), left: '' }] },
    ['fail stuck-terminating namespace/a'],
  ],
  [
    'namespaces-terminating',
    'active',
    { namespaces: [{ name: 'a', leaving: undefined, left: '' }] },
    ['ok'],
  ],
];
