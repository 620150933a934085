import { progressIn } from '../messages/progress.ts';
import type { Line, Reporter } from '../world.ts';
import { emptyView, reduceView } from './live/rollout-view.ts';
import { shownEvent, type ShownBase, type ShownEvent } from './live/shown-event.ts';
import { partOf } from './live/wording.ts';
import { doomedLines, plainLines, reminderLine } from './plain-lines.ts';
import type { ReporterParts } from './reporter-human.ts';
import { paintLine } from './text/line.ts';

/** CI systems kill jobs that say nothing for ten minutes. */
const reminderMs = 60_000;

/** For a log: plain lines on stderr that are only ever appended. */
export function plainReporter({
  results,
  err,
  paint,
  now,
  verbose,
  language,
}: ReporterParts): Reporter {
  const words = progressIn(language);
  let view = emptyView;
  let spokeAt = now();
  let told = new Set<string>();

  const say = (line: Line): void => {
    err.write(`${paintLine(line, paint)}\n`);
    spokeAt = now();
  };
  const tellDoomed = (batch: number, pending: readonly ShownBase[]): void => {
    const fresh = pending.filter(
      ({ base, state }) => state === 'doomed' && !told.has(`${batch} ${base}`),
    );
    for (const { base } of fresh) told.add(`${batch} ${base}`);
    doomedLines(partOf(view, words).lead(batch, view.batches.length), fresh, words).forEach(say);
  };
  const remind = (event: ShownEvent): void => {
    if (now() - spokeAt < reminderMs) return;
    if (event.type === 'batch-progress') say(reminderLine(event, view, words));
    if (event.type === 'undo-progress') {
      say(words.undoing(words.left(event.remaining, event.what)));
    }
  };
  return {
    ...results,
    say,
    event(raw) {
      const event = shownEvent(raw, language);
      if (event.type === 'started') told = new Set();
      view = reduceView(view, event, now());
      plainLines(event, view, now(), words).forEach(say);
      if (event.type === 'batch-progress') tellDoomed(event.batch, event.pending);
      if (event.type === 'batch-failed') tellDoomed(event.batch, event.doomed);
      if (event.type === 'wrote' && verbose) say(words.wrote(event.object, event.what));
      remind(event);
    },
    settle() {
      view = emptyView;
    },
  };
}
