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

/**
 * A Fault in the catalogue's words: English, and Chinese when it is asked for. What is thrown before
 * the command is understood imports this, so the rest of the catalogue is not loaded with it.
 */
export function faultOf(say: FaultSaying, detail: Omit<FaultDetail, 'fix' | 'words'> = {}): Fault {
  return new Fault(...inBoth(say, detail));
}

/** What a kind of Fault of its own is made of. */
export function inBoth(
  say: FaultSaying,
  detail: Omit<FaultDetail, 'fix' | 'words'> = {},
): [message: string, detail: FaultDetail] {
  const { text, fix } = say(en);
  const words = (): FaultWords => {
    const told = say(zh);
    return { message: told.text, fix: told.fix };
  };
  return [text, { ...detail, ...(fix !== undefined && { fix }), words }];
}

/** An entry of the catalogue as what a Fault says. */
export function worded({ text, fix }: Told): FaultWords {
  return { message: text, fix };
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
