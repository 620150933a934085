import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decide,
  type BatchStatus,
  type Service,
  type Situation,
} from '../../../src/rollout/decide.ts';

const calm: Situation = {
  now: 1_000,
  batch: 1,
  of: 3,
  status: { kind: 'progressing' },
  policy: 'install-then-uninstall',
  confirm: 'none',
  soakMs: 0,
  grayMs: 0,
  pauseAfter: undefined,
  onFailure: 'hold',
  deadline: 10_000,
  healthyAt: undefined,
  answer: undefined,
  confirmedBy: undefined,
  pausedBy: undefined,
  confirmedByStart: false,
  interactive: false,
  service: undefined,
  shut: false,
  superseded: undefined,
  interrupted: false,
};
const active: BatchStatus = { kind: 'active', since: 500 };
const healthy: Situation = { ...calm, status: active, healthyAt: 900 };
const service: Service = { out: 1, taken: 0, most: 1, waitUntil: 5_000 };

function with_(now: Service): Situation {
  return { ...healthy, service: now };
}

describe('decide', () => {
  const table: readonly [string, Situation, ReturnType<typeof decide>][] = [
    ['waits while it installs', calm, { do: 'watch', until: 10_000 }],
    ['holds at the time-out', { ...calm, now: 10_000 }, { do: 'stop', outcome: 'timed-out' }],
    [
      'undoes at the time-out',
      { ...calm, now: 10_000, onFailure: 'rollback' },
      { do: 'undo', why: 'timed-out' },
    ],
    [
      'holds what is doomed',
      { ...calm, status: { kind: 'failed' } },
      { do: 'stop', outcome: 'failed' },
    ],
    ['switches what is dark', { ...calm, status: { kind: 'dark' } }, { do: 'switch' }],
    ['waits for the soak', { ...calm, status: active, soakMs: 800 }, { do: 'watch', until: 1_300 }],
    ['is healthy after the soak', { ...calm, status: active }, { do: 'mark-healthy' }],
    ['opens the next', healthy, { do: 'open-next' }],
    ['opens the next where enough serve', with_(service), { do: 'open-next' }],
    [
      'waits for those that are out of service',
      with_({ ...service, out: 2 }),
      { do: 'watch', until: 5_000 },
    ],
    [
      'what the next batch takes away counts, too',
      with_({ ...service, out: 1, taken: 1 }),
      { do: 'watch', until: 5_000 },
    ],
    [
      'up to the limit is no more than that',
      with_({ out: 1, taken: 2, most: 3, waitUntil: 5_000 }),
      { do: 'open-next' },
    ],
    [
      'holds when they did not come back',
      { ...with_({ ...service, out: 2 }), now: 5_000 },
      { do: 'stop', outcome: 'unavailable' },
    ],
    [
      'does not wait for what no waiting changes',
      with_({ ...service, out: 0, taken: 2 }),
      { do: 'stop', outcome: 'unavailable' },
    ],
    [
      'holds all the same where a failure is to be undone: the new version has not failed',
      { ...with_({ ...service, out: 2 }), now: 5_000, onFailure: 'rollback' },
      { do: 'stop', outcome: 'unavailable' },
    ],
    [
      'a person is asked before that',
      { ...with_({ ...service, out: 2 }), confirm: 'each', interactive: true },
      { do: 'ask' },
    ],
    [
      'the last batch has none after it',
      { ...with_({ ...service, out: 2 }), batch: 3 },
      { do: 'finish' },
    ],
    ['waits the gray time', { ...healthy, grayMs: 200 }, { do: 'gray', until: 1_100 }],
    ['asks a person', { ...healthy, confirm: 'each', interactive: true }, { do: 'ask' }],
    [
      'stops where nobody can be asked',
      { ...healthy, confirm: 'each' },
      { do: 'stop', outcome: 'awaiting-confirm' },
    ],
    [
      'goes on when started for that',
      { ...healthy, confirm: 'each', confirmedByStart: true },
      { do: 'open-next' },
    ],
    [
      'a pause asked for holds all the same',
      { ...healthy, pauseAfter: 1, confirmedByStart: true },
      { do: 'stop', outcome: 'awaiting-confirm' },
    ],
    [
      'first: not after the second',
      { ...healthy, confirm: 'first', batch: 2 },
      { do: 'open-next' },
    ],
    ['finishes after the last', { ...healthy, batch: 3, confirm: 'each' }, { do: 'finish' }],
    [
      'blue-green asks before the old version goes',
      { ...healthy, batch: 3, confirm: 'each', policy: 'blue-green', interactive: true },
      { do: 'ask' },
    ],
    [
      'blue-green can pause before the old version goes',
      { ...healthy, batch: 3, pauseAfter: 3, policy: 'blue-green' },
      { do: 'stop', outcome: 'awaiting-confirm' },
    ],
    [
      'a base that fell back is proven anew',
      { ...healthy, status: { kind: 'progressing' }, answer: 'continue' },
      { do: 'relapse' },
    ],
    ['undoes when asked', { ...healthy, answer: 'rollback' }, { do: 'undo', why: 'asked' }],
    ['holds when asked', { ...healthy, answer: 'hold' }, { do: 'stop', outcome: 'held' }],
    [
      'goes on when the batch was confirmed from elsewhere',
      { ...healthy, confirm: 'each', confirmedBy: 'anna' },
      { do: 'open-next' },
    ],
    [
      'goes on past --pause-after when it was confirmed',
      { ...healthy, pauseAfter: 1, confirmedBy: 'anna' },
      { do: 'open-next' },
    ],
    [
      'opens nothing while it is paused',
      { ...healthy, confirmedBy: 'anna', pausedBy: 'bert' },
      { do: 'stop', outcome: 'held' },
    ],
    [
      'finishes its last batch though it is paused',
      { ...healthy, batch: 3, pausedBy: 'bert' },
      { do: 'finish' },
    ],
    [
      'hands off what is somebody else’s',
      { ...healthy, superseded: 'changed', interrupted: true },
      { do: 'stop', outcome: 'superseded' },
    ],
  ];

  test.each(table)('%s', (_, situation, action) => {
    expect(decide(situation)).toEqual(action);
  });
});

const statuses: fc.Arbitrary<BatchStatus> = fc.oneof(
  fc.constantFrom<BatchStatus>({ kind: 'progressing' }, { kind: 'dark' }, { kind: 'failed' }),
  fc.nat(20_000).map((since): BatchStatus => ({ kind: 'active', since })),
);

const few = fc.nat(4);

const situations: fc.Arbitrary<Situation> = fc
  .record({
    now: fc.nat(20_000),
    batch: fc.integer({ min: 1, max: 5 }),
    of: fc.integer({ min: 1, max: 5 }),
    status: statuses,
    policy: fc.constantFrom('install-then-uninstall', 'blue-green', 'uninstall-then-install'),
    confirm: fc.constantFrom('each', 'first', 'none'),
    soakMs: fc.nat(5_000),
    grayMs: fc.nat(5_000),
    pauseAfter: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    onFailure: fc.constantFrom('hold', 'rollback'),
    deadline: fc.nat(20_000),
    healthyAt: fc.option(fc.nat(20_000), { nil: undefined }),
    answer: fc.constantFrom(undefined, 'continue', 'hold', 'rollback'),
    confirmedBy: fc.option(fc.constant('anna'), { nil: undefined }),
    pausedBy: fc.option(fc.constant('bert'), { nil: undefined }),
    confirmedByStart: fc.boolean(),
    interactive: fc.boolean(),
    service: fc.option(fc.record({ out: few, taken: few, most: few, waitUntil: fc.nat(20_000) }), {
      nil: undefined,
    }),
    shut: fc.boolean(),
    superseded: fc.option(fc.constant('changed'), { nil: undefined }),
    interrupted: fc.boolean(),
  } as const)
  .map((one) => ({ ...one, batch: Math.min(one.batch, one.of) }));

function always(holds: (s: Situation, action: ReturnType<typeof decide>) => boolean): void {
  fc.assert(
    fc.property(situations, (situation) => holds(situation, decide(situation))),
    { numRuns: 2_000 },
  );
}

test('where the rules are against it, a proven batch is the last that is opened', () => {
  const proven = { ...healthy, policy: 'install-then-uninstall' } as const;
  expect(decide({ ...proven, shut: true, batch: 1, of: 2 })).toEqual({
    do: 'stop',
    outcome: 'shut',
  });
  expect(decide({ ...proven, shut: true, batch: 2, of: 2 })).toEqual({ do: 'finish' });
});

describe('whatever the situation', () => {
  test('no base is touched unless the open batch is proven now', () => {
    always((s, { do: what }) => {
      if (what !== 'open-next' && what !== 'finish') return true;
      return s.status.kind === 'active' && s.healthyAt !== undefined;
    });
  });

  test('no batch takes more out of service than is allowed', () => {
    always((s, { do: what }) => {
      if (what !== 'open-next' || s.service === undefined) return true;
      return s.service.out + s.service.taken <= s.service.most;
    });
  });

  test('nothing at all is done to what somebody else changed, nor after Ctrl-C', () => {
    always((s, action) => {
      if (s.superseded === undefined && !s.interrupted) return true;
      return action.do === 'stop';
    });
  });

  test('there is no batch after the last', () => {
    always((s, { do: what }) => what !== 'open-next' || s.batch < s.of);
  });

  test('nobody is asked where nobody is', () => {
    always((s, { do: what }) => what !== 'ask' || s.interactive);
  });

  test('--confirm each: without an answer, or a start for that, no further batch', () => {
    always((s, { do: what }) => {
      if (what !== 'open-next' || s.confirm !== 'each') return true;
      return s.answer === 'continue' || s.confirmedBy !== undefined || s.confirmedByStart;
    });
  });

  test('a failure never goes unnoticed', () => {
    always((s, action) => {
      if (s.status.kind !== 'failed' || s.superseded || s.interrupted) return true;
      return action.do === 'undo' || (action.do === 'stop' && action.outcome === 'failed');
    });
  });

  test('a wait has an end', () => {
    always((s, action) => {
      if (action.do === 'gray') return action.until > s.now;
      if (action.do === 'watch') return action.until !== undefined && action.until > s.now;
      return true;
    });
  });
});
