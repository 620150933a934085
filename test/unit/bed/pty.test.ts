import { expect, test } from 'vitest';
import { runInPty } from '../../bed/pty.ts';

const NODE = process.execPath;

test('the command sees a terminal of the size asked for, and its exit code comes out', async () => {
  const script = `console.log([process.stdout.isTTY, process.stdout.columns, process.stdout.rows].join(" ")); process.exitCode = 7`;
  const run = await runInPty(NODE, ['-e', script], { cols: 57, rows: 13 });
  expect(await run.exited).toBe(7);
  expect(run.output).toContain('true 57 13\r\n');
});

test('what is typed reaches the command, Ctrl-C interrupts it', async () => {
  const run = await runInPty('/bin/sh', ['-c', 'read -r a; echo "got $a"; read -r b']);
  run.write('batch\r');
  await run.waitFor(/got batch/, 5_000);
  run.write('\x03');
  expect(await run.exited).toBe(130);
});

test('signals are passed on', async () => {
  const script = `process.on('SIGTERM', () => { console.log('term'); process.exit(4) }); setInterval(() => {}, 1e6); console.log('up')`;
  const run = await runInPty(NODE, ['-e', script]);
  await run.waitFor(/up/, 5_000);
  run.kill('SIGTERM');
  expect(await run.exited).toBe(4);
  expect(run.output).toContain('term');
});

test('waiting for something that never comes shows what came', async () => {
  const run = await runInPty('/bin/sh', ['-c', 'echo hello']);
  await expect(run.waitFor(/goodbye/, 5_000)).rejects.toThrow(/ended before [^]*hello/);
});

test('`from` passes over what was there before', async () => {
  const run = await runInPty('/bin/sh', ['-c', 'echo ready; read -r a; echo ready']);
  await run.waitFor(/ready/, 5_000);
  const seen = run.output.length;
  run.write('\r');
  await run.waitFor(/ready/, 5_000, seen);
  expect(await run.exited).toBe(0);
});
