import { describe, expect, test } from 'vitest';
import { differing } from '../../../src/commands/co-release-v1-source.ts';
import { viewV1, type V1Lists } from '../../../src/modules/v1-view.ts';
import { refuseV1Joint } from '../../../src/plan/co-release-v1-refusals.ts';
import { v1JointSteps } from '../../../src/plan/plan-co-release-v1.ts';
import type { V1Reading } from '../../../src/plan/scale-v1.ts';
import {
  basePod,
  group,
  module,
  moduleDeployment,
  moduleOf,
  replicaSet,
} from '../modules/v1-objects.ts';

const marked = { labels: { [`module.${group}/stock`]: 'true' } };
const completed = { progress: 'Completed', batchProgress: 'Completed', currentBatch: 1 };
const pods = ['base-1', 'base-2'];

function reading(lists: Partial<V1Lists> = {}, more: Partial<V1Reading> = {}): V1Reading {
  const live = moduleDeployment({ replicas: 2, release: completed });
  const view = viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: live,
    replicaSets: [replicaSet(1, '1.0.0', { replicas: 2 })],
    modules: pods.map((name) => module(1, name)),
    pods: pods.map((name) => basePod(name, marked)),
    ...lists,
  });
  return {
    surface: { group, dialect: 'confirmBatchNum' } as V1Reading['surface'],
    target: {} as V1Reading['target'],
    live: view.deployment ?? live,
    view,
    baseDeployment: basePod('base'),
    namesakes: [],
    open: undefined,
    borrowed: false,
    silent: [],
    ...more,
  };
}

const bases = (names: readonly string[] = pods, replicas = 2) => ({
  label: 'Deployment shop/base',
  replicas,
  pods: names.map((name) => ({ name, ready: true })),
});

const url = 'http://jars.test/new/stock-1.0.0-ark-biz.jar';

describe('where V1 can be held', () => {
  test('one replica, one Module, one base each', () => {
    expect(() => {
      refuseV1Joint(reading(), bases(), url);
    }).not.toThrow();
  });

  const three = ['base-1', 'base-2', 'base-3'];
  test.each([
    [
      'a base that is free',
      reading({ pods: [...pods.map((name) => basePod(name, marked)), basePod('base-3')] }),
      bases(three, 3),
      '2 replica(s) of stock on 3 of 3 base(s) of Deployment shop/base, 1 of them without it',
    ],
    ['a base that is not there yet', reading(), bases(pods, 3), 'on 2 of 3 base(s)'],
    [
      'a base that has lost the mark of its module',
      reading({ pods: [basePod('base-1', marked), basePod('base-2')] }),
      bases(),
      '1 of them without it or not ready',
    ],
    [
      'a base that is not ready',
      reading(),
      { ...bases(), pods: pods.map((name) => ({ name, ready: name === 'base-1' })) },
      '1 of them without it or not ready',
    ],
    [
      'a Module that never became available',
      reading({ modules: [module(1, 'base-1'), module(1, 'base-2', { state: 'Upgrading' })] }),
      bases(),
      '1 of them without it or not ready',
    ],
    [
      'a pod that is none of its bases',
      reading({ pods: [...pods.map((name) => basePod(name, marked)), basePod('stranger')] }),
      bases(),
      '1 pod(s) match the selector of Deployment shop/base but are none of its bases (stranger)',
    ],
    [
      'a release under way',
      reading({ deployment: moduleDeployment({ replicas: 2, release: { progress: 'Paused' } }) }),
      bases(),
      'is under way: Paused',
    ],
    [
      'a Module of another url',
      reading({ modules: [module(1, 'base-1'), module(1, 'base-2', { version: '0.9.0' })] }),
      bases(),
      '1 of 2 Modules of ModuleDeployment shop/stock are of another url',
    ],
    [
      'another rollout',
      reading({}, { open: { version: '2.0.0', who: 'ann@desk', phase: 'rolling' } }),
      bases(),
      'a rollout to 2.0.0 by ann@desk stands',
    ],
    [
      'a V1 of before',
      reading({}, { surface: { group, dialect: 'pause' } as V1Reading['surface'] }),
      bases(),
      'is older than 1.0.0',
    ],
  ])('%s is refused', (_, given, base, words) => {
    expect(() => {
      refuseV1Joint(given, base, url);
    }).toThrow(words);
  });

  test('the url that it has already', () => {
    expect(() => {
      refuseV1Joint(reading(), bases(), moduleOf('1.0.0').url);
    }).toThrow('there is nothing to bring with the base');
  });
});

describe('the steps', () => {
  const outline = (policy: 'install-then-uninstall' | 'uninstall-then-install') => ({
    module: { name: 'stock', version: '1.0.0', url },
    from: { version: '1.0.0', url: moduleOf('1.0.0').url },
    replicas: 3,
    base: {
      name: 'base',
      replicas: 3,
      newVersion: 'base:2',
      policy,
      batches: [1, 3],
      leaving: ['a', 'b', 'c'].map((name) => ({ name, modules: ['stock 1.0.0'] })),
    },
  });

  test.each(['install-then-uninstall', 'uninstall-then-install'] as const)(
    '%s: each step names the bases that go in it',
    (policy) => {
      const steps = v1JointSteps(outline(policy));
      expect(steps.map((step) => step.candidates)).toEqual([[], ['a'], ['b', 'c'], []]);
      expect(steps.map((step) => step.cumulative)).toEqual([0, 1, 3, 3]);
      const first = policy === 'uninstall-then-install';
      expect(steps[1]?.what).toMatch(first ? /^base: first a / : /^base: 1 new .* then a /);
    },
  );
});

describe('what a manifest changes beside the url', () => {
  const there = { replicas: 3, a: { b: 1, c: 2 }, template: { spec: { module: { url: 'x' } } } };

  test.each([
    [{ replicas: 3, a: { b: 1 } }, []],
    [{ replicas: -1, confirmBatchNum: 2 }, []],
    [{ template: { spec: { module: { url: 'y', version: '2' } } } }, []],
    [{ replicas: 4, a: { c: 3, d: true } }, ['spec.replicas', 'spec.a.c', 'spec.a.d']],
  ])('%j', (wanted, paths) => {
    expect(differing(wanted, there)).toEqual(paths);
  });
});
