import { describe, expect, test } from 'vitest';
import type { V1Module, V1View } from '../../../src/modules/v1-view.ts';
import type { BasePod, BaseView } from '../../../src/rollout/base-roll.ts';
import {
  lookAtUrl,
  lookAtV1Bases,
  strays,
  wrongOnes,
  type V1JointGoal,
  type V1JointSight,
} from '../../../src/rollout/co-release-v1-look.ts';
import { levelsBack } from '../../../src/rollout/co-release-v1-undo.ts';
import type { Place } from '../../../src/rollout/driver.ts';

const before = 'http://jars.test/1/stock.jar';
const after = 'http://jars.test/2/stock.jar';

const goal: V1JointGoal = {
  module: 'stock',
  url: after,
  baseDeployment: 'base',
  bases: 1,
  before: 0,
  replicas: 2,
  back: false,
};

function pod(name: string, more: Partial<BasePod> = {}): BasePod {
  const ready = { ready: true, unschedulable: undefined, trouble: undefined };
  return { name, uid: name, ip: '10.0.0.1', ...ready, ...more } as BasePod;
}

function module(base: string | undefined, url: string): V1Module {
  const name = `m-${base ?? 'none'}`;
  return {
    name,
    uid: name,
    revision: 'stock-replicas-1',
    module: { name: 'stock', version: '1.0.0', url },
    state: 'Available',
    base,
    ip: '10.0.0.1',
    createdAt: 0,
    changedAt: undefined,
  };
}

function place(base: string, state: Place['judgement']['state'] = 'active'): Place {
  return { key: `m-${base}`, name: base, ip: '10.0.0.1', judgement: { state } } as Place;
}

function sight(
  more: {
    base?: Partial<BaseView>;
    current?: readonly V1Module[];
    leaving?: readonly V1Module[];
    places?: readonly Place[];
    progress?: string;
    silent?: V1JointSight['silent'];
  } = {},
): V1JointSight {
  const { current = [module('new', after), module('old', before)], leaving = [] } = more;
  const newest = { name: 'stock-replicas-1', module: { url: after } } as V1View['newest'];
  const release = { progress: more.progress ?? 'Completed' } as V1View['release'];
  return {
    base: {
      newPods: [pod('new')],
      oldPods: [pod('old')],
      leaving: [],
      blocked: undefined,
      observed: true,
      ...more.base,
    },
    view: { current, former: [], leaving, newest, release },
    places: more.places ?? [place('new'), place('old')],
    silent: more.silent ?? new Map(),
  };
}

const look = (...given: Parameters<typeof sight>) => lookAtV1Bases(sight(...given), goal);

describe('a step of the base, with a module whose version stays', () => {
  test('is proven by a new base, a Module of the new url on it, and its own word', () => {
    expect(look()).toMatchObject({ done: ['new'], pending: [], busy: [] });
  });

  test.each([
    ['not active there', { places: [place('new', 'installing')] }, 'new', 'installing'],
    ['no Module there', { current: [module('old', before)], places: [] }, 'stock', 'waiting'],
    ['a Module of the old url', { current: [module('new', before)] }, 'new', 'waiting'],
    ['its Arklet silent', { silent: new Map([['new', 'refused']]) }, 'new', 'waiting'],
    ['not ready', { base: { newPods: [pod('new', { ready: false })] } }, 'new', 'waiting'],
    ['no new base', { base: { newPods: [] }, current: [] }, 'base', 'waiting'],
  ] as const)('%s: it is not', (_, given, base, state) => {
    const { done, pending } = look(given);
    expect(done).toEqual([]);
    expect(pending).toContainEqual(expect.objectContaining({ base, state }));
  });

  test('a base that has never answered is waited for, whatever its Module looks like', () => {
    const given = { silent: new Map([['new', 'refused']]), places: [place('new', 'doomed')] };
    expect(look(given).pending.map((one) => one.state)).toEqual(['waiting']);
  });

  test('an active module of that version on an old base proves nothing, and is told', () => {
    const { done, pending } = look({ current: [module('old', after)], places: [place('old')] });
    expect(done).toEqual([]);
    expect(pending[0]).toMatchObject({ base: 'old', state: 'doomed' });
    expect(String(pending[0]?.cause)).toContain('the new package is on an old base');
  });

  test('on the way back it goes with that base', () => {
    const given = sight({ current: [module('new', after), module('old', after)] });
    const { pending } = lookAtV1Bases(given, { ...goal, back: true });
    expect(pending).toMatchObject([{ base: 'old', state: 'waiting' }]);
  });

  test.each([
    [{ base: { oldPods: [pod('old'), pod('old-2')] } }, '1 old base(s) still to leave'],
    [{ leaving: [module('gone', before)] }, 'gone: its Module m-gone has yet to go'],
    [{ progress: 'Executing' }, 'the controller says Executing, not Completed'],
    [
      { current: [module('new', after), module('old', before), module(undefined, after)] },
      '1 Module(s) more than the 2 wanted',
    ],
    [{ base: { observed: false } }, 'the Deployment controller has not seen the last change yet'],
  ])('is not over while something moves: %#', (given, words) => {
    expect(look(given).busy).toContainEqual(words);
  });
});

describe('the url step', () => {
  const old = { newPods: [], oldPods: [pod('old'), pod('new')] };

  test('is over when the newest revision has it, and not before', () => {
    const given = sight({ base: old, current: [module('old', before)] });
    expect(lookAtUrl(given, goal)).toMatchObject({ pending: [], busy: [] });
    const { busy } = lookAtUrl(given, { ...goal, url: 'http://jars.test/3/stock.jar' });
    expect(busy).toEqual(['the controller has yet to take the url into stock-replicas-1']);
  });

  test('a base that died meanwhile has the new package too early', () => {
    const given = sight({ base: old, current: [module('old', after)] });
    expect(lookAtUrl(given, goal).pending).toMatchObject([{ base: 'old', state: 'doomed' }]);
    expect(lookAtUrl(given, { ...goal, back: true }).pending).toEqual([]);
  });
});

test('which Modules are where they do not belong', () => {
  const { base, view } = sight({ current: [module('new', before), module('old', after)] });
  expect(strays(view, new Set(['new']), after).map((one) => one.base)).toEqual(['old']);
  expect(wrongOnes({ base, view }, after).map((one) => one.base)).toEqual(['new']);
});

describe('the steps back', () => {
  const record = { batches: [1, 3, 4], replicas: 4 };
  const hold = (maxSurge: number, maxUnavailable: number) => ({ maxSurge, maxUnavailable });

  test.each([
    ['before the base was touched', true, undefined, 0, []],
    ['from the first, old ones still there', false, hold(1, 0), 1, [0]],
    ['from the second, new ones up', false, hold(2, 1), 3, [1, 0]],
    ['from the second, old ones gone', false, hold(0, 3), 3, [1, 0]],
    ['from the end', false, undefined, 4, [3, 1, 0]],
    ['taken up with old ones coming back', true, hold(2, 1), 3, [1, 0]],
    ['taken up with new ones gone', true, hold(0, 3), 1, [0]],
  ])('%s', (_, turned, now, remaining, levels) => {
    expect(levelsBack(record, { turned, hold: now })).toEqual({ remaining, levels });
  });
});
