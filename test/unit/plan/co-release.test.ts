import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { baseBatches } from '../../../src/plan/base-batches.ts';
import { coReleaseSteps } from '../../../src/plan/co-release-steps.ts';
import type { KubeObject } from '../../../src/world.ts';

const deployment = (replicas: number, strategy: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'base' },
  spec: { replicas, strategy },
});
const rolling = (maxSurge: number | string, maxUnavailable: number | string): object => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});

describe('how a base is rolled', () => {
  test.each([
    [deployment(10, rolling('25%', '25%')), 'install-then-uninstall', [1, 4, 7, 10]],
    [deployment(3, rolling(1, 0)), 'install-then-uninstall', [1, 2, 3]],
    [deployment(1, rolling('25%', '25%')), 'install-then-uninstall', [1]],
    [deployment(8, rolling(0, '50%')), 'uninstall-then-install', [1, 5, 8]],
    [deployment(3, rolling(0, 1)), 'uninstall-then-install', [1, 2, 3]],
    [deployment(2, { type: 'Recreate' }), 'uninstall-then-install', [1, 2]],
  ])('%# after its own strategy', (base, policy, batches) => {
    expect(baseBatches(base, undefined)).toMatchObject({ policy, batches });
  });

  test('in the sizes that were asked for', () => {
    const asked = { by: 'count', batches: 2, beta: false } as const;
    expect(baseBatches(deployment(6, rolling(1, 0)), asked).batches).toEqual([3, 6]);
  });
});

describe('the steps of a co-release', () => {
  const outline = (policy: 'install-then-uninstall' | 'uninstall-then-install', bases: number) => ({
    module: { name: 'biz1', version: '2.0.0', url: 'u' },
    from: { version: '1.0.0', url: 'u' },
    replicas: 1,
    base: {
      name: 'base',
      replicas: bases,
      newVersion: '2.0',
      policy,
      batches: baseBatches(deployment(bases, rolling(1, 1)), undefined).batches,
      leaving: Array.from({ length: bases }, (_, index) => ({
        name: `base-${index}`,
        modules: index === 0 ? ['biz1 1.0.0'] : [],
      })),
    },
  });

  test('the module first, no old base before the first new one is proven', () => {
    const steps = coReleaseSteps(outline('install-then-uninstall', 3));
    expect(steps.map((step) => step.candidates)).toEqual([
      [],
      [],
      ['base-0'],
      ['base-1'],
      ['base-2'],
    ]);
    expect(steps[0]?.what).toContain('wait for new bases; 1.0.0 goes on serving');
    expect(steps[1]?.what).toContain('no old base leaves yet');
    expect(steps[2]?.what).toContain('base-0 (with biz1 1.0.0) leaves');
  });

  test('without room, each old base first', () => {
    const steps = coReleaseSteps(outline('uninstall-then-install', 2));
    expect(steps[1]?.what).toContain('first base-0 (with biz1 1.0.0) leaves; then 1 new one(s)');
    expect(steps.at(-1)?.what).toContain('no old one is left');
  });

  test('from the record alone, numbers stand for the names', () => {
    const { base, ...rest } = outline('install-then-uninstall', 3);
    const steps = coReleaseSteps({ ...rest, base: { ...base, leaving: [] } });
    expect(steps[2]?.what).toContain('1 old one(s) leave');
  });

  test('every old base leaves exactly once, whatever the sizes', () => {
    const policies = fc.constantFrom('install-then-uninstall', 'uninstall-then-install');
    fc.assert(
      fc.property(policies, fc.integer({ min: 1, max: 40 }), (policy, bases) => {
        const steps = coReleaseSteps(outline(policy, bases));
        const named = steps.flatMap((step) => step.candidates);
        expect(named).toEqual(Array.from({ length: bases }, (_, index) => `base-${index}`));
      }),
    );
  });
});
