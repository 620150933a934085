import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { faultOf } from '../../../src/messages/fault-of.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import { outcomeIn, type Outcome } from '../../../src/outcome.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { judge } from '../../../src/rollout/assess.ts';
import { Superseded, type Assignment, type Ports } from '../../../src/rollout/context.ts';
import type { Stop } from '../../../src/rollout/decide.ts';
import { endings } from '../../../src/rollout/endings.ts';
import { confirm } from '../../../src/rollout/orders.ts';
import { whyGone } from '../../../src/rollout/ownership.ts';
import { parseRecord } from '../../../src/rollout/record.ts';
import { nothingOpen, type Look, type Stairs } from '../../../src/rollout/stairs.ts';
import { troublesOf } from '../../../src/rollout/troubles.ts';
import { undoneWords } from '../../../src/rollout/undone-words.ts';
import { walk } from '../../../src/rollout/walk.ts';
import { textIn } from '../../../src/said.ts';
import { context, sight, stock } from './sights.ts';
import { firstBatchHeld, places, record, verdict } from './v2-standings.ts';

const han = /\p{Script=Han}/u;

const plan = {
  workload: { kind: 'Deployment', namespace: 'shop', name: 'stock' },
  module: stock(),
  batches: [{ cumulative: 1, size: 1 }],
} as unknown as Plan;
const options = { soakMs: 0, timeoutMs: 0 };
const assignment = { plan, options, comeBack: 'again', undo: 'undo' } as unknown as Assignment;

/** In Chinese every sentence is, in English none; what is to be typed stays. */
function bothWays(end: Outcome): Outcome {
  const [chinese, english] = [outcomeIn(end, 'zh'), outcomeIn(end, 'en')];
  for (const line of [chinese.message, ...(chinese.causes ?? [])]) expect(line).toMatch(han);
  expect(JSON.stringify(english)).not.toMatch(han);
  expect(english).toEqual({ ...end, words: undefined });
  expect(chinese.name).toBe(end.name);
  expect(chinese.next?.length).toBe(end.next?.length);
  return chinese;
}

function thrownBy(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a rollout ends', () => {
  const stops: Stop[] = [
    ...(['failed', 'timed-out', 'unavailable', 'shut', 'awaiting-confirm'] as const),
    ...(['held', 'superseded', 'interrupted'] as const),
  ];

  test.each(stops)('%s', (name) => {
    const causes = troublesOf(places(1, judge(sight({ goneSince: 0, base: undefined }), context)));
    const superseded = whyGone(undefined, 'u');
    bothWays(
      endings.stopped(assignment, { name, batch: 1, of: 3, causes, superseded, healthy: false }),
    );
  });

  test('undone, with the time that it took', () => {
    const message = undoneWords('base', [stock()], 4);
    const end = endings.undone(assignment, { proven: true, message, open: [] }, [], 1_500);
    expect(end.message).toMatch(/^undone: stock .* on 4 of 4 bases, 1\.5s after the undo began$/);
    expect(bothWays(end).message).toMatch(/^已回滚：stock .*重新激活，在开始回滚后 1\.5 秒$/);
  });

  test('cut off, in the words of the fault', () => {
    const fault = faultOf(({ rollouts }) => rollouts.recordForeign('shop/r'), { details: ['x'] });
    const end = endings.cutOff(assignment, fault, 0);
    expect(end.causes).toEqual(['x']);
    expect(end.next).toEqual(['go on with the koupctl that wrote it', 'again']);
    const chinese = outcomeIn(end, 'zh');
    expect(chinese.message).toBe(`${fault.in('zh').message}；发布停在第一批之前`);
    expect(chinese.next).toEqual([fault.in('zh').fix, 'again']);
  });
});

describe('a walk ends', () => {
  function walking(look: Partial<Look>): Promise<Outcome> {
    const ports = {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      emit: (event: object) => expect(JSON.stringify(event)).not.toMatch(han),
      signal: new AbortController().signal,
      ask: { interactive: false },
    } as unknown as Ports;
    const stairs = {
      begin: () => Promise.resolve(),
      step: () => Promise.resolve(),
      look: () => Promise.resolve({ ...nothingOpen, ...look }),
      leave: () => Promise.resolve(),
      close: () => undefined,
    } as unknown as Stairs;
    const doing = undoneWords('base', [stock()], undefined);
    return walk(ports, assignment, stairs, { done: () => doing, doing, back: undefined });
  }

  test('timed out, with what is open', async () => {
    const { cause } = judge(sight({ goneSince: 0, base: undefined }), context);
    const pending = [{ base: 'a', ip: '', state: 'doomed' as const, ...(cause && { cause }) }];
    const end = await walking({ pending });
    expect(end.name).toBe('timed-out');
    expect(bothWays(end).message).toMatch(/在第 1 步（共 1 步）超时后仍未证实$/);
  });

  test('timed out, with what a base is doing where no cause is known', async () => {
    const pending = [{ base: 'a', ip: '10.0.0.1', state: 'installing' as const }];
    const end = await walking({ pending });
    expect(end.causes).toEqual(['a (10.0.0.1): installing']);
    expect(bothWays(end).causes).toEqual(['a (10.0.0.1)：安装中']);
  });

  test('superseded', async () => {
    const superseded = whyGone(undefined, 'u');
    const end = await walking(superseded === undefined ? {} : { superseded });
    expect(end.message).toBe('Deployment shop/stock: it was deleted');
    expect(bothWays(end).message).toBe('Deployment shop/stock：它已被删除');
  });
});

test('what stands is told by status', () => {
  const end = verdict(firstBatchHeld(), { record, places: places(1) });
  expect(bothWays(end).message).toBe(
    `到 ${stock().version} 的发布停在第 1 批（共 3 批）：1 个基座中有 1 个运行它（总共 4 个），由 ann@laptop 开始`,
  );
});

test('what another writer did goes on from hand to hand', () => {
  const what = whyGone(undefined, 'u') ?? '';
  const error = new Superseded(what);
  expect(error.message).toBe('it was deleted');
  expect(textIn(error.what, 'zh')).toBe('它已被删除');
});

test('refusals, with their evidence', () => {
  const at = '2025-01-01T00:00:00Z';
  const order = { batch: 1, by: 'ann', at };
  const twice = thrownBy(() => confirm({ rollout: 'r1', confirmed: order }, order));
  expect(twice.details).toEqual([`at ${at}`]);
  const foreign = thrownBy(() => parseRecord('{}', 'shop/r'));
  for (const fault of [twice, foreign].map((one) => one.in('zh'))) {
    for (const line of [fault.message, fault.fix, ...fault.details]) expect(line).toMatch(han);
    expect(fault.outcome).toBe('superseded');
  }
});

describe('every sentence of a rollout', () => {
  /** They only put together what was said, or what is typed. */
  const joints = ['changed.of', 'walked.trouble', 'ends.all'];

  const { rollout } = messagesOf('zh');
  const made = Object.entries(rollout).flatMap(([room, sentences]) =>
    Object.entries(sentences).flatMap(([name, say]): [string, (...given: unknown[]) => string][] =>
      typeof say === 'function' && !joints.includes(`${room}.${name}`)
        ? [[`${room}.${name}`, say as (...given: unknown[]) => string]]
        : [],
    ),
  );

  test.each(made)('%s', (_, say) => {
    // As a name, as a list of names, and taken apart it is the same word.
    const word = Object.assign(['x'], { where: ['x'], strangers: ['x'], asked: undefined });
    expect(say(...Array.from({ length: say.length }, () => word))).toMatch(han);
  });
});
