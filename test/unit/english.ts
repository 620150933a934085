import { expect } from 'vitest';
import { Said, type Text } from '../../src/said.ts';

// Expectations are written in English: a sentence of ours equals what it says there.
expect.addEqualityTesters([
  function sayTheSame(one: unknown, other: unknown, testers): boolean | undefined {
    if (one instanceof Said) return this.equals(String(one), other, testers);
    if (other instanceof Said) return this.equals(one, String(other), testers);
    return undefined;
  },
]);

/** The same with its sentences in English, for matchers of strings. */
export function english<T>(value: T): T extends Text | undefined ? string : T {
  return JSON.parse(JSON.stringify(value)) as T extends Text | undefined ? string : T;
}
