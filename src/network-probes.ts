/** What an inspection asks over the network, as types; the room `probe` does it. */
import type { HttpReply } from './world.ts';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What an NTP server answered; both times as `inspect` judges them. */
export type NtpReply =
  | {
      readonly ok: true;
      /** This machine's clock is so much behind the server's; ms. */
      readonly offsetMs: number;
      readonly delayMs: number;
      readonly stratum: number;
      readonly source: string;
    }
  | { readonly ok: false; readonly why: string };

export type DnsReply =
  | { readonly ok: true; readonly addresses: readonly string[]; readonly tookMs: number }
  | { readonly ok: false; readonly why: string };

export type TcpReply = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** The certificates that a server shows, its own first, in PEM; whether they are trusted is not asked. */
export type TlsReply =
  { readonly ok: true; readonly pem: string } | { readonly ok: false; readonly why: string };

/** How a command of the user's ended; `why` where it could not run, or took too long. */
export interface CommandReply {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly why: string;
}

export interface HttpRequest {
  readonly url: string;
  /** A POST of this JSON; GET where absent. */
  readonly json?: string;
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Any certificate will do. */
  readonly insecure?: boolean;
}

/** What an inspection asks over the network, and the commands that a user tells it to run. Never throws for what it meets. */
export interface NetworkProbes {
  ntp(server: HostPort, timeoutMs: number): Promise<NtpReply>;
  dns(server: HostPort, name: string, type: 'A' | 'AAAA', timeoutMs: number): Promise<DnsReply>;
  tcp(place: HostPort, timeoutMs: number): Promise<TcpReply>;
  tls(place: HostPort, timeoutMs: number): Promise<TlsReply>;
  http(request: HttpRequest, timeoutMs: number): Promise<HttpReply>;
  /** Without a shell; the first word is the program. */
  run(words: readonly string[], timeoutMs: number, signal?: AbortSignal): Promise<CommandReply>;
}
