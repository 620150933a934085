import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { Outcome } from '../outcome.ts';
import type { Ask, Language, Line, Reporter } from '../world.ts';
import { createAsk, type InStream } from './ask.ts';
import type { EventsReporter } from './reporter-events.ts';
import type { YieldingReporter } from './reporter-human.ts';
import { createResults, type OutputFormat } from './results.ts';
import { type About, bugLines, faultLines, outcomeLines } from './show-outcome.ts';
import { createSink, type OutStream, type Sink } from './streams.ts';
import { colorLevel, type ColorLevel, type Env } from './text/color-level.ts';
import type { Paint } from './text/line.ts';

export interface TerminalOptions {
  /** Opened with the first question: a stream costs milliseconds, and most commands ask nothing. */
  readonly stdin: () => InStream;
  readonly stdout: OutStream;
  readonly stderr: OutStream;
  readonly env: Env;
  readonly format: OutputFormat;
  /** `--output-events`: stdout is nothing but events. */
  readonly events: boolean;
  /** false for `--no-color`; undefined lets the environment decide. */
  readonly color: boolean | undefined;
  readonly verbose: boolean;
  readonly language: Language;
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

/** Loads only what this terminal needs: a live view takes as long as the rest of a short command. */
export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  const { stdin, stdout, stderr, env, color, signal, language } = options;
  const out = createSink(stdout);
  const err = createSink(stderr);
  const level = colorLevel({ flag: color, env, isTTY: err.isTTY });
  const dumb = env['TERM'] === 'dumb';
  const { reporter, hold, finish } = await createReporter(options, out, err);
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
      language,
      dumb,
      signal,
      suspend: () => hold?.suspend(),
      resume: () => hold?.resume(),
    }),
    showOutcome(outcome) {
      say(outcomeLines(outcome, language));
      finish?.(outcome);
    },
    showFault(fault) {
      say(faultLines(fault, language));
      const { outcome: name, message, details, fix } = fault;
      const next = fix === undefined ? [] : [fix];
      finish?.({ name, message, causes: details, next });
    },
    showBug(error, about) {
      say(bugLines(error, about, language));
      finish?.({ name: 'bug', message: error instanceof Error ? error.message : String(error) });
    },
    async flush() {
      // Nobody can be told that stderr is full.
      await Promise.allSettled([err.flush()]);
      await out.flush().catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw faultOf(({ cluster: say }) => say.unwritten(why), { outcome: 'bug', cause: error });
      });
    },
  };
}

interface Chosen {
  readonly reporter: Reporter;
  readonly hold?: YieldingReporter;
  readonly finish?: EventsReporter['finish'];
}

async function createReporter(options: TerminalOptions, out: Sink, err: Sink): Promise<Chosen> {
  const { env, format, events, color, verbose, language, now } = options;
  const paintFor = ({ isTTY }: Sink) => paintAt(colorLevel({ flag: color, env, isTTY }));
  const [outPaint, errPaint] = await Promise.all([paintFor(out), paintFor(err)]);
  if (events) {
    const { eventsReporter } = await import('./reporter-events.ts');
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
  const parts = { results, err, paint: errPaint, now, verbose, language };
  if (!err.isTTY || env['TERM'] === 'dumb') {
    const { plainReporter } = await import('./reporter-plain.ts');
    return { reporter: plainReporter(parts) };
  }
  const { humanReporter } = await import('./reporter-human.ts');
  const reporter = humanReporter(parts);
  return { reporter, hold: reporter };
}

async function paintAt(level: ColorLevel): Promise<Paint> {
  if (level === 0) return (text) => text;
  const { createPaint } = await import('./text/color.ts');
  return createPaint(level);
}
