import { describe } from 'vitest';
import { drop, set, testCases, type Case } from './manifest-kit.ts';
import { expressions, pod } from './v2-paths.ts';

const key = 'closed.koupctl.koupleless.io/shop.orders';
const toBases = 'virtual-kubelet.koupleless.io/component: vnode is required';
const opening = `${key} keeps it off a base`;
const daemonSet = [
  set('kind', 'DaemonSet'),
  set('metadata/name', 'orders'),
  set('metadata/namespace', 'shop'),
  drop('spec/replicas'),
  drop('spec/strategy'),
  drop(`${pod}/affinity/podAntiAffinity`),
];
const named = { key: 'base.koupleless.io/name', operator: 'In', values: ['shop-base'] };
const vnodes = {
  key: 'virtual-kubelet.koupleless.io/component',
  operator: 'In',
  values: ['vnode'],
};
const open = { key, operator: 'DoesNotExist' };
const live = (matchExpressions: object[]) => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'orders', namespace: 'shop' },
  spec: {
    template: {
      spec: {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions }],
            },
          },
        },
      },
    },
  },
});

const cases: Case[] = [
  {
    name: 'a base is named: only what opens it is added',
    edits: [...daemonSet, set(expressions, [named])],
    says: [opening],
    gives: { [expressions]: [named, open] },
  },
  {
    name: 'nothing keeps it off ordinary nodes',
    edits: [...daemonSet, drop(`${pod}/affinity`)],
    says: [toBases, opening, 'no base is named'],
    gives: { [expressions]: [vnodes, open] },
  },
  {
    name: 'what a base must not be says nothing about ordinary nodes',
    edits: [...daemonSet, set(expressions, [{ ...named, operator: 'NotIn' }])],
    says: [toBases, opening],
  },
  {
    name: 'a nodeSelector keeps it on bases too',
    edits: [
      ...daemonSet,
      set(`${pod}/nodeSelector`, { 'base.koupleless.io/name': 'shop-base' }),
      drop(`${pod}/affinity`),
    ],
    says: [opening],
    gives: { [expressions]: [open] },
  },
  {
    name: 'a live one without it is not changed for its sake',
    edits: [...daemonSet, set(expressions, [named])],
    facts: { live: live([named]) },
    says: [],
  },
  {
    name: 'a live one keeps it',
    edits: [...daemonSet, set(expressions, [named])],
    facts: { live: live([named, open]) },
    says: [opening],
    gives: { [expressions]: [named, open] },
  },
];

describe('DaemonSets', () => {
  testCases('v2-good', cases);
});
