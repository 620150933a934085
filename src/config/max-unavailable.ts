import { Fault } from '../fault.ts';
import type { BatchSize } from '../plan/types.ts';

/** `2` modules or `25%` of them; 0 is none at all. */
export function parseMaxUnavailable(text: string): BatchSize {
  const found = /^(\d+)(%?)$/.exec(text.trim());
  const value = Number(found?.[1] ?? 0);
  const percent = found?.[2] === '%';
  if (found === null) throw wrong(`"${text.trim()}" is not a number of modules`);
  if (percent && value > 100) throw wrong(`${text.trim()} is more than all modules`);
  if (!Number.isSafeInteger(value)) throw wrong(`${text.trim()} is too large`);
  return { value, percent };
}

function wrong(what: string): Fault {
  return new Fault(what, { fix: 'write a number or a percentage, for example 1 or 25%' });
}
