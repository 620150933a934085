import { createHash } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SnapshotNote, SnapshotSeen } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { faultOf, type FaultTexts } from '../messages/fault-of.ts';

/** etcd puts the SHA-256 of the database behind it, whose size is in pages. */
const trailerBytes = 32;
const pageBytes = 512;
const blockBytes = 4 * 1024 * 1024;

export const noteOf = (file: string): string => `${file}.json`;

/** What is wrong with a snapshot, in whichever language. */
export type Flaw = (say: FaultTexts['etcd']['flaws']) => string;

export type SnapshotRead =
  | Exclude<SnapshotSeen, { readonly state: 'broken' }>
  | { readonly state: 'broken'; readonly flaw: Flaw };

/** Whether the file is a whole snapshot, by the hash that etcd wrote at its end. */
export async function readSnapshot(file: string): Promise<SnapshotRead> {
  const found = await stat(file).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw faultOf(({ etcd }) => etcd.unreadable(file, message), { cause: error });
  });
  if (found === undefined) return { state: 'absent' };
  if (!found.isFile()) return { state: 'broken', flaw: (say) => say.noFile };
  const { size } = found;
  if (size <= trailerBytes || size % pageBytes !== trailerBytes) {
    return { state: 'broken', flaw: (say) => say.size(size, trailerBytes) };
  }
  const { computed, written, whole } = await hashes(file, size);
  if (computed !== written)
    return {
      state: 'broken',
      flaw: (say) => say.hash(computed.slice(0, 12), written.slice(0, 12)),
    };
  return { state: 'intact', bytes: size, sha256: whole, taken: await readNote(file) };
}

async function hashes(
  file: string,
  size: number,
): Promise<{ computed: string; written: string; whole: string }> {
  const handle = await open(file, 'r');
  try {
    const database = createHash('sha256');
    const all = createHash('sha256');
    const block = Buffer.alloc(blockBytes);
    const end = size - trailerBytes;
    for (let at = 0; at < end;) {
      const { bytesRead } = await handle.read(block, 0, Math.min(blockBytes, end - at), at);
      if (bytesRead === 0) throw faultOf(({ etcd }) => etcd.shrank(file));
      const part = block.subarray(0, bytesRead);
      database.update(part);
      all.update(part);
      at += bytesRead;
    }
    const trailer = Buffer.alloc(trailerBytes);
    await handle.read(trailer, 0, trailerBytes, end);
    all.update(trailer);
    return {
      computed: database.digest('hex'),
      written: trailer.toString('hex'),
      whole: all.digest('hex'),
    };
  } finally {
    await handle.close();
  }
}

async function readNote(file: string): Promise<SnapshotNote | undefined> {
  try {
    const note = JSON.parse(await readFile(noteOf(file), 'utf8')) as SnapshotNote;
    const version: number = note.version;
    return version === 1 ? note : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes what `fill` gives into a new file: under its name it is whole and on the disk, or it is not
 * there. A file that is there already is left alone.
 */
export async function writeWhole(
  file: string,
  fill: (write: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
  check: (temporary: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const temporary = `${file}.koupctl-${process.pid}.part`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await fill(async (chunk) => {
        await handle.writeFile(chunk);
      });
      await handle.sync();
    } finally {
      await handle.close();
    }
    await check(temporary);
    await named(temporary, file);
    await syncFolder(dirname(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof Fault || code === undefined) throw error;
    throw faultOf(({ etcd }) => etcd.unwritten(file, message), {
      outcome: 'failed',
      cause: error,
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A hard link fails where there is a file; a file system without them has its name looked at first. */
async function named(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw faultOf(({ etcd }) => etcd.thereAlready(file), { outcome: 'refused', cause: error });
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    await rename(temporary, file);
  }
}

/** So that a name outlives a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
