import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { homedir, tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';

export type Log = (line: string) => void;

/** Where built parts of the bed are kept between runs. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env['KOUPCTL_BED_CACHE']) return env['KOUPCTL_BED_CACHE'];
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'koupctl-bed');
}

/** A cache key: `name`, and a hash over everything that the built thing depends on. */
export function cacheKey(name: string, ...inputs: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input).update('\0');
  return `${name}-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * The folder `key` of the cache; `build` fills it once. A folder under its final name is always
 * whole: builds happen under a temporary name. Processes asking together wait for one of them.
 */
export async function cached(
  key: string,
  build: (dir: string) => Promise<void>,
  log: Log,
): Promise<string> {
  const target = join(cacheRoot(), key);
  if (existsSync(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const unlock = await lock(target, log);
  try {
    if (existsSync(target)) return target;
    await removeLeftovers(target);
    const scratch = `${target}.tmp-${process.pid}-${randomBytes(3).toString('hex')}`;
    await mkdir(scratch);
    try {
      await build(scratch);
      await rename(scratch, target).catch((error: unknown) => {
        if (!existsSync(target)) throw error;
      });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return target;
  } finally {
    unlock();
  }
}

/** Half-built folders whose builder was killed. */
async function removeLeftovers(target: string): Promise<void> {
  const prefix = `${basename(target)}.tmp-`;
  for (const name of await readdir(dirname(target))) {
    if (!name.startsWith(prefix) || isAlive(parseInt(name.slice(prefix.length)))) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Killed, and its parent has not looked yet: it can still be signalled. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/**
 * A lock that can't be left behind: it is held by listening on a Unix socket, so it ends with
 * its process. In the rare race for an abandoned one two may hold it, which costs a second
 * build but breaks nothing.
 */
async function lock(target: string, log: Log): Promise<() => void> {
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 12);
  // Not beside the target: a socket's path may not be longer than about 100 bytes.
  const path = join(tmpdir(), `koupctl-bed-${userInfo().uid}-${hash}.lock`);
  for (let told = false; ;) {
    const unlock = await listen(path);
    if (unlock) return unlock;
    const held = await untilReleased(path, () => {
      if (!told) log(`waiting for another process that builds ${basename(target)}`);
      told = true;
    });
    if (!held) await rm(path, { force: true });
  }
}

function listen(path: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    const waiting = new Set<Socket>();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => undefined).on('close', () => waiting.delete(socket));
    });
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () =>
      resolve(() => {
        server.close();
        waiting.forEach((socket) => socket.destroy());
      }),
    );
  });
}

/** False at once when nobody holds the lock at `path`, true after its holder let go or died. */
function untilReleased(path: string, onHeld: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, onHeld);
    let held = false;
    socket.once('connect', () => (held = true));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(held));
    socket.resume();
  });
}
