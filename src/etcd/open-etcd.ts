import type { Etcd, EtcdOptions, SnapshotSeen } from '../etcd-door.ts';
import { faultOf, faultTexts } from '../messages/fault-of.ts';
import type { Language } from '../world.ts';
import { keepAside, readFolder, restoreInto } from './data-folder.ts';
import { Gateway } from './gateway.ts';
import { readSnapshot } from './snapshot-file.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** Opens the door to one etcd member and to its files here. Sends nothing yet. */
export function openEtcd(options: EtcdOptions, language: Language): Etcd {
  const { endpoint } = options;
  const gateway = endpoint === undefined ? undefined : new Gateway({ ...options, endpoint });
  const needed = (): Gateway => {
    if (gateway === undefined) throw faultOf(({ etcd }) => etcd.noEndpoint);
    return gateway;
  };
  return {
    status: async () => await gateway?.status(language),
    at: async (revision) => await needed().at(revision),
    readSnapshot: async (file) => await snapshotIn(language, file),
    readFolder,
    takeSnapshot: async (file, takenAt, signal) =>
      await takeSnapshot(needed(), file, takenAt, signal),
    keepAside,
    restore: async (file, folder, signal) => {
      await restoreInto(options, file, folder, signal);
    },
  };
}

async function snapshotIn(language: Language, file: string): Promise<SnapshotSeen> {
  const read = await readSnapshot(file);
  if (read.state !== 'broken') return read;
  return { state: 'broken', why: read.flaw(faultTexts(language).etcd.flaws) };
}
