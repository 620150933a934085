import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { humanReporter } from '../../../src/terminal/reporter-human.ts';
import { createResults } from '../../../src/terminal/results.ts';
import { createSink } from '../../../src/terminal/streams.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { base, opened, started } from '../../golden/terminal/story.ts';
import { VirtualTerminal } from './virtual-terminal.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
});
afterEach(() => {
  vi.useRealTimers();
});

function open(columns = 60, rows = 12, verbose = false) {
  const terminal = new VirtualTerminal(columns, rows);
  const sink = createSink(terminal);
  const paint = createPaint(0);
  const results = createResults({
    out: sink,
    outPaint: paint,
    err: sink,
    errPaint: paint,
    format: 'table',
  });
  const reporter = humanReporter({
    results,
    err: sink,
    paint,
    now: () => Date.now(),
    verbose,
    language: 'en',
  });
  return { terminal, reporter };
}

const progress = (pending: string[], healthy = 0): RolloutEvent => ({
  type: 'batch-progress',
  batch: 1,
  healthy,
  size: pending.length + healthy,
  pending: pending.map((name) => base(name, { since: Date.now() })),
});

describe('progress', () => {
  it('is one line that gives way to the next, and to the result', () => {
    const { terminal, reporter } = open();
    reporter.progress?.('asked 100 of 1000 bases …');
    reporter.progress?.('asked 600 of 1000 bases …');
    vi.advanceTimersByTime(400);
    expect(terminal.screen()).toBe(`
asked 600 of 1000 bases …
`);
    reporter.progress?.(undefined);
    reporter.say('done');
    expect(terminal.screen()).toBe(`
done
`);
  });
});

describe('the live view', () => {
  it('is redrawn in place, and its ages tick', () => {
    const { terminal, reporter } = open();
    reporter.event({ ...started, batches: [1, 4] });
    reporter.event(opened(1, 2, 1));
    reporter.event(progress(['vnode.a.dev']));
    vi.advanceTimersByTime(3200);
    expect(terminal.screen()).toBe(`
biz1 1.0.2 on Deployment default/biz1  0/4 healthy  instal…
batch 1/2  1 base   0/1 healthy  3s
  vnode.a.dev  installing  3s
batch 2/2  3 bases  not started
next: batch 2 (3 bases) when batch 1 is healthy
`);
    reporter.event({ type: 'batch-healthy', batch: 1, tookMs: 3500, bases: [] });
    reporter.settle();
    expect(terminal.screen()).toBe(`
biz1 1.0.2 on Deployment default/biz1  1/4 healthy  instal…
batch 1/2  1 base   healthy in 3s
batch 2/2  3 bases  not started
next: batch 2 (3 bases) when batch 1 is healthy
`);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('draws at most five times a second, and the last state always', () => {
    const { terminal, reporter } = open();
    const write = vi.spyOn(terminal, 'cork');
    reporter.event(opened(1, 1, 100));
    for (let i = 0; i < 1000; i += 1) {
      reporter.event({ type: 'batch-progress', batch: 1, healthy: i / 10, size: 100, pending: [] });
      vi.advanceTimersByTime(1);
    }
    expect(write.mock.calls.length).toBeLessThanOrEqual(6);
    vi.advanceTimersByTime(200);
    expect(terminal.screen()).toContain('99.9/100 healthy');
  });

  it('does not freeze when the clock is set back', () => {
    const { terminal, reporter } = open();
    reporter.event(opened(1, 1, 2));
    vi.setSystemTime(Date.now() - 3_600_000);
    reporter.event({ type: 'batch-progress', batch: 1, healthy: 1, size: 2, pending: [] });
    vi.advanceTimersByTime(250);
    expect(terminal.screen()).toContain('1/2 healthy');
  });

  it('leaves lines that are said above itself', () => {
    const { terminal, reporter } = open(60, 12, true);
    reporter.event(opened(1, 1, 1));
    reporter.say('one');
    reporter.event({ type: 'warning', text: 'two\u001B[2J\nlines' });
    reporter.event({ type: 'wrote', object: 'deployment/biz1', what: 'maxSurge 1' });
    reporter.document({}, ['a result on the same terminal']);
    vi.advanceTimersByTime(1000);
    expect(terminal.screen()).toBe(`
one
warning: two lines
wrote deployment/biz1: maxSurge 1
a result on the same terminal
batch 1/1  1 base  0/1 healthy  1s
next: done when batch 1 is healthy
`);
  });

  it('never grows over the screen, so nothing is left behind when it shrinks', () => {
    const { terminal, reporter } = open(60, 8);
    const names = Array.from({ length: 5000 }, (_, index) => `vnode.${index}.dev`);
    reporter.event(opened(1, 1, 5000));
    reporter.event(progress(names));
    vi.advanceTimersByTime(1000);
    expect(terminal.screen().split('\n')).toHaveLength(9);
    expect(terminal.screen()).toContain('… and 4996 more installing');
    reporter.event({ type: 'batch-healthy', batch: 1, tookMs: 1000, bases: [] });
    reporter.settle();
    expect(terminal.screen()).toBe(
      '\nbatch 1/1  5000 bases  healthy in 1s\nnext: done when batch 1 is healthy\n',
    );
  });

  it('survives a window that becomes narrower, and a wider one', () => {
    const { terminal, reporter } = open(60, 12);
    reporter.say('before');
    reporter.event(started);
    reporter.event(opened(1, 3, 1));
    reporter.event(progress(['vnode.a.dev']));
    vi.advanceTimersByTime(1000);
    terminal.resize(30);
    vi.advanceTimersByTime(1000);
    expect(terminal.screen()).toBe(`
before
biz1 1.0.2 on Deployment def…
batch 1/3  1 base   0/1 heal…
  vnode.…  installing  2s
batch 2/3  3 bases  not star…
batch 3/3  6 bases  not star…
next: batch 2 (3 bases) when…
`);
    terminal.resize(100);
    vi.advanceTimersByTime(1000);
    expect(terminal.screen()).toContain(
      'before\nbiz1 1.0.2 on Deployment default/biz1  0/10 healthy  install-then-uninstall\n',
    );
  });

  it('steps aside for a question: nothing is drawn, lines wait', () => {
    const { terminal, reporter } = open();
    reporter.event({ ...started, batches: [1, 4] });
    reporter.event(opened(1, 2, 1));
    reporter.event({ type: 'batch-healthy', batch: 1, tookMs: 1000, bases: [] });
    reporter.event({ type: 'waiting', for: 'confirm', batch: 1 });
    reporter.suspend();
    terminal.write('? Open batch 2? (y/N) ');
    const asked = terminal.screen();
    reporter.say('someone else confirmed');
    reporter.event({ type: 'warning', text: 'the API server is away' });
    vi.advanceTimersByTime(5000);
    terminal.resize(70);
    vi.advanceTimersByTime(5000);
    expect(terminal.screen()).toBe(asked);
    terminal.write('yes\n');
    reporter.resume();
    reporter.event(opened(2, 2, 3));
    vi.advanceTimersByTime(1000);
    expect(terminal.screen()).toBe(`
biz1 1.0.2 on Deployment default/biz1  1/4 healthy  instal…
batch 1/2  1 base   healthy in 1s
batch 2/2  3 bases  not started
next: batch 2 (3 bases) when confirmed
? Open batch 2? (y/N) yes
someone else confirmed
warning: the API server is away
biz1 1.0.2 on Deployment default/biz1  1/4 healthy  install-then-uni…
batch 1/2  1 base   healthy in 1s
batch 2/2  3 bases  0/3 healthy  1s
next: done when batch 2 is healthy
`);
  });

  it('goes quiet when the terminal is gone', () => {
    const { terminal, reporter } = open();
    reporter.event(opened(1, 1, 1));
    terminal.emit('error', Object.assign(new Error('gone'), { code: 'EIO' }));
    const before = terminal.text;
    reporter.event(progress(['vnode.a.dev']));
    reporter.say('nobody hears');
    vi.advanceTimersByTime(5000);
    reporter.settle();
    expect(terminal.text).toBe(before);
  });
});
