import type { BaseProgress, RolloutEvent } from '../../rollout/events.ts';
import { Said } from '../../said.ts';
import type { Language } from '../../world.ts';
import { cleanDeep } from '../text/clean.ts';

type Shown<T> = T extends Said
  ? string
  : T extends readonly (infer One)[]
    ? readonly Shown<One>[]
    : T extends object
      ? { readonly [Key in keyof T]: Shown<T[Key]> }
      : T;

/** An event in the words of the person who reads it. */
export type ShownEvent = Shown<RolloutEvent>;
export type ShownBase = Shown<BaseProgress>;

/** The event in that language, with nothing in it that a terminal would obey. */
export function shownEvent(event: RolloutEvent, language: Language): ShownEvent {
  return cleanDeep(worded(event, language)) as ShownEvent;
}

function worded(value: unknown, language: Language): unknown {
  if (value instanceof Said) return value.in(language);
  if (Array.isArray(value)) return value.map((one) => worded(one, language));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, worded(held, language)]),
  );
}
