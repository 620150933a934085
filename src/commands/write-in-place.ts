import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';

/**
 * Puts `after` in place of `before` in a file, whole or not at all: written beside it and renamed,
 * with its mode; of a link the file that it leads to. Throws a Fault, and leaves the file as it
 * is, where it does not hold `before` any more or cannot be written.
 */
export async function writeInPlace(path: string, before: string, after: string): Promise<void> {
  try {
    const file = await realpath(path);
    const { mode } = await regular(file, path);
    await access(file, constants.W_OK);
    const temporary = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
    try {
      await written(temporary, after, mode & 0o7777);
      if ((await readFile(file, 'utf8')) !== before) throw changed(path);
      await rename(temporary, file);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw error instanceof Fault ? error : unwritable(path, error);
  }
}

async function regular(file: string, path: string): Promise<{ mode: number }> {
  const found = await stat(file);
  if (found.isFile()) return found;
  throw faultOf(({ commands }) => commands.notOrdinary(path));
}

async function written(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function changed(path: string): Fault {
  return faultOf(({ commands }) => commands.changedMeanwhile(path), { outcome: 'superseded' });
}

function unwritable(path: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (syscall === undefined) return cause;
  return faultOf(({ commands }) => commands.unwritable(path, code ?? 'unknown'), { cause });
}
