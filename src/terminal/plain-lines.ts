import type { ProgressTexts } from '../messages/progress.ts';
import type { Line } from '../world.ts';
import type { RolloutView } from './live/rollout-view.ts';
import type { ShownBase, ShownEvent } from './live/shown-event.ts';
import { nextText, partOf, type PartTexts } from './live/wording.ts';
import { formatTook } from './text/age.ts';
import { toned } from './text/line.ts';

/** Doomed bases in a list: a log is read from top to bottom. */
const mostDoomed = 20;

/**
 * The lines that an event is worth in a log: as many as batches and failures,
 * not as events. `view` already has the event folded in.
 */
export function plainLines(
  event: ShownEvent,
  view: RolloutView,
  now: number,
  words: ProgressTexts,
): Line[] {
  const part = partOf(view, words);
  switch (event.type) {
    case 'waiting': {
      const next = nextText(view, now, words);
      return next === undefined ? [] : [words.next(next)];
    }
    case 'held':
      return [[toned(part.held(event.batch, event.why), 'warn')]];
    case 'undo-started':
      return [[toned(words.undoing(event.why), 'warn')]];
    case 'undone':
      return [words.undone(formatTook(event.tookMs))];
    case 'warning':
      return [[toned(words.warning, 'warn'), event.text]];
    case 'started':
      return [partOf({ title: event }, words).started(event)];
    case 'batch-opened':
    case 'batch-healthy':
    case 'batch-failed':
    case 'switched':
    case 'retired':
    case 'confirmed':
      return [batchLine(event, view.batches.length, part, words)];
    // What is left is shown by others, or too often to be a line each.
    case 'batch-progress':
    case 'undo-progress':
    case 'wrote':
    case 'finished':
      return [];
  }
}

type BatchEvent = Extract<
  ShownEvent,
  {
    type: 'batch-opened' | 'batch-healthy' | 'batch-failed' | 'switched' | 'retired' | 'confirmed';
  }
>;

function batchLine(event: BatchEvent, of: number, part: PartTexts, words: ProgressTexts): Line {
  switch (event.type) {
    case 'batch-opened':
      return `${part.lead(event.batch, event.of)}${words.opened(event.size, event.bases)}`;
    case 'batch-healthy':
      return [
        part.lead(event.batch, of),
        toned(part.goodIn(formatTook(event.tookMs)), 'good'),
        words.andBases(event.bases),
      ];
    case 'batch-failed':
      return [part.lead(event.batch, of), toned(failedText(event, part), 'bad')];
    case 'switched': {
      const { bases, version, tookMs } = event;
      const switched = words.switched(bases.length, version, formatTook(tookMs));
      return `${words.batch.lead(event.batch, of)}${switched}`;
    }
    case 'retired':
      return `${words.batch.lead(event.batch, of)}${words.oldOff(event.bases.length)}`;
    case 'confirmed':
      return `${part.lead(event.batch, of)}${words.confirmedBy(event.by)}`;
  }
}

function failedText(
  { cause, doomed }: Extract<ShownEvent, { type: 'batch-failed' }>,
  part: PartTexts,
): string {
  const lost = doomed.filter(({ state }) => state === 'doomed').length;
  return part.failedFor(cause, lost, doomed.length - lost);
}

/** What became of bases that nothing will make healthy; `lead` is as in `batch 2/3: `. */
export function doomedLines(
  lead: string,
  doomed: readonly ShownBase[],
  words: ProgressTexts,
): Line[] {
  const lines = doomed
    .slice(0, mostDoomed)
    .map(({ base, ip, cause, next }): Line => [
      `${lead}${words.doomed(base, ip)}`,
      toned(cause ?? words.noCause, 'bad'),
      next === undefined ? '' : ` → ${next}`,
    ]);
  const more = doomed.length - mostDoomed;
  return more > 0 ? [...lines, `${lead}${words.moreDoomed(more)}`] : lines;
}

/** Said when a batch has been quiet for long: how far it is, and on whom it waits. */
export function reminderLine(
  { batch, healthy, size, pending }: Extract<ShownEvent, { type: 'batch-progress' }>,
  view: RolloutView,
  words: ProgressTexts,
): Line {
  const part = partOf(view, words);
  const onWhom = words.pending(pending.map(({ base, state }) => [base, state] as const));
  return `${part.lead(batch, view.batches.length)}${part.goodOf(healthy, size)}${onWhom}`;
}
