import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `KOUPCTL_E2E_LAUNCHER`: the launcher of another build, of an installed package for example. */
export const launcher =
  process.env['KOUPCTL_E2E_LAUNCHER'] ??
  fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));

/** A koupctl process: the built binary, as a user would run it. */
export class Run {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly done: Promise<Result>;

  constructor(
    args: readonly string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string },
  ) {
    this.child = spawn(process.execPath, [launcher, ...args], {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...options.env },
      cwd: options.cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.child.stdin?.end(options.input ?? '');
    this.done = new Promise((resolve) => {
      this.child.once('close', (code) =>
        resolve({ code, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  /** Resolves when stdout or stderr has what is looked for. */
  async saw(pattern: RegExp, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!pattern.test(this.stdout) && !pattern.test(this.stderr)) {
      if (this.child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`never saw ${String(pattern)} in:\n${this.stdout}\n${this.stderr}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Runs koupctl against one kubeconfig. */
export class Koupctl {
  readonly #kubeconfig: string;
  readonly #namespace: string | undefined;

  constructor(kubeconfig: string, namespace?: string) {
    this.#kubeconfig = kubeconfig;
    this.#namespace = namespace;
  }

  start(args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): Run {
    const namespace = this.#namespace === undefined ? {} : { KOUPCTL_NAMESPACE: this.#namespace };
    return new Run(args, {
      ...(options.input === undefined ? {} : { input: options.input }),
      env: { KUBECONFIG: this.#kubeconfig, ...namespace, ...options.env },
    });
  }

  run(
    args: readonly string[],
    options: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Result> {
    return this.start(args, options).done;
  }
}
