import { expect, test } from 'vitest';
import { messagesOf } from '../../../src/messages/messages.ts';
import { say } from '../../../src/plan/saying.ts';
import type { Plan, PlannedBatch } from '../../../src/plan/types.ts';
import { askAtBoundary } from '../../../src/rollout/boundary.ts';
import type { Assignment, Ports } from '../../../src/rollout/context.ts';
import type { Driver } from '../../../src/rollout/driver.ts';
import { nothingOpen, type Stairs } from '../../../src/rollout/stairs.ts';
import { walk } from '../../../src/rollout/walk.ts';
import { textIn, type Text } from '../../../src/said.ts';
import type { Choice } from '../../../src/world.ts';
import { stock } from './sights.ts';

/** Somebody who holds at every question, and what was asked, in both languages. */
function bench() {
  const asked: Text[] = [];
  const ports = {
    clock: {
      now: () => 0,
      sleep: (ms: number, over: AbortSignal) =>
        new Promise<void>((resolve) => {
          if (ms > 0) over.addEventListener('abort', () => resolve(), { once: true });
          else resolve();
        }),
    },
    emit: () => undefined,
    signal: new AbortController().signal,
    ask: {
      interactive: true,
      confirm: (question: Text) => {
        asked.push(question);
        return Promise.resolve(false);
      },
      choose: (question: Text, choices: readonly Choice<string>[]) => {
        asked.push(question, ...choices.map(({ label }) => label));
        return Promise.resolve('hold');
      },
    },
  } as unknown as Ports;
  const inBoth = () => [asked.map(String), asked.map((text) => textIn(text, 'zh'))];
  return { ports, inBoth };
}

function planOf(...batches: readonly Partial<PlannedBatch>[]): Plan {
  const workload = { kind: 'Deployment', namespace: 'shop', name: 'stock' };
  return { workload, module: stock(), batches } as unknown as Plan;
}

test.each([
  [
    'with its bases',
    { size: 7, candidates: 'abcdef'.split('') },
    'Step 1 is proven. The next one touches 7 base(s) of a, b, c, d, e. Go on?',
    '第 1 步已证实。下一步涉及 7 个基座（a、b、c、d、e）。继续？',
  ],
  [
    'where they are not known',
    { size: 1, candidates: [] },
    'Step 1 is proven. The next one touches 1 base(s). Go on?',
    '第 1 步已证实。下一步涉及 1 个基座。继续？',
  ],
  [
    'in the words of the plan',
    { size: 1, candidates: ['a'], says: say('some-leave', 2) },
    'Step 1 is proven. The next one: 2 old one(s) leave. Go on?',
    '第 1 步已证实。下一步：2 个旧基座离开。继续？',
  ],
])('between two steps the next one is named, %s', async (_, next, english, chinese) => {
  const { ports, inBoth } = bench();
  const plan = planOf({ size: 1, cumulative: 1, candidates: [] }, next);
  const options = { soakMs: 0, timeoutMs: 0, confirm: 'each' };
  const assignment = { plan, options, comeBack: 'again', undo: 'undo' } as unknown as Assignment;
  const stairs = {
    begin: () => Promise.resolve(),
    step: () => Promise.resolve(),
    look: () => Promise.resolve(nothingOpen),
    leave: () => Promise.resolve(),
    close: () => undefined,
  } as unknown as Stairs;
  await walk(ports, assignment, stairs, { done: () => '', doing: '', back: undefined });
  expect(inBoth()).toEqual([[english], [chinese]]);
});

const choices = ['continue', 'hold and leave', 'roll back', 'show details', 'show the diff'];
const chosen = ['继续', '停在这里，退出', '回滚', '查看详情', '查看差异'];

test.each([
  [
    1,
    [
      ['Batch 1 is healthy. The next one touches a, b, c, d, e and 2 more. Go on?', ...choices],
      ['第 1 批已健康。下一批涉及 a、b、c、d、e 等 7 个。继续？', ...chosen],
    ],
  ],
  [
    2,
    [
      [
        'Batch 2 is healthy. Remove the old version everywhere?',
        'continue: remove the old version',
        ...choices.slice(1),
      ],
      ['第 2 批已健康。从所有基座移除旧版本？', '继续：移除旧版本', ...chosen.slice(1)],
    ],
  ],
])('after batch %d of 2 a person has the choice', async (batch, both) => {
  const { ports, inBoth } = bench();
  const driver = { touches: () => 'abcdefg'.split('') } as unknown as Driver;
  const assignment = { plan: planOf({}, {}) } as unknown as Assignment;
  expect(await askAtBoundary(ports, assignment, driver, batch, [])).toBe('hold');
  expect(inBoth()).toEqual(both);
});

const { asks } = messagesOf('en').rollout;
const { asks: zh } = messagesOf('zh').rollout;

test.each([
  [
    asks.deploy('stock 2.0.0', 'dev'),
    'Deploy stock 2.0.0 on dev?',
    zh.deploy('stock 2.0.0', 'dev'),
    '在 dev 上部署 stock 2.0.0？',
  ],
  [
    asks.goOn('stock 2.0.0', 'dev'),
    'Go on with stock 2.0.0 on dev?',
    zh.goOn('stock 2.0.0', 'dev'),
    '在 dev 上继续 stock 2.0.0 的发布？',
  ],
  [
    asks.undo('2.0.0', 'stock 1.0.0', 'dev'),
    'Undo 2.0.0 and go back to stock 1.0.0 on dev?',
    zh.undo('2.0.0', 'stock 1.0.0', 'dev'),
    '在 dev 上撤销 2.0.0，回滚到 stock 1.0.0？',
  ],
  [
    asks.scale('stock', 3, 'dev'),
    'Scale stock to 3 base(s) on dev?',
    zh.scale('stock', 3, 'dev'),
    '在 dev 上把 stock 调整到 3 个基座？',
  ],
  [
    asks.offline('stock', 3, 'Deployment stock', 'dev'),
    'Uninstall stock from 3 base(s) and delete Deployment stock on dev?',
    zh.offline('stock', 3, 'Deployment stock', 'dev'),
    '在 dev 上从 3 个基座卸载 stock，并删除 Deployment stock？',
  ],
  [
    asks.limit('base', undefined, 'dev'),
    'Allow any number of modules on a base of base on dev?',
    zh.limit('base', 5, 'dev'),
    '在 dev 上把 base 的上限改为：每个基座最多 5 个模块？',
  ],
  [
    asks.release('stock 2.0.0', 'dev'),
    'Release stock 2.0.0 together with its base on dev?',
    zh.release('stock 2.0.0', 'dev'),
    '在 dev 上把 stock 2.0.0 与它的基座一起发布？',
  ],
])('a command asks: %s', (asked, english, inChinese, chinese) => {
  expect([asked, inChinese]).toEqual([english, chinese]);
});
