import type { OutcomeName } from './exit-code.ts';

/** Where in the user's input something is wrong. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
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
}

/** Something the user can mend. Anything else that is thrown is a bug. */
export class Fault extends Error {
  readonly outcome: OutcomeName;
  readonly at: Position | undefined;
  readonly fix: string | undefined;
  readonly details: readonly string[];

  constructor(message: string, detail: FaultDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'Fault';
    this.outcome = detail.outcome ?? 'invalid';
    this.at = detail.at;
    this.fix = detail.fix;
    this.details = detail.details ?? [];
  }
}
