import { describe } from 'vitest';
import { changed, drop, fixture, set, testCases } from './manifest-kit.ts';
import type { Case } from './manifest-kit.ts';
import { pod, podLabels, versionKey } from './v2-paths.ts';

const selectors: Case[] = [
  {
    name: 'the version in a new selector',
    edits: [set(`spec/selector/matchLabels/${versionKey}`, '1.4.0')],
    says: ['the version is taken out of the selector'],
    gives: { 'spec/selector/matchLabels': { app: 'orders' } },
  },
  {
    name: 'the version as an expression in a new selector',
    edits: [
      set('spec/selector/matchExpressions', [
        { key: 'module.koupleless.io/version', operator: 'In', values: ['1.4.0'] },
      ]),
    ],
    says: ['the version is taken out of the selector'],
    gives: { 'spec/selector/matchExpressions': [] },
  },
  {
    name: 'nothing but the version in a new selector',
    edits: [set('spec/selector/matchLabels', { 'module.koupleless.io/version': '1.4.0' })],
    says: [
      'the version is taken out of the selector',
      'the label module.koupleless.io/name: orders is added to the pods',
    ],
    gives: { 'spec/selector/matchLabels': { 'module.koupleless.io/name': 'orders' } },
  },
  {
    name: 'no selector',
    edits: [drop('spec/selector')],
    says: ['the selector is added: module.koupleless.io/name', 'is added to the pods'],
  },
  {
    name: 'a new selector that asks for a label the pods lack',
    edits: [set('spec/selector/matchLabels/tier', 'shop')],
    says: ['the label tier: shop is added to the pods'],
    gives: { [`${podLabels}/tier`]: 'shop' },
  },
  {
    name: 'a new selector that asks for another value',
    edits: [
      set(`${podLabels}/app`, 'other'),
      drop(`${pod}/affinity/podAntiAffinity`),
      set('spec/replicas', 1),
    ],
    says: ['app: other becomes orders, as the selector says'],
    gives: { [`${podLabels}/app`]: 'orders' },
  },
  {
    name: 'an expression that the pods do not meet',
    edits: [set('spec/selector/matchExpressions', [{ key: 'tier', operator: 'Exists' }])],
    says: [
      'error v2-selector-match spec.selector.matchExpressions[0]: the selector asks for tier Exists',
    ],
  },
  {
    name: 'a live selector that differs is kept',
    edits: [
      set('spec/selector/matchLabels', { app: 'orders', tier: 'shop' }),
      set(`${podLabels}/tier`, 'shop'),
    ],
    facts: { live: fixture('v2-good').object },
    says: ['spec.selector: the live selector is kept'],
    gives: { 'spec/selector/matchLabels': { app: 'orders' } },
  },
  {
    name: 'a live selector that asks for a label the manifest lacks',
    edits: [],
    facts: { live: changed('v2-good', set('spec/selector/matchLabels/tier', 'shop')).object },
    says: ['the live selector is kept', 'the label tier: shop is added to the pods'],
  },
  {
    name: 'a live selector that the pods contradict',
    edits: [],
    facts: { live: changed('v2-good', set('spec/selector/matchLabels/app', 'other')).object },
    says: [
      'the live selector is kept',
      'error v2-selector-match spec.template.metadata.labels.app: the live selector asks for app: other, the pods say orders',
    ],
  },
  {
    name: 'a live selector that is the own one, and pods that miss it',
    edits: [set(`${podLabels}/app`, 'other')],
    facts: { live: fixture('v2-good').object },
    says: ['app: other becomes orders, as the selector says'],
    gives: { [`${podLabels}/app`]: 'orders' },
  },
  {
    name: 'a live selector with this version',
    edits: [set(`spec/selector/matchLabels/${versionKey}`, '1.4.0')],
    facts: {
      live: changed('v2-good', set(`spec/selector/matchLabels/${versionKey}`, '1.4.0')).object,
    },
    says: [],
  },
  {
    name: 'a live selector with another version',
    edits: [set(`spec/selector/matchLabels/${versionKey}`, '1.4.0')],
    facts: {
      live: changed('v2-good', set(`spec/selector/matchLabels/${versionKey}`, '1.3.0')).object,
    },
    says: [
      'the live selector is kept',
      'error v2-selector-live spec.template.metadata.labels["module.koupleless.io/version"]: the live selector holds the version 1.3.0 and cannot change: 1.4.0 can never be rolled out',
    ],
  },
  {
    name: 'a live selector with another version, and a label that stays behind',
    edits: [
      set(`spec/selector/matchLabels/${versionKey}`, '1.3.0'),
      set(`${podLabels}/${versionKey}`, '1.3.0'),
    ],
    facts: {
      live: changed('v2-good', set(`spec/selector/matchLabels/${versionKey}`, '1.3.0')).object,
    },
    says: [
      'warning v2-selector-live',
      "warning v2-no-spread spec.template.spec.affinity.podAntiAffinity: the anti-affinity does not take this workload's own pods",
    ],
    gives: { [`${podLabels}/${versionKey}`]: '1.3.0' },
  },
];

describe('V2: selectors', () => {
  testCases('v2-good', selectors);
});
