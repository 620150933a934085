import type { BaseProgress, RolloutEvent } from '../../../src/rollout/events.ts';
import type { Language } from '../../../src/world.ts';
import {
  emptyView,
  reduceView,
  type RolloutView,
} from '../../../src/terminal/live/rollout-view.ts';
import { shownEvent } from '../../../src/terminal/live/shown-event.ts';

/** The moment at which every golden screen is drawn. */
export const now = Date.UTC(2026, 0, 5, 12, 0, 0);

export const secondsAgo = (seconds: number): number => now - seconds * 1000;

export const started: Extract<RolloutEvent, { type: 'started' }> = {
  type: 'started',
  rollout: 'r-7f3a',
  workload: 'Deployment default/biz1',
  module: 'biz1',
  version: '1.0.2',
  policy: 'install-then-uninstall',
  batches: [1, 4, 10],
};

export function base(name: string, more: Partial<BaseProgress> = {}): BaseProgress {
  return { base: name, ip: '10.0.0.7', state: 'installing', since: secondsAgo(32), ...more };
}

/** Plays events that all arrive `seconds` before `now`. */
export function play(
  events: readonly RolloutEvent[],
  seconds = 45,
  view: RolloutView = emptyView,
  language: Language = 'en',
): RolloutView {
  return events.reduce((before, event) => reduceView(before, shownEvent(event, language), secondsAgo(seconds)), view);
}

export function opened(batch: number, of: number, size: number): RolloutEvent {
  const bases = Array.from({ length: size }, (_, index) => `vnode.${batch}-${index}.dev`);
  return { type: 'batch-opened', batch, of, size, bases };
}
