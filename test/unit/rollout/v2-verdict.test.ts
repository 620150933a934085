import { describe, expect, test } from 'vitest';
import { modulePodOf } from '../../../src/modules/module-pod.ts';
import { outcomeIn } from '../../../src/outcome.ts';
import type { DeploymentSpec } from '../../../src/rollout/kinds/deployment-view.ts';
import type { Phase } from '../../../src/rollout/record.ts';
import { v2Verdict } from '../../../src/rollout/v2-verdict.ts';
import {
  deployment,
  firstBatchHeld,
  attach,
  held,
  oldTemplate,
  places,
  pod,
  record,
  standingOf,
  undo,
  verdict,
} from './v2-standings.ts';

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

  test('scaled to nothing, and a base still has it: not called done, and the base is named', () => {
    const left = 'vnode.10.0.0.3.dev: stock:2.0.0 is still on the base';
    const open = { bases: [left], kubernetes: [], hopeless: false };
    expect(outcomeIn(verdict({ replicas: 0 }, { places: [], open }), 'en')).toEqual({
      name: 'unhealthy',
      message: 'replicas is 0, but it has not left every base',
      causes: [left],
    });
  });

  test('paused by somebody: told, for no deploy will get through', () => {
    expect(verdict({ paused: true }).causes).toEqual(['the Deployment stands paused']);
    expect(verdict({ ...firstBatchHeld(), paused: true }).causes).toContain(
      'the Deployment stands paused',
    );
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

describe('a rollout that somebody else has meddled with: superseded, and nothing is counted', () => {
  const second = held(record.policy, record.batches, 1);
  const by = (surge: number | string, gone: number | string): DeploymentSpec => ({
    ...second,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: surge, maxUnavailable: gone } },
  });
  const resume = 'kubectl rollout resume deployment/stock -n shop';

  test.each<[string, DeploymentSpec, RegExp, string[]]>([
    [
      'kubectl rollout undo',
      { ...second, template: oldTemplate },
      /its pod template was changed/,
      [undo],
    ],
    ['another template', { ...second, template: {} }, /its pod template was changed/, [undo]],
    [
      'the template changed after the hold was given back',
      { template: oldTemplate },
      /its pod template was changed/,
      [undo],
    ],
    ['scaled', { ...second, replicas: 6 }, /its replicas were changed from 4 to 6/, [undo]],
    ['paused', { ...second, paused: true }, /it was paused/, [resume, attach, undo]],
    ['the hold in per cent', by('50%', '25%'), /its hold \(.*\) was changed/, [undo]],
    ['a hold at which no batch ends', by(2, 0), /its hold \(.*\) was changed/, [undo]],
  ])('%s', (_, spec, what, next) => {
    const end = verdict(spec, { record, places: places(3) });
    expect(end.name).toBe('superseded');
    expect(end.message).toMatch(/^rollout to 2\.0\.0, begun by ann@laptop, is superseded: /);
    expect(end.message).toMatch(what);
    expect(end.next).toEqual(next);
  });

  test('another rollout’s mark', () => {
    const end = verdict(second, { record }, { mark: 'r2/x' });
    expect(end.name).toBe('superseded');
    expect(end.message).toMatch(/another rollout took it over/);
  });

  test('an undo brings another template in by itself', () => {
    const undoing = { ...record, phase: 'undoing' as const };
    const end = verdict({ ...second, template: oldTemplate }, { record: undoing });
    expect(end.name).toBe('timed-out');
  });
});

describe('a Deployment that is being deleted', () => {
  test('so is said, with the pods that are left, whatever rollout stands on it', () => {
    const metadata = { deletionTimestamp: '2025-01-01T00:00:00Z' };
    const leaving = { ...modulePodOf(pod()), terminating: true };
    const deleted = deployment(firstBatchHeld(), metadata);
    const { view } = standingOf({});
    const end = v2Verdict({
      ...standingOf({}),
      view: { ...view, deployment: deleted, leaving: [leaving] },
      record,
    });
    expect(outcomeIn(end, 'en')).toEqual({
      name: 'timed-out',
      message: 'it is being deleted: 2 pod(s) are left',
      causes: ['vnode.10.0.0.1.dev: stock:2.0.0 is still being uninstalled'],
    });
  });
});
