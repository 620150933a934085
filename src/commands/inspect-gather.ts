import type { Check, Reading, Readings } from '../inspect/check.ts';
import { dnsServiceOf } from '../inspect/facts/cluster-dns.ts';
import type { SourceName, Sources } from '../inspect/sources.ts';
import { core } from '../modules/surface.ts';
import { baseRows } from './bases.ts';
import {
  readApiCertificate,
  readClusterDns,
  readDisks,
  readHealth,
  readServerVersion,
} from './inspect-control-plane.ts';
import {
  readCommands,
  readDns,
  readEtcd,
  readHttp,
  readNtp,
  readTcp,
  readTls,
} from './inspect-network.ts';
import { objectSources } from './inspect-objects.ts';
import { eachOf, is, reading, scanned, skipped, type Site } from './inspect-reading.ts';
import { lookLive } from './live-look.ts';

/** Sources that are read at once: lists are parsed by one thread, the rest waits for the network. */
const atOnce = 8;

type Read = <S extends SourceName>(source: S) => Promise<Reading<Sources[S]>>;
type Readers = {
  readonly [S in SourceName]: (site: Site, read: Read) => Promise<Reading<Sources[S]>>;
};

const readers: Readers = {
  ...objectSources,
  serverVersion: readServerVersion,
  health: readHealth,
  apiCertificate: readApiCertificate,
  disks: async (site, read) => await readDisks(site, await read('nodes')),
  clusterDns: readClusterDns,
  bases: readBases,
  modules: readModules,
  ntp: readNtp,
  dns: readDns,
  podDns: readPodDns,
  tcp: (site, read) => readTcp(site, 'tcp', () => read('nodes')),
  virtualIps: (site, read) => readTcp(site, 'virtualIps', () => read('nodes')),
  http: readHttp,
  tls: readTls,
  etcd: readEtcd,
  commands: readCommands,
};

/** Reads what these checks need: each source once, many at a time. */
export async function gather(site: Site, checks: readonly Check[]): Promise<Readings> {
  const begun = new Map<SourceName, Promise<Reading<unknown>>>();
  const read: Read = <S extends SourceName>(source: S): Promise<Reading<Sources[S]>> => {
    site.world.signal.throwIfAborted();
    const going = begun.get(source) ?? readers[source](site, read);
    begun.set(source, going);
    return going as Promise<Reading<Sources[S]>>;
  };
  const wanted = [...new Set(checks.flatMap(({ reads }) => reads))];
  const pairs = await eachOf(
    wanted,
    atOnce,
    async (source) => [source, await read(source)] as const,
  );
  return Object.fromEntries(pairs);
}

/** What the pod saw, beside what it should have seen. */
async function readPodDns(site: Site, read: Read): Promise<Reading<Sources['podDns']>> {
  const { dnsPod } = site;
  if (!dnsPod.ok) return dnsPod;
  const query = { type: core.service, namespace: 'kube-system' };
  const services = await scanned(site, query, dnsServiceOf);
  const dns = await read('dns');
  return is({
    ...dnsPod.value,
    service: services.ok ? services.value.flatMap(({ addresses }) => addresses) : [],
    serviceUnread: services.ok ? '' : 'skip' in services ? services.skip.what : services.broken,
    fromHere: dns.ok ? dns.value : [],
  });
}

/** What `koupctl bases` shows. */
function readBases(site: Site): Promise<Reading<Sources['bases']>> {
  const { world, cluster, namespace } = site;
  return reading(site, async () => {
    const rows = await baseRows(world, cluster, namespace, {
      filter: { baseIp: undefined, base: undefined },
      module: undefined,
      actuators: undefined,
      consistent: false,
    });
    return rows.length === 0 ? skipped('absent', 'bases') : is(rows);
  });
}

/** What `koupctl modules --live` shows. */
function readModules(site: Site): Promise<Reading<Sources['modules']>> {
  const { world, cluster, namespace } = site;
  return reading(site, async () => {
    const door = { cluster, bases: await world.openBases(cluster) };
    const filter = { baseIp: undefined, base: undefined };
    const { rows } = await lookLive(world, door, {
      cluster,
      namespace,
      filter,
      freshness: 'cache',
    });
    // A vnode is everyone's: what nobody's object is behind on it counts in any namespace.
    const meant = rows.filter(
      (row) => namespace === undefined || row.object === '' || row.namespace === namespace,
    );
    return meant.length === 0 ? skipped('absent', 'modules') : is(meant);
  });
}
