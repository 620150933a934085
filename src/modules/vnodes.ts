import type { KubeObject } from '../world.ts';
import { baseOfVnode, ipInVnodeName, podIp, type Base } from './base.ts';
import * as labels from './labels.ts';

/** A pod that lies on a vnode: its podIP is the base's own address, and it is a way through the API server. */
export interface PodOnVnode {
  readonly node: string | undefined;
  readonly namespace: string;
  readonly name: string;
  readonly ip: string | undefined;
}

/** Vnodes by name, as bases to be asked: see `reachedThrough`. */
export function basesByNode(
  nodes: readonly KubeObject[],
  pods: readonly KubeObject[],
): Map<string, Base> {
  return reachedThrough(
    nodes.flatMap((node) => baseOfVnode(node) ?? []),
    pods.map(podOnVnode),
  );
}

export function podOnVnode(pod: KubeObject): PodOnVnode {
  const { nodeName } = (pod['spec'] ?? {}) as { nodeName?: string };
  const { name, namespace = 'default' } = pod.metadata;
  return { node: nodeName, namespace, name, ip: podIp(pod) };
}

/**
 * Where these bases are really reached. A module pod's podIP is its base's address even where the
 * vnode shows the kubelet proxy's Service, which all vnodes then share; without a pod there the
 * vnode's name tells the address, or nothing does: '' then.
 */
export function reachedThrough(
  vnodes: readonly Base[],
  pods: Iterable<PodOnVnode>,
): Map<string, Base> {
  const shared = sharedAddresses(vnodes);
  const own = new Map(vnodes.map(({ name, ip }) => [name, ip]));
  const bases = new Map(
    vnodes.map((base) => {
      const { name } = base;
      const isOwn = !shared.has(addressOf(base));
      return [name, isOwn ? base : { ...base, ip: ipInVnodeName(name) ?? '' }];
    }),
  );
  for (const { node = '', namespace, name, ip } of pods) {
    const base = bases.get(node);
    if (base === undefined || ip === undefined || ip === '') continue;
    // Two agree: whatever else a pod says is of a life of the base before.
    if (base.via !== undefined && base.ip === own.get(node)) continue;
    bases.set(node, { ...base, ip, via: { namespace, pod: name, port: base.port } });
  }
  return bases;
}

/** One Arklet: several bases of one machine share its address and differ by port. */
export function addressOf({ ip, port }: Pick<Base, 'ip' | 'port'>): string {
  return `${ip}:${port}`;
}

/** The names by which a base's own pod may go: its host's is the pod's unless that says otherwise. */
export function hostsOf({ labels: own }: Base): string[] {
  return [labels.baseHost, labels.hostname].flatMap((key) => own[key] ?? []);
}

/** Those that vnodes of several hosts show: they can be no base's own. */
function sharedAddresses(vnodes: readonly Base[]): Set<string> {
  const hosts = new Map<string, string>();
  const shared = new Set<string>();
  for (const base of vnodes) {
    const [host] = hostsOf(base);
    if (host === undefined) continue;
    const address = addressOf(base);
    const other = hosts.get(address) ?? host;
    hosts.set(address, other);
    if (other !== host) shared.add(address);
  }
  return shared;
}
