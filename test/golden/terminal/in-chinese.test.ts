import { describe, expect, it } from 'vitest';
import { progressIn } from '../../../src/messages/progress.ts';
import { said } from '../../../src/messages/said-of.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import type { Language } from '../../../src/world.ts';
import { viewLines } from '../../../src/terminal/live/live-view.ts';
import { eventsReporter } from '../../../src/terminal/reporter-events.ts';
import { plainReporter } from '../../../src/terminal/reporter-plain.ts';
import { createResults } from '../../../src/terminal/results.ts';
import { createSink } from '../../../src/terminal/streams.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { FakeStream } from '../../unit/terminal/fake-stream.ts';
import { screen, widest } from './screen.ts';
import { base, now, opened, play, secondsAgo, started } from './story.ts';

const doomed = base('vnode.2-1.dev', {
  state: 'doomed',
  cause: said(({ judged }) => judged.failsAtStart('biz1', 'OutOfMemoryError')),
  next: said(({ advised }) => advised.look),
  since: secondsAgo(10),
});

const begun: RolloutEvent[] = [
  started,
  opened(1, 3, 1),
  { type: 'batch-healthy', batch: 1, tookMs: 12_300, bases: ['vnode.1-0.dev'] },
];

const failing: RolloutEvent[] = [
  { type: 'waiting', for: 'confirm', batch: 1 },
  { type: 'confirmed', batch: 1, by: 'zhang' },
  { type: 'waiting', for: 'gray', batch: 1, until: now + 25_000 },
  opened(2, 3, 3),
  { type: 'switched', batch: 2, version: '1.0.2', bases: ['a', 'b'], tookMs: 240 },
  {
    type: 'batch-progress',
    batch: 2,
    healthy: 1,
    size: 3,
    pending: [base('vnode.2-0.dev'), doomed],
  },
];

const given: RolloutEvent[] = [
  { type: 'warning', text: said(({ warned }) => warned.serverBack) },
  { type: 'batch-failed', batch: 2, doomed: [doomed, base('vnode.2-0.dev')] },
  { type: 'held', batch: 2, why: said(({ holds }) => holds.paused) },
  { type: 'undo-started', why: said(({ undoing }) => undoing.failed) },
  { type: 'undo-progress', remaining: 2, what: said(({ undoing }) => undoing.withNew) },
  { type: 'undone', tookMs: 4000 },
  { type: 'waiting', for: 'soak', batch: 3, until: now + 5_000 },
];

function streams() {
  const stream = new FakeStream();
  const sink = createSink(stream);
  const paint = createPaint(0);
  const outs = { out: sink, outPaint: paint, err: sink, errPaint: paint };
  const results = createResults({ ...outs, format: 'table' });
  return { stream, sink, paint, results };
}

function log(events: readonly RolloutEvent[], language: Language): string {
  const { stream, sink, paint, results } = streams();
  const parts = { results, err: sink, paint, now: () => now, verbose: true };
  const reporter = plainReporter({ ...parts, language });
  for (const event of events) reporter.event(event);
  return `\n${stream.text}`;
}

describe('a rollout in a log', () => {
  const all = [...begun, ...failing, ...given];

  it('in English', () => {
    expect(log(all, 'en')).toBe(`
rollout r-7f3a: biz1 1.0.2 on Deployment default/biz1, 3 batches (1, 4, 10), install-then-uninstall
batch 1/3: opened, 1 base: vnode.1-0.dev
batch 1/3: healthy in 12s, 1 base: vnode.1-0.dev
next: batch 2 (3 bases) when confirmed
batch 1/3: confirmed by zhang
next: batch 2 (3 bases) in 25s (gray)
batch 2/3: opened, 3 bases: vnode.2-0.dev, vnode.2-1.dev, vnode.2-2.dev
batch 2/3: 2 bases switched to 1.0.2 in 240ms
batch 2/3: vnode.2-1.dev (10.0.0.7) doomed: biz1 fails at start: OutOfMemoryError → look into the base's log for the cause
warning: the API server answers again; going on
batch 2/3: failed, 1 base doomed, 1 base not healthy
held at batch 2: it was paused
undoing: a batch failed
undone in 4s
next: batch 3 is healthy if it stays so for 5s (soak)
`);
  });

  it('in Chinese', () => {
    expect(log(all, 'zh')).toBe(`
发布 r-7f3a：biz1 1.0.2，Deployment default/biz1，共 3 批（1、4、10），install-then-uninstall
批次 1/3：已打开，1 个基座：vnode.1-0.dev
批次 1/3：已健康，用时 12s，1 个基座：vnode.1-0.dev
接下来：确认后进行第 2 批（3 个基座）
批次 1/3：由 zhang 确认
接下来：25s 后进行第 2 批（3 个基座）（gray）
批次 2/3：已打开，3 个基座：vnode.2-0.dev、vnode.2-1.dev、vnode.2-2.dev
批次 2/3：2 个基座已切换到 1.0.2，用时 240ms
批次 2/3：vnode.2-1.dev（10.0.0.7）失败：biz1 启动失败：OutOfMemoryError → 在基座的日志中查找原因
警告：API server 恢复应答；继续进行
批次 2/3：失败，1 个基座失败，1 个基座未健康
停在第 2 批：它被暂停了
正在回滚：有一批失败了
已回滚，用时 4s
接下来：第 3 批再保持 5s 即为健康（soak）
`);
  });

  it('of steps, in Chinese', () => {
    const failed: RolloutEvent = { type: 'batch-failed', batch: 2, doomed: [base('a')] };
    const told = log([{ ...started, policy: 'scale' }, ...begun.slice(1), failed], 'zh');
    expect(told).toBe(`
发布 r-7f3a：biz1 1.0.2，Deployment default/biz1，共 3 步（1、4、10），scale
步骤 1/3：已打开，1 个基座：vnode.1-0.dev
步骤 1/3：已证实，用时 12s，1 个基座：vnode.1-0.dev
步骤 2/3：失败，1 个基座未证实
`);
  });

  it('for programs stays English', () => {
    const { stream, sink, paint, results } = streams();
    const outs = { out: sink, err: sink, errPaint: paint, results, now: () => now };
    const reporter = eventsReporter(outs);
    for (const event of all) reporter.event(event);
    expect(stream.text).not.toMatch(/\p{Script=Han}/u);
    expect(stream.text).toContain('"type":"undo-started","why":"a batch failed"');
    expect(stream.text).toContain('"cause":"biz1 fails at start: OutOfMemoryError"');
  });
});

describe('the picture of a rollout, in Chinese', () => {
  const drawn = (events: readonly RolloutEvent[], height = 24, width = 80) =>
    viewLines(play(events, 45, undefined, 'zh'), now, { width, height }, progressIn('zh'));

  it('while a batch is open', () => {
    const lines = drawn([...begun, ...failing]);
    expect(screen(lines)).toBe(`
biz1 1.0.2，Deployment default/biz1  2/10 健康  install-then-uninstall
批次 1/3  1 个基座  已健康，用时 12s
批次 2/3  3 个基座  1/3 健康，切换用时 240ms  45s
  vnode.2-1.dev  10.0.0.7  失败        10s     biz1 启动失败：OutOfMemoryError
    → 在基座的日志中查找原因
  vnode.2-0.dev  10.0.0.7  安装中      32s
批次 3/3  6 个基座  未开始
接下来：第 2 批健康后进行第 3 批（6 个基座）
`);
    expect(widest(lines)).toBeLessThanOrEqual(80);
  });

  it('where there is little room', () => {
    const lines = drawn([...begun, ...failing], 6, 40);
    expect(screen(lines)).toBe(`
biz1 1.0.2，Deployment default/biz1  2/…
批次 1/3  1 个基座  已健康，用时 12s
批次 2/3  3 个基座  1/3 健康，切换用时 …
  … 另有 2 个：1 个失败，1 个安装中
批次 3/3  6 个基座  未开始
接下来：第 2 批健康后进行第 3 批（6 个…
`);
    expect(widest(lines)).toBeLessThanOrEqual(40);
  });

  it('while it is undone', () => {
    expect(screen(drawn([...begun, ...failing, ...given.slice(0, -2)]))).toBe(`
biz1 1.0.2，Deployment default/biz1  2/10 健康  install-then-uninstall
批次 1/3  1 个基座  已健康，用时 12s
批次 2/3  3 个基座  失败：3 个基座中有 1 个失败
  vnode.2-1.dev  10.0.0.7  失败        10s     biz1 启动失败：OutOfMemoryError
    → 在基座的日志中查找原因
  vnode.2-0.dev  10.0.0.7  安装中      32s
批次 3/3  6 个基座  未开始
正在回滚：有一批失败了
  还剩 2 个：仍有新版本的基座
`);
  });
});
