import { describe, expect, it } from 'vitest';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { plainReporter } from '../../../src/terminal/reporter-plain.ts';
import { createResults } from '../../../src/terminal/results.ts';
import { createSink } from '../../../src/terminal/streams.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { FakeStream } from '../../unit/terminal/fake-stream.ts';
import { base, now, opened, started } from './story.ts';

/** The log of events, each with the seconds that pass before it. */
function log(events: readonly (RolloutEvent | number)[], verbose = false): string {
  const stream = new FakeStream();
  const err = createSink(stream);
  const paint = createPaint(0);
  let clock = now;
  const results = createResults({
    out: err,
    outPaint: paint,
    err,
    errPaint: paint,
    format: 'table',
  });
  const reporter = plainReporter({ results, err, paint, now: () => clock, verbose, language: 'en' });
  for (const event of events) {
    if (typeof event === 'number') clock += event * 1000;
    else reporter.event(event);
  }
  reporter.settle();
  return `\n${stream.text}`;
}

const doomed = base('vnode.2-1.dev', {
  state: 'doomed',
  cause: 'OutOfMemoryError: Metaspace\u001B[2J',
  next: 'restart the base',
});

const progress = (healthy: number, more: readonly (typeof doomed)[] = []): RolloutEvent => ({
  type: 'batch-progress',
  batch: 2,
  healthy,
  size: 3,
  pending: [base('vnode.2-0.dev'), ...more],
});

describe('a rollout in a log', () => {
  it('has as many lines as batches and failures, not as events', () => {
    const events: (RolloutEvent | number)[] = [
      started,
      opened(1, 3, 1),
      { type: 'wrote', object: 'deployment/biz1', what: 'maxSurge 1' },
      { type: 'batch-healthy', batch: 1, tookMs: 12_300, bases: [] },
      { type: 'waiting', for: 'confirm', batch: 1 },
      { type: 'confirmed', batch: 1, by: 'zhang' },
      opened(2, 3, 3),
      ...Array.from({ length: 50 }, () => progress(1)),
      progress(1, [doomed]),
      progress(1, [doomed]),
      { type: 'warning', text: 'the API server was away for 3s' },
      { type: 'batch-failed', batch: 2, doomed: [doomed] },
      { type: 'held', batch: 2, why: '1 of 3 bases is doomed' },
      { type: 'finished', outcome: 'failed', message: 'said elsewhere', causes: [], next: [] },
    ];
    expect(log(events)).toBe(`
rollout r-7f3a: biz1 1.0.2 on Deployment default/biz1, 3 batches (1, 4, 10), install-then-uninstall
batch 1/3: opened, 1 base: vnode.1-0.dev
batch 1/3: healthy in 12s
next: batch 2 (3 bases) when confirmed
batch 1/3: confirmed by zhang
batch 2/3: opened, 3 bases: vnode.2-0.dev, vnode.2-1.dev, vnode.2-2.dev
batch 2/3: vnode.2-1.dev (10.0.0.7) doomed: OutOfMemoryError: Metaspace → restart the base
warning: the API server was away for 3s
batch 2/3: failed, 1 base doomed
held at batch 2: 1 of 3 bases is doomed
`);
  });

  it('is reminded once a minute while nothing else is said', () => {
    const events = [started, opened(2, 3, 3), 30, progress(1), 31, progress(1), 30, progress(2)];
    expect(log(events.slice(1))).toBe(`
batch 2/3: opened, 3 bases: vnode.2-0.dev, vnode.2-1.dev, vnode.2-2.dev
batch 2/3: 1/3 healthy; vnode.2-0.dev installing
`);
  });

  it('tells of switches, removals, waits and undoing', () => {
    const events: RolloutEvent[] = [
      { ...started, resumedAt: 1 },
      { type: 'switched', batch: 2, version: '1.0.2', bases: ['a', 'b'], tookMs: 240 },
      { type: 'retired', batch: 2, bases: ['a', 'b'] },
      { type: 'waiting', for: 'gray', batch: 1, until: now + 30_000 },
      { type: 'undo-started', why: 'batch 2 failed' },
      { type: 'undo-progress', remaining: 2, what: 'switching back' },
      { type: 'undone', tookMs: 4000 },
    ];
    expect(log(events)).toBe(`
rollout r-7f3a: biz1 1.0.2 on Deployment default/biz1, 3 batches (1, 4, 10), 1 done before, install-then-uninstall
batch 2/3: 2 bases switched to 1.0.2 in 240ms
batch 2/3: old version off 2 bases
next: batch 2 (3 bases) in 30s (gray)
undoing: batch 2 failed
undone in 4s
`);
  });

  it('says why a batch failed where no base is to blame', () => {
    const cause = 'Kubernetes does not create the pods: exceeded quota: few';
    const late = base('vnode.2-0.dev');
    expect(
      log([
        started,
        { type: 'batch-failed', batch: 1, doomed: [], cause },
        { type: 'batch-failed', batch: 1, doomed: [doomed], cause },
        { type: 'batch-failed', batch: 2, doomed: [doomed, late] },
        { type: 'batch-failed', batch: 3, doomed: [] },
      ]),
    ).toBe(`
rollout r-7f3a: biz1 1.0.2 on Deployment default/biz1, 3 batches (1, 4, 10), install-then-uninstall
batch 1/3: failed: Kubernetes does not create the pods: exceeded quota: few
batch 1/3: failed: Kubernetes does not create the pods: exceeded quota: few, 1 base doomed
batch 1/3: vnode.2-1.dev (10.0.0.7) doomed: OutOfMemoryError: Metaspace → restart the base
batch 2/3: failed, 1 base doomed, 1 base not healthy
batch 2/3: vnode.2-1.dev (10.0.0.7) doomed: OutOfMemoryError: Metaspace → restart the base
batch 3/3: failed
`);
  });

  it('shows every write when asked to, and a long list only in part', () => {
    const many = Array.from({ length: 25 }, (_, index) => ({ ...doomed, base: `vnode.${index}` }));
    const text = log(
      [
        opened(1, 1, 25),
        { type: 'wrote', object: 'deployment/biz1', what: 'maxSurge 1' },
        { type: 'batch-failed', batch: 1, doomed: many },
      ],
      true,
    );
    expect(text).toContain('wrote deployment/biz1: maxSurge 1\n');
    expect(text).toContain('vnode.1-3.dev, vnode.1-4.dev and 20 more\n');
    expect(text).toContain('batch 1/1: … and 5 more doomed\n');
  });
});
