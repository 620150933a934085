import type { Base } from '../modules/base.ts';
import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { hostsOf, podOnVnode, type PodOnVnode } from '../modules/vnodes.ts';
import type { Cluster } from '../world.ts';
import { isForbidden } from './forbidden.ts';

/** Pods beyond this many are picked out of one list instead of being asked for one by one. */
const mostLists = 8;

/**
 * Those of these vnodes whose base's own pod is found by its host's name, reached through it: for
 * bases on which no module pod lies. None where pods may not be read everywhere.
 */
export async function throughOwnPods(cluster: Cluster, bases: readonly Base[]): Promise<Base[]> {
  const names = new Set(bases.flatMap(hostsOf));
  if (names.size === 0) return [];
  const pods = await podsNamed(cluster, names).catch((error: unknown) => {
    if (isForbidden(error)) return [];
    throw error;
  });
  return bases.flatMap((base) => {
    const hosts = hostsOf(base);
    const own = pods.filter((pod) => hosts.includes(pod.name) && isAt(base, pod));
    const [pod, ...others] = own;
    // A StatefulSet's pods have the same names in every namespace.
    if (pod?.ip === undefined || others.length > 0) return [];
    const via = { namespace: pod.namespace, pod: pod.name, port: base.port };
    return [{ ...base, ip: pod.ip, via }];
  });
}

/** All of these, those that have no way through the API server by their own pods where these are found. */
export async function withOwnPods(cluster: Cluster, bases: readonly Base[]): Promise<Base[]> {
  const lacking = bases.filter((base) => base.world === 'v2' && base.via === undefined);
  const found = await throughOwnPods(cluster, lacking);
  return bases.map((base) => found.find(({ id }) => id === base.id) ?? base);
}

function isAt({ ip }: Base, pod: PodOnVnode): boolean {
  return pod.ip !== undefined && (ip === '' || pod.ip === ip);
}

async function podsNamed(cluster: Cluster, names: ReadonlySet<string>): Promise<PodOnVnode[]> {
  const query = { type: core.pod, freshness: 'cache' } as const;
  if (names.size > mostLists) {
    return await cluster.scan(
      { ...query, labels: `${labels.component}!=${labels.componentModule}` },
      (pod) => (names.has(pod.metadata.name) ? podOnVnode(pod) : undefined),
    );
  }
  const lists = await Promise.all(
    [...names].map((name) =>
      cluster.scan({ ...query, fields: `metadata.name=${name}` }, podOnVnode),
    ),
  );
  return lists.flat();
}
