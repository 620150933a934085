import { spawn } from 'node:child_process';
import { seconds } from '../no-answer-text.ts';
import type { CommandReply } from '../network-probes.ts';

const longestOutput = 256 * 1024;

/** Runs a program with nothing on its standard input; one that takes too long is killed with its children. */
export function runCommand(
  [program = '', ...args]: readonly string[],
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<CommandReply> {
  return new Promise((resolve) => {
    // A group of its own, so that all of it ends: ssh and a shell start others.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const out = gathered(child.stdout);
    const err = gathered(child.stderr);
    let why = '';
    const kill = (because: string): void => {
      why ||= because;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    };
    const giveUp = (): void => {
      kill('stopped');
    };
    const timer = setTimeout(() => {
      kill(`it did not end within ${seconds(timeoutMs)}`);
    }, timeoutMs);
    signal?.addEventListener('abort', giveUp, { once: true });
    const end = (code: number): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve({ code, out: out(), err: err(), why });
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      why ||= error.code === 'ENOENT' ? `there is no program ${program}` : error.message;
      end(-1);
    });
    child.once('close', (code, by) => {
      if (code === null && why === '') why = `it was ended by ${String(by)}`;
      end(code ?? -1);
    });
  });
}

function gathered(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length < longestOutput) chunks.push(chunk);
    length += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('utf8').slice(0, longestOutput);
}
