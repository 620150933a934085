/** Installs the locked dependencies unless exactly these are there. Needs nothing but Node and npm. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the project's folder; ends this process with its code when it fails. */
export function must(title, command, args, env = {}) {
  const startedAt = Date.now();
  process.stderr.write(`== ${title}\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (error || status !== 0) {
    process.stderr.write(`== ${title} failed: ${error?.message ?? `exit code ${status}`}\n`);
    process.exit(status || 1);
  }
  process.stderr.write(`== ${title}: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** The same for several at a time, each `[title, command, args]`; all are heard to their end. */
export async function mustAll(steps) {
  const codes = await Promise.all(
    steps.map(([title, command, args]) => {
      const startedAt = Date.now();
      process.stderr.write(`== ${title}\n`);
      const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
      return new Promise((resolve) => {
        const end = (code, why) => {
          const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
          process.stderr.write(`== ${title}${code === 0 ? `: ${took}` : ` failed: ${why}`}\n`);
          resolve(code);
        };
        child.once('error', (error) => end(1, error.message));
        child.once('close', (code) => end(code ?? 1, `exit code ${code}`));
      });
    }),
  );
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) process.exit(failed);
}

/** A program of a package that is installed. */
export function tool(name) {
  return join(root, 'node_modules', '.bin', name);
}

export function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const mark = join(root, 'node_modules', '.koupctl-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  must('install the locked dependencies', 'npm', [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  writeFileSync(mark, lock);
}
