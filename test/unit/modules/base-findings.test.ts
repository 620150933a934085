import { expect, test } from 'vitest';
import { diffBases } from '../../../src/modules/base-diff.ts';
import { baseRowOf, goneBaseRow, type BaseSight } from '../../../src/modules/base-findings.ts';
import type { BaseHealth } from '../../../src/world.ts';
import { asked, baseOf, biz, join, now, placed } from './live-site.ts';

const mebi = 1024 * 1024;

function sight(lists: readonly string[] | string, more: Partial<BaseSight> = {}): BaseSight {
  const one = asked(more.base ?? baseOf(), lists);
  return {
    base: one.base,
    answer: one.answer,
    health: undefined,
    actuator: null,
    rows: [],
    kubernetesModules: 0,
    lease: { renewedAt: now - 8_000, lastsMs: 40_000 },
    node: '',
    capacity: null,
    freeFor: null,
    ...more,
  };
}

function health(value: BaseHealth): Pick<BaseSight, 'health'> {
  return { health: { ok: true, value, at: now } };
}

const codes = (one: BaseSight): string[] => baseRowOf(one, now).findings.map(({ code }) => code);

test('a base with which nothing is wrong', () => {
  const fine = sight(['biz1:1.0.0', 'biz2:1.0.0', 'biz1:2.0.0 deactivated', 'shop:1.0.0'], {
    base: baseOf({
      baseName: 'shop',
      env: 'dev',
      labels: { 'base.koupleless.io/host-name': 'p1' },
    }),
    ...health({
      metaspace: { used: 85 * mebi, max: 100 * mebi },
      heap: { used: 97 * mebi },
      upSeconds: 61.2,
      master: biz('shop:1.0.0'),
    }),
    kubernetesModules: 3,
  });
  expect(baseRowOf(fine, now)).toMatchObject({
    baseName: 'shop',
    env: 'dev',
    node: 'vnode.10.0.0.1.dev',
    pod: 'p1',
    answered: true,
    leaseAgeSeconds: 8,
    modules: { activated: 2, deactivated: 1 },
    kubernetesModules: 3,
    metaspace: { used: 85 * mebi, max: 100 * mebi, left: 15 * mebi },
    heap: { used: 97 * mebi, max: null, left: null },
    upSeconds: 61.2,
    findings: [],
  });
});

test.each([
  {
    when: 'its node is NotReady',
    one: sight([], { base: baseOf({ ready: false }) }),
    code: 'not-ready',
  },
  { when: 'it does not answer', one: sight('connection refused'), code: 'unreachable' },
  {
    when: 'nobody renews its lease',
    one: sight([], { lease: { renewedAt: now - 41_000, lastsMs: 40_000 } }),
    code: 'lease-expired',
  },
  { when: 'it has no lease', one: sight([], { lease: undefined }), code: 'lease-missing' },
  {
    when: 'its metaspace is nearly full',
    one: sight([], health({ metaspace: { used: 86 * mebi, max: 100 * mebi } })),
    code: 'metaspace-high',
  },
  { when: 'a module is broken', one: sight(['biz1:1.0.0 broken']), code: 'module-broken' },
  { when: 'a module is unresolved', one: sight(['biz1:1.0.0 unresolved']), code: 'module-broken' },
])('$when: $code', ({ one, code }) => {
  expect(codes(one)).toEqual([code]);
});

test('V1 has no leases, and where they may not be read nothing is said of them', () => {
  const pod = baseOf({ world: 'v1', name: 'base-1', namespace: 'shop' });
  expect(codes(sight([], { base: pod, lease: undefined }))).toEqual([]);
  expect(codes(sight([], { lease: 'unknown' }))).toEqual([]);
});

test('a metaspace without a limit is never nearly full', () => {
  expect(codes(sight([], health({ metaspace: { used: 900 * mebi } })))).toEqual([]);
});

test('where Kubernetes and the base disagree the states are counted; a dark version is no disagreement', () => {
  const lists = ['biz1:1.0.0 deactivated', 'biz1:2.0.0', 'biz9:1.0.0'];
  const rows = join({
    placed: [
      placed('biz1:1.0.0'),
      placed('biz1:2.0.0'),
      placed('biz2:1.0.0'),
      placed('biz3:1.0.0'),
    ],
    bases: [asked(baseOf(), lists)],
  });
  expect(baseRowOf(sight(lists, { rows }), now).findings).toEqual([
    { code: 'disagrees', modules: { 'missing-on-base': 2, 'orphan-on-base': 1 } },
  ]);
});

test('a base that is gone is known by what is left on it', () => {
  const [row] = join({ placed: [placed('biz1:1.0.0')] });
  if (row === undefined) throw new Error('no row');
  expect(goneBaseRow([row, row])).toMatchObject({
    world: 'v2',
    name: 'vnode.10.0.0.1.dev',
    ip: '10.0.0.1',
    ready: false,
    answered: false,
    kubernetesModules: 2,
    findings: [{ code: 'gone', modules: 2 }],
  });
});

test('two bases side by side', () => {
  const left = ['biz1:1.0.0 deactivated', 'biz1:2.0.0', 'biz2:1.0.0', 'biz4:1.0.0'].map(biz);
  const right = ['biz2:1.0.0', 'biz1:2.0.0', 'biz3:1.0.0 broken', 'biz4:1.0.0 deactivated'].map(
    biz,
  );
  const one = (version: string, state = 'activated') => ({ version, state });
  expect(diffBases(left, right)).toEqual([
    {
      module: 'biz1',
      same: false,
      left: [one('1.0.0', 'deactivated'), one('2.0.0')],
      right: [one('2.0.0')],
    },
    { module: 'biz2', same: true, left: [one('1.0.0')], right: [one('1.0.0')] },
    { module: 'biz3', same: false, left: [], right: [one('1.0.0', 'broken')] },
    { module: 'biz4', same: false, left: [one('1.0.0')], right: [one('1.0.0', 'deactivated')] },
  ]);
});
