import { describe, expect, it } from 'vitest';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { progressIn } from '../../../src/messages/progress.ts';
import { viewLines } from '../../../src/terminal/live/live-view.ts';
import { screen, tonedScreen, widest } from './screen.ts';
import { base, now, opened, play, secondsAgo, started } from './story.ts';

const words = progressIn('en');

const second: RolloutEvent[] = [
  started,
  opened(1, 3, 1),
  { type: 'batch-healthy', batch: 1, tookMs: 12_300, bases: [] },
  opened(2, 3, 3),
];

const doomed = base('vnode.上海-二号机房.dev', {
  state: 'doomed',
  ip: '10.0.0.12',
  cause: 'OutOfMemoryError: Metaspace while installing biz1:1.0.2',
  next: 'give the base more metaspace and restart it',
  since: secondsAgo(10),
});

const underWay = play([
  ...second,
  {
    type: 'batch-progress',
    batch: 2,
    healthy: 0,
    size: 3,
    pending: [
      base('vnode.a.dev'),
      doomed,
      base('vnode.c.dev', { state: 'waiting', since: secondsAgo(100) }),
    ],
  },
]);

describe('a batch under way', () => {
  it('at 80 columns', () => {
    expect(screen(viewLines(underWay, now, { width: 80, height: 24 }, words))).toBe(`
biz1 1.0.2 on Deployment default/biz1  1/10 healthy  install-then-uninstall
batch 1/3  1 base   healthy in 12s
batch 2/3  3 bases  0/3 healthy  45s
  vnode.上海-二号机房.dev  10.0.0.12  doomed      10s
    OutOfMemoryError: Metaspace while installing biz1:1.0.2
    → give the base more metaspace and restart it
  vnode.a.dev              10.0.0.7   installing  32s
  vnode.c.dev              10.0.0.7   waiting     1m40s
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is healthy
`);
  });

  it('at 40 columns: no addresses, long text cut', () => {
    const lines = viewLines(underWay, now, { width: 40, height: 24 }, words);
    expect(widest(lines)).toBeLessThanOrEqual(40);
    expect(screen(lines)).toBe(`
biz1 1.0.2 on Deployment default/biz1  …
batch 1/3  1 base   healthy in 12s
batch 2/3  3 bases  0/3 healthy  45s
  vnode.上海-二号机…  doomed      10s
    OutOfMemoryError: Metaspace while i…
    → give the base more metaspace and …
  vnode.a.dev         installing  32s
  vnode.c.dev         waiting     1m40s
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is…
`);
  });

  it('at 200 columns: the cause stands beside the base', () => {
    expect(screen(viewLines(underWay, now, { width: 200, height: 24 }, words))).toBe(`
biz1 1.0.2 on Deployment default/biz1  1/10 healthy  install-then-uninstall
batch 1/3  1 base   healthy in 12s
batch 2/3  3 bases  0/3 healthy  45s
  vnode.上海-二号机房.dev  10.0.0.12  doomed      10s     OutOfMemoryError: Metaspace while installing biz1:1.0.2
    → give the base more metaspace and restart it
  vnode.a.dev              10.0.0.7   installing  32s
  vnode.c.dev              10.0.0.7   waiting     1m40s
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is healthy
`);
  });

  it('in colours', () => {
    expect(tonedScreen(viewLines(underWay, now, { width: 80, height: 24 }, words).slice(1, 5))).toBe(`
batch 1/3  1 base   <good>healthy in 12s</good>
batch 2/3  3 bases  0/3 healthy  45s
  vnode.上海-二号机房.dev  10.0.0.12  <bad>doomed    </bad>  10s
    OutOfMemoryError: Metaspace while installing biz1:1.0.2
`);
  });

  it('on six lines, and on three', () => {
    expect(screen(viewLines(underWay, now, { width: 80, height: 6 }, words))).toBe(`
biz1 1.0.2 on Deployment default/biz1  1/10 healthy  install-then-uninstall
batch 1/3  1 base   healthy in 12s
batch 2/3  3 bases  0/3 healthy  45s
  … and 3 more: 1 doomed, 1 installing, 1 waiting
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is healthy
`);
    expect(screen(viewLines(underWay, now, { width: 80, height: 3 }, words))).toBe(`
batch 2/3  3 bases  0/3 healthy  45s
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is healthy
`);
  });
});

describe('thousands of bases', () => {
  const done = Array.from({ length: 10 }, (_, index): RolloutEvent[] => [
    opened(index + 1, 30, 100),
    { type: 'batch-healthy', batch: index + 1, tookMs: 12_300, bases: [] },
  ]).flat();
  const pending = Array.from({ length: 80 }, (_, index) =>
    base(`vnode.${index}.dev`, { since: secondsAgo(index * 10) }),
  );
  const view = play([
    { ...started, batches: Array.from({ length: 30 }, (_, index) => (index + 1) * 100) },
    ...done,
    opened(11, 30, 100),
    { type: 'batch-progress', batch: 11, healthy: 20, size: 100, pending },
  ]);

  it('fit on a screen of ten lines: runs of batches share a line, bases are counted', () => {
    expect(screen(viewLines(view, now, { width: 80, height: 10 }, words))).toBe(`
biz1 1.0.2 on Deployment default/biz1  1020/3000 healthy  install-then-uninstall
batches 1-10/30   1000 bases  healthy
batch 11/30       100 bases   20/100 healthy  45s
  vnode.79.dev  10.0.0.7  installing  13m10s
  vnode.78.dev  10.0.0.7  installing  13m
  vnode.77.dev  10.0.0.7  installing  12m50s
  vnode.76.dev  10.0.0.7  installing  12m40s
  … and 76 more installing
batches 12-30/30  1900 bases  not started
next: batch 12 (100 bases) when batch 11 is healthy
`);
  });
});

describe('hostile text', () => {
  const events: RolloutEvent[] = [
    { ...started, workload: 'Deployment default/\u202Ebiz1' },
    opened(1, 3, 1),
    {
      type: 'batch-progress',
      batch: 1,
      healthy: 0,
      size: 1,
      pending: [
        base('\u001B[2Jvnode.a\u001B]0;owned\u0007.dev', {
          cause: 'line one\r\nline\ttwo\u0008\u0008 \u001BPq#0;2;0;0;0\u001B\\end',
          next: 'run\u200B this\u009B31m',
        }),
      ],
    },
  ];

  it('does nothing but stand there', () => {
    const view = play(events);
    expect(screen(viewLines(view, now, { width: 80, height: 24 }, words))).toBe(`
biz1 1.0.2 on Deployment default/�biz1  0/10 healthy  install-then-uninstall
batch 1/3  1 base   0/1 healthy  45s
  vnode.a.dev  10.0.0.7  installing  32s     line one line two�� end
    → run� this
batch 2/3  3 bases  not started
batch 3/3  6 bases  not started
next: batch 2 (3 bases) when batch 1 is healthy
`);
  });
});

describe('what comes next', () => {
  const healthy: RolloutEvent[] = [...second.slice(0, 3)];
  const lastLines = (event: RolloutEvent, count = 1): string =>
    screen(viewLines(play([...healthy, event]), now, { width: 80, height: 24 }, words).slice(-count));

  it('a question', () => {
    expect(lastLines({ type: 'waiting', for: 'confirm', batch: 1 })).toBe(`
next: batch 2 (3 bases) when confirmed
`);
  });

  it('the gray time, counted down', () => {
    expect(lastLines({ type: 'waiting', for: 'gray', batch: 1, until: now + 24_100 })).toBe(`
next: batch 2 (3 bases) in 25s (gray)
`);
  });

  it('the soak time', () => {
    expect(lastLines({ type: 'waiting', for: 'soak', batch: 1, until: now + 8000 })).toBe(`
next: batch 1 is healthy if it stays so for 8s (soak)
`);
  });

  it('nothing, once it is held', () => {
    expect(lastLines({ type: 'held', batch: 2, why: 'one base is doomed' })).toBe(`
held at batch 2: one base is doomed
`);
  });

  it('undoing', () => {
    const view = play([
      ...healthy,
      { type: 'undo-started', why: 'batch 2 failed' },
      { type: 'undo-progress', remaining: 3, what: 'switching back to 1.0.1' },
    ]);
    expect(screen(viewLines(view, now, { width: 80, height: 24 }, words).slice(-2))).toBe(`
undoing: batch 2 failed
  3 left: switching back to 1.0.1
`);
    const undone = play([{ type: 'undone', tookMs: 4200 }], 0, view);
    expect(screen(viewLines(undone, now, { width: 80, height: 24 }, words).slice(-1))).toBe(`
undone in 4s
`);
  });
});

describe('a failed batch', () => {
  it('names the doomed before the others', () => {
    const view = play([
      ...second,
      {
        type: 'batch-progress',
        batch: 2,
        healthy: 1,
        size: 3,
        pending: [base('vnode.a.dev'), doomed],
      },
      { type: 'batch-failed', batch: 2, doomed: [doomed] },
      { type: 'held', batch: 2, why: '1 of 3 bases is doomed' },
    ]);
    expect(screen(viewLines(view, now, { width: 80, height: 24 }, words).slice(2))).toBe(`
batch 2/3  3 bases  failed: 1 of 3 bases
  vnode.上海-二号机房.dev  10.0.0.12  doomed      10s
    OutOfMemoryError: Metaspace while installing biz1:1.0.2
    → give the base more metaspace and restart it
  vnode.a.dev              10.0.0.7   installing  32s
batch 3/3  6 bases  not started
held at batch 2: 1 of 3 bases is doomed
`);
  });
});

describe('a batch that fails without a doomed base', () => {
  it.each([
    ['was never made', { cause: 'Kubernetes does not create the pods: exceeded quota' }, 'Kubernetes does not create the pods: exceeded quota'],
    ['ran out of time', {}, '2 of 3 bases not healthy'],
  ])('says what failed: it %s', (_, cause, told) => {
    const view = play([
      ...second,
      { type: 'batch-progress', batch: 2, healthy: 1, size: 3, pending: [] },
      { type: 'batch-failed', batch: 2, doomed: [], ...cause },
    ]);
    expect(screen(viewLines(view, now, { width: 100, height: 24 }, words).slice(2, 3))).toBe(`\nbatch 2/3  3 bases  failed: ${told}\n`);
  });
});

describe('a rollout that goes on', () => {
  it('shows what an earlier run did, switches and removals', () => {
    const view = play([
      { ...started, resumedAt: 1 },
      opened(2, 3, 3),
      { type: 'batch-progress', batch: 2, healthy: 3, size: 3, pending: [] },
      { type: 'switched', batch: 2, version: '1.0.2', bases: ['a', 'b', 'c'], tookMs: 240 },
      { type: 'retired', batch: 2, bases: ['a', 'b'] },
    ]);
    expect(screen(viewLines(view, now, { width: 100, height: 24 }, words))).toBe(`
biz1 1.0.2 on Deployment default/biz1  4/10 healthy  install-then-uninstall
batch 1/3  1 base   healthy before
batch 2/3  3 bases  3/3 healthy, switched in 240ms, old version off 2 bases  45s
batch 3/3  6 bases  not started
next: batch 3 (6 bases) when batch 2 is healthy
`);
  });
});
