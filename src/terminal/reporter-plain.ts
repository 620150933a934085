import type { BaseProgress, RolloutEvent } from '../rollout/events.ts';
import type { Line, Reporter } from '../world.ts';
import { emptyView, reduceView } from './live/rollout-view.ts';
import { wordsOf } from './live/wording.ts';
import { doomedLines, plainLines, reminderLine } from './plain-lines.ts';
import type { ReporterParts } from './reporter-human.ts';
import { cleanDeep } from './text/clean.ts';
import { paintLine } from './text/line.ts';

/** CI systems kill jobs that say nothing for ten minutes. */
const reminderMs = 60_000;

/** For a log: plain lines on stderr that are only ever appended. */
export function plainReporter({ results, err, paint, now, verbose }: ReporterParts): Reporter {
  let view = emptyView;
  let spokeAt = now();
  let told = new Set<string>();

  const say = (line: Line): void => {
    err.write(`${paintLine(line, paint)}\n`);
    spokeAt = now();
  };
  const tellDoomed = (batch: number, pending: readonly BaseProgress[]): void => {
    const fresh = pending.filter(
      ({ base, state }) => state === 'doomed' && !told.has(`${batch} ${base}`),
    );
    for (const { base } of fresh) told.add(`${batch} ${base}`);
    doomedLines(`${wordsOf(view).part} ${batch}/${view.batches.length}`, fresh).forEach(say);
  };
  const remind = (event: RolloutEvent): void => {
    if (now() - spokeAt < reminderMs) return;
    if (event.type === 'batch-progress') say(reminderLine(event, view));
    if (event.type === 'undo-progress') say(`undoing: ${event.remaining} left: ${event.what}`);
  };
  return {
    ...results,
    say,
    event(raw) {
      const event = cleanDeep(raw);
      if (event.type === 'started') told = new Set();
      view = reduceView(view, event, now());
      plainLines(event, view, now()).forEach(say);
      if (event.type === 'batch-progress') tellDoomed(event.batch, event.pending);
      if (event.type === 'batch-failed') tellDoomed(event.batch, event.doomed);
      if (event.type === 'wrote' && verbose) say(`wrote ${event.object}: ${event.what}`);
      remind(event);
    },
    settle() {
      view = emptyView;
    },
  };
}
