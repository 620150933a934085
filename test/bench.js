/**
 * `npm run bench`: start-up and lists against kubectl, as ratios in one run.
 * `npm run bench -- rollback [BASES]`: a rollback of so many bases.
 */
import { install, must, tool } from './install.js';

install();
must('build', process.execPath, ['build.js']);
const [section, ...rest] = process.argv.slice(2);
must(
  'bench',
  tool('tsx'),
  section === 'rollback'
    ? ['test/bed/bench-rollback.ts', ...rest]
    : ['test/bed/bench.ts', ...process.argv.slice(2)],
);
