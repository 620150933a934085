import { Fault, type FaultDetail, type FaultWords } from '../fault.ts';
import { textIn, type Text } from '../said.ts';
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

/** An entry of the catalogue as what a Fault says, with lines of evidence that are our own words too. */
export function worded({ text, fix }: Told, details?: readonly string[]): FaultWords {
  return { message: text, fix, ...(details !== undefined && { details }) };
}

/** Words of several texts, those of other Faults among them, in each language. */
export type FaultMaking = (
  inWords: (fault: Fault) => Fault,
  say: FaultTexts,
  textInWords: (text: Text) => string,
) => FaultWords;

/** The words of several Faults in those of one, in each language. */
export function faultFrom(
  words: FaultMaking,
  detail: Omit<FaultDetail, 'fix' | 'details' | 'words'> = {},
): Fault {
  return new Fault(...madeFrom(words, detail));
}

/** What a kind of Fault of its own is made of, where that has evidence in words. */
export function madeFrom(
  words: FaultMaking,
  detail: Omit<FaultDetail, 'fix' | 'details' | 'words'> = {},
): [message: string, detail: FaultDetail] {
  const { message, fix, details } = words((fault) => fault, en, String);
  const inWords: FaultDetail['words'] = (language) =>
    words(
      (fault) => fault.in(language),
      zh,
      (text) => textIn(text, language),
    );
  return [
    message,
    {
      ...detail,
      ...(fix !== undefined && { fix }),
      ...(details !== undefined && { details }),
      words: inWords,
    },
  ];
}
