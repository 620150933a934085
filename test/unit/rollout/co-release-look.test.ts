import { describe, expect, test } from 'vitest';
import type { BasePod, BaseView } from '../../../src/rollout/base-roll.ts';
import {
  lookAtBases,
  lookAtPinned,
  type CoReleaseGoal,
} from '../../../src/rollout/co-release-look.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import { english } from '../english.ts';

const goal: CoReleaseGoal = {
  module: 'biz1',
  baseDeployment: 'base',
  baseVersion: '2.0',
  bases: 1,
  before: 0,
  modules: 1,
  oldLeft: 2,
};

function pod(name: string, more: Partial<BasePod> = {}): BasePod {
  return {
    name,
    namespace: 'n',
    uid: name,
    node: 'machine',
    ip: '10.0.0.1',
    ready: true,
    phase: 'Running',
    terminating: false,
    goneBy: undefined,
    modules: [],
    owner: undefined,
    unschedulable: undefined,
    trouble: undefined,
    createdAt: 0,
    boundAt: undefined,
    vnode: vnode('2.0'),
    ...more,
  };
}

function vnode(version: string, ready = true): NonNullable<BasePod['vnode']> {
  return {
    id: 'v',
    world: 'v2',
    name: 'v',
    ip: '10.0.0.1',
    port: 1238,
    ready,
    version,
    labels: {},
  };
}

function view(more: Partial<BaseView> = {}): BaseView {
  return {
    newPods: [pod('new')],
    oldPods: [pod('old-1'), pod('old-2')],
    leaving: [],
    blocked: undefined,
    observed: true,
    ...more,
  };
}

/** `node`: null while it has none. */
function place(state: Place['judgement']['state'], node: string | null = 'v'): Place {
  const seen = {
    name: 'p',
    namespace: 'n',
    node: node ?? undefined,
    ready: true,
    phase: 'Running',
  };
  const sight = { pod: { ...seen, trouble: undefined, unschedulable: undefined } };
  return {
    key: 'p',
    name: node ?? 'p',
    ip: '',
    sight: sight as unknown as Place['sight'],
    judgement: { state },
  };
}

const look = (base: BaseView, places: readonly Place[] = [place('active')]) =>
  lookAtBases({ base, places, blocked: undefined }, goal);

describe('a step of the base', () => {
  test('is proven when base and module are there by their own word', () => {
    expect(look(view())).toMatchObject({ done: ['v'], pending: [], busy: [] });
  });

  test.each([
    ['not yet made', view({ newPods: [] }), 'waiting', 'still to be made'],
    ['not ready', view({ newPods: [pod('new', { ready: false })] }), 'waiting', 'not ready yet'],
    [
      'without its image',
      view({ newPods: [pod('new', { ready: false, trouble: 'ImagePullBackOff: no such tag' })] }),
      'doomed',
      'no such tag',
    ],
    [
      'without a heartbeat',
      view({ newPods: [pod('new', { vnode: undefined })] }),
      'waiting',
      'no heartbeat',
    ],
    [
      'of another version than was said',
      view({ newPods: [pod('new', { vnode: vnode('1.9') })] }),
      'doomed',
      'calls itself version 1.9, not 2.0',
    ],
    [
      'refused by a quota',
      view({ newPods: [], blocked: 'exceeded quota' }),
      'doomed',
      'exceeded quota',
    ],
  ])('waits for a base that is %s', (_, base, state, words) => {
    const [first] = look(base).pending;
    expect(english(first)).toMatchObject({
      state,
      cause: expect.stringContaining(words) as string,
    });
  });

  test('waits for the module on it, and for old bases that are to leave', () => {
    expect(look(view(), [place('installing')]).pending).toMatchObject([{ state: 'installing' }]);
    expect(look(view(), [place('waiting', null)]).pending).toMatchObject([
      { base: 'biz1', cause: '1 of 1 pod(s) still without a new base' },
    ]);
    const late = view({ oldPods: [pod('a'), pod('b'), pod('c')] });
    expect(look(late).busy).toEqual(['1 old base(s) still to leave']);
  });

  test('pods beyond the bases of this step may go on waiting', () => {
    const places = [place('active'), place('doomed', null)];
    expect(look(view(), places).pending).toEqual([]);
  });
});

test('the first step wants all pods, and no base for them', () => {
  const wanted = { module: 'biz1', modules: 2 };
  const waiting = place('doomed', null);
  expect(lookAtPinned({ places: [waiting], blocked: undefined }, wanted).pending).toHaveLength(1);
  expect(lookAtPinned({ places: [waiting, waiting], blocked: undefined }, wanted).pending).toEqual(
    [],
  );
  const refused = lookAtPinned({ places: [], blocked: 'quota' }, wanted);
  expect(refused.pending).toMatchObject([{ state: 'doomed', cause: 'quota' }]);
});
