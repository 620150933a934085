import type { Language } from '../world.ts';
import { frame as en } from './en/frame.ts';
import { frame as zh } from './zh/frame.ts';

/** Apart from the catalogue, which is not loaded for what every command may say. */
export function frameIn(language: Language): typeof en {
  return language === 'zh' ? zh : en;
}
