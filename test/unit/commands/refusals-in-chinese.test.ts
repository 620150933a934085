import { expect, test } from 'vitest';
import { NoWorkload } from '../../../src/commands/find-workload.ts';
import { verdictOnGone, type Recorded } from '../../../src/commands/gone.ts';
import { namingHolder } from '../../../src/commands/naming-holder.ts';
import { Fault } from '../../../src/fault.ts';
import { inBoth } from '../../../src/messages/fault-of.ts';
import { outcomeIn } from '../../../src/outcome.ts';
import { RolloutStands } from '../../../src/plan/rollout-stands.ts';
import { offlineHash } from '../../../src/rollout/offline-record.ts';
import type { Cluster, KubeObject } from '../../../src/world.ts';
import { record } from '../rollout/v2-standings.ts';

const han = /\p{Script=Han}/u;

function gone(templateHash: string, reason?: string): Recorded {
  const current = { ...record, phase: 'done' as const, templateHash, ...(reason && { reason }) };
  const file = { current, history: [] };
  return { kind: 'Deployment', name: 'stock', namespace: 'shop', file } as unknown as Recorded;
}

const nothing = new NoWorkload(...inBoth(({ commands }) => commands.noWorkload('stock', 'shop')));

test('what somebody else took away is not there, and its last rollout is told', () => {
  let fault: Fault | undefined;
  try {
    verdictOnGone(gone('x'), nothing);
  } catch (error) {
    if (error instanceof Fault) fault = error;
  }
  expect(fault).toBeInstanceOf(NoWorkload);
  expect(fault?.message).toBe(nothing.message);
  expect(fault?.fix).toBe(
    'koupctl history deployment/stock -n shop shows what was; koupctl deploy brings it back',
  );
  expect(fault?.details).toEqual([
    'its last rollout, to 2.0.0 by ann@laptop, ended done at 2025-01-01T00:00:00Z; it was not koupctl that took it away',
  ]);
  const chinese = fault?.in('zh');
  expect(chinese?.message).toBe(nothing.in('zh').message);
  for (const line of [chinese?.fix, ...(chinese?.details ?? [])]) expect(line).toMatch(han);
});

test('what koupctl took offline is offline, since when and why', () => {
  const end = verdictOnGone(gone(offlineHash, 'no more'), nothing);
  expect(end.message).toBe(
    'stock 2.0.0 is offline since 2025-01-01T00:00:00Z, by ann@laptop: no more',
  );
  expect(outcomeIn(end, 'zh').message).toBe(
    'stock 2.0.0 自 2025-01-01T00:00:00Z 起下线，操作者 ann@laptop：no more',
  );
});

test('whoever is at a rollout that stands is named', async () => {
  const workload: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stock', namespace: 'shop' },
  };
  const time = '2025-01-01T00:00:00.000000Z';
  const spec = { holderIdentity: 'anna/1', acquireTime: time, renewTime: time };
  const cluster = { get: () => Promise.resolve({ metadata: {}, spec }) } as unknown as Cluster;
  const stands = new RolloutStands(workload, ({ plans }) =>
    plans.standsOn('2.0.0', 'ada@box', 'Deployment shop/stock', 'deployment/stock'),
  );
  const planning = (): never => {
    throw stands;
  };
  const refused = (alive: boolean | undefined): Promise<unknown> =>
    namingHolder({ isAlive: () => alive }, cluster, planning).catch((error: unknown) => error);
  const fault = (await refused(true)) as Fault;
  expect([fault.outcome, fault.message, fault.fix]).toEqual([
    'refused',
    'anna/1 is at it since 2025-01-01T00:00:00Z: a rollout to 2.0.0 by ada@box stands on Deployment shop/stock',
    'koupctl status deployment/stock -n shop --watch looks on, koupctl pause deployment/stock -n shop holds it; if it stands after that, finish it with the deploy of 2.0.0, or undo it: koupctl rollback deployment/stock',
  ]);
  expect(fault.in('zh').message).toBe(
    'anna/1 自 2025-01-01T00:00:00Z 起正在处理：Deployment shop/stock 上还有 ada@box 到 2.0.0 的发布',
  );
  expect(fault.in('zh').fix).toMatch(han);
  expect(((await refused(undefined)) as Fault).message).toBe(
    'anna/1 has it since 2025-01-01T00:00:00Z and was heard of at 2025-01-01T00:00:00Z: a rollout to 2.0.0 by ada@box stands on Deployment shop/stock',
  );
  expect(await refused(false)).toBe(stands);
});
