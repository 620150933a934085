import type { Language } from '../world.ts';
import { en } from './en/en.ts';
import { zh } from './zh/zh.ts';

/** Everything that the commands of this catalogue say to people, one entry per room of the talk. */
export type Messages = typeof en;

const catalogue: Readonly<Record<Language, Messages>> = { en, zh };

export function messagesOf(language: Language): Messages {
  return catalogue[language];
}
