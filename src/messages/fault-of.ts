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

/** What is told, with lines of evidence that are our own words too. */
export function evidenced({ text, fix }: Told, details: readonly string[]): FaultWords {
  return { message: text, fix, details };
}
