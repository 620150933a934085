import type { BaseRow } from '../modules/base-row.ts';
import type { LiveRow } from '../modules/live-row.ts';
import type { CertificateFact, RequestFact } from './facts/certificate.ts';
import type { ClusterDnsFacts } from './facts/cluster-dns.ts';
import type { EventFact } from './facts/event.ts';
import type { LeaseFact } from './facts/lease.ts';
import type {
  CommandSeen,
  DnsSeen,
  EtcdSeen,
  HttpSeen,
  NtpSeen,
  TcpSeen,
  TlsSeen,
} from './facts/network.ts';
import type { NodeFact } from './facts/node.ts';
import type { PodDnsSeen } from './facts/pod-dns.ts';
import type { PodFact } from './facts/pod.ts';
import type {
  ApiServiceFact,
  CustomFact,
  DiskUse,
  SilentKubelet,
  NodeUse,
  PodUse,
  SidecarSetFact,
} from './facts/service.ts';
import type { ClaimFact, NamespaceFact, VolumeFact } from './facts/storage.ts';
import type { WorkloadFact } from './facts/workload.ts';
import type { CustomRule } from './settings.ts';

/** `[+]ping ok`, `[-]etcd failed: reason withheld`. */
export interface HealthLine {
  readonly at: 'readyz' | 'livez';
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

/** What the user's rules are about. */
export interface CustomSight {
  readonly rules: readonly CustomRule[];
  readonly objects: readonly CustomFact[];
  /** Kinds that could not be read, and why; `absent`: the server does not have them. */
  readonly unread: readonly {
    readonly resource: string;
    readonly absent: boolean;
    readonly why: string;
  }[];
}

export interface LeaderFact extends LeaseFact {
  readonly component: string;
}

/** Everything that checks judge; each is read once, however many checks need it. */
export interface Sources {
  readonly serverVersion: { readonly major: number; readonly minor: number };
  readonly nodes: readonly NodeFact[];
  readonly pods: readonly PodFact[];
  readonly deployments: readonly WorkloadFact[];
  readonly daemonSets: readonly WorkloadFact[];
  readonly statefulSets: readonly WorkloadFact[];
  readonly claims: readonly ClaimFact[];
  readonly volumes: readonly VolumeFact[];
  readonly namespaces: readonly NamespaceFact[];
  readonly events: readonly EventFact[];
  readonly nodeLeases: readonly LeaseFact[];
  readonly leaders: readonly LeaderFact[];
  readonly tlsSecrets: readonly CertificateFact[];
  readonly bundles: readonly CertificateFact[];
  readonly requests: readonly RequestFact[];
  readonly apiCertificate: TlsSeen;
  readonly apiServices: readonly ApiServiceFact[];
  readonly health: readonly HealthLine[];
  readonly nodeUse: readonly NodeUse[];
  readonly podUse: readonly PodUse[];
  readonly disks: readonly (DiskUse | SilentKubelet)[];
  readonly sidecarSets: readonly SidecarSetFact[];
  readonly customs: CustomSight;
  readonly clusterDns: ClusterDnsFacts & { readonly upstreams: readonly string[] };
  readonly bases: readonly BaseRow[];
  readonly modules: readonly LiveRow[];
  readonly ntp: readonly NtpSeen[];
  readonly dns: readonly DnsSeen[];
  readonly podDns: PodDnsSeen;
  readonly tcp: readonly TcpSeen[];
  readonly http: readonly HttpSeen[];
  readonly tls: readonly TlsSeen[];
  readonly virtualIps: readonly TcpSeen[];
  readonly etcd: readonly EtcdSeen[];
  readonly commands: readonly CommandSeen[];
}

export type SourceName = keyof Sources;
