import { faultOf } from '../messages/fault-of.ts';
import type { BatchSize } from '../plan/types.ts';

/** `2` modules or `25%` of them; 0 is none at all. */
export function parseMaxUnavailable(typed: string): BatchSize {
  const text = typed.trim();
  const found = /^(\d+)(%?)$/.exec(text);
  const value = Number(found?.[1] ?? 0);
  const percent = found?.[2] === '%';
  if (found === null) throw faultOf(({ settings }) => settings.notANumberOfModules(text));
  if (percent && value > 100) throw faultOf(({ settings }) => settings.moreThanAllModules(text));
  if (!Number.isSafeInteger(value)) throw faultOf(({ settings }) => settings.tooLarge(text));
  return { value, percent };
}
