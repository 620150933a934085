import type { Readable } from 'node:stream';
import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { textIn, type Text } from '../said.ts';
import type { Ask, Choice, Language } from '../world.ts';
import { askByLine } from './ask-line.ts';
import { askByMenu } from './ask-menu.ts';
import type { OutStream } from './streams.ts';
import { cleanText } from './text/clean.ts';
import type { ColorLevel } from './text/color-level.ts';

export type InStream = Readable & { readonly isTTY?: boolean | undefined };

/** How a question reaches a person: by inquirer, or line by line on a dumb terminal. */
export interface Prompts {
  confirm(question: string, streams: PromptStreams): Promise<boolean>;
  text(question: string, streams: PromptStreams): Promise<string>;
  /** The index of the choice. */
  choose(question: string, labels: readonly string[], streams: PromptStreams): Promise<number>;
}

export interface PromptStreams {
  readonly input: InStream;
  readonly output: OutStream;
  readonly level: ColorLevel;
  readonly language: Language;
  /** Aborts when the command is interrupted, or stdin has closed. */
  readonly signal: AbortSignal;
}

export interface AskOptions {
  readonly input: () => InStream;
  readonly output: OutStream;
  readonly level: ColorLevel;
  readonly language: Language;
  /** TERM=dumb: no cursor to move. */
  readonly dumb: boolean;
  readonly signal: AbortSignal | undefined;
  /** The live view steps aside before a question and comes back after it. */
  readonly suspend: () => void;
  readonly resume: () => void;
}

/** Ctrl-C in a question, or the command's signal: `name` is AbortError, as for any abort. */
export class AskAborted extends Error {
  constructor(cause: unknown) {
    super('interrupted while asking', { cause });
    this.name = 'AbortError';
  }
}

/**
 * Questions on stderr. Where stdin or stderr is no terminal every question is
 * a Fault `refused`; so is a stdin that closes before the answer.
 */
export function createAsk(options: AskOptions): Ask {
  const { dumb, language } = options;
  const words = (text: Text): string => cleanText(textIn(text, language));
  const prompts = dumb ? askByLine : askByMenu;
  const ask = <T>(
    question: (streams: PromptStreams) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> =>
    isInteractive(options)
      ? asked({ ...options, signal: either(options.signal, signal) }, question)
      : Promise.reject(nobody());
  return {
    get interactive() {
      return isInteractive(options);
    },
    confirm: (question) => ask((streams) => prompts.confirm(words(question), streams)),
    text: (question) => ask((streams) => prompts.text(words(question), streams)),
    choose: async <T extends string>(
      question: Text,
      choices: readonly Choice<T>[],
      signal?: AbortSignal,
    ) => {
      const labels = choices.map(({ label }) => words(label));
      const index = await ask(
        (streams) => prompts.choose(words(question), labels, streams),
        signal,
      );
      const choice = choices[index];
      if (choice === undefined) throw new RangeError(`no choice ${index} of ${choices.length}`);
      return choice.value;
    },
  };
}

function either(one: AbortSignal | undefined, other: AbortSignal | undefined) {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}

function isInteractive({ input: open, output }: AskOptions): boolean {
  if (output.isTTY !== true) return false;
  const input = open();
  return input.isTTY === true && !input.readableEnded && !input.destroyed;
}

function nobody(): Fault {
  return faultOf(({ cluster: say }) => say.nobodyThere, { outcome: 'refused' });
}

async function asked<T>(
  { input: open, output, level, language, signal, suspend, resume }: AskOptions,
  question: (streams: PromptStreams) => Promise<T>,
): Promise<T> {
  const input = open();
  const closed = new AbortController();
  const onClose = (): void => {
    closed.abort();
  };
  // inquirer itself waits for ever on a stdin that has ended.
  input.once('end', onClose).once('close', onClose);
  const signals = signal === undefined ? [closed.signal] : [closed.signal, signal];
  suspend();
  try {
    return await question({ input, output, level, language, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (closed.signal.aborted) {
      throw faultOf(({ cluster: say }) => say.noAnswer, { outcome: 'refused', cause: error });
    }
    throw isAbort(error) || signal?.aborted === true ? new AskAborted(error) : error;
  } finally {
    input.off('end', onClose).off('close', onClose);
    resume();
  }
}

function isAbort(error: unknown): boolean {
  const names = ['AbortError', 'AbortPromptError', 'ExitPromptError', 'CancelPromptError'];
  return error instanceof Error && names.includes(error.name);
}
