import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Log } from './cache.ts';
import { goBuild } from './go-build.ts';

export interface PtyOptions {
  cols?: number;
  rows?: number;
  /** The whole environment; this process's own, with a colour terminal, when absent. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

const SOURCE = fileURLToPath(new URL('./pty', import.meta.url));

let built: Promise<string> | undefined;

/** Path of the helper that owns the terminal; built once, within seconds. */
export function ensurePtyRunner(log: Log = () => undefined): Promise<string> {
  built ??= goBuild({ name: 'pty', dir: SOURCE, packages: ['.'], sources: ['main.go'] }, log);
  return built.then((dir) => join(dir, 'pty'));
}

/** Starts a command on a terminal of its own, 80 by 24 unless asked otherwise. */
export async function runInPty(
  command: string,
  args: string[] = [],
  options: PtyOptions = {},
): Promise<PtyRun> {
  const runner = await ensurePtyRunner();
  const { cols = 80, rows = 24, env, cwd } = options;
  const child = spawn(runner, [String(cols), String(rows), command, ...args], {
    env: env ?? { ...process.env, TERM: 'xterm-256color' },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return new PtyRun(child);
}

/** A command on a terminal. Its output is raw: escape sequences, and \\r\\n at the line ends. */
export class PtyRun {
  output = '';
  /** The command's exit code, or 128 and the signal's number. */
  readonly exited: Promise<number>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #watchers = new Set<() => void>();
  #ended = false;

  constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.#tell();
    });
    child.stdin.on('error', () => undefined);
    this.exited = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#ended = true;
        this.#tell();
        resolve(code ?? 137);
      });
    });
  }

  /** What a person would type: `\\r` is Enter, `\\x03` is Ctrl-C, `\\x1b[B` is the arrow down. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Closes the terminal, as one closes a window: SIGHUP, and nothing is read or written any more. */
  hangUp(): void {
    this.#child.stdin.end();
  }

  /** Sends a signal to the command itself. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /**
   * The first match in the output, from position `from` on: take `output.length` before writing
   * to wait for what comes after. Rejects with the output when time is up or the command ended.
   */
  waitFor(pattern: RegExp, timeoutMs: number, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        settle(() => reject(new Error(`${why} before ${String(pattern)}:\n${this.output}`)));
      const check = () => {
        pattern.lastIndex = 0;
        const match = pattern.exec(this.output.slice(from));
        if (match) settle(() => resolve(match));
        else if (this.#ended) fail('the command ended');
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms passed`), timeoutMs);
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(check);
        end();
      };
      this.#watchers.add(check);
      check();
    });
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
