import { Fault, type FaultDetail, type FaultWords } from '../fault.ts';
import type { Language } from '../world.ts';
import { faults as en } from './en/faults.ts';
import { faults as zh } from './zh/faults.ts';
import type { Told } from './told.ts';

export type FaultTexts = typeof en;

export function faultTexts(language: Language): FaultTexts {
  return language === 'zh' ? zh : en;
}

/** Picks a Fault's text out of the catalogue, in whichever language. */
export type FaultSaying = (words: FaultTexts) => Told;

/** What else there is of a Fault; lines of evidence that are sentences come from the catalogue too. */
export type SaidDetail = Omit<FaultDetail, 'fix' | 'details' | 'words'> & {
  readonly details?: readonly string[] | ((words: FaultTexts) => readonly string[]);
};

/**
 * A Fault in the catalogue's words: English, and Chinese when it is asked for. What is thrown before
 * the command is understood imports this, so the rest of the catalogue is not loaded with it.
 */
export function faultOf(say: FaultSaying, detail: SaidDetail = {}): Fault {
  return new Fault(...inBoth(say, detail));
}

/** What a kind of Fault of its own is made of. */
export function inBoth(
  say: FaultSaying,
  { details, ...detail }: SaidDetail = {},
): [message: string, detail: FaultDetail] {
  const wordsIn = (texts: FaultTexts) => {
    const { text, fix } = say(texts);
    const lines = typeof details === 'function' ? details(texts) : details;
    return {
      message: text,
      ...(fix !== undefined && { fix }),
      ...(lines !== undefined && { details: lines }),
    };
  };
  const { message, ...more } = wordsIn(en);
  return [message, { ...detail, ...more, words: () => wordsIn(zh) }];
}

/** The words of several Faults in those of one, in each language. */
export function faultFrom(
  words: (inWords: (fault: Fault) => Fault, say: FaultTexts) => FaultWords,
  detail: Omit<FaultDetail, 'fix' | 'details' | 'words'> = {},
): Fault {
  const { message, fix, details } = words((fault) => fault, en);
  return new Fault(message, {
    ...detail,
    ...(fix !== undefined && { fix }),
    ...(details !== undefined && { details }),
    words: (language) => words((fault) => fault.in(language), zh),
  });
}
