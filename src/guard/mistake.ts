import type { Position } from '../fault.ts';

/** What can be wrong with rules; the message room has a text for each. */
export type MistakeCode =
  | 'yaml'
  | 'twice'
  | 'not-a-map'
  | 'not-a-list'
  | 'not-a-text'
  | 'unknown-key'
  | 'missing'
  | 'unknown-zone'
  | 'no-zone'
  | 'bad-time'
  | 'no-such-day'
  | 'upside-down'
  | 'mixed'
  | 'no-end'
  | 'no-time'
  | 'bad-duration'
  | 'bad-choice'
  | 'bad-pattern'
  | 'bad-count'
  | 'unknown-command'
  | 'contexts-in-cluster'
  | 'cluster-missing';

export interface Mistake {
  readonly code: MistakeCode;
  readonly at: Position;
  /** What it is about: a key, a value. */
  readonly what: string;
  /** What there is to choose from, or what was meant. */
  readonly known: string;
}
