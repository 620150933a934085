import type { KubeObject } from '../world.ts';
import type { Base } from './base.ts';
import * as labels from './labels.ts';
import { settingsOf } from './live-settings.ts';

/** Whether the peer controller sets this workload's replicas, at present or when told so again. */
export function isPeer(object: KubeObject): boolean {
  return object.metadata.labels?.[labels.strategy] === labels.strategyPeer;
}

/** Whether it does so at present. */
export function followsBases(object: KubeObject): boolean {
  return isPeer(object) && object.metadata.labels?.[labels.replicasControl] !== 'true';
}

/** The cluster whose bases are counted; undefined where none is named. */
export function peerCluster(object: KubeObject): string | undefined {
  return object.metadata.labels?.[labels.baseCluster] ?? settingsOf(object).clusterName;
}

/** How many replicas the peer controller will come to: the ready bases of its cluster. */
export function peerReplicas(object: KubeObject, bases: Iterable<Base>): number {
  const cluster = peerCluster(object);
  return [...bases].filter((base) => base.ready && base.clusterName === cluster).length;
}
