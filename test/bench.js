/** `npm run bench`: start-up and lists against kubectl, as ratios in one run. */
import { install, must, tool } from './install.js';

install();
must('build', process.execPath, ['build.js']);
must('bench', tool('tsx'), ['test/bed/bench.ts', ...process.argv.slice(2)]);
