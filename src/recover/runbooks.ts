import { etcdBackup, etcdRestore } from './books/etcd.ts';
import { nodeGone } from './books/node-gone.ts';
import { nodeNotReady } from './books/node-not-ready.ts';
import { podsNotReady } from './books/pods-not-ready.ts';
import { powerLoss, siteFailover } from './books/site.ts';
import { stuckDeletion } from './books/stuck-deletion.ts';
import { stuckTerminating } from './books/stuck-terminating.ts';
import { addNode, certificates, clusterDns, diskFull } from './books/upkeep.ts';
import type { RunbookId } from './codes.ts';
import type { Runbook } from './step.ts';

/** Every runbook there is, in the order in which `koupctl recover` lists them. */
export const runbooks: Readonly<Record<RunbookId, Runbook>> = {
  'stuck-deletion': stuckDeletion,
  'stuck-terminating': stuckTerminating,
  'node-gone': nodeGone,
  'node-not-ready': nodeNotReady,
  'pods-not-ready': podsNotReady,
  'etcd-backup': etcdBackup,
  'etcd-restore': etcdRestore,
  certificates,
  'disk-full': diskFull,
  'cluster-dns': clusterDns,
  'add-node': addNode,
  'power-loss': powerLoss,
  'site-failover': siteFailover,
};
