import { describe } from 'vitest';
import { drop, set, testCases } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';
import { pod, expressions } from './v2-paths.ts';

const rolling: Case[] = [
  {
    name: 'minReadySeconds',
    edits: [set('spec/minReadySeconds', 10)],
    says: ['spec.minReadySeconds: dropped: with it module pods never count as available'],
    gives: { 'spec/minReadySeconds': undefined },
  },
  { name: 'minReadySeconds 0', edits: [set('spec/minReadySeconds', 0)], says: [] },
  {
    name: 'minReadySeconds of a DaemonSet',
    edits: [set('kind', 'DaemonSet'), set('spec/minReadySeconds', 10)],
    says: [
      'a DaemonSet would replace every pod at once',
      'batches of a first deploy open the bases',
    ],
  },
  {
    name: 'the marks of a held rollout',
    edits: [
      set('spec/minReadySeconds', 2147483646),
      set('spec/progressDeadlineSeconds', 2147483647),
    ],
    says: ['spec.minReadySeconds: dropped', 'spec.progressDeadlineSeconds: dropped'],
  },
  {
    name: 'a short grace period',
    edits: [set(`${pod}/terminationGracePeriodSeconds`, 1)],
    says: ['1 becomes 30: with less, uninstall and install race'],
    gives: { [`${pod}/terminationGracePeriodSeconds`]: 30 },
  },
  {
    name: 'a long grace period',
    edits: [set(`${pod}/terminationGracePeriodSeconds`, 60)],
    says: [],
  },
  {
    name: 'paused',
    edits: [set('spec/paused', true)],
    says: ['error v2-paused spec.paused: a paused Deployment is not rolled out'],
  },
  {
    name: 'not paused',
    edits: [set('spec/paused', false)],
    says: ['spec.paused: dropped'],
    gives: { 'spec/paused': undefined },
  },
  {
    name: 'Recreate',
    edits: [set('spec/strategy', { type: 'Recreate' })],
    says: [
      'warning v2-strategy spec.strategy.type: kept: Recreate takes the module off every base at once',
    ],
    gives: { 'spec/strategy/type': 'Recreate' },
  },
  {
    name: 'no history',
    edits: [set('spec/revisionHistoryLimit', 0)],
    says: ['info v2-strategy spec.revisionHistoryLimit'],
    gives: { 'spec/revisionHistoryLimit': 0 },
  },
];

const peers: Case[] = [
  {
    name: 'peer with replicas, without its labels',
    edits: [
      set('metadata/labels', { 'virtual-kubelet.koupleless.io/strategy': 'peer' }),
      set(`${expressions}/1`, {
        key: 'base.koupleless.io/cluster-name',
        operator: 'In',
        values: ['shop'],
      }),
    ],
    says: [
      'virtual-kubelet.koupleless.io/component and virtual-kubelet.koupleless.io/env is added',
      'spec.replicas: dropped: the peer controller sets the replicas',
    ],
    gives: {
      'spec/replicas': undefined,
      'metadata/labels/virtual-kubelet.koupleless.io~1component': 'module-deployment',
      'metadata/labels/virtual-kubelet.koupleless.io~1env': 'dev',
    },
  },
  {
    name: 'peer that the controller leaves alone',
    edits: [
      set('metadata/labels/virtual-kubelet.koupleless.io~1strategy', 'peer'),
      set('metadata/labels/virtual-kubelet.koupleless.io~1replicas-control', 'true'),
      set('metadata/labels/base.koupleless.io~1cluster-name', 'shop'),
    ],
    says: [],
  },
  {
    name: 'peer without a cluster name',
    edits: [
      set('metadata/labels/virtual-kubelet.koupleless.io~1strategy', 'peer'),
      drop('spec/replicas'),
    ],
    says: [
      'error v2-peer metadata.labels["virtual-kubelet.koupleless.io/strategy"]: the controller cannot count the bases',
    ],
  },
  {
    name: 'peer on something else',
    edits: [
      set('kind', 'StatefulSet'),
      set('metadata/labels/virtual-kubelet.koupleless.io~1strategy', 'peer'),
    ],
    says: [
      'warning v2-peer metadata.labels["virtual-kubelet.koupleless.io/strategy"]: the strategy peer works on Deployments only',
    ],
  },
];

describe('V2: rolling', () => {
  testCases('v2-good', rolling);
});
describe('V2: peers', () => {
  testCases('v2-good', peers);
});
