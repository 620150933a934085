import type { Outcome } from '../outcome.ts';
import type { RolloutEvent } from '../rollout/events.ts';
import type { Line, Reporter } from '../world.ts';
import { jsonText } from './data.ts';
import type { Results } from './results.ts';
import type { Sink } from './streams.ts';
import { paintLine, type Paint } from './text/line.ts';

/** Changes when a program that reads version 1 would misread what is written. */
export const eventsVersion = 'koupctl.events/v1';

export interface EventsReporter extends Reporter {
  /** Writes the `finished` event, unless the rollout already did: the stream always ends with one. */
  readonly finish: (outcome: Outcome) => void;
}

export interface EventsParts {
  readonly out: Sink;
  readonly err: Sink;
  readonly errPaint: Paint;
  /** Results go to stderr, in the look for people: stdout has nothing but events. */
  readonly results: Results;
  readonly now: () => number;
}

/** For programs: every event one line of JSON on stdout (`schema/events.schema.json`). */
export function eventsReporter({ out, err, errPaint, results, now }: EventsParts): EventsReporter {
  let seq = 0;
  let finished = false;
  const write = (event: RolloutEvent): void => {
    seq += 1;
    const ts = new Date(now()).toISOString();
    out.write(`${jsonText({ schema: eventsVersion, seq, ts, ...event })}\n`);
    finished = event.type === 'finished';
  };
  return {
    ...results,
    say: (line: Line) => {
      err.write(`${paintLine(line, errPaint)}\n`);
    },
    event: write,
    settle: () => undefined,
    finish({ name, message, causes = [], next = [] }) {
      if (!finished) write({ type: 'finished', outcome: name, message, causes, next });
    },
  };
}
