import { expect, test } from 'vitest';
import { makeResumePlan } from '../../../src/plan/plan-resume.ts';

test('names the bases of batches that are over, and does not pretend to know the others', () => {
  const plan = makeResumePlan({
    target: { context: 'test', server: 'https://test', user: 'me', namespace: 'shop' },
    world: 'v2',
    live: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'stock' } },
    module: { name: 'stock', version: '2.0.0', url: '' },
    from: { version: '1.0.0', url: '' },
    batches: [1, 3, 4],
    replicas: 4,
    policy: 'install-then-uninstall',
    proof: 'base',
    begunBy: 'anna',
    touched: [['vnode.a.dev'], [], []],
    confirm: 'none',
    proven: 1,
  });
  expect(plan.batches.map(({ size, candidates, exact }) => [size, candidates, exact])).toEqual([
    [1, ['vnode.a.dev'], true],
    [2, [], false],
    [1, [], false],
  ]);
});
