import { describe, expect, test } from 'vitest';
import type { LiveInput } from '../../../src/modules/live-join.ts';
import { asked, baseOf, biz, join, now, placed, told, vnode, wish } from './live-site.ts';

interface Case extends Partial<Omit<LiveInput, 'bases'>> {
  readonly when: string;
  /** What the one base lists, or why it does not answer. */
  readonly lists: readonly string[] | string;
  readonly rows: readonly string[];
}

const late = { leaving: true, goneBy: now - 6_000 };
const young = { since: now - 3_000, ready: false };
const early = { leaving: true, goneBy: now + 20_000 };
const wants = (version: string, rolling = false): LiveInput['wishes'] =>
  new Map([wish('Deployment/biz1', version, rolling)]);

const cases: Case[] = [
  {
    when: 'all agree',
    placed: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0'],
    wishes: wants('1.0.0'),
    rows: ['biz1 1.0.0 ok running'],
  },
  {
    when: 'nobody knows what the workload wants: what its object says counts',
    placed: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 ok running'],
  },
  {
    when: 'the base was restarted and is empty',
    placed: [placed('biz1:1.0.0')],
    lists: [],
    rows: ['biz1 1.0.0 missing-on-base! not-listed'],
  },
  {
    when: 'it was put there a moment ago',
    placed: [placed('biz1:1.0.0', young)],
    lists: [],
    rows: ['biz1 1.0.0 installing not-listed'],
  },
  {
    when: 'it was put there a moment ago, and the base is at it',
    placed: [placed('biz1:1.0.0', young)],
    lists: ['biz1:1.0.0 resolved'],
    rows: ['biz1 1.0.0 installing listed-as'],
  },
  {
    when: 'it was put there a moment ago, and could not start',
    placed: [placed('biz1:1.0.0', young)],
    lists: ['biz1:1.0.0 broken'],
    rows: ['biz1 1.0.0 inactive! listed-as'],
  },
  {
    when: 'it was put there a moment ago, and serves already',
    placed: [placed('biz1:1.0.0', young)],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 installing kubernetes-behind'],
  },
  {
    when: 'it was put there a moment ago in place of what nobody wants any more',
    placed: [placed('biz1:2.0.0', young)],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 2.0.0 installing runs-other'],
  },
  {
    when: 'the scheduler has had a moment',
    placed: [placed('biz1:1.0.0', { ...young, base: '', baseId: '' })],
    lists: [],
    rows: ['biz1 1.0.0 installing no-base'],
  },
  {
    when: 'the scheduler has looked more than once',
    placed: [placed('biz1:1.0.0', { ...young, since: now - 13_000, base: '', baseId: '' })],
    lists: [],
    rows: ['biz1 1.0.0 missing-on-base! no-base'],
  },
  {
    when: 'its grace period has only just ended',
    placed: [placed('biz1:1.0.0', { leaving: true, goneBy: now - 1 })],
    lists: [],
    rows: ['biz1 1.0.0 ok leaving'],
  },
  {
    when: 'no base was found for it',
    placed: [placed('biz1:1.0.0', { base: '', baseId: '', ready: false })],
    lists: [],
    rows: ['biz1 1.0.0 missing-on-base! no-base'],
  },
  {
    when: 'somebody installed it by hand',
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 orphan-on-base! unclaimed'],
  },
  {
    when: 'the object of another name is no claim: the jar is called otherwise',
    placed: [placed('other:2.0.0', { ready: false })],
    lists: ['biz1:2.0.0'],
    rows: ['other 2.0.0 missing-on-base! not-listed', 'biz1 2.0.0 orphan-on-base! unclaimed'],
  },
  {
    when: 'pods of other namespaces may not be read',
    lists: ['biz1:1.0.0'],
    whole: false,
    rows: [],
  },
  {
    when: 'an object came between the list and the answer',
    later: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0'],
    rows: [],
  },
  {
    when: 'the workload wants another version, and nothing is under way',
    placed: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0'],
    wishes: wants('2.0.0'),
    rows: ['biz1 1.0.0 wrong-version! runs-other'],
  },
  {
    when: 'a rollout stands that has not come to this base',
    placed: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0'],
    wishes: wants('2.0.0', true),
    rows: ['biz1 1.0.0 ok not-reached'],
  },
  {
    when: 'the workload has no such module any more',
    placed: [placed('biz2:1.0.0', { workload: 'Deployment/biz1' })],
    lists: ['biz2:1.0.0'],
    wishes: wants('2.0.0'),
    rows: ['biz2 1.0.0 wrong-version! runs-other'],
  },
  {
    when: 'another version was installed by hand in its place',
    placed: [placed('biz1:2.0.0')],
    lists: ['biz1:1.0.0'],
    wishes: wants('2.0.0'),
    rows: ['biz1 2.0.0 wrong-version! runs-other'],
  },
  {
    when: 'another version was installed by hand and switched to',
    placed: [placed('biz1:2.0.0')],
    lists: ['biz1:1.0.0', 'biz1:2.0.0 deactivated'],
    wishes: wants('2.0.0'),
    rows: ['biz1 2.0.0 wrong-version! runs-other'],
  },
  {
    when: "another workload's version of the module serves",
    placed: [
      placed('biz1:2.0.0'),
      placed('biz1:3.0.0', { workload: 'Deployment/rival', object: 'rival' }),
    ],
    lists: ['biz1:3.0.0', 'biz1:2.0.0 deactivated'],
    rows: ['biz1 2.0.0 wrong-version! runs-other', 'biz1 3.0.0 ok running'],
  },
  {
    when: 'a dark version lies beside by hand: the one that serves is right',
    placed: [placed('biz1:2.0.0')],
    lists: ['biz1:2.0.0', 'biz1:3.0.0 deactivated'],
    rows: ['biz1 2.0.0 ok running', 'biz1 3.0.0 orphan-on-base! unclaimed'],
  },
  {
    when: 'a held rollout, dark so far',
    placed: [placed('biz1:1.0.0'), placed('biz1:2.0.0', { ready: false })],
    lists: ['biz1:1.0.0', 'biz1:2.0.0 deactivated'],
    wishes: wants('2.0.0', true),
    rows: ['biz1 1.0.0 ok not-reached', 'biz1 2.0.0 inactive dark'],
  },
  {
    when: 'a held rollout, switched, and the old pod still says 1/1 Running',
    placed: [placed('biz1:1.0.0'), placed('biz1:2.0.0')],
    lists: ['biz1:1.0.0 deactivated', 'biz1:2.0.0'],
    wishes: wants('2.0.0', true),
    rows: ['biz1 1.0.0 inactive dark', 'biz1 2.0.0 ok running'],
  },
  {
    when: 'two versions, and no rollout that would want both',
    placed: [placed('biz1:1.0.0'), placed('biz1:2.0.0')],
    lists: ['biz1:1.0.0 deactivated', 'biz1:2.0.0'],
    wishes: wants('2.0.0'),
    rows: ['biz1 1.0.0 inactive! dark', 'biz1 2.0.0 ok running'],
  },
  {
    when: 'a held rollout, and nothing serves',
    placed: [placed('biz1:1.0.0'), placed('biz1:2.0.0')],
    lists: ['biz1:1.0.0 deactivated', 'biz1:2.0.0 deactivated'],
    wishes: wants('2.0.0', true),
    rows: ['biz1 1.0.0 inactive! nothing-active', 'biz1 2.0.0 inactive! nothing-active'],
  },
  {
    when: 'a pod 1/1 Running whose module the base deactivated',
    placed: [placed('biz1:1.0.0')],
    lists: ['biz1:1.0.0 deactivated'],
    rows: ['biz1 1.0.0 inactive! nothing-active'],
  },
  {
    when: 'its start failed',
    placed: [placed('biz1:1.0.0', { ready: false })],
    lists: ['biz1:1.0.0 broken'],
    rows: ['biz1 1.0.0 inactive! listed-as'],
  },
  {
    when: 'the new pod is not installed yet, and the old version is not off',
    placed: [placed('biz1:2.0.0', { ready: false }), placed('biz1:1.0.0', early)],
    lists: ['biz1:1.0.0'],
    wishes: wants('2.0.0'),
    rows: ['biz1 2.0.0 missing-on-base! not-listed', 'biz1 1.0.0 ok leaving'],
  },
  {
    when: 'Kubernetes does not call ready what serves',
    placed: [placed('biz1:1.0.0', { ready: false })],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 stale-in-kubernetes! kubernetes-behind'],
  },
  {
    when: 'one of two modules of a pod is broken: the other is no lag of Kubernetes',
    placed: [
      placed('biz1:1.0.0', { ready: false, ownReady: undefined }),
      placed('biz2:1.0.0', { ready: false, ownReady: undefined }),
    ],
    lists: ['biz1:1.0.0', 'biz2:1.0.0 broken'],
    rows: ['biz1 1.0.0 ok running', 'biz2 1.0.0 inactive! listed-as'],
  },
  {
    when: 'it leaves, and is still there',
    placed: [placed('biz1:1.0.0', early)],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 ok leaving'],
  },
  {
    when: 'it leaves, and is off the base',
    placed: [placed('biz1:1.0.0', early)],
    lists: [],
    rows: ['biz1 1.0.0 ok leaving'],
  },
  {
    when: 'it should be off the base by now',
    placed: [placed('biz1:1.0.0', late)],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 orphan-on-base! kept'],
  },
  {
    when: 'it is off the base, and its object stays',
    placed: [placed('biz1:1.0.0', late)],
    lists: [],
    rows: ['biz1 1.0.0 stale-in-kubernetes! object-lingers'],
  },
  {
    when: 'its object stays, and the version is there for another one',
    placed: [placed('biz1:1.0.0', late), placed('biz1:1.0.0', { object: 'next' })],
    lists: ['biz1:1.0.0'],
    rows: ['biz1 1.0.0 stale-in-kubernetes! object-lingers', 'biz1 1.0.0 ok running'],
  },
  {
    when: 'the base does not answer',
    placed: [placed('biz1:1.0.0'), placed('biz2:1.0.0', early)],
    lists: 'connection refused',
    rows: ['biz1 1.0.0 unreachable! no-answer', 'biz2 1.0.0 unreachable! no-answer'],
  },
];

test.each(cases)('$when: $rows', ({ when: _, lists, rows, ...input }) => {
  expect(told(join({ ...input, bases: [asked(baseOf(), lists)] }))).toEqual(rows);
});

describe('bases', () => {
  test('one that is gone is unreachable, whatever its pod says', () => {
    const [row] = join({ placed: [placed('biz1:1.0.0')] });
    expect(row).toMatchObject({ live: 'unreachable', reason: { code: 'base-gone' }, onBase: null });
    expect(row?.port).toBeNull();
  });

  test('one without an address is not asked', () => {
    const bases = [{ base: baseOf({ ip: '' }), answer: undefined }];
    expect(told(join({ placed: [placed('biz1:1.0.0')], bases }))).toEqual([
      'biz1 1.0.0 unreachable! no-address',
    ]);
  });

  test('two on one address are told apart by their ports', () => {
    const other = 'vnode.other.dev';
    const rows = join({
      placed: [placed('biz1:1.0.0'), placed('biz1:1.0.0', { base: other })],
      bases: [
        asked(baseOf(), ['biz1:1.0.0']),
        asked(baseOf({ name: other, port: 1239 }), ['biz2:1.0.0']),
      ],
    });
    expect(rows.map(({ base, module, live }) => [base, module, live])).toEqual([
      [vnode, 'biz1', 'ok'],
      [other, 'biz1', 'missing-on-base'],
      [other, 'biz2', 'orphan-on-base'],
    ]);
  });

  test('two nodes of one Arklet share its modules: neither is an orphan, nor told twice', () => {
    const again = 'vnode.again.dev';
    const bases = [baseOf(), baseOf({ name: again })].map((base) =>
      asked(base, ['biz1:1.0.0', 'biz2:1.0.0']),
    );
    expect(told(join({ placed: [placed('biz1:1.0.0', { base: again })], bases }))).toEqual([
      'biz1 1.0.0 ok running',
      'biz2 1.0.0 orphan-on-base! unclaimed',
    ]);
  });

  test('the base application itself is no orphan', () => {
    const bases = [{ ...asked(baseOf(), ['shop-base:1.0.0']), master: biz('shop-base:1.0.0') }];
    expect(join({ bases })).toEqual([]);
  });

  test("V1's base pods of one name in two namespaces are two", () => {
    const pod = (namespace: string, ip: string) =>
      baseOf({ id: `${namespace}/base-1`, world: 'v1', name: 'base-1', namespace, ip });
    const own = { world: 'v1', base: 'base-1' } as const;
    const rows = join({
      placed: [
        placed('stock:1.0.0', { ...own, namespace: 'a', baseId: 'a/base-1' }),
        placed('stock:1.0.0', { ...own, namespace: 'b', baseId: 'b/base-1' }),
      ],
      bases: [asked(pod('a', '10.0.0.1'), ['stock:1.0.0']), asked(pod('b', '10.0.0.2'), [])],
    });
    expect(told(rows)).toEqual([
      'stock 1.0.0 ok running',
      'stock 1.0.0 missing-on-base! not-listed',
    ]);
  });
});

test('a row says what is wanted and what the base has', () => {
  const [row] = join({
    placed: [placed('biz1:1.0.0')],
    bases: [asked(baseOf(), ['biz1:2.0.0 broken', 'biz1:1.0.0', 'biz2:1.0.0'])],
    wishes: wants('2.0.0', true),
  });
  expect(row).toMatchObject({
    wanted: '2.0.0',
    port: 1238,
    onBase: [
      { version: '1.0.0', state: 'activated' },
      { version: '2.0.0', state: 'broken' },
    ],
  });
});
