import { leadsTo, serviceSpec } from '../modules/module-service.ts';
import type { KubeObject } from '../world.ts';
import { info, someOf, warning } from './risk-words.ts';
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
  ].map(({ level, text }) => ({ level, text: `Service ${name}: ${text}` }));
}

/** Pods of another module, or of none: the bases themselves carry labels too. */
function strangers({ world, service, modules, pods }: ServiceFacts): Risk[] {
  if (world === 'v1') return [];
  const reached = pods.filter((pod) => leadsTo(service, pod.labels));
  const bare = reached.filter((pod) => pod.modules.length === 0);
  const others = reached.filter(
    (pod) => pod.modules.length > 0 && !pod.modules.some((name) => modules.includes(name)),
  );
  return [
    ...(bare.length === 0
      ? []
      : [
          warning(
            `it leads to ${bare.length} pod(s) that are no module too (${someOf(bare.map((pod) => pod.name))}): those need not have the module`,
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          warning(
            `it leads to pods of other modules too (${someOf([...new Set(others.flatMap((pod) => pod.modules))])}): a call meets a base that has one or the other`,
          ),
        ]),
  ];
}

/** Only where base pods are to be seen, and declare any port at all. */
function undeclaredPort({ service, pods, baseIps }: ServiceFacts): Risk[] {
  const bases = pods.filter((pod) => pod.modules.length === 0 && baseIps.includes(pod.ip ?? ''));
  const declared = new Set(bases.flatMap((pod) => pod.ports));
  if (declared.size === 0) return [];
  return (serviceSpec(service).ports ?? []).flatMap(({ port, targetPort = port }) => {
    if (typeof targetPort !== 'number' || declared.has(targetPort)) return [];
    const known = [...declared].sort((a, b) => a - b).join(', ');
    return [
      warning(
        `its targetPort ${targetPort} is none that the base pods declare (${known}): nothing may listen there`,
      ),
    ];
  });
}

/** A module pod has its base's address, which need not be one of the cluster's network. */
function network({ world, baseIps, podRanges }: ServiceFacts): Risk[] {
  if (world === 'v1' || baseIps.length === 0) return [];
  if (podRanges.length === 0) {
    return [
      info('callers must reach the bases at their own addresses, which the module pods have'),
    ];
  }
  const outside = baseIps.filter((ip) => !podRanges.some((range) => isIn(ip, range)));
  if (outside.length === 0) return [];
  return [
    warning(
      `${outside.length} of ${baseIps.length} bases are outside of the cluster's pod network (${someOf(outside)}): callers must reach them at those addresses, through the VPC for instance`,
    ),
  ];
}

function contextPath({ modules }: ServiceFacts): Risk {
  return info(
    `bases serve all their modules on one port: callers add the context path of ${modules.join(' or ')} (webContextPath of the jar)`,
  );
}

/** Status of module pods follows by polls of 15 s (seen: 3-18 s), in both directions. */
const staleReadiness = info(
  'it calls whom Kubernetes believes to be ready, which follows the bases by up to 18 s',
);

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
