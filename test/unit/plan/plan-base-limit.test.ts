import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { makeBaseLimitPlan, type BaseLimitFacts } from '../../../src/plan/plan-base-limit.ts';
import type { KubeObject } from '../../../src/world.ts';
import { basePod, group } from '../modules/v1-objects.ts';
import { options } from './options.ts';
import { english, inWords } from './in-words.ts';

const label = `${group}/max-module-count`;

function workload(kind: string, labels: object = {}, more: object = {}): KubeObject {
  const template = { metadata: { labels: { app: 'base', ...labels } } };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'base', namespace: 'shop', uid: kind, generation: 3 },
    spec: { replicas: 3, template, ...more },
    status: { observedGeneration: 3, replicas: 3, updatedReplicas: 3 },
  };
}

/** A base pod with these modules, counted as the controller counts them. */
function base(name: string, modules: readonly string[], labels: Record<string, string> = {}) {
  const marks = Object.fromEntries(modules.map((module) => [`module.${group}/${module}`, 'true']));
  const count = { [`${group}/module-instance-count`]: String(modules.length) };
  return basePod(name, { labels: { ...marks, ...count, ...labels } });
}

const facts = (more: Partial<BaseLimitFacts> = {}): BaseLimitFacts => ({
  target: { context: 'test', server: '', user: '', namespace: 'shop' },
  group,
  deployment: workload('Deployment'),
  current: workload('ReplicaSet'),
  pods: [base('b1', ['cart', 'pay']), base('b2', ['cart']), base('b3', [])],
  users: ['cart'],
  wanted: 2,
  ...more,
});

const said = (more: Partial<BaseLimitFacts>): string[] =>
  inWords(makeBaseLimitPlan(facts(more), options).risks).map(
    ({ level, text }) => `${level}: ${text}`,
  );

describe('what is shown', () => {
  test('who has how many, the fullest first; what changes, and that nothing restarts', () => {
    const plan = makeBaseLimitPlan(facts(), options);
    expect(plan).toMatchObject({ action: 'base-limit', kind: 'settings', replicas: 3 });
    expect(english(plan.policyReason)).toContain('at most 2 module(s) on a base (now: no limit)');
    expect(
      inWords(plan.risks)
        .map((risk) => risk.text)
        .slice(0, 3),
    ).toEqual([
      '2 module(s) on 1 base(s): b1',
      '1 module(s) on 1 base(s): b2',
      '0 module(s) on 1 base(s): b3',
    ]);
    expect(plan.risks.filter((risk) => risk.level === 'warning')).toEqual([]);
    expect(inWords(plan.risks).at(-1)?.text).toContain('no base restarts');
    expect(plan.diff).toContain(`+${label}: "2"`);
  });

  test.each<[string, Partial<BaseLimitFacts>, RegExp]>([
    [
      'lower than what runs',
      { wanted: 1 },
      /^warning: 1 base\(s\) have more than 1 already.*: b1 \(2: cart, pay\)/,
    ],
    ['no room anywhere', { wanted: 0 }, /^warning: no base has room for a further module then/],
    [
      'nobody places on it',
      { users: [] },
      /^warning: no ModuleDeployment of namespace shop places modules on base/,
    ],
    [
      'the label of the sample',
      { pods: [base('b1', [], { maxModuleCount: '10' })] },
      /^info: the label maxModuleCount on the base pods is read by nobody/,
    ],
    [
      'the label of the documentation',
      { pods: [base('b1', [], { 'koupleless.alipay.com/max-module-count': '10' })] },
      /koupleless\.alipay\.com\/max-module-count on the base pods is read by nobody/,
    ],
    [
      'the right label in the wrong place',
      {
        deployment: {
          ...workload('Deployment'),
          metadata: { ...workload('Deployment').metadata, labels: { [label]: '4' } },
        },
      },
      /max-module-count on the Deployment itself is read by nobody/,
    ],
  ])('%s', (_, more, line) => {
    expect(said(more).filter((text) => line.test(text))).toHaveLength(1);
  });

  test('nothing is to do only where pods and both templates have it', () => {
    const five = { [label]: '5' };
    const set = {
      deployment: workload('Deployment', five),
      current: workload('ReplicaSet', five),
      pods: [base('b1', [], five)],
      wanted: 5,
    };
    const kind = (more: Partial<BaseLimitFacts>): string =>
      makeBaseLimitPlan(facts({ ...set, ...more }), options).kind;
    expect(kind({})).toBe('none');
    expect(kind({ wanted: 4 })).toBe('settings');
    expect(kind({ wanted: undefined })).toBe('settings');
    expect(kind({ pods: [...set.pods, base('b2', [])] })).toBe('settings');
    expect(kind({ current: workload('ReplicaSet') })).toBe('settings');
  });
});

describe('what is refused', () => {
  const settled = workload('Deployment');
  test.each<[string, Partial<BaseLimitFacts>, RegExp]>([
    [
      'paused by somebody else',
      { deployment: workload('Deployment', {}, { paused: true }) },
      /paused by somebody else/,
    ],
    ['no ReplicaSet yet', { current: undefined }, /being rolled out/],
    [
      'a base rollout under way',
      {
        deployment: {
          ...settled,
          status: { observedGeneration: 3, replicas: 4, updatedReplicas: 1 },
        },
      },
      /being rolled out: 1 of 4 pods/,
    ],
    [
      'a change that its controller has not seen',
      {
        deployment: {
          ...settled,
          status: { observedGeneration: 2, replicas: 3, updatedReplicas: 3 },
        },
      },
      /being rolled out/,
    ],
    [
      'being deleted',
      {
        deployment: {
          ...settled,
          metadata: { ...settled.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
        },
      },
      /is being deleted/,
    ],
  ])('%s', (_, more, message) => {
    const make = (): unknown => makeBaseLimitPlan(facts(more), options);
    expect(make).toThrow(Fault);
    expect(make).toThrow(message);
  });

  test('but paused by an earlier run is what is to be ended', () => {
    const paused = workload('Deployment', { [label]: '2' }, { paused: true });
    const annotations = { 'koupctl.koupleless.io/base-limit': '2' };
    const deployment = { ...paused, metadata: { ...paused.metadata, annotations } };
    expect(said({ deployment }).join('\n')).toContain('an earlier base-limit stopped halfway');
  });
});
