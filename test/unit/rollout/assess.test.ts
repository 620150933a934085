import { describe, expect, test } from 'vitest';
import {
  goneGraceMs,
  judge,
  silenceGraceMs,
  roomGraceMs,
  type AssessContext,
  type Judgement,
  type Sight,
} from '../../../src/rollout/assess.ts';
import { english } from '../english.ts';
import { biz, context, lists, now, sight, silent, type Given } from './sights.ts';

type Row = readonly [string, Given, Partial<AssessContext>, Partial<Judgement>];

function check(_: string, given: Given, surroundings: Partial<AssessContext>, expected: object) {
  expect(english(judge(sight(given), { ...context, ...surroundings }))).toMatchObject(expected);
}

describe('a pod that Kubernetes has not placed', () => {
  const taken = '0/4 nodes are available: 4 node(s) did not match pod anti-affinity rules';
  const unplaced = (more: Partial<Sight['pod']> = {}): Given => ({
    base: undefined,
    answer: undefined,
    pod: { node: undefined, ready: false, phase: 'Pending', boundAt: undefined, ...more },
  });
  const refused = unplaced({ unschedulable: taken });
  const left = (ms: number) => ({ roomSince: now - ms });

  test.each<Row>([
    [
      'the scheduler has not looked yet: wait, however long',
      unplaced({ createdAt: 0 }),
      {},
      { state: 'waiting', cause: 'not yet scheduled' },
    ],
    [
      'no place, but an old pod is on its way out: wait for it, however long',
      refused,
      { placesToCome: 1, roomSince: now - 600_000 },
      { state: 'waiting', cause: 'waits for an old pod to leave its base' },
    ],
    [
      'the last old pod left a moment ago: the scheduler gets time to see it',
      refused,
      left(roomGraceMs - 1),
      { state: 'waiting', cause: taken },
    ],
    [
      'a new pod gets the same time, whoever left long before it came',
      unplaced({ unschedulable: taken, createdAt: now - 100 }),
      left(600_000),
      { state: 'waiting', cause: taken },
    ],
    [
      'no place and nobody left to go: doomed, in the scheduler’s words',
      refused,
      left(roomGraceMs),
      {
        state: 'doomed',
        cause: `no free base: ${taken}`,
        next: expect.stringContaining('koupctl lint') as string,
      },
    ],
    [
      'no place while nodes are NotReady: they may come back, and nothing is wrong with the affinity',
      refused,
      { nodesAway: 2 },
      {
        state: 'waiting',
        cause: `no free base while 2 node(s) are NotReady: ${taken}`,
        next: expect.stringContaining('kube-node-lease') as string,
      },
    ],
    [
      'no place from the start: doomed as well',
      refused,
      {},
      { state: 'doomed', cause: `no free base: ${taken}` },
    ],
  ])('%s', check);
});

describe('a pod whose base is not to be found', () => {
  const gone = (ms: number | undefined): Given => ({
    base: undefined,
    answer: undefined,
    goneSince: ms === undefined ? undefined : now - ms,
  });
  const waits = { state: 'waiting', cause: 'node vnode.10.0.0.1.dev is not there' } as const;

  test.each<Row>([
    ['seen missing for the first time: lists lag behind each other', gone(undefined), {}, waits],
    ['missing for a moment: the same', gone(goneGraceMs - 1), {}, waits],
    [
      'missing for good: doomed, and the node is named',
      gone(goneGraceMs),
      {},
      {
        state: 'doomed',
        cause: 'the base is gone: node vnode.10.0.0.1.dev no longer exists',
        next: 'bring the base back, or lower the replicas',
      },
    ],
    [
      'missing for good: pod status is no proof that anything runs there',
      gone(goneGraceMs),
      { proof: 'kubernetes' },
      { state: 'doomed' },
    ],
  ])('%s', check);
});

describe('a base that does not answer', () => {
  const mute = (why: string, ms: number | undefined, ready: boolean): Given => ({
    answer: silent(why),
    silentSince: ms === undefined ? undefined : now - ms,
    pod: { ready },
  });
  const long = silenceGraceMs;
  const short = silenceGraceMs - 1;
  const refused = 'connection refused';
  const timeout = 'no answer in 5 s';

  test.each<Row>([
    [
      'refuses for a moment while the pod is not ready: it may be starting',
      mute(refused, short, false),
      {},
      { state: 'installing', cause: 'the base does not answer: connection refused' },
    ],
    [
      'refuses for long: down, though its pod still says Ready',
      mute(refused, long, true),
      {},
      {
        state: 'doomed',
        cause: 'the base is down: connection refused',
        next: expect.stringContaining('restart the base') as string,
      },
    ],
    [
      'refuses for long by both ways: down',
      mute(`${refused}; through the API server: ${refused}`, long, false),
      {},
      { state: 'doomed' },
    ],
    [
      'takes connections and closes them for long: as down as one that refuses them',
      mute('connection closed without an answer', long, true),
      {},
      { state: 'doomed', cause: 'the base is down: connection closed without an answer' },
    ],
    [
      'resets connections for long, says the API server: down',
      mute('no answer within 5 s; through the API server: connection reset by peer', long, true),
      {},
      { state: 'doomed' },
    ],
    [
      'says nothing for long, and its pod is not ready: it hangs',
      mute(timeout, long, false),
      {},
      {
        state: 'doomed',
        cause: 'the base hangs: no answer in 5 s',
        next: expect.stringContaining("base's log") as string,
      },
    ],
    [
      'says nothing for long, and its pod is ready: not seen, which is neither good nor bad',
      mute(timeout, 600_000, true),
      {},
      { state: 'unseen', cause: 'not seen on the base: no answer in 5 s' },
    ],
    [
      'as silent as all others: the network in between, so nobody is doomed',
      mute(refused, 600_000, false),
      { anyBaseAnswered: false },
      { state: 'installing' },
    ],
    [
      'as silent as all others, its pod ready: not seen',
      mute(refused, 600_000, true),
      { anyBaseAnswered: false },
      { state: 'unseen' },
    ],
    [
      'silent for the first time: not doomed at once',
      mute(refused, undefined, false),
      {},
      { state: 'installing' },
    ],
  ])('%s', check);
});

describe('--proof kubernetes', () => {
  const proof = { proof: 'kubernetes' } as const;
  const active = { state: 'active' } as const;

  test.each<Row>([
    ['the pod is ready: that is all the proof there is', { answer: undefined }, proof, active],
    ['what a base says counts for nothing', { answer: lists(biz('broken')) }, proof, active],
    [
      'not ready, with a reason: doomed with it',
      { answer: undefined, pod: { ready: false, trouble: 'Failed: no jar' } },
      proof,
      { state: 'doomed', cause: 'Failed: no jar' },
    ],
    [
      'not ready, as pods on vnodes are without any reason: installing, until the time-out',
      { answer: undefined, pod: { ready: false } },
      proof,
      { state: 'installing' },
    ],
  ])('%s', check);
});
