/** The test command: format, lint, types, build, bed, tests. Works in a fresh clone with nothing run before. */
import { readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, must, mustAll, root, tool } from './install.js';

install();
await mustAll([
  ['format', tool('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types', tool('tsc'), ['-p', 'test/tsconfig.json', '--noEmit']],
  ['lint', tool('eslint'), ['.']],
]);
must('build', process.execPath, ['build.js']);
must('bed', tool('tsx'), ['test/bed/build-all.ts']);

const report = join(tmpdir(), `koupctl-tests-${process.pid}.json`);
const { status } = spawnSync(
  tool('vitest'),
  [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
process.exitCode = status ?? 1;
try {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded has no tests to count.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = numFailedTests + broken.length;
  if (failed > 0 && process.exitCode === 0) process.exitCode = 1;
  console.log(`${numPassedTests} passed, ${failed} failed`);
} finally {
  rmSync(report, { force: true });
}
