import { describe, expect, test } from 'vitest';
import {
  judge,
  traceGraceMs,
  type AskedAgain,
  type Judgement,
} from '../../../src/rollout/assess.ts';
import type { BizInfo } from '../../../src/world.ts';
import { english } from '../english.ts';
import { biz, context, lists, now, sight, stock, vnode, type Given } from './sights.ts';

type Row = readonly [string, Given, Partial<Judgement>];

function check(_: string, given: Given, expected: object) {
  expect({ askAgain: undefined, ...english(judge(sight(given), context)) }).toMatchObject(expected);
}

function asked(result: AskedAgain['result'], reason = '', module = stock()): AskedAgain[] {
  return [{ module, at: now - 100, result, reason }];
}

describe('the base lists the module', () => {
  test.each<[string, BizInfo['state'], Judgement['state']]>([
    ['activated: it runs', 'activated', 'active'],
    [
      'deactivated, as bases leave a second version: it waits for the switch',
      'deactivated',
      'dark',
    ],
    ['resolved: the install goes on', 'resolved', 'installing'],
    ['unresolved: the install goes on', 'unresolved', 'installing'],
    ['in a state that koupctl does not know: nobody calls that running', 'unknown', 'installing'],
    ['broken: it failed at start', 'broken', 'doomed'],
    ['stopped: it is down', 'stopped', 'doomed'],
  ])('%s, whatever the pod says', (_, state, expected) => {
    for (const ready of [true, false]) {
      const seen = sight({ answer: lists(biz(state)), pod: { ready } });
      expect(judge(seen, context).state).toBe(expected);
    }
  });

  test('a base without a first answer: nothing is known, pod status counts for nothing', () => {
    expect(judge(sight({ answer: undefined }), context)).toEqual({ state: 'waiting' });
  });

  test.each<Row>([
    [
      'broken, and nobody knows why yet: doomed, and the install is to be repeated for its cause',
      { answer: lists(biz('broken')) },
      {
        state: 'doomed',
        cause: 'the base lists stock:2.0.0 as broken',
        next: "look into the base's log for the cause",
        askAgain: stock(),
      },
    ],
    [
      'broken, and the pod knows a little: its words are kept',
      { answer: lists(biz('broken')), pod: { trouble: 'Failed: no bean' } },
      { cause: 'the base lists stock:2.0.0 as broken (Failed: no bean)' },
    ],
    [
      'broken, and the base has said why: doomed with the base’s words, and asked no more',
      {
        answer: lists(biz('broken')),
        asked: asked('rejected', 'IllegalStateException: stock table missing'),
      },
      {
        state: 'doomed',
        cause: 'stock:2.0.0 fails at start: IllegalStateException: stock table missing',
        next: 'mend the module and deploy it under a new version',
      },
    ],
    [
      'broken, and the base did not say why when asked: not asked over and over',
      { answer: lists(biz('broken')), asked: asked('unanswered', 'no answer in 60 s') },
      { state: 'doomed', askAgain: undefined },
    ],
  ])('%s', check);
});

describe('the base lists no such module', () => {
  const bound = (ms: number, more: Given = {}): Given => ({
    answer: lists(biz('activated', '1.0.0')),
    ...more,
    pod: { ready: false, boundAt: now - ms, ...more.pod },
  });

  test.each<Row>([
    [
      'bound a moment ago, the old version still active: installing, nobody is bothered',
      bound(traceGraceMs - 1),
      { state: 'installing' },
    ],
    [
      'bound long ago: the base is asked to repeat the install',
      bound(traceGraceMs),
      { state: 'installing', cause: 'the base does not list it yet', askAgain: stock() },
    ],
    [
      'bound to a node that nobody tends: that is said, and what keeps a controller from it',
      { ...bound(traceGraceMs), base: { ...vnode(), ready: false } },
      {
        state: 'installing',
        cause: 'the base does not list it yet, and its node is NotReady',
        next: expect.stringContaining('kube-node-lease') as string,
      },
    ],
    [
      'the pod carries no binding time: its age counts',
      bound(0, { pod: { boundAt: undefined, createdAt: now - traceGraceMs } }),
      { state: 'installing', askAgain: stock() },
    ],
    [
      'a restarted base lost it while the pod still says Ready: the base is believed',
      { answer: lists(), pod: { ready: true } },
      { state: 'installing', askAgain: stock() },
    ],
    [
      'the jar holds a module of another name: that name is shown',
      { answer: lists(biz('activated', '2.0.0', 'store')), pod: { ready: false } },
      { state: 'installing', cause: 'the base does not list it yet; it does list store' },
    ],
    [
      'asked just now, an install is under way: said so, and left alone',
      bound(60_000, { asked: asked('busy', 'conflict, exist unfinished command') }),
      {
        state: 'installing',
        cause: 'the base does not list it yet; an install is under way there',
        askAgain: undefined,
      },
    ],
    [
      'asked a while ago, still nothing: asked once more',
      bound(60_000, { asked: asked('busy').map((one) => ({ ...one, at: now - traceGraceMs })) }),
      { state: 'installing', askAgain: stock() },
    ],
    [
      'asked, and it gave no answer: why is shown',
      bound(60_000, { asked: asked('unanswered', 'no answer in 60 s') }),
      {
        state: 'installing',
        cause:
          'the base does not list it yet; asked to repeat the install it gave no answer: no answer in 60 s',
      },
    ],
    [
      'asked, said it installed, and lists nothing: believed only when it lists it',
      bound(60_000, { asked: asked('installed') }),
      { state: 'installing', askAgain: undefined },
    ],
  ])('%s', check);

  test('a fresh install shows no cause: nothing is wrong yet', () => {
    expect(judge(sight(bound(1_000)), context)).toEqual({ state: 'installing' });
  });

  test.each<[string, string, RegExp]>([
    [
      'the jar is not there',
      'java.io.FileNotFoundException: http://jars.test/stock-2.0.0-ark-biz.jar',
      /check that the bases can read http:\/\/jars\.test\/stock-2\.0\.0-ark-biz\.jar/,
    ],
    ['the metaspace is full', 'java.lang.OutOfMemoryError: Metaspace', /free metaspace/],
    ['the module throws at start', 'IllegalStateException: no table', /under a new version/],
    ['the base gives no reason', '', /look into the base's log/],
  ])('rejected because %s: doomed at once, with what to do', (_, reason, next) => {
    const seen = sight(bound(100, { asked: asked('rejected', reason) }));
    expect(english(judge(seen, context))).toEqual({
      state: 'doomed',
      cause: `the base rejects stock:2.0.0: ${reason}`,
      next: expect.stringMatching(next) as string,
    });
  });
});

describe('an undo after a rejection', () => {
  test('the rejection was of the new version: the old one is asked for anew', () => {
    const old = stock('1.0.0');
    const seen = sight({ modules: [old], answer: lists(), asked: asked('rejected', 'no table') });
    expect(judge(seen, context)).toMatchObject({ state: 'installing', askAgain: old });
  });
});

describe('a base whose node was made anew after the pod was bound to it', () => {
  const anew = (ms: number, more: Given = {}): Given => ({
    base: vnode(1, now - ms),
    answer: lists(),
    ...more,
  });

  test.each<Row>([
    [
      'the base does not list the module: nothing brings it back, though the pod says Ready',
      anew(traceGraceMs),
      {
        state: 'doomed',
        cause:
          "the base's node was made anew after this pod was bound: nothing installs stock:2.0.0 again",
        next: 'delete the pod: kubectl delete pod stock-7d9f-x2x -n shop',
        askAgain: undefined,
      },
    ],
    [
      'a moment ago: the list may be older than the node',
      anew(traceGraceMs - 1_000),
      { state: 'installing', askAgain: undefined },
    ],
    [
      'the base kept the module: all is well',
      anew(traceGraceMs, { answer: lists(biz('activated')) }),
      { state: 'active' },
    ],
    [
      'the pod was bound in the same second, or later: it is a usual install',
      anew(60_000),
      { state: 'installing', askAgain: stock() },
    ],
    [
      'nobody knows when the pod was bound: it may have waited for the node',
      anew(traceGraceMs, { pod: { boundAt: undefined } }),
      { state: 'installing' },
    ],
    [
      'the controller’s report has taken the binding away, and is of before too',
      anew(traceGraceMs, { pod: { boundAt: undefined, reportedAt: now - 30_000 } }),
      { state: 'doomed' },
    ],
    [
      'the controller has reported of the pod since: it installs what comes to the node',
      anew(traceGraceMs, { pod: { boundAt: undefined, reportedAt: now - traceGraceMs } }),
      { state: 'installing', askAgain: stock() },
    ],
    [
      'the base has said why it rejects the module: its words are worth more',
      anew(traceGraceMs, { asked: asked('rejected', 'no table') }),
      { state: 'doomed', cause: 'the base rejects stock:2.0.0: no table' },
    ],
  ])('%s', check);
});

describe('several modules in one pod', () => {
  const modules = [stock(), stock('2.0.0', 'price')];
  const both = (a: BizInfo['state'], b: BizInfo['state']) =>
    judge(sight({ modules, answer: lists(biz(a), biz(b, '2.0.0', 'price')) }), context);

  test.each<[string, BizInfo['state'], BizInfo['state'], Judgement['state']]>([
    ['both run: active', 'activated', 'activated', 'active'],
    ['one is dark: the pod is, so that it is switched', 'activated', 'deactivated', 'dark'],
    ['one is dark, one installs: no switch yet', 'deactivated', 'resolved', 'installing'],
    ['one is broken: doomed, whatever the other does', 'activated', 'broken', 'doomed'],
    ['one is broken, one installs: doomed at once', 'resolved', 'broken', 'doomed'],
  ])('%s', (_, a, b, state) => {
    expect(both(a, b).state).toBe(state);
    expect(both(b, a).state).toBe(state);
  });

  const price = modules[1];

  test('one runs, of the other is no trace: the base is asked for that one', () => {
    expect(judge(sight({ modules }), context)).toEqual({
      state: 'installing',
      cause: 'the base does not list price:2.0.0 yet',
      askAgain: price,
    });
  });

  test('one hangs half installed, of the other is no trace: the one does not hide the other', () => {
    const seen = sight({ modules, answer: lists(biz('resolved')) });
    for (const turned of [modules, modules.toReversed()]) {
      const { askAgain, cause } = judge({ ...seen, modules: turned }, context);
      expect(askAgain).toBe(price);
      expect(String(cause).split('; ').sort()).toEqual([
        'on the base stock:2.0.0 is resolved',
        'the base does not list price:2.0.0 yet',
      ]);
    }
  });

  test('one was rejected: the other is not called so, and is asked for all the same', () => {
    const seen = sight({ modules, asked: asked('rejected', 'no table') });
    expect(judge(seen, context)).toMatchObject({ state: 'installing', askAgain: price });
    expect(judge({ ...seen, answer: lists() }, context)).toEqual({
      state: 'doomed',
      cause: 'the base rejects stock:2.0.0: no table',
      next: "look into the base's log for the cause",
    });
  });

  test('both were rejected: both causes are told', () => {
    const all = [...asked('rejected', 'no table'), ...asked('rejected', 'no room', price)];
    expect(judge(sight({ modules, answer: lists(), asked: all }), context).cause).toEqual(
      'the base rejects stock:2.0.0: no table; the base rejects price:2.0.0: no room',
    );
  });

  test('the cause names the module that fails, not its neighbour', () => {
    expect(both('activated', 'broken').cause).toEqual('the base lists price:2.0.0 as broken');
  });

  test('a pod whose containers are no modules: doomed, not silently fine', () => {
    expect(judge(sight({ modules: [] }), context)).toEqual({
      state: 'doomed',
      cause: 'the pod has no module container',
    });
  });
});
