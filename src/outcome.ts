import type { OutcomeName } from './exit-code.ts';

/** How a command ended, as a value. `next` are commands the operator may type now. */
export interface Outcome {
  readonly name: OutcomeName;
  /** One line: what happened, with the numbers. */
  readonly message: string;
  /** Why, one line each; never repeats `message`. */
  readonly causes?: readonly string[];
  readonly next?: readonly string[];
}

export function outcome(
  name: OutcomeName,
  message: string,
  more: { causes?: readonly string[]; next?: readonly string[] } = {},
): Outcome {
  return { name, message, ...more };
}
