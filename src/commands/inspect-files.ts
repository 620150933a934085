import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../fault.ts';
import { parseRuns, type Run } from '../inspect/history.ts';
import { messagesOf } from '../messages/messages.ts';
import type { World } from './world.ts';

/** How many runs are remembered: a year of days; and when the file is made shorter again. */
const remembered = 400;
const longest = 800;

/** The runs before; none where there is no file yet. */
export async function readHistory(file: string): Promise<Run[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw error;
  });
  return parseRuns(text).slice(-remembered);
}

/** One line more. A history that can't be kept is told and is no fault: the inspection was made. */
export async function keepHistory(world: World, file: string, run: Run): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${JSON.stringify(run)}\n`);
    await shorten(file);
  } catch (error) {
    const { historyNotKept } = messagesOf(world.language).inspect;
    world.reporter.say(historyNotKept(file, whyOf(error)));
  }
}

async function shorten(file: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  if (lines.length <= longest) return;
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, lines.slice(-remembered - 1).join('\n'));
  await rename(beside, file);
}

/** A report that the user asked for; a Fault where it can't be written. */
export async function writeReport(world: World, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Fault(messagesOf(world.language).inspect.cantWrite(file, whyOf(error)), {
      cause: error,
    });
  }
}

export async function readChecksFile(world: World, file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault(messagesOf(world.language).inspect.cantRead(file, whyOf(error)), {
      cause: error,
    });
  });
}

export function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
