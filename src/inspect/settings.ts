import type { LimitName } from './limits.ts';

/** Whom to ask over the network: nobody where the user's file says nothing. Times in ms. */
export interface NetworkSettings {
  readonly ntp: readonly Place[];
  readonly dns: readonly DnsTarget[];
  readonly tcp: readonly TcpTarget[];
  readonly http: readonly HttpTarget[];
  readonly tls: readonly Place[];
  readonly virtualIps: readonly TcpTarget[];
  readonly etcd: EtcdTarget | undefined;
  readonly commands: readonly CommandTarget[];
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface DnsTarget {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly servers: readonly Place[];
  /** What every server has to answer; empty: the same as the others. */
  readonly expect: readonly string[];
}

export interface TcpTarget {
  readonly name: string;
  readonly hosts: readonly string[];
  /** On the address of every node as well. */
  readonly onNodes: boolean;
  readonly ports: readonly number[];
}

export interface HttpTarget {
  readonly name: string;
  readonly url: string;
  readonly status: number;
  /** What has to be in the answer, and what must not be. */
  readonly contains: string;
  readonly without: string;
  readonly insecure: boolean;
}

export interface EtcdTarget {
  readonly endpoints: readonly string[];
  /** Files in PEM; '' where there is none. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A command of the user's own. `shell` is undefined where it is run as it stands, without one. */
export interface CommandTarget {
  readonly name: string;
  readonly run: readonly string[];
  readonly shell: string | undefined;
  readonly timeoutMs: number;
  readonly contains: string;
  readonly without: string;
  /** How old the newest time may be that it prints; undefined: not asked. */
  readonly ageFailMs: number | undefined;
  readonly ageWarnMs: number | undefined;
  /** How large the largest number may be with which a line ends. */
  readonly numberFail: number | undefined;
  readonly numberWarn: number | undefined;
}

/** Every object of `resource` is to have `value` at `path`. */
export interface CustomRule {
  readonly name: string;
  /** `zones.dns.example.com`, a plural, or a kind. */
  readonly resource: string;
  readonly path: readonly (string | number)[];
  readonly equals: readonly string[];
  readonly level: 'fail' | 'warn';
}

/** What is known and no fault: `*` stands for any text. */
export interface Acceptance {
  readonly check: string;
  readonly object: string;
  readonly why: string;
}

export interface Profile {
  readonly name: string;
  readonly checks: readonly string[];
  /** Stronger than those of the file's top. */
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
}

export interface InspectSettings {
  readonly profiles: readonly Profile[];
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  readonly network: NetworkSettings;
  readonly rules: readonly CustomRule[];
  readonly accept: readonly Acceptance[];
  /** Where CoreDNS is to send what it does not know; empty: not asked. */
  readonly dnsUpstreams: readonly string[];
}

export const noNetwork: NetworkSettings = {
  ntp: [],
  dns: [],
  tcp: [],
  http: [],
  tls: [],
  virtualIps: [],
  etcd: undefined,
  commands: [],
};
