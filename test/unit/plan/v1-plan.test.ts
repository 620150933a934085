import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/fault.ts';
import { makePlanV1, type V1Facts } from '../../../src/plan/plan-v1.ts';
import type { RolloutOptions } from '../../../src/plan/types.ts';
import { basePod, basePods, module, replicaSet, type Released } from '../modules/v1-objects.ts';
import { facts, options, refusal } from './v1-facts.ts';
import { english, inWords } from './in-words.ts';

const batchesOf = (given: V1Facts, some: Partial<RolloutOptions> = {}): number[] =>
  makePlanV1(given, { ...options, ...some }).batches.map((batch) => batch.cumulative);

describe('kinds of plan', () => {
  test('first, upgrade, settings, none', () => {
    const kind = (given: V1Facts): string => makePlanV1(given, options).kind;
    expect(kind(facts({ old: 0 }, {}))).toBe('first');
    expect(kind(facts({}, { version: '2.0.0' }))).toBe('upgrade');
    expect(kind(facts({}, { replicas: 5 }))).toBe('settings');
    expect(kind(facts({}, {}))).toBe('none');
  });

  const open: NonNullable<V1Facts['open']> = {
    id: 'r1',
    phase: 'rolling',
    templateHash: facts({}, { version: '2.0.0' }).storedHash,
    batches: [1, 2, 3, 4],
    replicas: 4,
    policy: 'install-then-uninstall',
    version: '2.0.0',
    who: 'ann@laptop',
    first: false,
  };
  const paused = { progress: 'Paused', currentBatch: 2 };

  test('a rollout that stands is taken up with the batches that it began with', () => {
    const given = facts(
      { live: { version: '2.0.0', release: paused } },
      { version: '2.0.0' },
      { open },
    );
    const plan = makePlanV1(given, {
      ...options,
      batches: { by: 'count', batches: 2, beta: false },
    });
    expect(plan.kind).toBe('resume');
    expect(plan.batches.map((batch) => batch.cumulative)).toEqual([1, 2, 3, 4]);
  });

  test('also where koupctl died between its apply and its record', () => {
    const begun = { open: { ...open, phase: 'preparing' } };
    const live = { version: '2.0.0', release: paused };
    expect(makePlanV1(facts({ live }, { version: '2.0.0' }, begun), options).kind).toBe('resume');
  });

  test('another version meets the one that stands', () => {
    const live = { version: '2.0.0', release: paused };
    const given = facts({ live }, { version: '3.0.0' }, { open });
    expect(refusal(given).outcome).toBe('refused');
    expect(refusal(given).message).toMatch(/rollout to 2.0.0 by ann@laptop stands/);
    const undoing = { ...given, open: { ...open, phase: 'undoing' } };
    expect(refusal(undoing).fix).toMatch(/koupctl rollback/);
  });

  test('one that somebody else has changed since is only undone', () => {
    const live = { version: '3.0.0', release: paused };
    for (const version of ['2.0.0', '3.0.0', '4.0.0']) {
      const fault = refusal(facts({ live }, { version }, { open }));
      expect(fault.outcome).toBe('superseded');
      expect(fault.message).toMatch(/changed to 3.0.0 by somebody else.*rollout to 2.0.0/);
      expect(fault.fix).toMatch(/koupctl rollback/);
    }
  });

  test('also one that koupctl has begun, though its record does not say so yet', () => {
    const begun = { open: { ...open, phase: 'preparing' } };
    const live = { version: '2.0.0', release: paused };
    expect(refusal(facts({ live }, { version: '3.0.0' }, begun)).outcome).toBe('refused');
    expect(makePlanV1(facts({}, { version: '3.0.0' }, begun), options).kind).toBe('upgrade');
  });

  test('the same again makes the controller place what it forgot, if a base is free', () => {
    const half = {
      replicaSets: [replicaSet(1, '1.0.0', { replicas: 4, tried: 4, available: 2 })],
      modules: [module(1, 'base-1'), module(1, 'base-2')],
      pods: basePods(5, ['base-1', 'base-2']),
    };
    const given = facts({ lists: half }, {});
    expect(makePlanV1(given, options).kind).toBe('settings');
    expect(inWords(makePlanV1(given, options).notes)[0]?.text).toMatch(/only 2 of 4 modules/);
    const plan = makePlanV1(given, { ...options, askAgain: false });
    expect(plan.kind).toBe('none');
    expect(
      inWords(plan.risks)
        .map((risk) => risk.text)
        .join(),
    ).toMatch(/only 2 of 4 modules are Available/);
  });
});

describe('batches', () => {
  const upgrade = (strategy: Record<string, unknown> = {}): Released => ({
    version: '2.0.0',
    strategy,
  });

  test('the manifest’s own where they fit', () => {
    expect(batchesOf(facts({ bases: 6 }, upgrade({ batchCount: 2 })))).toEqual([2, 4]);
    expect(batchesOf(facts({ bases: 8 }, upgrade()))).toEqual([4]);
  });

  test('more than the manifest says where bases are few, and the plan says why', () => {
    const given = facts({ bases: 5 }, upgrade({ batchCount: 2 }));
    expect(batchesOf(given)).toEqual([1, 2, 3, 4]);
    const note = makePlanV1(given, options).notes.find((one) => one.field.endsWith('batchCount'));
    expect(english(note?.message)).toMatch(
      /rolled in 4 batches: 2 batch\(es\) would need more free bases than the 1/,
    );
  });

  test('where the controller would overshoot', () => {
    const given = facts({ bases: 15, old: 5 }, { ...upgrade({ batchCount: 4 }), replicas: 5 });
    expect(batchesOf(given)).toEqual([1, 2, 3, 4, 5]);
  });

  test('what flags say is done or refused with the numbers', () => {
    const given = facts({ bases: 5 }, upgrade());
    const flags = (batches: number) => ({
      batches: { by: 'count', batches, beta: false } as const,
    });
    expect(batchesOf(given, flags(4))).toEqual([1, 2, 3, 4]);
    const fault = refusal(given, flags(2));
    expect(fault.outcome).toBe('invalid');
    expect(fault.message).toBe(
      'batch 1 of 2 is to place 2 module(s), but 1 base(s) will be free then',
    );
    expect(fault.fix).toMatch(/--batches 4 is the fewest that fits/);
  });

  test('the first batch names its bases exactly when there is no choice', () => {
    const [first, second] = makePlanV1(facts({ bases: 5 }, upgrade()), options).batches;
    expect(first).toMatchObject({ candidates: ['base-5'], exact: true });
    expect(second).toMatchObject({ exact: false });
    expect(second?.candidates).toContain('base-1');
  });

  test('says what it borrows', () => {
    const strategy = { batchCount: 2, needConfirm: false, grayTimeBetweenBatchSeconds: 60 };
    const { notes } = makePlanV1(facts({ bases: 6 }, upgrade(strategy)), options);
    expect(english(notes.at(-1)?.message)).toMatch(
      /needConfirm true, .*batchCount 2.*yours are given back/,
    );
    expect(english(notes.at(-1)?.message)).toMatch(
      /grayTimeBetweenBatchSeconds 60 \(koupctl: --gray\)/,
    );
  });
});

describe('what is refused', () => {
  const to2: Released = { version: '2.0.0' };
  const table: readonly [string, V1Facts, RegExp, Fault['outcome']?][] = [
    ['no free base', facts({ bases: 4 }, to2), /none of the 4 base\(s\) is free of stock/],
    [
      'more replicas than bases',
      facts({ old: 0 }, { replicas: 7 }),
      /7 module\(s\), but 5 base\(s\)/,
    ],
    [
      'only another url',
      facts(
        {},
        {
          spec: {
            template: {
              spec: { module: { name: 'stock', version: '1.0.0', url: 'http://other/x.jar' } },
            },
          },
        },
      ),
      /only the url of stock 1.0.0 changes/,
    ],
    ['a namesake', facts({}, to2, { namesakes: ['stock-eu'] }), /ModuleDeployment stock-eu/],
    ['no labels', facts({}, { ...to2, metadata: { labels: {} } }), /would crash on it/],
    ['no base Deployment', facts({}, to2, { baseDeployment: undefined }), /no Deployment base/],
    [
      'another base',
      facts({}, { ...to2, spec: { baseDeploymentName: 'other' } }),
      /bound to base Deployment base/,
    ],
    [
      'another module',
      facts(
        {},
        {
          spec: {
            template: {
              spec: { module: { name: 'cart', version: '2.0.0', url: 'http://x/y.jar' } },
            },
          },
        },
      ),
      /runs module stock, the manifest says cart/,
    ],
    [
      'a release that koupctl did not begin',
      facts({ live: { release: { progress: 'Paused', currentBatch: 1, realBatchCount: 2 } } }, to2),
      /did not begin is under way: Paused, batch 1 of 2/,
      'refused',
    ],
    [
      'a controller that never looked',
      facts({ live: { release: {} } }, to2),
      /under way/,
      'refused',
    ],
    [
      'deletion',
      facts({ live: { metadata: { deletionTimestamp: '2025-01-01T00:00:00Z' } } }, to2),
      /is being deleted/,
      'refused',
    ],
    ['scaling without room', facts({}, { replicas: 6 }), /2 more module\(s\) wanted, but 1 base/],
  ];
  test.each(table)('%s', (_, given, message, outcome = 'invalid') => {
    const fault = refusal(given);
    expect(fault.message).toMatch(message);
    expect(fault.outcome).toBe(outcome);
    expect(fault.fix).not.toBeUndefined();
  });

  test('policies that V1 can’t do', () => {
    const given = facts({}, to2);
    expect(refusal(given, { policy: 'blue-green' }).message).toMatch(/blue-green can't be done/);
    expect(makePlanV1(given, { ...options, policy: 'install-then-uninstall' }).kind).toBe(
      'upgrade',
    );
  });

  test('a revision that never got all its modules would take bases from the next one', () => {
    const lists = {
      replicaSets: [replicaSet(1, '1.0.0', { replicas: 4, available: 2 })],
      modules: [module(1, 'base-1'), module(1, 'base-2')],
    };
    expect(refusal(facts({ lists }, to2)).message).toMatch(/revision 1 \(1.0.0\) has 2 of 4/);
  });
});

describe('risks', () => {
  const texts = (given: V1Facts): string =>
    inWords(makePlanV1(given, options).risks)
      .map((risk) => `${risk.level}: ${risk.text}`)
      .join('\n');

  test('capacity and the price of an undo are told', () => {
    const said = texts(facts({ bases: 6 }, { version: '2.0.0', strategy: { batchCount: 2 } }));
    expect(said).toMatch(/up to 2 fewer serve/);
    expect(said).toMatch(/an undo is a new release of 1.0.0/);
  });

  test('a base that is not ready may be chosen all the same', () => {
    const busy = ['base-1', 'base-2', 'base-3', 'base-4'];
    const pods = [...basePods(5, busy), basePod('base-6', { ready: false })];
    expect(texts(facts({ lists: { pods } }, { version: '2.0.0' }))).toMatch(
      /warning: base-6 not ready/,
    );
  });

  test('fewer replicas leave a rest, which koupctl takes off', () => {
    expect(texts(facts({ bases: 6 }, { version: '2.0.0', replicas: 2 }))).toMatch(
      /leave the old version on 2 base\(s\)/,
    );
  });

  test('silent bases', () => {
    const given = facts({}, { version: '2.0.0' }, { answered: new Set(['shop/base-1']) });
    expect(texts(given)).toMatch(/4 of 5 bases do not answer/);
  });

  test('scaleup_then_scaledown deletes base pods', () => {
    const strategy = { upgradePolicy: 'scaleup_then_scaledown' };
    expect(texts(facts({}, { version: '2.0.0', strategy }))).toMatch(/deleting base pods/);
  });
});
