import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Measurement {
  /** Whole process, the least of all runs. */
  readonly ms: number;
  /** Peak resident memory in MiB, the most of all runs. */
  readonly peakMb: number;
  readonly runs: number;
}

const longRunMs = 2_000;

/** Times a command as a whole process: seven runs, or three where one takes long. It is to end with `expected`. */
export async function measured(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  expected = 0,
): Promise<Measurement> {
  const runs = [await once(command, args, env, expected)];
  const count = (runs[0]?.ms ?? 0) > longRunMs ? 3 : 7;
  while (runs.length < count) runs.push(await once(command, args, env, expected));
  return {
    ms: Math.min(...runs.map((run) => run.ms)),
    peakMb: Math.max(...runs.map((run) => run.peakMb)),
    runs: count,
  };
}

function once(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  expected: number,
): Promise<{ ms: number; peakMb: number }> {
  return new Promise((resolve, reject) => {
    const startedAt = process.hrtime.bigint();
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', expected === 0 ? 'inherit' : 'ignore'],
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
    });
    let peakMb = 0;
    const timer = setInterval(() => {
      peakMb = Math.max(peakMb, peakOf(child.pid));
    }, 10);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(timer);
      const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
      if (code === expected) resolve({ ms, peakMb });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

/** The kernel's own high-water mark; 0 when the process is gone already. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
