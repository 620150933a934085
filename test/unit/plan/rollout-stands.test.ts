import { expect, test } from 'vitest';
import { RolloutStands } from '../../../src/plan/rollout-stands.ts';

const live = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'stock' } };

test('a rollout that stands says so in both languages, its evidence too', () => {
  const stands = new RolloutStands(
    live,
    ({ plans }) => plans.standsOn('1.1.0', 'ada@box', 'Deployment shop/stock', 'deployment/stock'),
    ({ plans }) => [plans.anotherBatch],
  );
  expect(stands).toMatchObject({
    outcome: 'refused',
    workload: live,
    message: 'a rollout to 1.1.0 by ada@box stands on Deployment shop/stock',
    fix: 'finish it with the deploy of 1.1.0, or undo it: koupctl rollback deployment/stock',
    details: ['what is deleted now would come back in another batch than it was in'],
  });
  expect(stands.in('zh')).toMatchObject({
    outcome: 'refused',
    message: 'Deployment shop/stock 上还有 ada@box 到 1.1.0 的发布',
    fix: '再次部署 1.1.0 把它做完，或回滚：koupctl rollback deployment/stock',
    details: ['现在删除的内容会回到与原来不同的批次'],
  });
});
