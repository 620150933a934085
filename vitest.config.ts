import { defineConfig } from 'vitest/config';

// In CI a busy machine may stall a bed once; what fails twice is a failure. By hand nothing is repeated.
const retry = process.env['CI'] ? 1 : 0;
const bed = { testTimeout: 180_000, hookTimeout: 180_000, retry };

export default defineConfig({
  test: {
    // Tests on the bed wait more than they work: three at a time keep two cores busy.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/golden/**/*.test.ts'],
          setupFiles: ['test/unit/english.ts'],
          // A property takes seconds on a machine that is busy with the bed.
          testTimeout: 60_000,
          // The rooms are pure: loading them anew for each file costs more than all of their tests.
          isolate: false,
        },
      },
      { test: { name: 'model', include: ['test/model/**/*.test.ts'] } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], ...bed } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...bed } },
    ],
  },
});
