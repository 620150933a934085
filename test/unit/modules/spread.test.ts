import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moduleVariables, type ModuleInput } from '../../../src/manifest/module-variables.ts';
import { readTemplate } from '../../../src/manifest/reader.ts';
import { renderTemplate } from '../../../src/manifest/templates.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import * as spread from '../../../src/modules/spread.ts';
import type { Spread } from '../../../src/modules/spread.ts';

const nameLabel = 'module.koupleless.io/name';
const versionLabel = 'module.koupleless.io/version';
const own = { app: 'stock', [nameLabel]: 'stock', [versionLabel]: '2.0.0' };
const topologyKey = 'kubernetes.io/hostname';

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

function term(labelSelector: Selector, more: object = {}): object {
  return { labelSelector, topologyKey, ...more };
}

/** A pod template of stock 2.0.0 with these required terms. */
function template(...terms: object[]): object {
  const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: terms };
  return { metadata: { labels: own }, spec: { affinity: { podAntiAffinity } } };
}

function expression(key: string, operator: string, ...values: string[]): Selector {
  return { matchExpressions: [{ key, operator, values }] };
}

/** Towards a live version, by default the one before on nodes with a hostname. */
function spreadOf(
  given: unknown,
  { version = '1.0.0', ...more }: { version?: string } & Partial<spread.Surroundings> = {},
): Spread {
  const live = { metadata: { labels: { ...own, [versionLabel]: version } } };
  const nodes = [{ [topologyKey]: 'a' }, { [topologyKey]: 'b' }];
  return spread.spreadOf(given, live, { namespace: 'shop', nodes, ...more });
}

describe('the template that comes with koupctl', () => {
  test.each<[string, Partial<ModuleInput>, Spread]>([
    ['as it is: the next version may join this one', {}, 'per-version'],
    ['where a base must not hold two versions', { versionsShareBase: false }, 'exclusive'],
    ['spread only if it can be helped: nothing is kept apart', { spread: 'soft' }, 'free'],
    ['not spread', { spread: 'none' }, 'free'],
  ])('%s', async (_, more, expected) => {
    const { file, text } = await readTemplate({ set: 'v2' }, 'deployment');
    const variables = moduleVariables({
      world: 'v2',
      name: 'stock',
      version: '2.0.0+build/7',
      url: 'https://packages.example.com/stock-2.0.0-ark-biz.jar',
      namespace: 'shop',
      env: 'dev',
      baseName: 'shop-base',
      ...more,
    });
    const [doc] = renderTemplate(text, file, variables).docs;
    expect(spreadOf(valueAt(doc?.object, ['spec', 'template']))).toBe(expected);
  });
});

describe('a required anti-affinity', () => {
  test.each<[string, object | undefined, Spread]>([
    [
      'on the name alone keeps every version off',
      template(term({ matchLabels: { app: 'stock' } })),
      'exclusive',
    ],
    [
      'on name and version keeps only its own version off',
      template(term({ matchLabels: { app: 'stock', [versionLabel]: '2.0.0' } })),
      'per-version',
    ],
    [
      'with the template’s hash as a key tells versions apart',
      template(term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: ['pod-template-hash'] })),
      'per-version',
    ],
    [
      'with the version as a key tells versions apart',
      template(term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: [versionLabel] })),
      'per-version',
    ],
    [
      'with a key that says nothing of the version keeps every version off',
      template(term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: ['app'] })),
      'exclusive',
    ],
    [
      'by an expression on the version tells versions apart',
      template(term(expression(versionLabel, 'In', '2.0.0'))),
      'per-version',
    ],
    [
      'by an expression on the name keeps every version off',
      template(term(expression('app', 'In', 'stock', 'cart'))),
      'exclusive',
    ],
    [
      'on whatever carries a version label keeps every version off',
      template(term(expression(versionLabel, 'Exists'))),
      'exclusive',
    ],
    [
      'by an expression that names the live version too keeps it off',
      template(term(expression(versionLabel, 'In', '1.0.0', '2.0.0'))),
      'exclusive',
    ],
    [
      'by an expression that names other versions, none of them live',
      template(term(expression(versionLabel, 'In', '0.9.0', '2.0.0'))),
      'per-version',
    ],
    [
      'on any version but its own keeps the others off, though its own pods may pile up',
      template(
        term({ ...expression(versionLabel, 'NotIn', '2.0.0'), matchLabels: { app: 'stock' } }),
      ),
      'exclusive',
    ],
    [
      'on any version but the live one leaves that one alone',
      template(term(expression(versionLabel, 'NotIn', '1.0.0'))),
      'per-version',
    ],
    [
      'with its own version as a key to differ in keeps the others off',
      template(term({ matchLabels: { app: 'stock' } }, { mismatchLabelKeys: [versionLabel] })),
      'exclusive',
    ],
    [
      'with a key that its pods do not carry, which the API server passes over',
      template(term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: ['release'] })),
      'exclusive',
    ],
    ['on every pod there is keeps every version off', template(term({})), 'exclusive'],
    [
      'left behind at an older version takes none of its own pods: they pile up',
      template(term({ matchLabels: { app: 'stock', [versionLabel]: '0.9.0' } })),
      'free',
    ],
    [
      'left behind at the live version keeps that one off',
      template(term({ matchLabels: { app: 'stock', [versionLabel]: '1.0.0' } })),
      'exclusive',
    ],
    ['without a selector takes no pods', template({ topologyKey }), 'free'],
    [
      'in other namespaces only',
      template(term({ matchLabels: { app: 'stock' } }, { namespaces: ['cart'] })),
      'free',
    ],
    [
      'in several namespaces, its own among them',
      template(term({ matchLabels: { app: 'stock' } }, { namespaces: ['cart', 'shop'] })),
      'exclusive',
    ],
    [
      'in all namespaces',
      template(term({ matchLabels: { app: 'stock' } }, { namespaceSelector: {} })),
      'exclusive',
    ],
    [
      'in a namespace selected by its name, another one',
      template(
        term(
          { matchLabels: { app: 'stock' } },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cart' } } },
        ),
      ),
      'free',
    ],
    [
      'in namespaces of a team, which may be its own: the stricter is believed',
      template(
        term(
          { matchLabels: { app: 'stock' } },
          { namespaceSelector: { matchLabels: { team: 'shop' } } },
        ),
      ),
      'exclusive',
    ],
    [
      'by zones, which no vnode carries: the scheduler passes over such nodes',
      template(
        term({ matchLabels: { app: 'stock' } }, { topologyKey: 'topology.kubernetes.io/zone' }),
      ),
      'free',
    ],
    [
      'against another module says nothing of this one',
      template(term({ matchLabels: { app: 'cart' } })),
      'free',
    ],
    [
      'against another module, beside one on its own version',
      template(
        term({ matchLabels: { app: 'cart' } }),
        term({ matchLabels: { [versionLabel]: '2.0.0' } }),
      ),
      'per-version',
    ],
    [
      'twice, once for all versions: the stricter counts',
      template(
        term({ matchLabels: { app: 'stock', [versionLabel]: '2.0.0' } }),
        term({ matchLabels: { app: 'stock' } }),
      ),
      'exclusive',
    ],
    ['without terms keeps nobody apart', template(), 'free'],
    ['that is not there keeps nobody apart', { metadata: { labels: own }, spec: {} }, 'free'],
    ['of a template that is not there', undefined, 'free'],
  ])('%s', (_, given, expected) => {
    expect(spreadOf(given)).toBe(expected);
  });

  test('by zones where vnodes carry them counts', () => {
    const zone = 'topology.kubernetes.io/zone';
    const zonal = template(term({ matchLabels: { app: 'stock' } }, { topologyKey: zone }));
    expect(spreadOf(zonal, { nodes: [{}, { [zone]: 'z' }] })).toBe('exclusive');
    expect(spreadOf(zonal, { nodes: [] })).toBe('exclusive');
  });

  test('the same version anew is kept off by what tells versions apart, but not by the hash', () => {
    const byVersion = template(term({ matchLabels: { app: 'stock', [versionLabel]: '2.0.0' } }));
    const byHash = template(
      term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: ['pod-template-hash'] }),
    );
    expect(spreadOf(byVersion, { version: '2.0.0' })).toBe('exclusive');
    expect(spreadOf(byHash, { version: '2.0.0' })).toBe('per-version');
  });

  test('a label of the user’s own that carries the version tells versions apart', () => {
    const given = (release: string) => ({
      ...template(term({ matchLabels: { app: 'stock', release } })),
      metadata: { labels: { app: 'stock', release } },
    });
    const around = { namespace: 'shop', nodes: [] };
    expect(spread.spreadOf(given('2.0.0'), given('1.0.0'), around)).toBe('per-version');
    expect(spread.spreadOf(given('2.0.0'), given('2.0.0'), around)).toBe('exclusive');
  });

  test('a preferred one is a wish, no promise', () => {
    const podAffinityTerm = term({ matchLabels: { app: 'stock' } });
    const podAntiAffinity = {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }],
    };
    const wish = { metadata: { labels: own }, spec: { affinity: { podAntiAffinity } } };
    expect(spreadOf(wish)).toBe('free');
  });
});

describe('whatever terms there are', () => {
  const onName = term({ matchLabels: { app: 'stock' } });
  const onVersion = term({ matchLabels: { [versionLabel]: '2.0.0' } });
  const strange = term({ matchLabels: { app: 'cart' } });
  const byHash = term({ matchLabels: { app: 'stock' } }, { matchLabelKeys: ['pod-template-hash'] });
  const anyTerms = fc.array(fc.constantFrom(onName, onVersion, strange, byHash), { maxLength: 5 });
  const strictness: Record<Spread, number> = { free: 0, 'per-version': 1, exclusive: 2 };

  test('a further term only ever keeps more apart, and terms may come in any order', () => {
    fc.assert(
      fc.property(anyTerms, fc.constantFrom(onName, onVersion, strange, byHash), (terms, more) => {
        const before = strictness[spreadOf(template(...terms))];
        const after = strictness[spreadOf(template(...terms, more))];
        expect(after).toBeGreaterThanOrEqual(before);
        expect(strictness[spreadOf(template(more, ...terms))]).toBe(after);
      }),
    );
  });

  test('terms against other modules change nothing', () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        const relevant = terms.filter((one) => one !== strange);
        expect(spreadOf(template(...terms))).toBe(spreadOf(template(...relevant)));
      }),
    );
  });
});
