import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultOf } from '../messages/fault-of.ts';

/** The only reader of the file system in this room. */

export const configFileName = 'koupctl.yaml';
const likelyMistake = 'koupctl.yml';

export interface FoundFile {
  readonly path: string;
  readonly text: string;
}

/** The nearest `koupctl.yaml` in `folder` (absolute) or above it; undefined where there is none. */
export async function findConfigFile(folder: string): Promise<FoundFile | undefined> {
  for (let here = folder; ; here = dirname(here)) {
    const path = join(here, configFileName);
    const text = await readIfThere(path);
    if (text !== undefined) {
      await checkOwner(path, here);
      return { path, text };
    }
    if ((await statIfThere(join(here, likelyMistake))) !== undefined) {
      const found = join(here, likelyMistake);
      throw faultOf(({ settings }) => settings.otherName(found, configFileName));
    }
    if (dirname(here) === here) return undefined;
  }
}

/**
 * A file that a stranger dropped into a folder open to everybody (/tmp) could
 * name a kubeconfig, and a kubeconfig may run programs.
 */
export function isForeign(owner: number, folderMode: number, self: number): boolean {
  const everybodyWrites = (folderMode & 0o002) !== 0;
  return everybodyWrites && owner !== 0 && owner !== self;
}

async function checkOwner(path: string, folder: string): Promise<void> {
  const self = process.getuid?.();
  if (self === undefined) return;
  const [file, holder] = [await stat(path), await stat(folder)];
  if (isForeign(file.uid, holder.mode, self)) {
    throw faultOf(({ settings }) => settings.foreign(path), { outcome: 'refused' });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return undefined;
    const why = error instanceof Error ? error.message : String(error);
    throw faultOf(({ settings }) => settings.unreadable(path, why), { cause: error });
  }
}

async function statIfThere(path: string): Promise<unknown> {
  return stat(path).catch(() => undefined);
}

function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
