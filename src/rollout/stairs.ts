import { said } from '../messages/said-of.ts';
import type { Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { BaseProgress } from './events.ts';

/** A base that is not where it is to be. */
export interface Pending extends Pick<BaseProgress, 'base' | 'ip' | 'state'> {
  readonly cause?: Text;
  readonly next?: Text;
}

/** How far a step has come, by the bases' own answers. */
export interface Look {
  /** Names of the bases that this step has brought where they are to be. */
  readonly done: readonly string[];
  /** What is still open. None: the step is proven. */
  readonly pending: readonly Pending[];
  /** What Kubernetes has yet to agree with; tolerated for a while, then told. */
  readonly lag: readonly Text[];
  /** What a controller has yet to do before it can take the next step. */
  readonly busy: readonly Text[];
  /** The workload is no longer as the last step left it, and how. */
  readonly superseded: Text | undefined;
}

/** A look at which nothing is open. */
export const nothingOpen: Look = {
  done: [],
  pending: [],
  lag: [],
  busy: [],
  superseded: undefined,
};

/** A watch is behind the last write: nothing can be told. */
export const behind: Look = {
  ...nothingOpen,
  busy: [said(({ proofs }) => proofs.notSeenYet)],
};

/**
 * A number of bases that changes step by step, under one kind of workload. The
 * walk calls these one after another; each write inside is compare-and-swap.
 */
export interface Stairs {
  begin(): Promise<void>;
  /** Writes what step `batch` (from 1) needs. */
  step(batch: number): Promise<void>;
  look(): Promise<Look>;
  /** Resolves when something may have changed, at the latest after `maxMs`. */
  next(maxMs: number): Promise<void>;
  /** After `begin`: how many steps an earlier run has proven; 0 where they are simply taken again. */
  provenBefore?(): number;
  /** Records that step `batch` is proven. */
  noteProven?(batch: number): Promise<void>;
  /** After the last step is proven: gives back what was borrowed. */
  finish(): Promise<void>;
  /** After `finish`: how it ended, where the proof of the steps does not tell. */
  ended?(): Outcome | undefined;
  /** It stops before that: gives back what can be. */
  leave(): Promise<void>;
  close(): void;
}
