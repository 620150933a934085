import { describe } from 'vitest';
import { changed, drop, set, testCases } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';
import { podLabels, tolerations, component } from './v2-paths.ts';

const labelsAndTolerations: Case[] = [
  { name: 'nothing to say', edits: [], says: [] },
  {
    name: 'the old component label',
    edits: [
      drop(`${podLabels}/${component}`),
      set(`${podLabels}/module-controller.koupleless.io~1component`, 'module'),
    ],
    says: [
      'module-controller.koupleless.io/component becomes virtual-kubelet.koupleless.io/component',
    ],
    gives: {
      [`${podLabels}/${component}`]: 'module',
      [`${podLabels}/module-controller.koupleless.io~1component`]: undefined,
    },
  },
  {
    name: 'the old labels of the workload',
    edits: [
      set('metadata/labels', {
        'module-controller.koupleless.io/component': 'module-deployment',
        'module-controller.koupleless.io/replicas-control': 'true',
        'module-controller.koupleless.io/env': 'dev',
      }),
    ],
    says: ['component becomes', 'replicas-control becomes', 'env becomes'],
    gives: {
      'metadata/labels': {
        'virtual-kubelet.koupleless.io/component': 'module-deployment',
        'virtual-kubelet.koupleless.io/replicas-control': 'true',
        'virtual-kubelet.koupleless.io/env': 'dev',
      },
    },
  },
  {
    name: 'the old component label in a new selector',
    edits: [
      drop(`${podLabels}/${component}`),
      set(`${podLabels}/module-controller.koupleless.io~1component`, 'module'),
      set('spec/selector/matchLabels/module-controller.koupleless.io~1component', 'module'),
    ],
    says: ['metadata.labels["module-controller', 'spec.selector.matchLabels["module-controller'],
    gives: {
      'spec/selector/matchLabels': {
        app: 'orders',
        'virtual-kubelet.koupleless.io/component': 'module',
      },
    },
  },
  {
    name: 'the old component label in a live selector stays beside the new one',
    edits: [
      drop(`${podLabels}/${component}`),
      set(`${podLabels}/module-controller.koupleless.io~1component`, 'module'),
      set('spec/selector/matchLabels/module-controller.koupleless.io~1component', 'module'),
    ],
    facts: {
      live: changed(
        'v2-good',
        set('spec/selector/matchLabels/module-controller.koupleless.io~1component', 'module'),
      ).object,
    },
    says: ['virtual-kubelet.koupleless.io/component is added beside'],
    gives: {
      [`${podLabels}/${component}`]: 'module',
      [`${podLabels}/module-controller.koupleless.io~1component`]: 'module',
    },
  },
  {
    name: 'no component label, but a jar',
    edits: [drop(`${podLabels}/${component}`)],
    says: ['the label virtual-kubelet.koupleless.io/component: module is added'],
    gives: { [`${podLabels}/${component}`]: 'module' },
  },
  {
    name: "the workload's component on the pods",
    edits: [set(`${podLabels}/${component}`, 'module-deployment')],
    says: ['module-deployment becomes module'],
  },
  {
    name: 'no tolerations at all',
    edits: [drop(tolerations)],
    says: [
      'the toleration for schedule.koupleless.io/virtual-node=True and schedule.koupleless.io/node-env=dev is added',
      'the toleration for node.kubernetes.io/not-ready and node.kubernetes.io/unreachable is added',
    ],
    gives: {
      [tolerations]: [
        {
          key: 'schedule.koupleless.io/virtual-node',
          operator: 'Equal',
          value: 'True',
          effect: 'NoExecute',
        },
        {
          key: 'schedule.koupleless.io/node-env',
          operator: 'Equal',
          value: 'dev',
          effect: 'NoExecute',
        },
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
      ],
    },
  },
  {
    name: 'one toleration for everything',
    edits: [set(tolerations, [{ operator: 'Exists' }])],
    says: [],
  },
  {
    name: 'the environment from the workload label',
    edits: [
      set(tolerations, [
        { key: 'schedule.koupleless.io/virtual-node', operator: 'Exists' },
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
      ]),
    ],
    facts: { v2: {} },
    says: ['the toleration for schedule.koupleless.io/node-env=dev is added'],
  },
  {
    name: 'no environment known',
    edits: [drop(`${tolerations}/1`), drop('metadata/labels')],
    facts: { v2: {} },
    says: [
      'error v2-tolerations spec.template.spec.tolerations: no toleration for schedule.koupleless.io/node-env',
    ],
  },
  {
    name: 'another environment than that of the rollout',
    edits: [set(`${tolerations}/1/value`, 'prod')],
    says: [
      'warning v2-tolerations spec.template.spec.tolerations[1].value: the pod is for bases of the environment prod, but this rollout is for dev',
    ],
  },
  {
    name: 'a toleration that ends',
    edits: [set(`${tolerations}/2/tolerationSeconds`, 300)],
    says: [
      'warning v2-node-loss spec.template.spec.tolerations[2]: when the controller is away for 300 s',
    ],
  },
  {
    name: 'a DaemonSet gets the node tolerations from its controller',
    edits: [
      set('kind', 'DaemonSet'),
      drop('spec/replicas'),
      drop(`${tolerations}/3`),
      drop(`${tolerations}/2`),
    ],
    says: ['batches of a first deploy open the bases'],
  },
];

describe('V2: labels and tolerations', () => {
  testCases('v2-good', labelsAndTolerations);
});
