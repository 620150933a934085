import { Fault } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import type { Ask, Line, Reporter } from '../world.ts';
import { createAsk, type InStream } from './ask.ts';
import { eventsReporter, type EventsReporter } from './reporter-events.ts';
import { humanReporter, type YieldingReporter } from './reporter-human.ts';
import { plainReporter } from './reporter-plain.ts';
import { createResults, type OutputFormat } from './results.ts';
import { type About, bugLines, faultLines, outcomeLines } from './show-outcome.ts';
import { createSink, type OutStream, type Sink } from './streams.ts';
import { colorLevel, createPaint, type Env } from './text/color.ts';

export interface TerminalOptions {
  readonly stdin: InStream;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Env;
  readonly format: OutputFormat;
  /** `--output-events`: stdout is nothing but events. */
  readonly events: boolean;
  /** false for `--no-color`; undefined lets the environment decide. */
  readonly color: boolean | undefined;
  readonly verbose: boolean;
  /** ms since the epoch */
  readonly now: () => number;
  /** Takes back an open question when the command is interrupted. */
  readonly signal?: AbortSignal;
}

/** The one door to the person or program that started the command. */
export interface Terminal {
  readonly reporter: Reporter;
  readonly ask: Ask;
  /** Ends the live view and says on stderr how it ended; with events, as the last event. */
  showOutcome(outcome: Outcome): void;
  showFault(fault: Fault): void;
  showBug(error: unknown, about: About): void;
  /** Throws a Fault where results could not be written; a reader that left is no error. */
  flush(): Promise<void>;
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdin, stdout, stderr, env, color, signal } = options;
  const out = createSink(stdout);
  const err = createSink(stderr);
  const level = colorLevel({ flag: color, env, isTTY: err.isTTY });
  const dumb = env['TERM'] === 'dumb';
  const { reporter, hold, finish } = createReporter(options, out, err);
  const say = (lines: readonly Line[]): void => {
    reporter.settle();
    for (const line of lines) reporter.say(line);
  };
  return {
    reporter,
    ask: createAsk({
      input: stdin,
      output: stderr,
      level,
      dumb,
      signal,
      suspend: () => hold?.suspend(),
      resume: () => hold?.resume(),
    }),
    showOutcome(outcome) {
      say(outcomeLines(outcome));
      finish?.(outcome);
    },
    showFault(fault) {
      say(faultLines(fault));
      const { outcome: name, message, details } = fault;
      const next = fault.fix === undefined ? [] : [fault.fix];
      finish?.({ name, message, causes: details, next });
    },
    showBug(error, about) {
      say(bugLines(error, about));
      finish?.({ name: 'bug', message: error instanceof Error ? error.message : String(error) });
    },
    async flush() {
      // Nobody can be told that stderr is full.
      await Promise.allSettled([err.flush()]);
      await out.flush().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new Fault(`the results could not be written: ${why}`, {
          outcome: 'bug',
          cause: error,
        });
      });
    },
  };
}

interface Chosen {
  readonly reporter: Reporter;
  readonly hold?: YieldingReporter;
  readonly finish?: EventsReporter['finish'];
}

function createReporter(options: TerminalOptions, out: Sink, err: Sink): Chosen {
  const { env, format, events, color, verbose, now } = options;
  const paintFor = ({ isTTY }: Sink) => createPaint(colorLevel({ flag: color, env, isTTY }));
  const [outPaint, errPaint] = [paintFor(out), paintFor(err)];
  if (events) {
    const results = createResults({
      out: err,
      outPaint: errPaint,
      err,
      errPaint,
      format: 'table',
    });
    const reporter = eventsReporter({ out, err, errPaint, results, now });
    return { reporter, finish: reporter.finish };
  }
  const results = createResults({ out, outPaint, err, errPaint, format });
  const parts = { results, err, paint: errPaint, now, verbose };
  if (!err.isTTY || env['TERM'] === 'dumb') return { reporter: plainReporter(parts) };
  const reporter = humanReporter(parts);
  return { reporter, hold: reporter };
}
