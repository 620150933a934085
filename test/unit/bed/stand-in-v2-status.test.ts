import { describe, expect, it } from 'vitest';
import type { KubeObj } from '../../bed/kube.ts';
import { ModelTime } from '../../bed/stand-in-v2/model-time.ts';
import { QueryTurn } from '../../bed/stand-in-v2/nodes/query-turn.ts';
import { statusesOf, withPods, type BizStatus } from '../../bed/stand-in-v2/pods/biz-status.ts';
import { Freshness } from '../../bed/stand-in-v2/pods/freshness.ts';
import { seconds, statusWith } from '../../bed/stand-in-v2/pods/pod-status.ts';

const NOW = new Date('2026-01-02T03:04:30Z');

function pod(jars: string[], status: object = {}): KubeObj {
  const containers = jars.map((name) => ({
    name,
    image: `http://jars.invalid/${name}.jar`,
    env: [{ name: 'BIZ_VERSION', value: '1' }],
  }));
  const metadata = { name: 'p', namespace: 'ns' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers }, status };
}

const biz = (state: string, changes: Partial<BizStatus> = {}): BizStatus => ({
  key: 'a:1',
  name: 'a',
  podKey: 'ns/p',
  state,
  changedAt: NOW.getTime(),
  reason: '',
  message: '',
  ...changes,
});

describe('pod status', () => {
  it.each([
    ['unresolved', 'Pending', {}],
    ['resolved', 'Running', { waiting: {} }],
    ['BROKEN', 'Running', { waiting: {} }],
    ['deactivated', 'Running', { waiting: {} }],
    ['ACTIVATED', 'Running', { running: { startedAt: '2026-01-02T03:04:30Z' } }],
  ])('%s is %s', (state, phase, shown) => {
    const status = statusWith(pod(['a']), biz(state), '10.0.0.1', NOW);
    expect(status.phase).toBe(phase);
    expect(status.containerStatuses?.[0]?.state).toEqual(shown);
    const ready = state === 'ACTIVATED' ? 'True' : 'False';
    expect(status.conditions.map((one) => one.status)).toEqual([ready, ready]);
    expect(status.podIP).toBe('10.0.0.1');
  });

  it('is Succeeded when the only module has stopped, or when there is none', () => {
    expect(statusWith(pod(['a']), biz('stopped'), 'x', NOW).phase).toBe('Succeeded');
    const noJar = pod([]);
    noJar.spec.containers.push({ name: 'a', image: 'nginx' });
    expect(statusWith(noJar, biz('activated'), 'x', NOW).phase).toBe('Succeeded');
  });

  it('keeps what is known of the other containers', () => {
    const first = statusWith(pod(['a', 'b']), biz('activated'), 'x', NOW);
    expect(first.phase).toBe('Running');
    expect(first.containerStatuses?.map((one) => one.ready)).toEqual([true, false]);
    const both = statusWith(pod(['a', 'b'], first), biz('activated', { name: 'b' }), 'x', NOW);
    expect(both.containerStatuses?.map((one) => one.ready)).toEqual([true, true]);
    expect(both.conditions[0]?.status).toBe('True');
  });
});

describe('freshness', () => {
  const at = (second: number, minute = 4) => Date.UTC(2026, 0, 2, 3, minute, second);
  const running = (second: number) => {
    const startedAt = seconds(new Date(at(second)));
    return pod(['a'], { containerStatuses: [{ name: 'a', state: { running: { startedAt } } }] });
  };
  const compared = new Freshness(new ModelTime(1), () => true);

  it('lets a running pod take news only later in some minute than it was last written', () => {
    const isNews = (shown: number, heard: number, minute: number) =>
      compared.isNews(running(shown), biz('deactivated', { changedAt: at(heard, minute) }));
    expect(isNews(48, 3, 5)).toBe(false);
    expect(isNews(48, 18, 5)).toBe(false);
    expect(isNews(48, 48, 30)).toBe(false);
    expect(isNews(48, 49, 5)).toBe(true);
    expect(isNews(3, 18, 4)).toBe(true);
  });

  it('lets waiting and empty pods take news at any second but the first', () => {
    for (const state of [{}, { waiting: {} }]) {
      const idle = pod(['a'], { containerStatuses: [{ name: 'a', state }] });
      expect(compared.isNews(idle, biz('activated', { changedAt: at(1) }))).toBe(true);
      expect(compared.isNews(idle, biz('activated', { changedAt: at(0) }))).toBe(false);
    }
  });

  it('goes by the faster clock, finer than the API server keeps it', () => {
    const fast = new Freshness(new ModelTime(10), () => true);
    const written = biz('activated', { changedAt: at(30) + 450 });
    fast.wrote(running(30), written);
    const later = (ms: number) => biz('deactivated', { changedAt: at(30) + ms });
    expect(fast.isNews(running(30), later(400))).toBe(false);
    expect(fast.isNews(running(30), later(560))).toBe(true);
  });

  it('takes everything for news where the real comparison is off', () => {
    const honest = new Freshness(new ModelTime(1), () => false);
    expect(honest.isNews(running(48), biz('deactivated', { changedAt: at(3, 5) }))).toBe(true);
  });
});

describe('answers of queryAllBiz', () => {
  const listed = { bizName: 'a', bizVersion: '1', bizState: 'activated' };

  it('count from when they were asked for, unless a record has a time', () => {
    const [plain] = statusesOf([{ ...listed, bizStateRecords: [{}, {}] }], 77);
    expect(plain).toMatchObject({ key: 'a:1', changedAt: 77, reason: '' });
    const bizStateRecords = [
      { changeTime: 5, reason: 'Started' },
      { changeTime: 9, reason: 'Switched', message: 'm' },
    ];
    const [told] = statusesOf([{ ...listed, bizStateRecords }], 77);
    expect(told).toMatchObject({ changedAt: 9, reason: 'Switched', message: 'm' });
  });

  it('belong to the pod that asks for just this version', () => {
    const { owned, orphans } = withPods(
      [pod(['a'])],
      [biz('x', { podKey: '' }), biz('x', { key: 'a:2' })],
    );
    expect(owned.map((one) => one.podKey)).toEqual(['ns/p']);
    expect(orphans.map((one) => one.key)).toEqual(['a:2']);
  });
});

describe('the turn to query', () => {
  it('is lost by who comes while another has it, and won twice by the other', async () => {
    const turn = new QueryTurn(() => true);
    const asked: string[] = [];
    let answer = (): void => undefined;
    const first = turn.take(async () => {
      asked.push('one');
      if (asked.length === 1) await new Promise<void>((resolve) => (answer = resolve));
    });
    await turn.take(() => {
      asked.push('two');
      return Promise.resolve();
    });
    answer();
    await first;
    expect(asked).toEqual(['one', 'one']);
  });
});
