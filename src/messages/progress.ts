import type { Language } from '../world.ts';
import { progress as en } from './en/progress.ts';
import { progress as zh } from './zh/progress.ts';

export type ProgressTexts = typeof en;

/** Apart from the catalogue, which is not loaded for a rollout's lines. */
export function progressIn(language: Language): ProgressTexts {
  return language === 'zh' ? zh : en;
}
