import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAlive, machineId } from '../../src/liveness.ts';
import { until } from '../bed/until.ts';

const machine = machineId();
const named = (pid: number | string): string => `ann@ci/${String(pid)}@${machine ?? ''}`;

test('a process of this machine lives until it has ended', async () => {
  const child = spawn('sleep', ['1000']);
  expect(isAlive(named(child.pid!), machine)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(named(child.pid!), machine)).toBe(false);
});

test('one that was killed and that nobody has waited for does not live', async () => {
  // The shell becomes a sleep, which never asks how the shell's child has ended.
  const script = 'exec 3<&0; cat <&3 & echo $!; exec sleep 1000';
  const parent = spawn('sh', ['-c', script]);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = line.toString().trim();
  const shows = (what: string, text: RegExp) => () =>
    Promise.resolve(text.test(readFileSync(`/proc/${what}`, 'utf8')));
  try {
    await until('the sleep', shows(`${String(parent.pid)}/comm`, /^sleep$/m));
    parent.stdin.end();
    await until('a zombie', shows(`${pid}/stat`, /\) Z /));
    expect(isAlive(named(pid), machine)).toBe(false);
  } finally {
    parent.kill();
  }
});

test('of another machine nothing can be told', () => {
  expect(isAlive('ann@ci/1@0f0f0f0f-1', machine)).toBeUndefined();
  expect(isAlive('ann@ci/1', machine)).toBeUndefined();
  expect(isAlive(named(process.pid), undefined)).toBeUndefined();
});
