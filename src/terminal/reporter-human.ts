import { progressIn } from '../messages/progress.ts';
import type { Language, Reporter } from '../world.ts';
import { createLiveScreen } from './live/live-screen.ts';
import { viewLines } from './live/live-view.ts';
import { emptyView, reduceView } from './live/rollout-view.ts';
import { shownEvent, type ShownEvent } from './live/shown-event.ts';
import type { Results } from './results.ts';
import type { Sink } from './streams.ts';
import { paintLine, toned, type Paint } from './text/line.ts';

export interface ReporterParts {
  readonly results: Results;
  readonly err: Sink;
  readonly paint: Paint;
  /** ms since the epoch */
  readonly now: () => number;
  /** Show every write to the cluster. */
  readonly verbose: boolean;
  readonly language: Language;
}

/** A Reporter that steps aside while a question stands on the screen. */
export interface YieldingReporter extends Reporter {
  suspend(): void;
  resume(): void;
}

/** For a person at a terminal: a live view at the bottom, everything else above it. */
export function humanReporter({
  results,
  err,
  paint,
  now,
  verbose,
  language,
}: ReporterParts): YieldingReporter {
  const screen = createLiveScreen(err, paint, now);
  const words = progressIn(language);
  let view = emptyView;
  const say: Reporter['say'] = (line) => {
    screen.above(() => {
      err.write(`${paintLine(line, paint)}\n`);
    });
  };
  const show = (event: ShownEvent): void => {
    view = reduceView(view, event, now());
    const shown = view;
    screen.show((width, height) => viewLines(shown, now(), { width, height }, words));
  };
  return {
    // stdout may be the same terminal.
    listing: (listing) => {
      screen.above(() => {
        results.listing(listing);
      });
    },
    document: (value, lines) => {
      screen.above(() => {
        results.document(value, lines);
      });
    },
    raw: (text) => {
      screen.above(() => {
        results.raw(text);
      });
    },
    say,
    event(raw) {
      const event = shownEvent(raw, language);
      if (event.type === 'warning') say([toned(words.warning, 'warn'), event.text]);
      else if (event.type !== 'wrote') show(event);
      else if (verbose) say([toned(words.wrote(event.object, event.what), 'dim')]);
    },
    progress(line) {
      screen.show(() => (line === undefined ? [] : [line]));
      if (line === undefined) screen.settle();
    },
    settle() {
      screen.settle();
      view = emptyView;
    },
    suspend: () => {
      screen.suspend();
    },
    resume: () => {
      screen.resume();
    },
  };
}
