import { describe, expect, test } from 'vitest';
import { modulesLive } from '../../../src/commands/modules-live.ts';
import { now, vnode } from '../modules/live-site.ts';
import { anything, deployment, LiveWorld, node, pod, toldOf } from './live-world.ts';

const ip = '10.0.0.1';

async function live(site: LiveWorld): Promise<{ told: string[]; exit: string }> {
  const end = await modulesLive(site.world, anything);
  return { told: toldOf(site), exit: end.name };
}

/** A race: what has changed by the second question, and what is told of it. */
interface Race {
  readonly when: string;
  readonly before: Partial<Pick<LiveWorld, 'objects' | 'lists'>>;
  readonly after: Partial<Pick<LiveWorld, 'objects' | 'lists'>>;
  readonly told: readonly string[];
}

const installed = { [ip]: ['biz1:1.0.0'] };
const unready = (object: ReturnType<typeof pod>): ReturnType<typeof pod> => ({
  ...object,
  status: { ...(object['status'] as object), conditions: [{ type: 'Ready', status: 'False' }] },
});
const leaving = (object: ReturnType<typeof pod>, goneBy: number): ReturnType<typeof pod> => ({
  ...object,
  metadata: { ...object.metadata, deletionTimestamp: new Date(goneBy).toISOString() },
});

const races: Race[] = [
  {
    when: 'it was taken off between the two sides',
    before: { objects: [node(), pod('biz1:1.0.0')], lists: { [ip]: [] } },
    after: { objects: [node()], lists: { [ip]: [] } },
    told: [],
  },
  {
    when: 'it is being taken off by now',
    before: { objects: [node(), pod('biz1:1.0.0')], lists: { [ip]: [] } },
    after: { objects: [node(), leaving(pod('biz1:1.0.0'), now + 30_000)], lists: { [ip]: [] } },
    told: ['biz1 1.0.0 ok'],
  },
  {
    when: 'the base has it by now',
    before: { objects: [node(), pod('biz1:1.0.0')], lists: { [ip]: [] } },
    after: { objects: [node(), pod('biz1:1.0.0')], lists: installed },
    told: ['biz1 1.0.0 ok'],
  },
  {
    when: 'Kubernetes has caught up',
    before: { objects: [node(), unready(pod('biz1:1.0.0'))], lists: installed },
    after: { objects: [node(), pod('biz1:1.0.0')], lists: installed },
    told: ['biz1 1.0.0 ok'],
  },
  {
    when: 'an object that lingered has gone',
    before: {
      objects: [node(), leaving(pod('biz1:1.0.0'), now - 60_000)],
      lists: { [ip]: [] },
    },
    after: { objects: [node()], lists: { [ip]: [] } },
    told: [],
  },
  {
    when: 'the workload was changed between the two sides',
    before: { objects: [node(), pod('biz1:1.0.0'), deployment('biz1:2.0.0')], lists: installed },
    after: { objects: [node(), pod('biz1:1.0.0'), deployment('biz1:1.0.0')], lists: installed },
    told: ['biz1 1.0.0 ok'],
  },
  {
    when: 'its vnode has come',
    before: { objects: [pod('biz1:1.0.0')], lists: installed },
    after: { objects: [node(), pod('biz1:1.0.0')], lists: installed },
    told: ['biz1 1.0.0 ok'],
  },
  {
    when: 'the scheduler has found a base, which has other modules too',
    before: {
      objects: [node(), { ...pod('biz1:1.0.0'), spec: {} }, pod('biz2:1.0.0')].map(unbound),
      lists: { [ip]: ['biz2:1.0.0'] },
    },
    after: {
      objects: [node(), pod('biz1:1.0.0'), pod('biz2:1.0.0')],
      lists: { [ip]: ['biz1:1.0.0', 'biz2:1.0.0'] },
    },
    told: ['biz1 1.0.0 ok', 'biz2 1.0.0 ok'],
  },
  {
    when: 'only the other module of the base is missing now: seen once, it is not told',
    before: {
      objects: [node(), pod('biz1:1.0.0'), pod('biz2:1.0.0')],
      lists: { [ip]: ['biz2:1.0.0'] },
    },
    after: {
      objects: [node(), pod('biz1:1.0.0'), pod('biz2:1.0.0')],
      lists: { [ip]: ['biz1:1.0.0', 'biz3:1.0.0'] },
    },
    told: ['biz1 1.0.0 ok', 'biz2 1.0.0 ok'],
  },
];

/** Of a pod that has no node yet, the containers stay. */
function unbound(object: ReturnType<typeof pod>): ReturnType<typeof pod> {
  if (object.metadata.name !== 'biz1-abc-1.0.0') return object;
  const { containers } = pod('biz1:1.0.0')['spec'] as { containers: unknown };
  return { ...object, spec: { containers }, status: { phase: 'Pending' } };
}

describe('a race between the two sides is no fault', () => {
  test.each(races)('$when', async ({ before, after, told }) => {
    const site = new LiveWorld({ objects: before.objects ?? [], lists: before.lists ?? {} });
    const move = (): void => {
      site.objects = after.objects ?? [];
      site.lists = after.lists ?? {};
    };
    site.onAsked = move;
    const done = live(site);
    // Where no base was asked in the first look, the cluster moves while it is read.
    if ((before.objects ?? []).every(({ kind }) => kind !== 'Node')) queueMicrotask(move);
    expect(await done).toEqual({ told, exit: 'done' });
  });

  test('a fault that stays is told, and costs one more question to that base alone', async () => {
    const other = 'vnode.b.dev';
    const objects = [
      node(),
      node(other, '10.0.0.2'),
      pod('biz1:1.0.0'),
      pod('biz1:1.0.0', { name: 'other', node: other, ip: '10.0.0.2' }),
    ];
    const site = new LiveWorld({ objects, lists: { [ip]: [], '10.0.0.2': ['biz1:1.0.0'] } });
    expect(await live(site)).toEqual({
      told: ['biz1 1.0.0 missing-on-base', 'biz1 1.0.0 ok'],
      exit: 'unhealthy',
    });
    expect(site.asked).toEqual([ip, '10.0.0.2', ip]);
  });

  test('a base that is silent at the second question is taken at its first word', async () => {
    const site = new LiveWorld({ objects: [node(), pod('biz1:1.0.0')], lists: { [ip]: [] } });
    site.onAsked = () => {
      site.lists = {};
    };
    expect(await live(site)).toMatchObject({ told: ['biz1 1.0.0 missing-on-base'] });
  });

  test('silence is told at once', async () => {
    const site = new LiveWorld({ objects: [node(), pod('biz1:1.0.0')], lists: {} });
    expect((await live(site)).told).toEqual(['biz1 1.0.0 unreachable']);
    expect(site.asked).toEqual([ip]);
  });
});

describe('what was put on its base a moment ago', () => {
  const young = (): LiveWorld =>
    new LiveWorld({
      objects: [node(), pod('biz1:1.0.0', { since: now - 2_000 })],
      lists: { [ip]: [] },
    });

  test('is being installed, which is no fault, and said', async () => {
    const site = young();
    expect(await live(site)).toEqual({ told: ['biz1 1.0.0 installing'], exit: 'done' });
    expect(site.asked).toEqual([ip]);
  });

  test.each([
    ['ok', ['biz1:1.0.0']],
    ['missing-on-base', []],
  ])('--watch moves on to %s by itself', async (end, lists) => {
    const site = young();
    site.meanwhile.push(
      () => {
        site.now += 2_000;
      },
      () => {
        site.now += 30_000;
        site.lists = { [ip]: lists };
      },
    );
    const watch = modulesLive(site.world, { ...anything, watch: true });
    await expect(watch).rejects.toThrow('aborted');
    const told = site.listings.map(({ items }) => items.map(({ live: state }) => state));
    expect(told).toEqual([['installing'], [end]]);
    expect(site.rows).toMatchObject([{ base: vnode }]);
  });
});
