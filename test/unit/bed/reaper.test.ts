import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test, vi } from 'vitest';
import { Reaper } from '../../bed/control-plane-reaper.ts';

const WAIT = { timeout: 10_000, interval: 25 };

test('a killed bed takes its processes and its folder with it', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'koupctl-reaper-'));
  const script = `
    import { spawn, spawnSync } from 'node:child_process';
    import { Reaper } from './test/bed/control-plane-reaper.ts';
    const reaper = new Reaper(${JSON.stringify(dir)});
    const pids = [1, 2].map(() => spawn('sleep', ['600'], { detached: true }).pid);
    pids.forEach((pid) => reaper.adopt(pid));
    const free = spawn('sleep', ['601'], { detached: true });
    reaper.adopt(free.pid);
    reaper.release(free.pid);
    console.log(JSON.stringify([...pids, free.pid]));`;
  const bed = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await Promise.race([
    new Promise((resolve) =>
      createInterface({ input: bed.stdout }).once('line', (l) => resolve([l])),
    ),
    new Promise((_, reject) => bed.once('exit', () => reject(new Error('the bed ended early')))),
  ])) as [string];
  const [first, second, released] = JSON.parse(line) as [number, number, number];
  bed.kill('SIGKILL');
  await vi.waitFor(() => expect([first, second].filter(runs)).toEqual([]), WAIT);
  await vi.waitFor(() => expect(existsSync(dir)).toBe(false), WAIT);
  expect(runs(released)).toBe(true);
  process.kill(released);
}, 20_000);

test('finishing in order does the same', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'koupctl-reaper-'));
  const reaper = new Reaper(dir);
  const child = spawn('sleep', ['600'], { detached: true });
  const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  reaper.adopt(child.pid!);
  await reaper.finish();
  expect(await gone).toBe('SIGKILL');
  expect(existsSync(dir)).toBe(false);
  await reaper.finish();
});

/** Zombies do not count: in a container nobody may be there to bury orphans. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
