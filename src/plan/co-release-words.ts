import type { LeavingBase } from './co-release-steps.ts';

/** A diff under a title; nothing where there is none. */
export function titled(what: string, diff: string): string {
  return diff === '' ? '' : `--- ${what}\n${diff}`;
}

/** Which bases leave, with what. */
export function baseLeaves(bases: readonly LeavingBase[], count: number): string {
  if (bases.length === 0) return `${count} old one(s) leave`;
  const shown = bases.slice(0, 4).map(({ name, modules }) => {
    return modules.length === 0 ? name : `${name} (with ${modules.join(', ')})`;
  });
  const more = count - shown.length;
  const others = more > 0 ? ` and ${more} more` : '';
  return `${shown.join(', ')}${others} ${count === 1 ? 'leaves' : 'leave'}`;
}
