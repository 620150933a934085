import { describe, expect, test } from 'vitest';
import { moduleVariables } from '../../../src/manifest/module-variables.ts';
import { readTemplate } from '../../../src/manifest/reader.ts';
import { renderTemplate } from '../../../src/manifest/templates.ts';
import { valueAt } from '../../../src/manifest/tree.ts';
import { whyNotEligible } from '../../../src/modules/eligible.ts';
import type { KubeObject } from '../../../src/world.ts';
import { on, requiring, tolerations, vnode, type Terms } from './nodes.ts';

describe('the template that comes with koupctl', () => {
  async function podSpec(baseVersion?: string): Promise<unknown> {
    const { file, text } = await readTemplate({ set: 'v2' }, 'deployment');
    const variables = moduleVariables({
      world: 'v2',
      name: 'orders',
      version: '1.0.0',
      url: 'https://packages.example.com/orders-1.0.0-ark-biz.jar',
      namespace: 'shop',
      env: 'dev',
      baseName: 'shop-base',
      baseVersion,
    });
    const [doc] = renderTemplate(text, file, variables).docs;
    return valueAt(doc?.object, ['spec', 'template', 'spec']);
  }

  test.each<[string, KubeObject, RegExp | undefined]>([
    ['fits a base of that name and environment', vnode(), undefined],
    [
      'keeps off another environment',
      vnode({ env: 'prod' }),
      /taint schedule\.koupleless\.io\/node-env=prod:NoExecute is not tolerated/,
    ],
    [
      'keeps off another base',
      vnode({ labels: { 'base.koupleless.io/name': 'cart-base' } }),
      /label base\.koupleless\.io\/name is cart-base, wanted In shop-base/,
    ],
    [
      'keeps off a base that is not ready: new pods would find nobody there',
      vnode({ taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] }),
      /taint node\.kubernetes\.io\/not-ready=:NoSchedule is not tolerated/,
    ],
    [
      'keeps off a base that is cordoned',
      vnode({ taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }),
      /unschedulable/,
    ],
    [
      'would stay on a base whose controller is away',
      vnode({ taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] }),
      undefined,
    ],
  ])('%s', async (_, node, why) => {
    const said = whyNotEligible(await podSpec(), node);
    if (why === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(why);
  });

  test('keeps off a base of another version where one was named', async () => {
    expect(whyNotEligible(await podSpec('1.9'), vnode())).toBe(
      'label base.koupleless.io/version is 2.0, wanted In 1.9',
    );
  });
});

describe('tolerations', () => {
  const extra = { key: 'team', value: 'shop', effect: 'NoSchedule' };

  test.each<[string, object[], boolean]>([
    ['none for it', [], false],
    ['key, value and effect', [{ ...extra, operator: 'Equal' }], true],
    ['no operator is Equal', [extra], true],
    ['another value', [{ ...extra, value: 'cart' }], false],
    ['any value by Exists', [{ key: 'team', operator: 'Exists', effect: 'NoSchedule' }], true],
    ['no effect named is every effect', [{ key: 'team', value: 'shop' }], true],
    ['an empty effect is every effect', [{ key: 'team', value: 'shop', effect: '' }], true],
    ['another effect only', [{ ...extra, effect: 'NoExecute' }], false],
    ['another key only', [{ key: 'tea', operator: 'Exists' }], false],
    ['everything by Exists without a key', [{ operator: 'Exists' }], true],
    ['for some seconds: enough to be put there', [{ ...extra, tolerationSeconds: 300 }], true],
  ])('%s', (_, more, fits) => {
    const spec = { tolerations: [...tolerations, ...more] };
    const why = whyNotEligible(spec, vnode({ taints: [extra] }));
    if (fits) expect(why).toBeUndefined();
    else expect(why).toBe('taint team=shop:NoSchedule is not tolerated');
  });

  test('PreferNoSchedule keeps nobody off', () => {
    const node = vnode({ taints: [{ key: 'team', value: 'x', effect: 'PreferNoSchedule' }] });
    expect(whyNotEligible({ tolerations }, node)).toBeUndefined();
  });

  test('without the environment’s, as the public examples have it: said which one is missing', () => {
    expect(whyNotEligible({ tolerations: tolerations.slice(0, 1) }, vnode())).toBe(
      'taint schedule.koupleless.io/node-env=dev:NoExecute is not tolerated',
    );
  });

  test('a pod that tolerates nothing gets onto no base', () => {
    expect(whyNotEligible(undefined, vnode())).toMatch(/virtual-node=True:NoExecute/);
  });

  test('a node without labels, taints or spec takes a pod that wants nothing', () => {
    const bare = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } };
    expect(whyNotEligible(undefined, bare)).toBeUndefined();
  });
});

describe('labels', () => {
  const stack = 'base.koupleless.io/stack';
  const base = 'base.koupleless.io/name';

  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['a nodeSelector that fits', { tolerations, nodeSelector: { [base]: 'shop-base' } }, undefined],
    [
      'a nodeSelector with another value',
      { tolerations, nodeSelector: { [base]: 'cart-base' } },
      `label ${base} is shop-base, wanted cart-base`,
    ],
    [
      'a nodeSelector on a label that the node lacks',
      { tolerations, nodeSelector: { disk: 'ssd' } },
      'label disk is absent, wanted ssd',
    ],
    [
      'the stack label of the documentation’s pages, which no vnode carries',
      requiring(on(stack, 'In', 'java')),
      `label ${stack} is absent, wanted In java`,
    ],
    ['one of several values', requiring(on(base, 'In', 'cart-base', 'shop-base')), undefined],
    ['NotIn another value', requiring(on(base, 'NotIn', 'cart-base')), undefined],
    [
      'NotIn its value',
      requiring(on(base, 'NotIn', 'shop-base')),
      `label ${base} is shop-base, wanted NotIn shop-base`,
    ],
    ['NotIn on a label it lacks', requiring(on(stack, 'NotIn', 'java')), undefined],
    ['Exists on a label it has', requiring(on(base, 'Exists')), undefined],
    ['DoesNotExist on a label it lacks', requiring(on(stack, 'DoesNotExist')), undefined],
    ['Gt below its number', requiring(on('slots', 'Gt', '7')), undefined],
    ['Gt at its number', requiring(on('slots', 'Gt', '8')), 'label slots is 8, wanted Gt 8'],
    ['Lt above its number', requiring(on('slots', 'Lt', '10')), undefined],
    [
      'Lt on a label it lacks',
      requiring(on('weight', 'Lt', '10')),
      'label weight is absent, wanted Lt 10',
    ],
    [
      'terms are alternatives: the second fits',
      requiring(on(stack, 'In', 'java'), on(base, 'In', 'shop-base')),
      undefined,
    ],
    [
      'the expressions of one term are all required',
      requiring({
        matchExpressions: [
          { key: base, operator: 'In', values: ['shop-base'] },
          { key: stack, operator: 'Exists' },
        ],
      }),
      `label ${stack} is absent, wanted Exists `,
    ],
    [
      'a preference keeps nobody off',
      {
        tolerations,
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, preference: on(base, 'In', 'cart-base') },
            ],
          },
        },
      },
      undefined,
    ],
  ])('%s', (_, spec, why) => {
    const said = whyNotEligible(spec, vnode({ labels: { slots: '8' } }));
    expect(said?.trim()).toBe(why?.trim());
  });
});

describe('names', () => {
  const own = 'vnode.10.0.0.1.dev';
  const field = (operator: string, ...values: string[]): Terms[number] => ({
    matchFields: [{ key: 'metadata.name', operator, values }],
  });
  const base = on('base.koupleless.io/name', 'In', 'shop-base');

  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['its own by field', requiring(field('In', own)), undefined],
    [
      'another one by field',
      requiring(field('In', 'vnode.10.0.0.2.dev')),
      `field metadata.name is ${own}, wanted In vnode.10.0.0.2.dev`,
    ],
    ['any but another one', requiring(field('NotIn', 'vnode.10.0.0.2.dev')), undefined],
    [
      'a term wants both its labels and its name',
      requiring({ ...base, ...field('In', 'vnode.10.0.0.2.dev') }),
      `field metadata.name is ${own}, wanted In vnode.10.0.0.2.dev`,
    ],
    ['an empty term takes no node', requiring({}), 'an empty term takes no node'],
    [
      'a term with empty lists takes none either',
      requiring({ matchExpressions: [], matchFields: [] }),
      'an empty term takes no node',
    ],
    ['an empty term beside one that fits', requiring(base, {}), undefined],
    ['spec.nodeName of this node', { tolerations, nodeName: own }, undefined],
    [
      'spec.nodeName of another node',
      { tolerations, nodeName: 'vnode.10.0.0.2.dev' },
      'spec.nodeName is vnode.10.0.0.2.dev',
    ],
  ])('%s', (_, spec, why) => {
    expect(whyNotEligible(spec, vnode())).toBe(why);
  });
});

describe('a cordoned node', () => {
  const plain = vnode();
  const cordoned = { ...plain, spec: { ...plain.spec, unschedulable: true } };

  test('takes nobody, though its taint is not written yet', () => {
    expect(whyNotEligible({ tolerations }, cordoned)).toBe(
      'taint node.kubernetes.io/unschedulable=:NoSchedule is not tolerated',
    );
  });

  test('but those who tolerate that', () => {
    const brave = [
      ...tolerations,
      { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
    ];
    expect(whyNotEligible({ tolerations: brave }, cordoned)).toBeUndefined();
  });
});
