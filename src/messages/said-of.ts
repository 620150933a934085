import type { Fault } from '../fault.ts';
import { Said, textIn, type Text } from '../said.ts';
import type { Language } from '../world.ts';
import { rollout as en } from './en/rollout.ts';
import { rollout as zh } from './zh/rollout.ts';

export type RolloutTexts = typeof en;

/** Puts a text, or what a Fault says, into a sentence of the same language. */
export type InWords = (text: Text | Fault) => string;

/** A sentence of a rollout in the catalogue's words: English, and Chinese when it is asked for. */
export function said(say: (words: RolloutTexts, inWords: InWords) => string): Said {
  return new Said((language) =>
    say(language === 'zh' ? zh : en, (text) => wordsIn(text, language)),
  );
}

function wordsIn(text: Text | Fault, language: Language): string {
  return text instanceof Error ? text.in(language).message : textIn(text, language);
}
