/** `npm run demo`: works in a fresh clone; `-- --keep` leaves the bed up until Ctrl-C. */
import { install, must, root, tool } from './install.js';
import { spawn } from 'node:child_process';

install();
must('build', process.execPath, ['build.js']);
const child = spawn(tool('tsx'), ['test/bed/demo.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The bed ends itself in good order; here it is only waited for.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
