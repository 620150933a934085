import type { Guard } from '../../src/commands/guard.ts';

/** Where there are no change rules: everything is let through. */
export const noRules: Guard = {
  foresee: () => Promise.resolve(undefined),
  admit: () => Promise.resolve({ needsPerson: false, begin: () => Promise.resolve() }),
  letPass: () => Promise.resolve(),
  shut: () => undefined,
};
