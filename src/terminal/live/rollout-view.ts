import type { WaitReason } from '../../rollout/events.ts';
import type { ShownBase, ShownEvent } from './shown-event.ts';

export interface BatchView {
  readonly number: number;
  readonly size: number;
  readonly state: 'pending' | 'open' | 'healthy' | 'failed';
  readonly healthy: number;
  /** Bases that are not healthy, doomed ones among them. */
  readonly pending: readonly ShownBase[];
  /** When it was seen to open, ms since the epoch. */
  readonly openedAt: number | undefined;
  /** Absent for batches that an earlier run finished. */
  readonly tookMs: number | undefined;
  readonly switchedMs: number | undefined;
  /** What keeps the whole batch from being made, where no single base is to blame. */
  readonly cause: string | undefined;
  /** Bases that the old version has left. */
  readonly retired: number;
}

/** What the rollout is doing right now. */
export type Doing =
  | { readonly kind: 'starting' }
  | { readonly kind: 'rolling'; readonly batch: number }
  | {
      readonly kind: 'waiting';
      readonly for: WaitReason;
      readonly batch: number;
      readonly until: number | undefined;
    }
  | { readonly kind: 'held'; readonly batch: number; readonly why: string }
  | {
      readonly kind: 'undoing';
      readonly why: string;
      readonly left: { readonly remaining: number; readonly what: string } | undefined;
    }
  | { readonly kind: 'undone'; readonly tookMs: number }
  | { readonly kind: 'finished' };

/** All that is shown of a rollout; `viewLines` draws it. */
export interface RolloutView {
  readonly title: Extract<ShownEvent, { type: 'started' }> | undefined;
  readonly batches: readonly BatchView[];
  readonly doing: Doing;
}

export const emptyView: RolloutView = {
  title: undefined,
  batches: [],
  doing: { kind: 'starting' },
};

/** Folds one event into the view. `now` is when it arrived, ms since the epoch. */
export function reduceView(view: RolloutView, event: ShownEvent, now: number): RolloutView {
  switch (event.type) {
    case 'started':
      return { title: event, batches: plannedBatches(event), doing: { kind: 'starting' } };
    case 'batch-opened':
      return opened(view, event, now);
    case 'batch-progress':
      return progressed(view, event);
    case 'batch-healthy':
      return changed(view, event.batch, (batch) => ({
        ...batch,
        state: 'healthy',
        healthy: batch.size,
        pending: [],
        tookMs: event.tookMs,
      }));
    case 'batch-failed':
      return changed(view, event.batch, (batch) => ({
        ...batch,
        state: 'failed',
        pending: withDoomed(batch.pending, event.doomed),
        cause: event.cause,
      }));
    case 'switched':
      return changed(view, event.batch, (batch) => ({ ...batch, switchedMs: event.tookMs }));
    case 'retired':
      return changed(view, event.batch, (batch) => ({
        ...batch,
        retired: batch.retired + event.bases.length,
      }));
    case 'wrote':
    case 'warning':
      return view;
    case 'waiting':
    case 'confirmed':
    case 'held':
    case 'undo-started':
    case 'undo-progress':
    case 'undone':
    case 'finished':
      return { ...view, doing: doingAfter(view.doing, event) };
  }
}

type DoingEvent = Extract<
  ShownEvent,
  {
    type:
      'waiting' | 'confirmed' | 'held' | 'undo-started' | 'undo-progress' | 'undone' | 'finished';
  }
>;

function doingAfter(doing: Doing, event: DoingEvent): Doing {
  switch (event.type) {
    case 'waiting':
      return { kind: 'waiting', for: event.for, batch: event.batch, until: event.until };
    case 'confirmed':
      return { kind: 'rolling', batch: event.batch + 1 };
    case 'held':
      return { kind: 'held', batch: event.batch, why: event.why };
    case 'undo-started':
      return { kind: 'undoing', why: event.why, left: undefined };
    case 'undo-progress': {
      const why = doing.kind === 'undoing' ? doing.why : '';
      return { kind: 'undoing', why, left: { remaining: event.remaining, what: event.what } };
    }
    case 'undone':
      return { kind: 'undone', tookMs: event.tookMs };
    case 'finished':
      return { kind: 'finished' };
  }
}

function plannedBatches(event: Extract<ShownEvent, { type: 'started' }>): BatchView[] {
  return event.batches.map((cumulative, index) => {
    const size = cumulative - (event.batches[index - 1] ?? 0);
    const done = index < (event.resumedAt ?? 0);
    const batch = newBatch(index + 1, size);
    return done ? { ...batch, state: 'healthy', healthy: size } : batch;
  });
}

function newBatch(number: number, size: number): BatchView {
  return {
    number,
    size,
    state: 'pending',
    healthy: 0,
    pending: [],
    openedAt: undefined,
    tookMs: undefined,
    switchedMs: undefined,
    cause: undefined,
    retired: 0,
  };
}

function opened(
  view: RolloutView,
  event: Extract<ShownEvent, { type: 'batch-opened' }>,
  now: number,
): RolloutView {
  const { batch, of, size } = event;
  const missing = Math.max(0, of - view.batches.length);
  const more = Array.from({ length: missing }, (_, i) => newBatch(view.batches.length + i + 1, 0));
  return {
    ...view,
    doing: { kind: 'rolling', batch },
    batches: [...view.batches, ...more].map((known) =>
      known.number === batch ? { ...newBatch(batch, size), state: 'open', openedAt: now } : known,
    ),
  };
}

function progressed(
  view: RolloutView,
  event: Extract<ShownEvent, { type: 'batch-progress' }>,
): RolloutView {
  const next = changed(view, event.batch, (batch) => ({
    ...batch,
    state: batch.state === 'pending' ? 'open' : batch.state,
    healthy: event.healthy,
    size: event.size,
    pending: event.pending,
  }));
  return view.doing.kind === 'starting'
    ? { ...next, doing: { kind: 'rolling', batch: event.batch } }
    : next;
}

function withDoomed(
  pending: readonly ShownBase[],
  doomed: readonly ShownBase[],
): readonly ShownBase[] {
  const names = new Set(doomed.map(({ base }) => base));
  return [...doomed, ...pending.filter(({ base }) => !names.has(base))];
}

function changed(
  view: RolloutView,
  number: number,
  change: (batch: BatchView) => BatchView,
): RolloutView {
  const batches = view.batches.some((batch) => batch.number === number)
    ? view.batches
    : [...view.batches, newBatch(number, 0)].sort((a, b) => a.number - b.number);
  return {
    ...view,
    batches: batches.map((batch) => (batch.number === number ? change(batch) : batch)),
  };
}
