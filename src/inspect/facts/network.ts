import type { CertificateFact } from './certificate.ts';
import type { CommandTarget, DnsTarget, HttpTarget } from '../settings.ts';

/** Whatever answers, answers with `why: ''`. */

export interface NtpSeen {
  readonly server: string;
  /** This machine's clock is so much behind the server's; ms. */
  readonly offsetMs: number;
  readonly delayMs: number;
  /** 16: the server itself has no source. */
  readonly stratum: number;
  /** Its source: an address, or `.INIT.` where it has reached none. */
  readonly source: string;
  readonly why: string;
}

export interface DnsAnswer {
  readonly server: string;
  readonly addresses: readonly string[];
  readonly tookMs: number;
  readonly why: string;
}

export interface DnsSeen extends Pick<DnsTarget, 'name' | 'type' | 'expect'> {
  readonly answers: readonly DnsAnswer[];
}

export interface TcpSeen {
  readonly name: string;
  readonly address: string;
  readonly why: string;
}

export interface HttpSeen {
  readonly target: HttpTarget;
  readonly status: number;
  readonly body: string;
  readonly why: string;
}

export interface TlsSeen {
  readonly certificate: CertificateFact;
  readonly why: string;
}

export interface EtcdSeen {
  readonly endpoint: string;
  readonly healthy: boolean;
  readonly reason: string;
  readonly version: string;
  readonly dbBytes: number;
  /** undefined where the server does not tell. */
  readonly quotaBytes: number | undefined;
  /** Raft's leader by id; '' for none. */
  readonly leader: string;
  readonly members: readonly string[];
  readonly alarms: readonly string[];
  readonly why: string;
}

export interface CommandSeen {
  readonly target: CommandTarget;
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly why: string;
}
