import { spawn } from 'node:child_process';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EtcdOptions, FolderSeen } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { readSnapshot, syncFolder } from './snapshot-file.ts';

/** Lies in a data folder that koupctl restored; etcd leaves files alone that it does not know. */
const markFile = 'koupctl-restored.json';

export async function readFolder(folder: string): Promise<FolderSeen> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { state: 'absent' };
    throw faultOf(({ etcd }) => etcd.unreadable(folder, message), { cause: error });
  }
  if (names.length === 0) return { state: 'empty' };
  const restoredFrom = names.includes(markFile) ? await markOf(folder) : undefined;
  return { state: 'full', restoredFrom };
}

async function markOf(folder: string): Promise<string | undefined> {
  try {
    const text = await readFile(join(folder, markFile), 'utf8');
    return (JSON.parse(text) as { sha256?: string }).sha256;
  } catch {
    return undefined;
  }
}

/** Nothing is deleted: what was there lies beside it. */
export async function keepAside(folder: string, stamp: string): Promise<string> {
  const path = folder.replace(/\/+$/, '');
  const aside = `${path}.before-${stamp}`;
  try {
    if ((await readFolder(aside)).state !== 'absent') {
      throw faultOf(({ etcd }) => etcd.asideTaken(aside), { outcome: 'refused' });
    }
    await rename(path, aside);
    await syncFolder(dirname(path));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const mounted = code === 'EBUSY' || code === 'EXDEV';
    throw faultOf(
      ({ etcd }) => (mounted ? etcd.mount(path, message) : etcd.notRenamed(path, message)),
      { outcome: 'failed', cause: error },
    );
  }
  return aside;
}

/** Restores beside the folder, and gives it the folder's name when it is whole. */
export async function restoreInto(
  { etcdutl, member }: EtcdOptions,
  file: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (etcdutl === undefined) throw faultOf(({ etcd }) => etcd.noEtcdutl);
  const snapshot = await readSnapshot(file);
  if (snapshot.state !== 'intact')
    throw faultOf(({ etcd }) => etcd.brokenFile(file), { outcome: 'failed' });
  const path = folder.replace(/\/+$/, '');
  const temporary = `${path}.koupctl-restoring`;
  // Of a run that was killed; nobody else gives this name.
  await rm(temporary, { recursive: true, force: true });
  await run(
    etcdutl,
    ['snapshot', 'restore', file, '--data-dir', temporary, ...flags(member)],
    signal,
  );
  const handle = await open(join(temporary, markFile), 'wx');
  try {
    await handle.writeFile(`${JSON.stringify({ sha256: snapshot.sha256, file })}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if ((await readFolder(path)).state === 'full') {
    throw faultOf(({ etcd }) => etcd.notEmpty(path, temporary), { outcome: 'superseded' });
  }
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

function flags(member: EtcdOptions['member']): string[] {
  const given: readonly (readonly [string, string | undefined])[] = [
    ['--name', member.name],
    ['--initial-cluster', member.initialCluster],
    ['--initial-cluster-token', member.initialClusterToken],
    ['--initial-advertise-peer-urls', member.initialAdvertisePeerUrls],
  ];
  return given.flatMap(([flag, value]) => (value === undefined ? [] : [`${flag}=${value}`]));
}

function run(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ETCDCTL_API: '3' };
    const child = spawn(program, args, { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', (error) => {
      if (signal.aborted) reject(error);
      else reject(faultOf(({ etcd }) => etcd.notRun(program, error.message), { cause: error }));
    });
    child.once('close', (code) => {
      if (code === 0) resolve();
      else {
        const details = said.trim().split('\n').slice(-5);
        reject(
          faultOf(({ etcd }) => etcd.programEnded(program, code ?? undefined), {
            outcome: 'failed',
            details,
          }),
        );
      }
    });
  });
}
