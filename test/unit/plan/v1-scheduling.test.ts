import { describe, expect, test } from 'vitest';
import { makePlanV1 } from '../../../src/plan/plan-v1.ts';
import { basePod, group, marked, replicaSet, type Released } from '../modules/v1-objects.ts';
import { facts, options, refusal, surface } from './v1-facts.ts';
import { english, inWords } from './in-words.ts';

describe('scheduling', () => {
  const counted = (count: number): Record<string, string> => ({
    [`${group}/module-instance-count`]: String(count),
  });
  const limited = { [`${group}/max-module-count`]: '3' };

  test('useBeta: one line where the documented count is not what the controller does', () => {
    const beta = (more: Released): string[] =>
      inWords(makePlanV1(facts({ bases: 9 }, { version: '2.0.0', ...more }), options).notes).map(
        ({ text }) => text,
      );
    expect(beta({ strategy: { useBeta: true, batchCount: 2 } })).toContain(
      'with batchCount 2 the documentation has 1 and 1 more batch(es); this controller makes 3: 1, 2, 1, and so does this plan',
    );
    const without = beta({ strategy: { useBeta: false, batchCount: 2 } });
    expect(without.join()).not.toContain('documentation');
    const older = { ...surface, dialect: 'pause' as const };
    const given = facts(
      { bases: 9 },
      { version: '2.0.0', strategy: { useBeta: true, batchCount: 2 } },
      { surface: older },
    );
    expect(
      inWords(makePlanV1(given, options).notes)
        .map(({ text }) => text)
        .join(),
    ).not.toContain('documentation');
  });

  test('the policy that is to be decides which free bases it gets', () => {
    const pods = [
      basePod('base-1', { labels: counted(2) }),
      basePod('base-2'),
      basePod('base-3', { labels: counted(1) }),
    ];
    const first = (schedulingPolicy: string) => {
      const spec = { schedulingStrategy: { schedulingPolicy } };
      const given = facts({ old: 0, lists: { pods } }, { replicas: 1, spec });
      return makePlanV1(given, options);
    };
    expect(first('scatter').batches[0]).toMatchObject({ candidates: ['base-2'], exact: true });
    expect(first('stacking').batches[0]).toMatchObject({ candidates: ['base-1'], exact: true });
    expect(english(first('stacking').spread)).toBe(
      'stacking: the bases with the most modules first; never twice on one',
    );
  });

  test('bases with more than they may: the plan says that they lose it, and counts without them', () => {
    const pods = [
      basePod('base-1', { labels: { ...marked, ...counted(5) } }),
      basePod('base-2', { labels: { ...marked, ...counted(1) } }),
      basePod('base-3', { labels: { ...counted(0), ...limited } }),
      basePod('base-4', { labels: { ...counted(4), ...limited } }),
    ];
    const given = facts({ old: 2, lists: { pods } }, { version: '2.0.0', replicas: 2 });
    const fault = refusal(given);
    expect(fault.message).toBe(
      'batch 1 of 1 is to place 2 module(s), but 1 base(s) will be free then',
    );
    expect(fault.details.join()).toContain('1 base(s) have their 3 module(s) already');
    const one = makePlanV1(
      facts({ old: 2, lists: { pods } }, { version: '2.0.0', replicas: 1 }),
      options,
    );
    expect(english(one.spread)).toContain('at most 3 on a base (max-module-count)');
    expect(
      inWords(one.risks)
        .map(({ text }) => text)
        .join(),
    ).toContain('1 base(s) have more modules than max-module-count 3 allows');
  });

  test('a policy that changes alone takes effect with the next version', () => {
    const own = replicaSet(1, '1.0.0', { replicas: 4 });
    const labels = { ...own.metadata.labels, [`${group}/module-scheduling-strategy`]: 'scatter' };
    const replicaSets = [{ ...own, metadata: { ...own.metadata, labels } }];
    const spec = { schedulingStrategy: { schedulingPolicy: 'stacking' } };
    const plan = makePlanV1(facts({ lists: { replicaSets } }, { spec }), options);
    expect(plan.kind).toBe('settings');
    expect(
      inWords(plan.risks)
        .map(({ text }) => text)
        .join(),
    ).toContain(
      'V1 takes stacking up with the next version: what runs stays where it is, and scaling it still goes by scatter',
    );
  });
});
