/**
 * `npm run bench`: start-up and lists against kubectl, as ratios in one run.
 * `npm run bench -- rollback [BASES]`: a rollback of so many bases.
 * `npm run bench -- live [BASES]`: what so many bases run, asked of themselves.
 * `npm run bench -- inspect [NODES] [PODS]`: the daily inspection of so many nodes and pods.
 */
import { install, must, tool } from './install.js';

install();
must('build', process.execPath, ['build.js']);
const [section, ...rest] = process.argv.slice(2);
const own = ['rollback', 'live', 'inspect'].includes(section);
must(
  'bench',
  tool('tsx'),
  own ? [`test/bed/bench-${section}.ts`, ...rest] : ['test/bed/bench.ts', ...process.argv.slice(2)],
);
