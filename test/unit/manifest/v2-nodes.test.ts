import { describe } from 'vitest';
import { drop, set, testCases } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';
import {
  pod,
  podLabels,
  container,
  required,
  expressions,
  versionKey,
  termLabels,
  base,
} from './v2-paths.ts';

const nodesAndSpread: Case[] = [
  {
    name: 'affinity on the stack',
    edits: [
      set(`${expressions}/1`, {
        key: 'base.koupleless.io/stack',
        operator: 'In',
        values: ['java'],
      }),
    ],
    says: ['base.koupleless.io/stack is dropped'],
    gives: {
      [expressions]: [{ key: 'base.koupleless.io/name', operator: 'In', values: ['shop-base'] }],
    },
  },
  {
    name: 'affinity on nothing but the stack',
    edits: [
      set(expressions, [{ key: 'base.koupleless.io/stack', operator: 'In', values: ['java'] }]),
    ],
    says: [
      'base.koupleless.io/stack is dropped',
      'warning v2-base-match spec.template.spec.affinity.nodeAffinity: no base is named',
    ],
    gives: { [`${pod}/affinity/nodeAffinity`]: {} },
  },
  {
    name: 'the stack as node selector',
    edits: [set(`${pod}/nodeSelector`, { 'base.koupleless.io/stack': 'java' })],
    says: ['nodeSelector["base.koupleless.io/stack"]: base.koupleless.io/stack is dropped'],
  },
  {
    name: 'the stack where bases carry it',
    edits: [
      set(`${expressions}/1`, {
        key: 'base.koupleless.io/stack',
        operator: 'In',
        values: ['java'],
      }),
    ],
    facts: { baseLabels: [base({ 'base.koupleless.io/stack': 'java' })] },
    says: [],
  },
  {
    name: 'node labels of v2.0',
    edits: [set(`${expressions}/0/key`, 'vnode.koupleless.io/name')],
    says: ['vnode.koupleless.io/name becomes base.koupleless.io/name'],
  },
  {
    name: 'no such base',
    edits: [
      set(`${expressions}/1`, {
        key: 'base.koupleless.io/version',
        operator: 'In',
        values: ['9.9'],
      }),
    ],
    facts: { baseLabels: [base({ 'base.koupleless.io/version': '2.0' })] },
    says: ['no base meets base.koupleless.io/version In 9.9 (there are 2.0)'],
  },
  {
    name: 'a term that fails beside one that holds',
    edits: [
      set(`${expressions.slice(0, -'/0/matchExpressions'.length)}/1`, {
        matchExpressions: [{ key: 'base.koupleless.io/name', operator: 'In', values: ['other'] }],
      }),
    ],
    facts: { baseLabels: [base()] },
    says: [],
  },
  {
    name: 'zones',
    edits: [set(`${required}/0/topologyKey`, 'topology.kubernetes.io/zone')],
    says: ['topology.kubernetes.io/zone becomes kubernetes.io/hostname'],
    gives: { [`${required}/0/topologyKey`]: 'kubernetes.io/hostname' },
  },
  {
    name: 'zones where bases carry them',
    edits: [set(`${required}/0/topologyKey`, 'topology.kubernetes.io/zone')],
    facts: { baseLabels: [base({ 'topology.kubernetes.io/zone': 'z' })] },
    says: [],
  },
  {
    name: 'zones in spread constraints and preferences',
    edits: [
      set(`${pod}/topologySpreadConstraints`, [
        { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone' },
      ]),
      set(`${pod}/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution`, [
        { weight: 1, podAffinityTerm: { topologyKey: 'failure-domain.beta.kubernetes.io/zone' } },
      ]),
    ],
    says: ['failure-domain.beta.kubernetes.io/zone becomes', 'topology.kubernetes.io/zone becomes'],
  },
  {
    name: 'bases on one machine',
    edits: [],
    facts: { baseLabels: [base(), base()] },
    says: ['warning v2-shared-host'].map(
      (rule) =>
        `${rule} spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: 2 bases share the hostname a`,
    ),
  },
  {
    name: 'anti-affinity that does not tell versions apart',
    edits: [set(required, termLabels({ app: 'orders' })), drop(`${podLabels}/${versionKey}`)],
    says: ['module.koupleless.io/version: 1.4.0 is added to the pods and here'],
    gives: {
      [`${podLabels}/${versionKey}`]: '1.4.0',
      [`${required}/0/labelSelector/matchLabels`]: {
        app: 'orders',
        'module.koupleless.io/version': '1.4.0',
      },
    },
  },
  {
    name: 'the same for a base that must not hold two versions',
    edits: [set(required, termLabels({ app: 'orders' }))],
    facts: { policy: 'uninstall-then-install' },
    says: [],
  },
  {
    name: 'telling versions apart on a base that must not hold two',
    edits: [],
    facts: { policy: 'uninstall-then-install' },
    says: ['warning v2-spread-shared'],
  },
  {
    name: 'versions left behind',
    edits: [
      set(`${container}/env/0/value`, '1.5.0'),
      set(`${container}/image`, 'https://packages.example.com/orders-1.5.0-ark-biz.jar'),
    ],
    says: [
      'the label becomes 1.5.0, the version in BIZ_VERSION',
      'module.koupleless.io/version: 1.5.0 is added',
    ],
    gives: {
      [`${podLabels}/${versionKey}`]: '1.5.0',
      [`${required}/0/labelSelector/matchLabels/${versionKey}`]: '1.5.0',
    },
  },
  {
    name: 'a version expression left behind',
    edits: [
      set(`${required}/0/labelSelector`, {
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['orders'] },
          { key: 'module.koupleless.io/version', operator: 'In', values: ['1.3.0'] },
        ],
      }),
    ],
    says: ['module.koupleless.io/version: 1.4.0 is added'],
    gives: { [`${required}/0/labelSelector/matchExpressions/1/values`]: ['1.4.0'] },
  },
  {
    name: 'matchLabelKeys on a server that knows them',
    edits: [
      set(required, [
        { ...termLabels({ app: 'orders' })[0], matchLabelKeys: ['pod-template-hash'] },
      ]),
    ],
    says: [],
  },
  {
    name: 'matchLabelKeys on a server that drops them',
    edits: [
      set(required, [
        { ...termLabels({ app: 'orders' })[0], matchLabelKeys: ['pod-template-hash'] },
      ]),
    ],
    facts: { server: { major: 1, minor: 28 } },
    says: ['is added to the pods and here in place of matchLabelKeys, which this server drops'],
    gives: { [`${required}/0/matchLabelKeys`]: undefined },
  },
  {
    name: "a label of the user's own that carries the version",
    edits: [
      set(`${podLabels}/release`, '1.4.0'),
      set(required, termLabels({ app: 'orders', release: '1.4.0' })),
    ],
    says: [],
  },
  {
    name: 'an expression that names an older version too',
    edits: [
      set(`${required}/0/labelSelector`, {
        matchLabels: { app: 'orders' },
        matchExpressions: [
          { key: 'module.koupleless.io/version', operator: 'In', values: ['1.3.0', '1.4.0'] },
        ],
      }),
    ],
    says: ['module.koupleless.io/version: 1.4.0 is added'],
    gives: { [`${required}/0/labelSelector/matchExpressions/0/values`]: ['1.4.0'] },
  },
  {
    name: 'on whatever carries a version',
    edits: [
      set(`${required}/0/labelSelector`, {
        matchLabels: { app: 'orders' },
        matchExpressions: [{ key: 'module.koupleless.io/version', operator: 'Exists' }],
      }),
    ],
    says: ['module.koupleless.io/version: 1.4.0 is added'],
    gives: {
      [`${required}/0/labelSelector/matchExpressions`]: [
        { key: 'module.koupleless.io/version', operator: 'In', values: ['1.4.0'] },
      ],
    },
  },
  {
    name: 'other versions kept off on purpose',
    edits: [
      set(`${required}/1`, {
        labelSelector: {
          matchLabels: { app: 'orders' },
          matchExpressions: [
            { key: 'module.koupleless.io/version', operator: 'NotIn', values: ['1.4.0'] },
          ],
        },
        topologyKey: 'kubernetes.io/hostname',
      }),
    ],
    says: [],
  },
  {
    name: 'every other pod kept off on purpose',
    edits: [set(required, [{ labelSelector: {}, topologyKey: 'kubernetes.io/hostname' }])],
    says: [],
  },
  {
    name: 'the version as a key on a server that knows such keys',
    edits: [
      set(required, [
        {
          ...termLabels({ app: 'orders' })[0],
          matchLabelKeys: ['module.koupleless.io/version'],
        },
      ]),
    ],
    says: [],
  },
  {
    name: 'one term for all versions beside one for each, where a base must not hold two',
    edits: [set(`${required}/1`, termLabels({ app: 'orders' })[0])],
    facts: { policy: 'uninstall-then-install' },
    says: [],
  },
  {
    name: 'anti-affinity in another namespace',
    edits: [set(`${required}/0/namespaces`, ['cart'])],
    says: [
      "warning v2-no-spread spec.template.spec.affinity.podAntiAffinity: the anti-affinity does not take this workload's own pods",
    ],
  },
  {
    name: 'anti-affinity by a label that no base carries',
    edits: [set(`${required}/0/topologyKey`, 'kubernets.io/hostname')],
    facts: { baseLabels: [base()] },
    says: [
      "warning v2-no-spread spec.template.spec.affinity.podAntiAffinity: the anti-affinity does not take this workload's own pods",
    ],
  },
  {
    name: 'terms of a wrong shape',
    edits: [
      set(`${required}/0/labelSelector/matchExpressions`, { key: 'app' }),
      set(`${required}/0/matchLabelKeys`, 'app'),
    ],
    says: [],
  },
  {
    name: 'anti-affinity to something else is left alone',
    edits: [set(`${required}/1`, termLabels({ app: 'rival' })[0])],
    says: [],
  },
  {
    name: 'no anti-affinity',
    edits: [drop(`${pod}/affinity/podAntiAffinity`)],
    says: [
      'warning v2-no-spread spec.template.spec.affinity.podAntiAffinity: nothing keeps two pods off one base',
    ],
  },
];

describe('V2: nodes and spread', () => {
  testCases('v2-good', nodesAndSpread);
});
