import { describe, expect, test } from 'vitest';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { progressIn } from '../../../src/messages/progress.ts';
import { viewLines } from '../../../src/terminal/live/live-view.ts';
import { emptyView, reduceView } from '../../../src/terminal/live/rollout-view.ts';
import { shownEvent } from '../../../src/terminal/live/shown-event.ts';
import { plainLines } from '../../../src/terminal/plain-lines.ts';
import { lineText } from '../../../src/terminal/text/line.ts';

function story(policy: string): RolloutEvent[] {
  const base = { base: 'b', ip: '10.1.0.4', state: 'waiting', since: 0 } as const;
  return [
    {
      type: 'started',
      rollout: 'r1',
      workload: 'Deployment shop/stock',
      module: 'stock',
      version: '1.0.0',
      policy,
      batches: [1, 3],
    },
    { type: 'batch-opened', batch: 1, of: 2, size: 1, bases: ['a'] },
    { type: 'batch-healthy', batch: 1, tookMs: 2_000, bases: ['a'] },
    { type: 'waiting', for: 'confirm', batch: 1 },
    { type: 'confirmed', batch: 1, by: 'anna' },
    { type: 'batch-opened', batch: 2, of: 2, size: 2, bases: [] },
    { type: 'batch-progress', batch: 2, healthy: 1, size: 2, pending: [base] },
    { type: 'batch-failed', batch: 2, doomed: [base] },
    { type: 'held', batch: 2, why: 'a base refuses' },
  ];
}

const words = progressIn('en');

/** All that is ever said of it: in a log, and on a screen. */
function told(policy: string): string {
  let view = emptyView;
  const lines: string[] = [];
  for (const event of story(policy).map((one) => shownEvent(one, 'en'))) {
    view = reduceView(view, event, 0);
    lines.push(...plainLines(event, view, 0, words).map(lineText));
    lines.push(...viewLines(view, 0, { width: 120, height: 20 }, words).map(lineText));
  }
  return lines.join('\n');
}

describe('what is told', () => {
  test.each(['scale', 'replace', 'offline'])('of %s are steps that are proven', (policy) => {
    const text = told(policy);
    expect(text).toContain('2 steps (1, 3)');
    expect(text).toContain('step 1/2: proven in 2s, 1 base: a');
    expect(text).toContain('1 base not proven');
    expect(text).toContain('held at step 2');
    expect(text).not.toMatch(/batch|healthy/);
  });

  test('of a rollout are batches that become healthy', () => {
    const text = told('blue-green');
    expect(text).toContain('batch 1/2: healthy in 2s, 1 base: a');
    expect(text).not.toMatch(/step|proven/);
  });
});
