import { Resolver } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { monotonicMs } from '../monotonic.ts';
import { seconds } from '../no-answer-text.ts';
import type { DnsReply, HostPort } from '../network-probes.ts';

const meanings: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such name (NXDOMAIN)',
  ENODATA: 'the name has no address of this type',
  ESERVFAIL: 'the server failed (SERVFAIL)',
  EREFUSED: 'the server refuses the question (REFUSED)',
  ECONNREFUSED: 'no server listens there',
};

/** Asks that server, and no other. */
export async function askDns(
  { host, port }: HostPort,
  name: string,
  type: 'A' | 'AAAA',
  timeoutMs: number,
): Promise<DnsReply> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  const startedAt = monotonicMs();
  try {
    resolver.setServers([isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`]);
    const addresses = await (type === 'A' ? resolver.resolve4(name) : resolver.resolve6(name));
    return { ok: true, addresses, tookMs: monotonicMs() - startedAt };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ETIMEOUT') return { ok: false, why: `no answer within ${seconds(timeoutMs)}` };
    return { ok: false, why: meanings[code] ?? message };
  }
}
