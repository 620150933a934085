import { spawn } from 'node:child_process';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cached, cacheKey, type Log } from './cache.ts';

export interface GoProgram {
  name: string;
  /** The folder with go.mod. */
  dir: string;
  packages: string[];
  /** Values of `-ldflags -X`. */
  variables?: Record<string, string>;
  /** New names of programs whose package path gives them a poor one. */
  rename?: Record<string, string>;
  /** Files besides go.mod and go.sum, relative to `dir`, that the result depends on. */
  sources?: string[];
}

const PROGRESS_EVERY_MS = 5_000;

/**
 * The cached folder with the programs of a Go module, built when it is not there yet.
 * Modules come through the Go module proxy that `go` is configured for.
 */
export async function goBuild(program: GoProgram, log: Log): Promise<string> {
  const variables = Object.entries(program.variables ?? {});
  const ldflags = ['-s', '-w', ...variables.map(([name, value]) => `-X ${name}=${value}`)].join(
    ' ',
  );
  const files = ['go.mod', 'go.sum', ...(program.sources ?? [])];
  const inputs = await Promise.all(files.map((file) => readFile(join(program.dir, file))));
  const platform = `${process.platform} ${process.arch}`;
  const key = cacheKey(program.name, ldflags, platform, ...program.packages, ...inputs);
  return cached(key, (out) => compile(program, ldflags, out, log), log);
}

async function compile(program: GoProgram, ldflags: string, out: string, log: Log): Promise<void> {
  const { name, dir, packages } = program;
  log(`${name}: fetching Go modules`);
  let total = 0;
  await go(dir, ['list', '-mod=readonly', '-deps', ...packages], { onOut: () => total++ });
  const started = Date.now();
  let done = 0;
  let nextAt = started + PROGRESS_EVERY_MS;
  const args = ['build', '-mod=readonly', '-trimpath', '-buildvcs=false', '-v'];
  await go(dir, [...args, '-ldflags', ldflags, '-o', `${out}/`, ...packages], {
    // -v names each package compiled; those that Go's own cache holds are skipped silently.
    onErr: () => {
      done++;
      if (Date.now() < nextAt) return;
      nextAt = Date.now() + PROGRESS_EVERY_MS;
      log(`${name}: ${done} of at most ${total} packages, ${seconds(started)} s`);
    },
  });
  for (const [from, to] of Object.entries(program.rename ?? {})) {
    await rename(join(out, from), join(out, to));
  }
  log(`${name}: built in ${seconds(started)} s`);
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1_000);
}

interface Listeners {
  onOut?: (line: string) => void;
  onErr?: (line: string) => void;
}

/** Runs `go` in `dir`; a failure carries the end of what it wrote to stderr. */
function go(dir: string, args: string[], listeners: Listeners): Promise<void> {
  return new Promise((resolve, reject) => {
    // Static programs need no C compiler and run anywhere; a go.work above must not interfere.
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
    const child = spawn('go', args, { cwd: dir, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => listeners.onOut?.(line));
    createInterface({ input: child.stderr }).on('line', (line) => {
      listeners.onErr?.(line);
      if (tail.push(line) > 20) tail.shift();
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT';
      reject(missing ? new Error('Go 1.24 or newer is needed to build the test bed') : error);
    });
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`go ${args[0]} failed:\n${tail.join('\n')}`)),
    );
  });
}
