import { describe, expect, test } from 'vitest';
import type { ModulePod } from '../../../src/modules/module-pod.ts';
import { leaversByOrdinal, ordinalRisks } from '../../../src/plan/scale-stateful-set.ts';
import type { KubeObject } from '../../../src/world.ts';
import { inWords } from './in-words.ts';

const pod = (ordinal: number, ready = true): ModulePod =>
  ({ name: `stock-${ordinal}`, node: `base-${20 - ordinal}`, ready }) as ModulePod;
const pods = Array.from({ length: 12 }, (_, index) => pod(index));

function set(replicas: number, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'stock' },
    spec: { replicas, template: {}, ...spec },
  };
}

describe('a StatefulSet that is scaled', () => {
  test('leaves its highest ordinals first, counted as numbers', () => {
    expect(leaversByOrdinal(pods).slice(0, 3)).toEqual([
      { name: 'base-9', rank: 0 },
      { name: 'base-10', rank: 1 },
      { name: 'base-11', rank: 2 },
    ]);
  });

  test.each([
    [
      'down',
      set(12),
      10,
      'stock-11 down to stock-10 leave, one after another, each when the one before has gone: about 35 s each',
    ],
    [
      'down by one',
      set(12, { podManagementPolicy: 'Parallel' }),
      11,
      'stock-11 leaves, all of a step at once',
    ],
    [
      'up',
      set(12),
      14,
      'stock-12 up to stock-13 come, one after another, each when the one before is ready in Kubernetes: about 15 s each',
    ],
    [
      'with a first ordinal of its own',
      set(3, { podManagementPolicy: 'Parallel', ordinals: { start: 5 } }),
      1,
      'stock-7 down to stock-6 leave, all of a step at once',
    ],
  ])('says which come or go, and how: %s', (_, live, wanted, told) => {
    expect(inWords(ordinalRisks(live, wanted, pods))).toEqual([{ level: 'info', text: told }]);
  });

  test('says what keeps the others', () => {
    const some = [pod(0), pod(1, false)];
    expect(inWords(ordinalRisks(set(2), 3, some))[1]?.text).toContain(
      'stock-1 not ready in Kubernetes',
    );
    expect(ordinalRisks(set(2, { podManagementPolicy: 'Parallel' }), 3, some)).toHaveLength(1);
    expect(ordinalRisks(set(2), 2, some)).toEqual([]);
  });
});
