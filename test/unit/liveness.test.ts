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
  // The shell becomes a sleep that never asks how its child has ended.
  const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 1000']);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = line.toString().trim();
  try {
    await until('a zombie', () =>
      Promise.resolve(/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))),
    );
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
