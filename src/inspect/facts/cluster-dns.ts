import { textAt } from '../../manifest/tree.ts';
import type { KubeObject } from '../../world.ts';

/** One place that says which address pods ask for names. */
export interface DnsClaim {
  /** Where it stands: `configmap/kube-system/kubelet-config clusterDNS`. */
  readonly where: string;
  readonly addresses: readonly string[];
}

export interface ClusterDnsFacts {
  /** The Service's own addresses; undefined where there is none. */
  readonly service: DnsClaim | undefined;
  readonly readyEndpoints: number;
  readonly claims: readonly DnsClaim[];
  /** CoreDNS' `forward .` targets; empty where its file has none. */
  readonly forwards: readonly string[];
}

/** Names under which a cluster's DNS is known in kube-system. */
export const dnsServiceNames = ['kube-dns', 'coredns'];

export function dnsServiceOf(service: KubeObject): DnsClaim | undefined {
  const { name } = service.metadata;
  if (!dnsServiceNames.includes(name)) return undefined;
  const { clusterIP = '', clusterIPs = [] } = (service['spec'] ?? {}) as {
    clusterIP?: string;
    clusterIPs?: string[];
  };
  const addresses = [...new Set([clusterIP, ...clusterIPs])].filter(isAddress);
  return { where: `service/kube-system/${name}`, addresses };
}

/** The guide's places: kubeadm's, and the two of AKE. */
export function dnsClaimsOf(map: KubeObject): DnsClaim[] {
  const { name } = map.metadata;
  const where = `configmap/kube-system/${name}`;
  const data = (map['data'] ?? {}) as Record<string, string>;
  const claims: DnsClaim[] = [];
  if (/^kubelet-config(-|$)/.test(name)) {
    const block = /clusterDNS:\s*((?:\n\s*-\s*\S+)+|\[[^\]]*\])/.exec(data['kubelet'] ?? '')?.[1];
    claims.push({ where: `${where} clusterDNS`, addresses: addressesIn(block ?? '') });
  }
  if (name === 'cluster-advance-config') {
    const text = data['dnsResolveIp'] ?? dnsResolveIpIn(data);
    claims.push({ where: `${where} dnsResolveIp`, addresses: addressesIn(text) });
  }
  if (name === 'sigma-slave-service') {
    const flags = Object.values(data).join('\n');
    const found = [...flags.matchAll(/--cluster-dns[= ]"?([^\s"\\]+)/g)].map((one) => one[1] ?? '');
    claims.push({ where: `${where} --cluster-dns`, addresses: addressesIn(found.join(',')) });
  }
  return claims.filter(({ addresses }) => addresses.length > 0);
}

/** It may stand in a text of several settings. */
function dnsResolveIpIn(data: Readonly<Record<string, string>>): string {
  const text = Object.values(data).join('\n');
  return /"?dnsResolveIp"?\s*[:=]\s*"?([^\s"]+)/.exec(text)?.[1] ?? '';
}

/** Where CoreDNS sends what it does not know. */
export function forwardsOf(map: KubeObject): string[] {
  if (map.metadata.name !== 'coredns') return [];
  const file = textAt(map, ['data', 'Corefile']);
  return [...file.matchAll(/^\s*forward\s+\.\s+([^{\n]+)/gm)].flatMap((one) =>
    (one[1] ?? '').trim().split(/\s+/),
  );
}

function addressesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,[\]"'-]+/).filter(isAddress))];
}

export function isAddress(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[0-9a-fA-F:]+:[0-9a-fA-F:]*$/.test(text);
}
