import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyNotEligible } from '../../../src/modules/eligible.ts';
import { requiring, tolerations, vnode, type Taint, type Terms } from './nodes.ts';

describe('whatever node and pod', () => {
  const keys = fc.constantFrom('zone', 'disk', 'team');
  const values = fc.constantFrom('a', 'b', 'c');
  const nodeLabels = fc.dictionary(keys, values);
  const nodeTaints = fc.array(
    fc.record({
      key: keys,
      value: values,
      effect: fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
    }),
    { maxLength: 3 },
  );
  const expressions = fc.record({
    key: keys,
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: fc.uniqueArray(values, { minLength: 1 }),
  });
  const term = fc.record({
    matchExpressions: fc.array(expressions, { minLength: 1, maxLength: 3 }),
  });
  const terms = fc.array(term, { minLength: 1, maxLength: 3 });

  /** Pod and node whose taints are all tolerated, so that only labels count. */
  function fits(all: Terms, labels: Record<string, string>): boolean {
    return whyNotEligible(requiring(...all), vnode({ labels })) === undefined;
  }

  test('a further alternative never costs a base', () => {
    fc.assert(
      fc.property(terms, term, nodeLabels, (all, more, labels) => {
        if (fits(all, labels)) expect(fits([...all, more], labels)).toBe(true);
      }),
    );
  });

  test('a further requirement never wins a base', () => {
    fc.assert(
      fc.property(terms, expressions, nodeLabels, (all, more, labels) => {
        const stricter = all.map((one) => ({ matchExpressions: [...one.matchExpressions, more] }));
        if (!fits(all, labels)) expect(fits(stricter, labels)).toBe(false);
      }),
    );
  });

  test('a base fits exactly where one of the terms alone fits', () => {
    fc.assert(
      fc.property(terms, nodeLabels, (all, labels) => {
        expect(fits(all, labels)).toBe(all.some((one) => fits([one], labels)));
      }),
    );
  });

  test('a further taint never wins a base, and one that tolerates everything minds none', () => {
    fc.assert(
      fc.property(nodeTaints, nodeTaints, nodeLabels, (some, more, labels) => {
        const why = (spec: object, taints: Taint[]) =>
          whyNotEligible(spec, vnode({ labels, taints }));
        if (why({ tolerations }, some) !== undefined) {
          expect(why({ tolerations }, [...some, ...more])).toBeDefined();
        }
        expect(why({ tolerations: [{ operator: 'Exists' }] }, some)).toBeUndefined();
      }),
    );
  });
});
