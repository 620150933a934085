import type { Arklets } from '../arklets.ts';
import type { Etcd } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Bases, Cluster } from '../world.ts';
import type { ChangeGuard } from './guard.ts';
import type { InspectWorld, Unguarded } from './world.ts';

/**
 * The world that commands get: of cluster and bases everything can be read and tried, and nothing
 * written before the guard has let a change through. A command can't forget to ask it.
 */
export function guarded(world: Unguarded, guard: ChangeGuard): InspectWorld {
  const lock: Lock = (what, act, isTrial) => {
    return async (...args) => {
      if (guard.isOpen || isTrial?.(...args) === true) return await act(...args);
      const say = messagesOf(world.language).guard;
      throw new Fault(say.locked(what), { outcome: 'refused' });
    };
  };
  return {
    ...world,
    guard,
    async openCluster(context) {
      const cluster = await world.openCluster(context);
      return guard.locked(lockedCluster(cluster, lock), cluster);
    },
    async openBases(cluster) {
      return lockedBases(await world.openBases(cluster), lock);
    },
    async openArklets(cluster) {
      const arklets = await world.openArklets(cluster);
      return {
        ...lockedBases(arklets, lock),
        order: lock('order', (...args: Parameters<Arklets['order']>) => arklets.order(...args)),
        operation: (...args) => arklets.operation(...args),
      };
    },
    async openEtcd(options) {
      return lockedEtcd(await world.openEtcd(options), lock);
    },
  };
}

type Lock = <A extends readonly unknown[], T>(
  what: string,
  act: (...args: A) => Promise<T>,
  /** Whether it would change nothing. */
  isTrial?: (...args: A) => boolean,
) => (...args: A) => Promise<T>;

function lockedCluster(cluster: Cluster, lock: Lock): Cluster {
  const isDry = (_a: unknown, _b: unknown, options?: { readonly dryRun?: boolean }): boolean =>
    options?.dryRun === true;
  const { create, apply, patch, delete: remove, evict } = bound(cluster);
  return {
    target: cluster.target,
    serverVersion: () => cluster.serverVersion(),
    resourceTypes: () => cluster.resourceTypes(),
    get: (ref) => cluster.get(ref),
    list: (query) => cluster.list(query),
    scan: (query, pick) => cluster.scan(query, pick),
    follow: (queries, signal) => cluster.follow(queries, signal),
    read: (...args) => cluster.read(...args),
    proxyPost: (...args) => cluster.proxyPost(...args),
    create: lock('create', create, isDry),
    apply: lock('apply', apply, isDry),
    patch: lock('patch', patch, isDry),
    delete: lock('delete', remove, isDry),
    evict: lock('evict', evict),
  };
}

type Writes = Pick<Cluster, 'create' | 'apply' | 'patch' | 'delete' | 'evict'>;

function bound(cluster: Cluster): Writes {
  return {
    create: (...args) => cluster.create(...args),
    apply: (...args) => cluster.apply(...args),
    patch: (...args) => cluster.patch(...args),
    delete: (...args) => cluster.delete(...args),
    evict: (...args) => cluster.evict(...args),
  };
}

function lockedEtcd(etcd: Etcd, lock: Lock): Etcd {
  const writes: Pick<Etcd, 'takeSnapshot' | 'keepAside' | 'restore'> = {
    takeSnapshot: (...args) => etcd.takeSnapshot(...args),
    keepAside: (...args) => etcd.keepAside(...args),
    restore: (...args) => etcd.restore(...args),
  };
  return {
    status: () => etcd.status(),
    at: (revision) => etcd.at(revision),
    readSnapshot: (file) => etcd.readSnapshot(file),
    readFolder: (folder) => etcd.readFolder(folder),
    takeSnapshot: lock('snapshot', writes.takeSnapshot),
    keepAside: lock('keep aside', writes.keepAside),
    restore: lock('restore', writes.restore),
  };
}

function lockedBases(bases: Bases, lock: Lock): Bases {
  const orders: Pick<Bases, 'install' | 'uninstall' | 'switch'> = {
    install: (...args) => bases.install(...args),
    uninstall: (...args) => bases.uninstall(...args),
    switch: (...args) => bases.switch(...args),
  };
  return {
    query: (...args) => bases.query(...args),
    health: (...args) => bases.health(...args),
    install: lock('install', orders.install),
    uninstall: lock('uninstall', orders.uninstall),
    switch: lock('switch', orders.switch),
  };
}
