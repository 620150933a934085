import { describe, expect, test } from 'vitest';
import { bizOrder } from '../../../src/commands/biz-order.ts';
import { findPlaces } from '../../../src/commands/biz-bases.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { SimulatedBase } from '../../bed/simulated-base.ts';
import { aBase, Desk, inputOf, install, jar, runsOn } from './biz-world.ts';

const order = {
  verb: 'install',
  biz: { name: 'biz1', version: '2.0.0' },
  url: jar('biz1', '2.0.0'),
  strategy: 'install-only',
} as const;

/** A desk with a person at it, who says yes after `meanwhile` has happened. */
function slowly(meanwhile: () => Promise<void>, language: 'en' | 'zh' = 'en') {
  const desk = new Desk([], language);
  const confirm = async (): Promise<boolean> => {
    await meanwhile();
    return true;
  };
  return { desk, world: { ...desk.world, ask: { ...desk.world.ask, interactive: true, confirm } } };
}

const asked = (bases: readonly SimulatedBase[]) => inputOf(bases, order, { yes: false });

describe('what a base runs changes while a person reads', () => {
  test('another version serves by now: nothing is sent, and it is said', async () => {
    const base = await aBase();
    const { desk, world } = slowly(() => install(base, 'biz1', '1.0.0'));
    const end = await bizOrder(world, asked([base]));
    expect(end.name).toBe('superseded');
    expect(end.causes?.[0]).toContain('now biz1:1.0.0 activated');
    expect(desk.rows).toMatchObject([{ result: 'changed', end: 'changed' }]);
    expect(base.callsOf('installBiz')).toEqual([]);
    expect(runsOn(base)).toEqual(['biz1:1.0.0 activated']);
  });

  test('no further base is begun after it', async () => {
    const [one, two] = [await aBase(), await aBase()];
    const { desk, world } = slowly(() => install(one, 'biz1', '1.0.0'));
    expect((await bizOrder(world, asked([one, two]))).name).toBe('superseded');
    expect(desk.rows.map(({ result }) => result)).toEqual(['changed', 'not-tried']);
  });

  test('what does not matter to it is no change', async () => {
    const base = await aBase();
    const { world } = slowly(() => install(base, 'biz9', '1.0.0'));
    expect((await bizOrder(world, asked([base]))).name).toBe('done');
    expect(runsOn(base)).toEqual(['biz9:1.0.0 activated', 'biz1:2.0.0 activated']);
  });

  test('one that is gone by now is a row', async () => {
    const base = await aBase();
    const { desk, world } = slowly(() => base.down());
    expect((await bizOrder(world, asked([base]))).name).toBe('failed');
    expect(desk.rows).toMatchObject([{ result: 'unreachable' }]);
  });

  test('in Chinese', async () => {
    const base = await aBase();
    const { world } = slowly(() => install(base, 'biz1', '1.0.0'), 'zh');
    expect((await bizOrder(world, asked([base]))).causes?.[0]).toContain('未向其发送任何命令');
  });
});

describe('a protected context', () => {
  const guarded = { force: true, protectedContexts: ['here'] };

  test('takes no --yes from a program', async () => {
    const base = await aBase();
    const end = bizOrder(new Desk([]).world, inputOf([base], order, guarded));
    await expect(end).rejects.toMatchObject({ outcome: 'refused' });
    await expect(end).rejects.toThrow('context here is protected');
  });

  test('is one also where its cluster does not answer', async () => {
    const base = await aBase();
    const end = bizOrder(new Desk('mute cluster').world, inputOf([base], order, guarded));
    await expect(end).rejects.toThrow('context here is protected');
    expect(base.callsOf('installBiz')).toEqual([]);
  });

  test('and where nobody knows which it is', async () => {
    const base = await aBase();
    const end = bizOrder(new Desk('no cluster').world, inputOf([base], order, guarded));
    await expect(end).rejects.toThrow('which context this is could not be found out');
    const other = { force: true, protectedContexts: ['elsewhere'] };
    const known = await bizOrder(new Desk('mute cluster').world, inputOf([base], order, other));
    expect(known.name).toBe('done');
  });
});

describe('--base-deployment', () => {
  const selector = { matchLabels: { app: 'base' } };
  const deployment: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'base', namespace: 'shop' },
    spec: { selector },
  };

  function pod(name: string, ip: string, more: { phase?: string; deleted?: true } = {}) {
    const { phase = 'Running', deleted } = more;
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace: 'shop',
        labels: { app: 'base' },
        ...(deleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      },
      status: { podIP: ip, phase },
    } satisfies KubeObject;
  }

  const over = [
    pod('ended', '10.0.0.2', { phase: 'Succeeded' }),
    pod('evicted', '10.0.0.3', { phase: 'Failed' }),
    pod('leaving', '10.0.0.4', { deleted: true }),
  ];
  const choice = { ...inputOf([], order), baseDeployment: 'base' };

  test('leaves out the pods that ended or are being deleted', async () => {
    const desk = new Desk([deployment, pod('lives', '10.0.0.1'), ...over]);
    const { all } = await findPlaces(desk.world, choice, 'try');
    expect(all.map(({ name }) => name)).toEqual(['lives']);
  });

  test('and says so where no other is left', async () => {
    const found = findPlaces(new Desk([deployment, ...over]).world, choice, 'try');
    await expect(found).rejects.toThrow('3 ended or are being deleted');
  });

  test('an address is not reached through a pod that had it before', async () => {
    const before = pod('ended', '10.0.0.1', { phase: 'Failed' });
    const named = { ...inputOf([], order), addresses: ['10.0.0.1'] };
    const desk = new Desk([before, pod('lives', '10.0.0.1')]);
    const { all } = await findPlaces(desk.world, named, 'try');
    expect(all.map(({ address }) => address.via?.pod)).toEqual(['lives']);
  });
});
