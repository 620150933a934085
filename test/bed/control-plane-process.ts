import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reaper } from './control-plane-reaper.ts';

export interface ProcessSpec {
  binary: string;
  args: string[];
  /** stdout and stderr go here, appended over restarts. */
  logFile: string;
  reaper: Reaper;
  /** Polled after each start until it does not throw; nothing to wait for when absent. */
  probe?: () => Promise<unknown>;
}

const READY_TIMEOUT_MS = 90_000;
const POLL_MS = 25;
/** All parts are Go's: they collect their garbage less often, which saves a seventh of their CPU time. */
const env = { GOGC: '400', ...process.env };

/** One part of the bed that runs as a process of its own and can be killed and started again. */
export class BedProcess {
  readonly name: string;
  readonly #spec: ProcessSpec;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();

  constructor(spec: ProcessSpec) {
    this.#spec = spec;
    this.name = basename(spec.binary);
  }

  /** Undefined while it does not run. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the run that was started last has ended. */
  get exited(): Promise<void> {
    return this.#gone;
  }

  /** Starts it and waits until its probe is content; an early exit is an error with the log's end. */
  async start(): Promise<void> {
    if (this.#child) throw new Error(`${this.name} runs already`);
    const { binary, args, logFile, reaper } = this.#spec;
    const log = openSync(logFile, 'a');
    const child = spawn(binary, args, { detached: true, stdio: ['ignore', log, log], env });
    closeSync(log);
    const pid = child.pid;
    if (pid !== undefined) reaper.adopt(pid);
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      const end = () => {
        if (pid !== undefined) reaper.release(pid);
        if (this.#child === child) this.#child = undefined;
        resolve();
      };
      child.once('exit', end).once('error', end);
    });
    await this.#untilReady(child);
  }

  /** Resolves when it is gone, or at once after a signal that ends nothing (SIGSTOP, SIGCONT). */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#child?.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await this.#gone;
  }

  /** Ends it by `signal` if it runs, then starts it with the same ports and data. */
  async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.kill(signal);
    await this.start();
  }

  /** The last lines it wrote. */
  logTail(lines = 15): string {
    return readFileSync(this.#spec.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { probe } = this.#spec;
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      if (this.#child !== child) throw new Error(`${this.name} ended at once:\n${this.logTail()}`);
      const failure = await probe?.().then(
        () => undefined,
        (error: unknown) => error ?? new Error('not ready'),
      );
      if (failure === undefined) return;
      if (Date.now() > deadline) {
        throw new Error(`${this.name} is not ready:\n${this.logTail()}`, { cause: failure });
      }
      await delay(POLL_MS);
    }
  }
}
