import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cached, cacheKey, cacheRoot } from '../../bed/cache.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'koupctl-cache-'));
  vi.stubEnv('KOUPCTL_BED_CACHE', root);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

const silent = () => undefined;

test('the root follows the environment', () => {
  expect(cacheRoot({ KOUPCTL_BED_CACHE: '/a' })).toBe('/a');
  expect(cacheRoot({ XDG_CACHE_HOME: '/b' })).toBe('/b/koupctl-bed');
  expect(cacheRoot({})).toMatch(/\.cache\/koupctl-bed$/);
});

test('keys differ with every input', () => {
  expect(cacheKey('x', 'ab', 'c')).not.toBe(cacheKey('x', 'a', 'bc'));
  expect(cacheKey('x', 'ab')).toMatch(/^x-[0-9a-f]{16}$/);
});

test('a thing is built once, also by those who ask at the same time', async () => {
  let builds = 0;
  const build = async (dir: string) => {
    builds++;
    await writeFile(join(dir, 'program'), 'x');
  };
  const dirs = await Promise.all([1, 2, 3].map(() => cached('thing', build, silent)));
  expect(new Set(dirs)).toEqual(new Set([join(root, 'thing')]));
  expect(builds).toBe(1);
  expect(await readdir(root)).toEqual(['thing']);
});

test('a failed build leaves nothing, and the next one may succeed', async () => {
  const fail = () => Promise.reject(new Error('no compiler'));
  await expect(cached('thing', fail, silent)).rejects.toThrow('no compiler');
  expect(await readdir(root)).toEqual([]);
  await cached('thing', (dir) => writeFile(join(dir, 'program'), 'x'), silent);
  expect(await readdir(root)).toEqual(['thing']);
});

test('a builder that is killed neither blocks the others nor leaves its half', async () => {
  const script = `
    import { cached } from './test/bed/cache.ts';
    await cached('thing', async () => { console.log('building'); await new Promise(() => setInterval(() => {}, 1e6)); }, () => {});`;
  const first = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
  await new Promise((resolve) => first.stdout.once('data', resolve));
  const lines: string[] = [];
  const second = cached(
    'thing',
    (dir) => writeFile(join(dir, 'program'), 'second'),
    (line) => lines.push(line),
  );
  await vi.waitFor(() => expect(lines).toEqual([expect.stringContaining('waiting')]));
  first.kill('SIGKILL');
  expect(await readFile(join(await second, 'program'), 'utf8')).toBe('second');
  expect(await readdir(root)).toEqual(['thing']);
}, 20_000);

test('the half-built folder of a running process is left alone', async () => {
  const other = join(root, `thing.tmp-${process.ppid}-abc123`);
  await mkdir(other);
  await cached('thing', () => Promise.resolve(), silent);
  expect((await readdir(root)).sort()).toEqual(['thing', `thing.tmp-${process.ppid}-abc123`]);
});
