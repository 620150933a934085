import { leadsTo, serviceSpec } from '../modules/module-service.ts';
import type { KubeObject } from '../world.ts';
import { info, warning, type OwnRisk } from './risk-words.ts';
import { say } from './saying.ts';
import type { Risk, World } from './types.ts';

/** A pod of the namespace, as far as a Service cares. */
export interface CallablePod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string | undefined;
  /** Names of the modules that it is; none for any other pod. */
  readonly modules: readonly string[];
  /** Ports that its containers declare. */
  readonly ports: readonly number[];
}

/** What is known of the way from a Service to a module. */
export interface ServiceFacts {
  readonly world: World;
  readonly service: KubeObject;
  /** The modules that it is to lead to. */
  readonly modules: readonly string[];
  readonly pods: readonly CallablePod[];
  /** Addresses of the bases. */
  readonly baseIps: readonly string[];
  /** Ranges of the cluster's own pods (`10.244.1.0/24`); none where its nodes don't say. */
  readonly podRanges: readonly string[];
}

/** What a caller of the Service will meet, and whoever says yes has to know. Pure. */
export function serviceRisks(facts: ServiceFacts): Risk[] {
  const { name } = facts.service.metadata;
  return [
    ...strangers(facts),
    ...undeclaredPort(facts),
    ...network(facts),
    contextPath(facts),
    ...(facts.world === 'v2' ? [staleReadiness] : []),
  ].map(({ level, message }) => ({ level, message: say('service', name, message) }));
}

/** Pods of another module, or of none: the bases themselves carry labels too. */
function strangers({ world, service, modules, pods }: ServiceFacts): OwnRisk[] {
  if (world === 'v1') return [];
  const reached = pods.filter((pod) => leadsTo(service, pod.labels));
  const bare = reached.filter((pod) => pod.modules.length === 0);
  const others = reached.filter(
    (pod) => pod.modules.length > 0 && !pod.modules.some((name) => modules.includes(name)),
  );
  const names = bare.map((pod) => pod.name);
  const modulesThere = [...new Set(others.flatMap((pod) => pod.modules))];
  return [
    ...(names.length === 0 ? [] : [warning('leads-to-bare', names)]),
    ...(others.length === 0 ? [] : [warning('leads-to-others', modulesThere)]),
  ];
}

/** Only where base pods are to be seen, and declare any port at all. */
function undeclaredPort({ service, pods, baseIps }: ServiceFacts): OwnRisk[] {
  const bases = pods.filter((pod) => pod.modules.length === 0 && baseIps.includes(pod.ip ?? ''));
  const declared = new Set(bases.flatMap((pod) => pod.ports));
  if (declared.size === 0) return [];
  return (serviceSpec(service).ports ?? []).flatMap(({ port, targetPort = port }) => {
    if (typeof targetPort !== 'number' || declared.has(targetPort)) return [];
    return [
      warning(
        'port-undeclared',
        targetPort,
        [...declared].sort((a, b) => a - b),
      ),
    ];
  });
}

/** A module pod has its base's address, which need not be one of the cluster's network. */
function network({ world, baseIps, podRanges }: ServiceFacts): OwnRisk[] {
  if (world === 'v1' || baseIps.length === 0) return [];
  if (podRanges.length === 0) return [info('own-addresses')];
  const outside = baseIps.filter((ip) => !podRanges.some((range) => isIn(ip, range)));
  if (outside.length === 0) return [];
  return [warning('outside-network', outside, baseIps.length)];
}

function contextPath({ modules }: ServiceFacts): OwnRisk {
  return info('context-path', modules);
}

/** Status of module pods follows by polls of 15 s (seen: 3-18 s), in both directions. */
const staleReadiness = info('stale-readiness');

/** IPv4 only; an address or a range of another kind is in none. */
export function isIn(ip: string, range: string): boolean {
  const [start = '', bits = '32'] = range.split('/');
  const [address, first] = [numberOf(ip), numberOf(start)];
  if (address === undefined || first === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(first / size);
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  if (parts.length !== 4 || !parts.every((part) => part >= 0 && part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
