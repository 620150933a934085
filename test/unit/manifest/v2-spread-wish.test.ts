import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../../src/manifest/normalise.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import type { SpreadWish } from '../../../src/modules/spread-wish.ts';
import { keepsApart, prefersApart, spreadOf } from '../../../src/modules/spread.ts';
import { changed, cluster, drop, set, testCases } from './manifest-kit.ts';
import { container, pod, podLabels, required, termLabels, versionKey } from './v2-paths.ts';

const affinity = `${pod}/affinity/podAntiAffinity`;
const preferred = `${affinity}/preferredDuringSchedulingIgnoredDuringExecution`;
const wish = (spread: SpreadWish) => ({ spread });
const byVersion = { app: 'orders', 'module.koupleless.io/version': '1.4.0' };
const bare = [drop(affinity), drop(`${podLabels}/${versionKey}`)];
const nothing = 'nothing keeps two pods off one base';

describe('--spread on a manifest of the user’s', () => {
  testCases('v2-good', [
    {
      name: 'hard, where nothing is said',
      edits: bare,
      facts: wish('hard'),
      says: ['added by --spread hard: never two pods of a version on one base'],
      gives: { [required]: termLabels(byVersion), [`${podLabels}/${versionKey}`]: '1.4.0' },
    },
    {
      name: 'soft, where nothing is said',
      edits: bare,
      facts: wish('soft'),
      says: ['added by --spread soft: two pods of a version on one base only where no other'],
      gives: { [preferred]: [{ weight: 100, podAffinityTerm: termLabels(byVersion)[0] }] },
    },
    {
      name: 'hard, where a base must not hold two versions',
      edits: bare,
      facts: { ...wish('hard'), policy: 'uninstall-then-install' },
      says: ['added by --spread hard: never two pods, of whatever version, on one base'],
      gives: { [required]: termLabels({ app: 'orders' }) },
    },
    { name: 'none adds nothing', edits: bare, facts: wish('none'), says: [nothing] },
    {
      name: 'said already: not doubled',
      edits: [],
      facts: wish('hard'),
      says: ['--spread hard is said already: it requires a podAntiAffinity'],
      gives: { [required]: termLabels(byVersion) },
    },
    {
      name: 'said otherwise: it stays',
      edits: [],
      facts: wish('soft'),
      says: ['it requires a podAntiAffinity, and --spread soft changes nothing of that'],
      gives: { [preferred]: undefined },
    },
    {
      name: 'none takes nothing out',
      edits: [],
      facts: wish('none'),
      says: ['it requires a podAntiAffinity, and --spread none changes nothing of that'],
      gives: { [required]: termLabels(byVersion) },
    },
    {
      name: 'what keeps it off other pods is no spread of its own, and stays beside it',
      edits: [set(required, termLabels({ app: 'cart' }))],
      facts: wish('hard'),
      says: ['added by --spread hard'],
      gives: { [required]: [...termLabels({ app: 'cart' }), ...termLabels(byVersion)] },
    },
    {
      name: 'topologySpreadConstraints that need not hold are soft',
      edits: [
        ...bare,
        set(`${pod}/topologySpreadConstraints`, [
          {
            maxSkew: 1,
            whenUnsatisfiable: 'ScheduleAnyway',
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: { matchLabels: { app: 'orders' } },
          },
        ]),
      ],
      facts: wish('soft'),
      says: ['--spread soft is said already: it has topologySpreadConstraints', nothing],
      gives: { [affinity]: undefined },
    },
    { name: 'a word of V1 is not its matter', edits: [], facts: wish('stacking'), says: [] },
  ]);
});

describe('--spread on a ModuleDeployment', () => {
  const path = 'spec/schedulingStrategy/schedulingPolicy';
  testCases('v1-good', [
    {
      name: 'is stronger than the file',
      edits: [set(path, 'Scatter')],
      facts: wish('stacking'),
      says: ['Scatter becomes scatter', 'scatter becomes stacking, by --spread'],
      gives: { [path]: 'stacking' },
    },
    {
      name: 'says it where the file does not',
      edits: [drop('spec/schedulingStrategy')],
      facts: wish('scatter'),
      says: ['scatter, by --spread'],
      gives: { [path]: 'scatter' },
    },
  ]);
});

test('whatever the selector and the versions: its own pods apart, two versions may meet', () => {
  const version = fc.constantFrom('1.0.0', '1.4.0', '2.0.0-rc.1', '3.0.0+build');
  const extra = fc.dictionary(fc.constantFrom('tier', 'team'), fc.constantFrom('a', 'b'));
  const wishes = fc.constantFrom('hard' as const, 'soft' as const);
  fc.assert(
    fc.property(version, version, extra, wishes, (one, other, more, spread) => {
      fc.pre(one !== other);
      const [a, b] = [one, other].map((each) => {
        const doc = changed(
          'v2-good',
          ...bare,
          set(`${container}/env/0/value`, each),
          set(podLabels, {
            app: 'orders',
            ...more,
            'virtual-kubelet.koupleless.io/component': 'module',
          }),
          set('spec/selector/matchLabels', { app: 'orders', ...more }),
        );
        const { object } = normalise(doc, { ...cluster, spread });
        return valueAt(object, ['spec', 'template']);
      });
      const around = { namespace: 'shop', nodes: [] };
      expect(spreadOf(a, b, around)).toBe(spread === 'hard' ? 'per-version' : 'free');
      expect(keepsApart(a, around)).toBe(spread === 'hard');
      expect(prefersApart(a, around)).toBe(spread === 'soft');
    }),
    { numRuns: 60 },
  );
});
