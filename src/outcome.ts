import type { OutcomeName } from './exit-code.ts';
import { Said, textIn, type Text } from './said.ts';
import type { Language } from './world.ts';

/** What an Outcome says. */
export interface OutcomeWords {
  /** One line: what happened, with the numbers. */
  readonly message: string;
  /** Why, one line each; never repeats `message`. */
  readonly causes?: readonly string[];
  readonly next?: readonly string[];
}

/** How a command ended, as a value. `next` are commands the operator may type now. */
export interface Outcome extends OutcomeWords {
  readonly name: OutcomeName;
  /** The same in another language; English where absent. */
  readonly words?: (language: Language) => OutcomeWords;
}

/** The same, each to be asked for its language. */
export interface OutcomeTexts {
  readonly message: Text;
  readonly causes?: readonly Text[];
  readonly next?: readonly Text[];
}

export function outcome(
  name: OutcomeName,
  message: Text,
  more: Omit<OutcomeTexts, 'message'> = {},
): Outcome {
  const texts = { message, ...more };
  const all = [message, ...(more.causes ?? []), ...(more.next ?? [])];
  const words = (language: Language): OutcomeWords => wordsIn(texts, language);
  return { name, ...words('en'), ...(all.some((text) => text instanceof Said) && { words }) };
}

/** The same Outcome as people of that language read it. */
export function outcomeIn(end: Outcome, language: Language): Outcome {
  const { name, words } = end;
  return words === undefined ? end : { name, ...words(language) };
}

/** What an Outcome says, for another that is made of it. */
export function textsOfOutcome({ words, ...en }: Outcome): OutcomeTexts {
  const said = (text: string, pick: (words: OutcomeWords) => string | undefined): Text =>
    words === undefined ? text : new Said((language) => pick(words(language)) ?? text);
  const { message, causes, next } = en;
  return {
    message: said(message, (other) => other.message),
    ...(causes && {
      causes: causes.map((text, index) => said(text, (other) => other.causes?.[index])),
    }),
    ...(next && { next: next.map((text, index) => said(text, (other) => other.next?.[index])) }),
  };
}

function wordsIn({ message, causes, next }: OutcomeTexts, language: Language): OutcomeWords {
  const said = (text: Text): string => textIn(text, language);
  return {
    message: said(message),
    ...(causes && { causes: causes.map(said) }),
    ...(next && { next: next.map(said) }),
  };
}
