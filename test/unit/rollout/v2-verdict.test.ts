import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import type { Policy } from '../../../src/plan/types.ts';
import type { Judgement } from '../../../src/rollout/assess.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import {
  holdMinReadySeconds,
  holdNumbers,
  holdProgressDeadlineSeconds,
  retiredWhileInstalling,
} from '../../../src/rollout/hold.ts';
import type { DeploymentSpec } from '../../../src/rollout/kinds/deployment-view.ts';
import type { Phase, RolloutRecord } from '../../../src/rollout/record.ts';
import { v2Verdict, type V2Standing } from '../../../src/rollout/v2-verdict.ts';
import type { KubeObject } from '../../../src/world.ts';
import { sight, stock } from './sights.ts';

const undo = 'koupctl rollback deployment/stock -n shop';
const goesOn = 'the same koupctl deploy goes on';
const down: Judgement = { state: 'doomed', cause: 'the base is down: connection refused' };
const installing: Judgement = { state: 'installing', cause: 'on the base it is resolved' };

const record: RolloutRecord = {
  version: 1,
  id: 'r1',
  phase: 'rolling',
  workload: { kind: 'Deployment', name: 'stock', uid: 'd-1' },
  module: stock(),
  templateHash: 'x',
  batches: [1, 3, 4],
  replicas: 4,
  policy: 'install-then-uninstall',
  proof: 'base',
  oldTemplate: {},
  outcomes: [],
  who: 'ann@laptop',
  startedAt: '2025-01-01T00:00:00Z',
};

function deployment(spec: DeploymentSpec): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stock', namespace: 'shop', uid: 'd-1' },
    spec: { replicas: 4, strategy: { type: 'RollingUpdate' }, ...spec },
  };
}

/** The hold as the driver draws it for batch `index` (from 0). */
function held(policy: Policy, batches: readonly number[], index: number): DeploymentSpec {
  const updated = batches[index] ?? 0;
  return {
    minReadySeconds: holdMinReadySeconds,
    progressDeadlineSeconds: holdProgressDeadlineSeconds,
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { ...holdNumbers(updated, retiredWhileInstalling(policy, batches, index)) },
    },
  };
}

function firstBatchHeld(): DeploymentSpec {
  return held(record.policy, record.batches, 0);
}

/** `count` places that run the new version, then those with these judgements. */
function places(count: number, ...others: Judgement[]): Place[] {
  const all = [...Array.from({ length: count }, (): Judgement => ({ state: 'active' })), ...others];
  return all.map((judgement, index) => ({
    key: `pod-${index}`,
    name: `vnode.10.0.0.${index + 1}.dev`,
    ip: `10.0.0.${index + 1}`,
    sight: sight({}),
    judgement,
  }));
}

function pod(): KubeObject {
  const { name, version, url } = stock();
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stock-1', uid: 'pod-0' },
    spec: { nodeName: 'vnode.10.0.0.1.dev', containers: [{ name, image: url, env }] },
  };
}

function verdict(spec: DeploymentSpec, given: Partial<V2Standing> = {}) {
  return v2Verdict({
    view: {
      deployment: deployment(spec),
      newSet: undefined,
      newPods: [modulePodOf(pod())],
      oldPods: [],
      leaving: [],
      bases: new Map(),
      rawOldPods: [],
    },
    places: places(4),
    open: { bases: [], kubernetes: [], hopeless: false },
    record: undefined,
    undo,
    ...given,
  });
}

describe('no rollout is open', () => {
  const lost = 'vnode.10.0.0.3.dev: the base does not list it yet';

  test('every base runs it: done, with the numbers', () => {
    expect(verdict({})).toMatchObject({
      name: 'done',
      message: 'stock 2.0.0 is active on 4 of 4 bases',
    });
  });

  test('every base runs it, Kubernetes lags: done all the same, and the lag is told', () => {
    const open = { bases: [], kubernetes: ['ready 3 of 4'], hopeless: false };
    const { name, causes } = verdict({}, { open });
    expect([name, causes]).toEqual(['done', ['Kubernetes lags: ready 3 of 4']]);
  });

  test('a base has lost it while Kubernetes sees nothing wrong: unhealthy', () => {
    expect(verdict({}, { open: { bases: [lost], kubernetes: [], hopeless: false } })).toMatchObject(
      {
        name: 'unhealthy',
        message: 'stock 2.0.0 does not run on every base',
        causes: [lost],
      },
    );
  });

  test('bases come before Kubernetes among the causes', () => {
    const open = { bases: [lost], kubernetes: ['ready 3 of 4'], hopeless: false };
    expect(verdict({}, { open }).causes).toEqual([lost, 'Kubernetes lags: ready 3 of 4']);
  });

  test('scaled to nothing: not called proven', () => {
    expect(verdict({ replicas: 0 }, { places: [] }).message).toMatch(/nothing proven/);
  });

  test('a hold without a record: unhealthy though all run, for a plain update would never end', () => {
    const end = verdict(firstBatchHeld());
    expect(end.name).toBe('unhealthy');
    expect(end.causes?.join()).toMatch(/minReadySeconds/);
    expect(end.next?.join()).toMatch(/restore minReadySeconds/);
  });

  test.each<Phase>(['done', 'rolled-back', 'abandoned'])(
    'the last rollout is %s: over',
    (phase) => {
      const closed = { ...record, phase };
      expect(verdict({}, { record: closed }).name).toBe('done');
      expect(verdict(firstBatchHeld(), { record: closed }).name).toBe('unhealthy');
    },
  );

  test('the rollout was of a Deployment that is deleted and created anew: none of this one', () => {
    const former = { ...record, workload: { ...record.workload, uid: 'd-0' } };
    expect(verdict({}, { record: former }).name).toBe('done');
  });
});

describe('a rollout that stands held', () => {
  test('its batch runs: it waits for a confirmation, and both ways on are named', () => {
    expect(verdict(firstBatchHeld(), { record, places: places(1) })).toEqual({
      name: 'awaiting-confirm',
      message:
        'rollout to 2.0.0 stands in batch 1 of 3: 1 of 1 bases run it (4 in all), begun by ann@laptop',
      causes: [],
      next: [goesOn, undo],
    });
  });

  test('a base is down: failed, and only that base is named', () => {
    const second = held(record.policy, record.batches, 1);
    const end = verdict(second, { record, places: places(2, down) });
    expect(end.name).toBe('failed');
    expect(end.message).toContain('batch 2 of 3: 2 of 3 bases run it');
    expect(end.causes).toEqual([
      'vnode.10.0.0.3.dev (10.0.0.3): the base is down: connection refused',
    ]);
    expect(end.next).toContain(undo);
  });

  test('one base is doomed, others still install: failed, waiting would not help', () => {
    const second = held(record.policy, record.batches, 1);
    expect(verdict(second, { record, places: places(1, installing, down) }).name).toBe('failed');
  });

  test('a state without a cause is named by itself', () => {
    const dark = places(0, { state: 'dark' });
    expect(verdict(firstBatchHeld(), { record, places: dark }).causes).toEqual([
      'vnode.10.0.0.1.dev (10.0.0.1): dark',
    ]);
  });

  test('a base could not be asked: not taken for running', () => {
    const unseen = places(0, { state: 'unseen', cause: 'not seen on the base: no answer' });
    expect(verdict(firstBatchHeld(), { record, places: unseen }).name).toBe('timed-out');
  });

  const policies = fc.constantFrom<Policy>(
    'install-then-uninstall',
    'blue-green',
    'uninstall-then-install',
  );
  const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
  const standings = fc.tuple(policies, steps, fc.nat()).map(([policy, sizes, pick]) => {
    let sum = 0;
    const batches = sizes.map((size) => (sum += size));
    return { policy, batches, replicas: sum, index: pick % sizes.length };
  });

  /** What is said of a rollout in its batch, where these places are seen. */
  function standing(
    {
      policy,
      batches,
      replicas,
      index,
    }: { policy: Policy; batches: number[]; replicas: number; index: number },
    seen: Place[],
  ) {
    const spec = { ...held(policy, batches, index), replicas };
    const open = { ...record, policy, batches, replicas };
    return verdict(spec, { record: open, places: seen });
  }

  test('in whatever batch, by whatever policy: the batch and its bases are counted right', () => {
    fc.assert(
      fc.property(standings, (one) => {
        const reached = one.batches[one.index] ?? 0;
        const end = standing(one, places(reached));
        expect(end.name).toBe('awaiting-confirm');
        expect(end.message).toContain(
          `batch ${one.index + 1} of ${one.batches.length}: ${reached} of ${reached} bases run it (${one.replicas} in all)`,
        );
      }),
    );
  });

  test('nobody is asked to confirm a batch of which a base does not run it, or is still to come', () => {
    fc.assert(
      fc.property(standings, (one) => {
        const reached = one.batches[one.index] ?? 0;
        expect(standing(one, places(reached - 1)).name).toBe('timed-out');
        expect(standing(one, places(reached - 1, installing)).name).toBe('timed-out');
        expect(standing(one, places(reached - 1, down)).name).toBe('failed');
      }),
    );
  });
});

describe('a rollout that was cut off', () => {
  const preparing = { ...record, phase: 'preparing' as const };

  test('before its first batch, the Deployment left paused: no base was touched, and the pause is told', () => {
    expect(verdict({ paused: true }, { record: preparing })).toEqual({
      name: 'awaiting-confirm',
      message: 'rollout to 2.0.0 was cut off before its first batch',
      causes: ['no base was touched', 'the Deployment stands paused'],
      next: [goesOn, undo],
    });
  });

  test('before anything was written: no pause is claimed', () => {
    expect(verdict({}, { record: preparing }).causes).toEqual(['no base was touched']);
  });

  test('after the hold was drawn, before that was recorded: what the object shows counts', () => {
    const end = verdict(firstBatchHeld(), { record: preparing, places: places(0, installing) });
    expect(end.name).toBe('timed-out');
    expect(end.message).toContain('stands in batch 1 of 3');
  });

  test('after the hold was given back: its end is open, and every base counts', () => {
    const whole = verdict({}, { record });
    expect(whole.message).toContain('is through all batches, its end is not yet recorded: 4 of 4');
    expect(whole.next).toContain(goesOn);
    const lacking = verdict({}, { record, places: places(3, installing) });
    expect([whole.name, lacking.name]).toEqual(['awaiting-confirm', 'timed-out']);
  });

  test('in its undo: only the undo goes on, no deploy is offered', () => {
    const undoing = { ...record, phase: 'undoing' as const };
    expect(verdict(firstBatchHeld(), { record: undoing, places: places(3, down) })).toEqual({
      name: 'timed-out',
      message: 'the undo of 2.0.0 is not finished',
      causes: ['vnode.10.0.0.4.dev (10.0.0.4): the base is down: connection refused'],
      next: [undo],
    });
  });
});

describe('a first deploy, whose batches step the replicas', () => {
  const { oldTemplate: _, ...first } = record;

  test.each<[string, number, Place[], string, string]>([
    ['the first batch runs', 1, places(1), 'awaiting-confirm', 'batch 1 of 3: 1 of 1 bases'],
    ['the second runs', 3, places(3), 'awaiting-confirm', 'batch 2 of 3: 3 of 3 bases'],
    ['a pod is still to come', 3, places(2), 'timed-out', 'batch 2 of 3: 2 of 3 bases'],
    ['a base refuses it', 4, places(3, down), 'failed', 'batch 3 of 3: 3 of 4 bases'],
  ])('%s', (_name, replicas, seen, name, words) => {
    const end = verdict({ replicas }, { record: first, places: seen });
    expect(end.name).toBe(name);
    expect(end.message).toContain(words);
  });

  test('killed before it was recorded as rolling: its pods are there and are counted', () => {
    const preparing = { ...first, phase: 'preparing' as const };
    const end = verdict({ replicas: 1 }, { record: preparing, places: places(1) });
    expect(end.message).toContain('stands in batch 1 of 3: 1 of 1 bases');
  });
});
