import type { Reading } from '../inspect/check.ts';
import { firstToEnd } from '../inspect/facts/certificate.ts';
import {
  dnsClaimsOf,
  dnsServiceOf,
  forwardsOf,
  type ClusterDnsFacts,
} from '../inspect/facts/cluster-dns.ts';
import { healthLinesOf } from '../inspect/facts/health.ts';
import type { TlsSeen } from '../inspect/facts/network.ts';
import type { NodeFact } from '../inspect/facts/node.ts';
import { disksOf, type DiskUse, type SilentKubelet } from '../inspect/facts/service.ts';
import type { HealthLine, Sources } from '../inspect/sources.ts';
import { core } from '../modules/surface.ts';
import type { KubeObject } from '../world.ts';
import { eachOf, is, reading, scanned, skipped, type Site } from './inspect-reading.ts';

const systemNamespace = 'kube-system';
const tlsMs = 5_000;
/** Every one is a request to a kubelet. */
const disksAtOnce = 16;

export function readServerVersion(site: Site): Promise<Reading<Sources['serverVersion']>> {
  return reading(site, async () => {
    const { major, minor } = await site.cluster.serverVersion();
    return is({ major, minor });
  });
}

export function readHealth(site: Site): Promise<Reading<readonly HealthLine[]>> {
  const { cluster, world } = site;
  return reading(site, async () => {
    const lines: HealthLine[] = [];
    for (const at of ['readyz', 'livez'] as const) {
      const { status, body } = await cluster.read(`/${at}?verbose`, world.signal);
      lines.push(...healthLinesOf(at, status, body));
    }
    return is(lines);
  });
}

/** As whoever connects sees it; the kubeconfig's server may be a load balancer before it. */
export async function readApiCertificate({ cluster, probes }: Site): Promise<Reading<TlsSeen>> {
  const { protocol, hostname, port } = new URL(cluster.target.server);
  if (protocol !== 'https:') return skipped('absent', `TLS at ${cluster.target.server}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const place = { host, port: port === '' ? 443 : Number(port) };
  const object = `apiserver/${place.host}:${place.port}`;
  const reply = await probes.tls(place, tlsMs);
  // A proxy may lead there where no straight way does.
  if (!reply.ok) return skipped('not-reached', `${object}: ${reply.why}`);
  return is({ certificate: firstToEnd(object, reply.pem), why: '' });
}

/** The kubelet of each node that is Ready, asked through the API server; the others are told by nodes-ready. */
export async function readDisks(
  { cluster, world }: Site,
  nodes: Reading<readonly NodeFact[]>,
): Promise<Reading<readonly (DiskUse | SilentKubelet)[]>> {
  if (!nodes.ok) return nodes;
  const real = nodes.value.filter(({ isVnode, ready }) => !isVnode && ready?.status === 'True');
  if (real.length === 0) return skipped('absent', 'kubelets');
  const read = await eachOf(real, disksAtOnce, ({ name }) =>
    reading<readonly DiskUse[]>({ world }, async () => {
      const path = `/api/v1/nodes/${encodeURIComponent(name)}/proxy/stats/summary`;
      const { status, body } = await cluster.read(path, world.signal);
      const disks = status === 200 ? disksOf(name, parsed(body)) : [];
      return disks.length > 0 ? is(disks) : skipped('not-reached', String(status));
    }),
  );
  const [first] = read.filter((one) => !one.ok);
  if (first !== undefined && read.every((one) => !one.ok)) return first;
  return is(
    read.flatMap((one, index): readonly (DiskUse | SilentKubelet)[] => {
      if (one.ok) return one.value;
      const why = 'skip' in one ? one.skip.what : one.broken;
      return [{ node: real[index]?.name ?? '', why }];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** All that says in kube-system which address pods ask for names. */
export async function readClusterDns(site: Site): Promise<Reading<Sources['clusterDns']>> {
  const namespace = systemNamespace;
  const services = await scanned(site, { type: core.service, namespace }, dnsServiceOf);
  const maps = await scanned(site, { type: core.configMap, namespace }, (map) => ({
    claims: dnsClaimsOf(map),
    forwards: forwardsOf(map),
  }));
  const labels = 'kubernetes.io/service-name';
  const slices = await scanned(site, { type: core.endpointSlice, namespace, labels }, readyIn);
  if (!services.ok) return services;
  if (!maps.ok) return maps;
  if (!slices.ok) return slices;
  const [service] = services.value;
  const claims = maps.value.flatMap((one) => one.claims);
  const forwards = maps.value.flatMap((one) => one.forwards);
  if (service === undefined && claims.length + forwards.length === 0) {
    return skipped('absent', 'service/kube-system/kube-dns');
  }
  const name = service?.where.split('/').at(-1) ?? '';
  const readyEndpoints = slices.value
    .filter((one) => one.service === name)
    .reduce((sum, one) => sum + one.ready, 0);
  const facts: ClusterDnsFacts = { service, readyEndpoints, claims, forwards };
  return is({ ...facts, upstreams: site.settings.dnsUpstreams });
}

function readyIn(slice: KubeObject): { service: string; ready: number } {
  const endpoints = (slice['endpoints'] ?? []) as { conditions?: { ready?: boolean } }[];
  return {
    service: slice.metadata.labels?.['kubernetes.io/service-name'] ?? '',
    // Kubernetes: what says nothing is to be taken for ready.
    ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length,
  };
}
