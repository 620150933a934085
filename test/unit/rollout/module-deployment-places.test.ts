import { describe, expect, test } from 'vitest';
import { baseOfPod } from '../../../src/modules/base.ts';
import { viewV1 } from '../../../src/modules/v1-view.ts';
import {
  leavingPlace,
  placeOf,
  type PlaceContext,
  type Seen,
} from '../../../src/rollout/kinds/module-deployment-places.ts';
import type { BizState } from '../../../src/world.ts';
import {
  basePods,
  group,
  module,
  moduleDeployment,
  moduleOf,
  replicaSet,
} from '../modules/v1-objects.ts';

const changedAt = Date.parse('2025-01-01T00:00:01Z');
const context: PlaceContext = {
  now: changedAt + 1_000,
  proof: 'base',
  anyBaseAnswered: true,
  placesToCome: 0,
  free: 0,
};
const base = baseOfPod(basePods(1)[0]!);
const own = moduleOf('2.0.0');

function view(base: string | undefined, state: string) {
  return viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment({ version: '2.0.0' }),
    replicaSets: [replicaSet(2, '2.0.0', { replicas: 1 })],
    modules: [module(2, base, { state })],
    pods: basePods(2),
  });
}

function judged(
  state: string,
  biz: BizState | 'absent',
  more: { seen?: Partial<Seen>; context?: Partial<PlaceContext>; base?: string | undefined } = {},
) {
  const on = 'base' in more ? more.base : 'base-1';
  const one = view(on, state).current[0]!;
  const value = biz === 'absent' ? [] : [{ name: 'stock', version: '2.0.0', state: biz }];
  const seen: Seen = {
    base: on === undefined ? undefined : base,
    answer: { ok: true, value, at: context.now },
    silentSince: undefined,
    asked: [],
    ...more.seen,
  };
  return placeOf(one, seen, { ...context, ...more.context }).judgement;
}

describe('a Module as a place', () => {
  test('the base says active and the controller agrees', () => {
    expect(judged('Available', 'activated').state).toBe('active');
  });

  test('the controller says Available, the base has nothing: the base is believed', () => {
    const late = { context: { now: changedAt + 60_000 } };
    expect(judged('Available', 'absent', late)).toMatchObject({
      state: 'installing',
      askAgain: own,
    });
  });

  test('the base says active, the controller not yet: no batch may follow', () => {
    expect(judged('Completing', 'activated')).toMatchObject({
      state: 'installing',
      askAgain: undefined,
    });
  });

  test('the controller was refused once and never asks again: it is made to', () => {
    const late = { context: { now: changedAt + 5_000 } };
    expect(judged('Upgrading', 'activated', late)).toMatchObject({
      state: 'installing',
      askAgain: own,
      cause: 'active on the base, but the controller still calls it Upgrading',
    });
    const asked = [{ module: own, at: changedAt + 4_000, result: 'busy' as const, reason: '' }];
    expect(judged('Upgrading', 'activated', { ...late, seen: { asked } }).askAgain).toBeUndefined();
  });

  test('what the base rejects is doomed, with its reason', () => {
    const asked = [{ module: own, at: changedAt, result: 'rejected' as const, reason: 'no room' }];
    expect(judged('Upgrading', 'absent', { seen: { asked } })).toMatchObject({
      state: 'doomed',
      cause: 'the base rejects stock:2.0.0: no room',
    });
  });

  test('without a base it waits for one, and is doomed when there is none to come', () => {
    const none = { base: undefined };
    expect(judged('Pending', 'absent', { ...none, context: { free: 1 } }).state).toBe('waiting');
    expect(judged('Pending', 'absent', { ...none, context: { placesToCome: 1 } }).state).toBe(
      'waiting',
    );
    const long = { context: { now: changedAt + 60_000 } };
    expect(judged('Pending', 'absent', { ...none, ...long })).toMatchObject({
      state: 'doomed',
      cause: 'no base is free',
    });
  });

  test('a base pod that is gone: the controller chooses another, so it waits', () => {
    const gone = { seen: { base: undefined, answer: undefined } };
    expect(judged('Available', 'absent', gone).state).toBe('waiting');
  });

  test('Kubernetes alone, where asked for', () => {
    const kubernetes = { context: { proof: 'kubernetes' as const } };
    expect(judged('Available', 'absent', kubernetes).state).toBe('active');
    expect(judged('Upgrading', 'absent', kubernetes).state).toBe('installing');
  });
});

test('a Module that leaves keeps its batch from being done', () => {
  const seen = view('base-1', 'Available');
  const place = leavingPlace(seen.current[0]!, seen);
  expect(place).toMatchObject({ name: 'base-1', ip: '10.0.0.1' });
  expect(place.judgement).toEqual({ state: 'waiting', cause: '2.0.0 is still being uninstalled' });
});
