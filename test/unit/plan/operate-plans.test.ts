import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import type { FaultTexts } from '../../../src/messages/fault-of.ts';
import type { V1Surface } from '../../../src/modules/surface.ts';
import { viewV1 } from '../../../src/modules/v1-view.ts';
import { offlineFactsV1 } from '../../../src/plan/offline-v1.ts';
import { batchesOver } from '../../../src/plan/operate-plan.ts';
import { makeOfflinePlan } from '../../../src/plan/plan-offline.ts';
import { makeReplacePlan, type ReplaceFacts } from '../../../src/plan/plan-replace.ts';
import { makeScalePlan } from '../../../src/plan/plan-scale.ts';
import { optionsV1, scaleFactsV1, type V1Reading } from '../../../src/plan/scale-v1.ts';
import type { RolloutOptions } from '../../../src/plan/types.ts';
import { onwards } from '../../../src/rollout/walk.ts';
import * as v1 from '../modules/v1-objects.ts';
import { options as inOnes } from './options.ts';
import { inWords } from './in-words.ts';

const options: RolloutOptions = { ...inOnes, batches: undefined };
const inSteps = (...sizes: number[]): RolloutOptions => ({
  ...options,
  batches: { by: 'size', sizes: sizes.map((value) => ({ value, percent: false })), beta: false },
});
const target = { context: 'test', server: 'https://test', user: 'me', namespace: 'shop' };
const surface = { group: v1.group, dialect: 'confirmBatchNum' } as V1Surface;
const done = { progress: 'Completed', batchProgress: 'Completed' };

/** stock on the first `on` of `bases` bases, each with as many modules as `counts` says. */
function reading(
  given: {
    on?: number;
    bases?: number;
    replicas?: number;
    counts?: readonly number[];
    strategy?: Record<string, unknown>;
    spec?: Record<string, unknown>;
    release?: Record<string, unknown>;
    more?: Partial<V1Reading>;
  } = {},
): V1Reading {
  const { on = 3, bases = 5, replicas = on, counts = [], strategy, spec, release = done } = given;
  const live = v1.moduleDeployment({
    replicas,
    release,
    ...(strategy ? { strategy } : {}),
    ...(spec ? { spec } : {}),
  });
  const names = Array.from({ length: bases }, (_, index) => `base-${index + 1}`);
  const view = viewV1({
    group: v1.group,
    name: 'stock',
    moduleName: 'stock',
    deployment: live,
    replicaSets: [v1.replicaSet(1, '1.0.0', { replicas })],
    modules: names.slice(0, on).map((name) => v1.module(1, name)),
    pods: names.map((name, index) =>
      v1.basePod(name, {
        labels: {
          ...(index < on ? v1.marked : {}),
          [`${v1.group}/module-instance-count`]: String(counts[index] ?? 1),
        },
      }),
    ),
  });
  return {
    target,
    surface,
    live,
    view,
    baseDeployment: { ...live, metadata: { name: 'base' } },
    namesakes: [],
    open: undefined,
    borrowed: false,
    silent: [],
    ...given.more,
  };
}

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no Fault was thrown');
}

describe('scale of V1', () => {
  test('too few free bases: exit 2 with the numbers, and what there is room for', () => {
    const fault = faultOf(() => makeScalePlan(scaleFactsV1(reading(), 9), options));
    expect(fault.outcome).toBe('invalid');
    expect(fault.message).toContain('6 more would be needed, and 2 can take it');
    expect(fault.fix).toContain('--replicas 5 is the most there is room for');
    expect(fault.fix).toContain('kubectl scale deployment/base -n shop --replicas 9');
  });

  test('scattering takes the fullest bases first; equals are told as "any of"', () => {
    const scatter = { schedulingStrategy: { schedulingPolicy: 'scatter' } };
    const given = reading({ on: 4, counts: [1, 3, 2, 1], spec: { ...scatter } });
    const plan = makeScalePlan(scaleFactsV1(given, 1), inSteps(2, 1));
    expect(plan.batches.map(({ candidates, exact }) => [candidates, exact])).toEqual([
      [['base-2', 'base-3'], true],
      [['base-1', 'base-4'], false],
    ]);
  });

  test('without a policy the order is nobody’s to know', () => {
    const plan = makeScalePlan(scaleFactsV1(reading({ counts: [1, 3, 2] }), 1), options);
    expect(plan.batches[0]).toMatchObject({ size: 2, exact: false });
    expect(plan.batches[0]?.candidates).toHaveLength(3);
  });

  test.each([
    ['a release under way', { release: { progress: 'Paused', currentBatch: 1 } }, 'under way'],
    [
      'a batch that never ended',
      { release: { progress: 'Completed', batchProgress: 'Executing' } },
      'never became complete',
    ],
    ['modules that are missing', { on: 2, replicas: 3 }, 'never became complete'],
    ['a namesake', { more: { namesakes: ['other'] } }, 'ModuleDeployment other'],
    [
      'a rollout of koupctl',
      { more: { open: { version: '2.0.0', who: 'a@b', phase: 'rolling' } } },
      'a rollout to 2.0.0 by a@b stands',
    ],
  ])('%s is refused', (_, given, words) => {
    const fault = faultOf(() => scaleFactsV1(reading(given), 1));
    expect(fault.outcome).toBe('refused');
    expect(fault.message).toContain(words);
  });

  test('the batches and the confirmation of its own strategy count where none were asked for', () => {
    const strategy = { batchCount: 3, needConfirm: true, grayTimeBetweenBatchSeconds: 5 };
    const { live } = reading({ strategy });
    const none = { confirm: false, gray: false };
    expect(optionsV1(live, options, none)).toMatchObject({
      batches: { by: 'count', batches: 3 },
      confirm: 'each',
      grayMs: 5_000,
    });
    expect(optionsV1(live, options, { ...none, confirm: true }).confirm).toBe('none');
    expect(optionsV1(live, inSteps(2), none)).toEqual(inSteps(2));
  });

  test('the number that it has is nothing to do, unless something is to be given back', () => {
    expect(makeScalePlan(scaleFactsV1(reading(), 3), options).kind).toBe('none');
    const borrowed = reading({ more: { borrowed: true } });
    expect(makeScalePlan(scaleFactsV1(borrowed, 3), options)).toMatchObject({
      kind: 'settings',
      batches: [],
    });
  });
});

describe('offline of V1', () => {
  test('a paused release goes, but not in steps', () => {
    const paused = reading({ release: { progress: 'Paused', currentBatch: 1 } });
    const plan = makeOfflinePlan(offlineFactsV1(paused), options);
    expect(plan).toMatchObject({ action: 'offline', replicas: 0, batches: [{ size: 3 }] });
    const fault = faultOf(() => makeOfflinePlan(offlineFactsV1(paused), inSteps(1)));
    expect(fault.message).toContain('its release is Paused, not Completed');
  });

  test('a whole one goes in steps, too', () => {
    const plan = makeOfflinePlan(offlineFactsV1(reading()), inSteps(1, 2));
    expect(plan.batches.map((batch) => batch.size)).toEqual([1, 2]);
  });
});

describe('replace', () => {
  const module = v1.moduleOf('1.0.0');
  const base = [...reading().view.bases.values()][0];
  const facts = (more: Partial<ReplaceFacts> = {}): ReplaceFacts => {
    if (base === undefined) throw new Error('no base');
    return {
      target,
      world: 'v2',
      live: v1.moduleDeployment(),
      module,
      base,
      modules: [module],
      object: 'Pod shop/stock-1',
      listed: [{ module, state: 'activated' }],
      elsewhere: [],
      apart: true,
      graceSeconds: 30,
      notRemade: undefined,
      forbidden: undefined,
      open: undefined,
      inPlace: false,
      ...more,
    };
  };

  test('says which base loses what for how long', () => {
    const plan = makeReplacePlan(facts(), options);
    expect(plan.batches[0]).toMatchObject({ candidates: ['base-1'], exact: true });
    expect(inWords(plan.risks)[0]?.text).toContain('base-1 is without stock 1.0.0 for 30 s');
  });

  test.each([
    ['another base is free', { elsewhere: ['base-2'] }, 'need not come back on base-1'],
    ['nothing keeps the two apart', { apart: false }, 'would race'],
    [
      'nobody makes it anew',
      { notRemade: (words: FaultTexts) => words.operations.nobodyOwnsIt },
      'would not come back',
    ],
    ['a budget forbids it', { forbidden: 'budget x' }, 'may not be evicted now'],
  ])('%s: refused, but in place it can be done', (_, more, words) => {
    const fault = faultOf(() => makeReplacePlan(facts(more), options));
    expect(fault.message).toContain(words);
    expect(fault.fix).toContain('--in-place');
    expect(makeReplacePlan(facts({ ...more, inPlace: true }), options).action).toBe('replace');
  });
});

describe('steps', () => {
  test('count the bases that are touched, each in its own rank', () => {
    const touched = ['a', 'b', 'c'].map((name, rank) => ({ name, rank }));
    const batches = batchesOver(touched, 3, inSteps(1, 2));
    expect(batches.map(({ candidates, cumulative }) => [candidates, cumulative])).toEqual([
      [['a'], 1],
      [['b', 'c'], 3],
    ]);
    expect(batchesOver(touched, 0, options)).toEqual([]);
  });

  test('the command that goes on names only the steps that are left', () => {
    const typed = 'koupctl scale x --replicas 1 --batches 4 --yes';
    expect(onwards(typed, [2, 1])).toBe('koupctl scale x --replicas 1 --yes --batch-size 2,1');
    expect(onwards(typed, [2])).toBe('koupctl scale x --replicas 1 --yes --batches 1');
    expect(onwards(typed, [])).toBe(typed);
  });
});
