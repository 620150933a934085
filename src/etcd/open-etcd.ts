import type { Etcd, EtcdOptions } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { keepAside, readFolder, restoreInto } from './data-folder.ts';
import { Gateway } from './gateway.ts';
import { readSnapshot } from './snapshot-file.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** Opens the door to one etcd member and to its files here. Sends nothing yet. */
export function openEtcd(options: EtcdOptions): Etcd {
  const { endpoint } = options;
  const gateway = endpoint === undefined ? undefined : new Gateway({ ...options, endpoint });
  const needed = (): Gateway => {
    if (gateway === undefined)
      throw new Fault("etcd's address is not known", { fix: 'give --endpoint URL' });
    return gateway;
  };
  return {
    status: async () => await gateway?.status(),
    at: async (revision) => await needed().at(revision),
    readSnapshot,
    readFolder,
    takeSnapshot: async (file, takenAt, signal) =>
      await takeSnapshot(needed(), file, takenAt, signal),
    keepAside,
    restore: async (file, folder, signal) => {
      await restoreInto(options, file, folder, signal);
    },
  };
}
