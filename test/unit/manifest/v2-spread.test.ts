import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalise } from '../../../src/manifest/normalise.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import { spreadOf } from '../../../src/modules/spread.ts';
import type { KubeObject } from '../../../src/world.ts';
import { changed, cluster, set } from './manifest-kit.ts';
import { container, podLabels, required as requiredPath } from './v2-paths.ts';

const versionLabel = 'module.koupleless.io/version';
const versions = ['1.3.0', '1.4.0', '1.5.0'];

interface Term {
  readonly topologyKey: string;
  readonly matchLabelKeys: readonly string[];
  /** Keys that are to have the term's own version, and which other ones may do as well. */
  readonly also: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/** The fixture at this version, its pods labelled with it twice, with terms that take them. */
function orders(version: string, terms: readonly Term[]): KubeObject {
  const required = terms.map(({ also, ...term }) => ({
    ...term,
    labelSelector: {
      matchLabels: { app: 'orders' },
      matchExpressions: also.map(({ key, values }) => ({
        key,
        operator: 'In',
        values: [...new Set([version, ...values])],
      })),
    },
  }));
  const doc = changed(
    'v2-good',
    set(`${container}/env/0/value`, version),
    set(`${podLabels}/release`, version),
    set(requiredPath, required),
  );
  return normalise(doc, cluster).object;
}

const template = (object: KubeObject): unknown => valueAt(object, ['spec', 'template']);

const term: fc.Arbitrary<Term> = fc.record({
  topologyKey: fc.constant('kubernetes.io/hostname'),
  matchLabelKeys: fc.subarray(['pod-template-hash', 'release', 'app']),
  also: fc.array(
    fc.record({
      key: fc.constantFrom(versionLabel, 'release'),
      values: fc.subarray(versions),
    }),
    { maxLength: 2 },
  ),
});
const terms = fc.array(term, { minLength: 1, maxLength: 3 });

test('what lint has seen to never keeps another version off, by the plan’s measure too', () => {
  fc.assert(
    fc.property(terms, fc.constantFrom(...versions), fc.constantFrom(...versions), (all, a, b) => {
      fc.pre(a !== b);
      const [one, other] = [template(orders(a, all)), template(orders(b, all))];
      expect(spreadOf(one, other, { namespace: 'shop', nodes: [] })).toBe('per-version');
    }),
    { numRuns: 300 },
  );
});

test('the version is not told in the anti-affinity where one of several modules keeps its own', () => {
  const stock = {
    name: 'stock',
    image: 'http://jars.test/stock-1.0.0.jar',
    env: [{ name: 'BIZ_VERSION', value: '1.0.0' }],
  };
  const pod = container.replace(/\/0$/, '/1');
  const apart = [
    { labelSelector: { matchLabels: { app: 'orders' } }, topologyKey: 'kubernetes.io/hostname' },
  ];
  const at = (version: string, other: string) =>
    changed(
      'v2-good',
      set(`${container}/env/0/value`, version),
      set(pod, { ...stock, env: [{ name: 'BIZ_VERSION', value: other }] }),
      set(requiredPath, apart),
    );
  const live = at('1.4.0', '1.0.0').object;
  const termAfter = (doc: ReturnType<typeof at>) =>
    valueAt(normalise(doc, { ...cluster, live }).object, [
      ...['spec', 'template', 'spec', 'affinity', 'podAntiAffinity'],
      ...['requiredDuringSchedulingIgnoredDuringExecution', 0, 'labelSelector', 'matchLabels'],
    ]);
  expect(termAfter(at('1.5.0', '1.0.0'))).toEqual({ app: 'orders' });
  expect(termAfter(at('1.5.0', '1.1.0'))).toEqual({ app: 'orders', [versionLabel]: '1.5.0_1.1.0' });
});
