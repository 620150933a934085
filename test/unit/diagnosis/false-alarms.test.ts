import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { Evidence } from '../../../src/diagnosis/evidence.ts';
import {
  base,
  biz,
  deployment,
  evidence,
  expired,
  lease,
  module,
  node,
  notReady,
  now,
  oneOf,
  pending,
  place,
  podSpec,
  rejected,
  rolloutOf,
  unplaced,
  url,
  waiting,
} from './scenes.ts';

describe('no false alarm', () => {
  const young = { createdAt: now - 5_000, since: now - 5_000 };
  const dark = { biz: [biz('biz1:2.0.0', 'deactivated'), biz('biz1:1.0.0', 'activated')] };
  const unscheduledYoung = { ...unplaced, createdAt: now - 5_000 };

  test.each([
    ['all is well', {}],
    ['a pod that has just come', oneOf({ biz: [] }, { ...pending, ...young })],
    ['a pod that is ready and was bound just now', oneOf({ biz: [] }, young)],
    ['a version that is just being switched', oneOf(dark, { ...notReady, ...young })],
    ['dark, while a rollout goes on', { ...oneOf(dark, notReady), rollout: rolloutOf('ann@host') }],
    ['no place for a moment', { places: [place(1, base(1)), unscheduledYoung], nodes: [node(1)] }],
    ['no place while an old pod leaves', { ...waiting(podSpec), nodes: [node(1)], leaving: 1 }],
    [
      'no place while a rollout goes on',
      { ...waiting(podSpec), nodes: [node(1)], rollout: rolloutOf('ann@host') },
    ],
    [
      'the hold of a rollout',
      { workload: deployment({ minReadySeconds: 2147483646 }), rollout: rolloutOf('ann@host') },
    ],
    [
      'a lease that was due a moment ago',
      { leases: expired.map(({ name }) => lease(name, -1_000)) },
    ],
    ['bases of long ago in the record', { reached: ['vnode.10.9.9.9.dev'] }],
    [
      'an old FailedCreate event',
      {
        events: [
          {
            object: 'replicaset/biz1-x',
            reason: 'FailedCreate',
            message: 'exceeded quota',
            at: now,
          },
        ],
      },
    ],
    ['a status that was written just now', oneOf({}, notReady)],
    [
      'an install under way',
      oneOf({ biz: [biz('biz1:2.0.0', 'resolved')] }, { ...pending, ...young }),
    ],
  ] satisfies [string, Partial<Evidence>][])('%s', (_, seen) => {
    expect(diagnose(evidence(seen))).toEqual([]);
  });
});

describe('what no rule explains is not called well', () => {
  test.each<[string, string, Partial<Evidence>]>([
    ['nobody answers: it may be the network', 'bases-silent', all({ silent: 'no answer' })],
    ['all refuse, and are Ready', 'bases-silent', all({ silent: 'connection refused' })],
    [
      'a pod that bases have no room for',
      'unschedulable',
      {
        places: [place(1, base(1)), { ...unplaced, unschedulable: '0/2: 2 Insufficient cpu' }],
        nodes: [node(1), node(2)],
      },
    ],
    [
      'a start that hangs',
      'start-hangs',
      oneOf({ biz: [biz('biz1:2.0.0', 'resolved')] }, notReady),
    ],
    [
      'a status that nobody writes',
      'status-late',
      oneOf({}, { ...notReady, reportedAt: now - 90_000 }),
    ],
  ])('%s: %s', (_, code, seen) => {
    const [first] = diagnose(evidence(seen));
    expect(first).toMatchObject({ code, confidence: 'likely' });
    expect(first?.evidence.length).toBeGreaterThan(0);
  });

  test('what a rule explains is not told again', () => {
    const causes = diagnose(evidence(oneOf({ biz: [biz('biz1:2.0.0', 'broken')] }, notReady)));
    expect(causes.map(({ code }) => code)).toEqual(['module-throws']);
  });

  function all(scene: Parameters<typeof base>[1]): Partial<Evidence> {
    const silent = [base(1, scene), base(2, scene)];
    return { bases: silent, places: silent.map((one, index) => place(index + 1, one)) };
  }
});

describe("the controller's leases", () => {
  const dev = (number: number, leftMs: number) => lease(`vnode.10.0.0.${number}.dev`, leftMs);
  const elsewhere = {
    world: 'v2',
    object: 'pod/test-controller',
    namespace: 'kube-system',
    ready: true,
    trouble: undefined,
    env: 'test',
  } as const;

  test('run out one after the other: who renewed before the first ran out is not alive', () => {
    const causes = diagnose(evidence({ leases: [dev(1, -8_000), dev(2, 1_000)] }));
    expect(causes).toEqual([]);
  });

  test('a controller of another environment tends none of them', () => {
    const [first] = diagnose(evidence({ leases: expired, controllers: [elsewhere] }));
    expect(first?.code).toBe('controller-dead');
    expect(first?.evidence.map(({ object }) => object)).not.toContain('pod/test-controller');
  });

  test('no lease is left, and all nodes are away', () => {
    const bases = [1, 2].map((number) => base(number, { base: { ready: false } }));
    const [first] = diagnose(evidence({ bases, leases: [] }));
    expect(first).toMatchObject({ code: 'controller-dead', confidence: 'likely' });
  });
});

describe('a base that is looked at', () => {
  test('is silent, and has no module', () => {
    const about = base(1, { silent: 'connection refused' });
    const seen = evidence({
      workload: undefined,
      typed: '',
      about,
      bases: [about, base(2)],
      places: [],
    });
    expect(diagnose(seen)[0]).toMatchObject({ code: 'base-down', confidence: 'certain' });
  });
});

describe('side by side on a base', () => {
  const one = base(1, { biz: [biz('biz1:2.0.0', 'deactivated'), biz('biz1:1.0.0', 'activated')] });
  const older = { modules: [{ ...module, version: '1.0.0' }] };
  const places = (current: boolean) => [
    place(1, one, notReady),
    place(2, one, { ...older, current }),
  ];

  test.each<[string, boolean, Partial<Evidence>]>([
    ['the version that has been switched away from is none, where a pod wants the other', true, {}],
    ['nor the one of a rollout that is held', false, { rollout: rolloutOf(undefined) }],
  ])('%s', (_, current, seen) => {
    const causes = diagnose(evidence({ bases: [one], places: places(current), ...seen }));
    expect(causes.map(({ code }) => code)).not.toContain('version-dark');
  });

  test('an old pod beside it, in an update that is not ours, is what keeps it dark', () => {
    const [first] = diagnose(evidence({ bases: [one], places: places(false) }));
    expect(first?.code).toBe('version-dark');
  });

  test('two modules that say nothing of a path do not share one', () => {
    const pathless = [biz('biz1:2.0.0', 'broken', '/'), biz('web:1.0.0', 'activated', '/')];
    const [first] = diagnose(evidence(oneOf({ biz: pathless }, notReady)));
    expect(first?.code).toBe('module-throws');
  });
});

describe('several at once', () => {
  test('a base that fails otherwise, or is silent, is not called fine', () => {
    const broken = base(1, { biz: [biz('biz1:2.0.0', 'broken')] });
    const absent = base(2, { biz: [] });
    const well = base(3);
    const silent = base(4, { silent: 'no answer within 3 s' });
    const bases = [broken, absent, well, silent];
    const places = bases.map((one, index) => place(index + 1, one, index === 2 ? {} : notReady));
    const throws = diagnose(evidence({ bases, places })).find(
      ({ code }) => code === 'module-throws',
    );
    expect(throws?.comparison).toMatchObject({ of: 4, fine: 1 });
    const alone = diagnose(evidence({ bases: [broken, absent], places: places.slice(0, 2) }));
    expect(alone.map(({ comparison }) => comparison?.fine)).toEqual([0, 0]);
  });

  test('the same on all bases is one cause', () => {
    const broken = [1, 2].map((number) => base(number, { biz: [biz('biz1:2.0.0', 'broken')] }));
    const causes = diagnose(
      evidence({ bases: broken, places: broken.map((one, index) => place(index, one, notReady)) }),
    );
    expect(causes).toHaveLength(1);
    expect(causes[0]?.comparison).toMatchObject({ of: 2, again: [] });
    expect(causes[0]?.comparison?.bases).toHaveLength(2);
  });

  test('one of them, which failed the last release too', () => {
    const [first] = diagnose(
      evidence({
        ...oneOf({ biz: [biz('biz1:2.0.0', 'broken')] }, notReady),
        failures: [{ version: '1.5.0', bases: ['vnode.10.0.0.1.dev'] }],
      }),
    );
    const name = 'vnode.10.0.0.1.dev';
    expect(first?.comparison).toMatchObject({ bases: [name], of: 2, again: [name] });
  });

  test('what was seen comes before what may be', () => {
    const causes = diagnose(
      evidence({
        ...oneOf({ biz: [], asked: rejected('FileNotFoundException: x') }, pending),
        workload: deployment({
          template: { spec: { ...podSpec, terminationGracePeriodSeconds: 1 } },
        }),
        rollout: rolloutOf(undefined),
      }),
    );
    expect(causes.map(({ code }) => code)).toEqual([
      'bad-url',
      'rollout-stands',
      'short-grace-period',
    ]);
  });

  test('secrets in addresses are masked', () => {
    const secret = { ...module, url: 'ftp//u:p@host/biz1.jar?token=abc' };
    const causes = diagnose(
      evidence(
        oneOf({ biz: [] }, { ...pending, modules: [{ ...secret, url: `${url}?token=abc` }] }),
      ),
    );
    expect(JSON.stringify(causes)).not.toContain('token=abc');
  });
});
