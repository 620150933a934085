import type { OutcomeName } from './exit-code.ts';
import type { Language } from './world.ts';

/** Where in the user's input something is wrong. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a Fault says. */
export interface FaultWords {
  readonly message: string;
  readonly fix?: string | undefined;
  readonly details?: readonly string[];
}

export interface FaultDetail {
  /** Which row of the exit-code table; `invalid` when not said. */
  readonly outcome?: OutcomeName;
  readonly at?: Position;
  /** How to mend it: an instruction, or a command to type. */
  readonly fix?: string;
  /** Lines of evidence, most telling first. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
  /** The same in another language; English where absent. */
  readonly words?: (language: Language) => FaultWords;
}

/** Something the user can mend. Anything else that is thrown is a bug. */
export class Fault extends Error {
  readonly outcome: OutcomeName;
  readonly at: Position | undefined;
  readonly fix: string | undefined;
  readonly details: readonly string[];
  readonly #words: FaultDetail['words'];

  constructor(message: string, detail: FaultDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Fault';
    this.outcome = detail.outcome ?? 'invalid';
    this.at = detail.at;
    this.fix = detail.fix;
    this.details = detail.details ?? [];
    this.#words = detail.words;
  }

  /** The same fault as people of that language read it. */
  in(language: Language): Fault {
    if (language === 'en' || this.#words === undefined) return this;
    const { message, fix = this.fix, details = this.details } = this.#words(language);
    const { outcome, at, cause } = this;
    return new Fault(message, {
      outcome,
      details,
      cause,
      ...(at !== undefined && { at }),
      ...(fix !== undefined && { fix }),
    });
  }
}

/** A fault on one line, where it stands among others. */
export function faultLine({ at, message, fix }: Fault): string {
  const where = at === undefined ? '' : `${at.file}:${at.line}:${at.column}: `;
  return `${where}${message}${fix === undefined ? '' : ` (${fix})`}`;
}
