import { readFile } from 'node:fs/promises';
import type { Reading } from '../inspect/check.ts';
import { firstToEnd } from '../inspect/facts/certificate.ts';
import { etcdSeenOf, type EtcdAnswers } from '../inspect/facts/etcd.ts';
import type {
  CommandSeen,
  DnsSeen,
  EtcdSeen,
  HttpSeen,
  NtpSeen,
  TcpSeen,
  TlsSeen,
} from '../inspect/facts/network.ts';
import type { NodeFact } from '../inspect/facts/node.ts';
import type { EtcdTarget, Place, TcpTarget } from '../inspect/settings.ts';
import { maskUrls } from '../manifest/masked-url.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { HttpReply } from '../world.ts';
import { eachOf, is, skipped, type Site } from './inspect-reading.ts';

const atOnce = 64;
const commandsAtOnce = 8;
const patienceMs = 3_000;

type Nodes = () => Promise<Reading<readonly NodeFact[]>>;

export async function readNtp({ probes, settings }: Site): Promise<Reading<readonly NtpSeen[]>> {
  const { ntp } = settings.network;
  if (ntp.length === 0) return skipped('not-configured', 'probes.ntp');
  const seen = await eachOf(ntp, atOnce, async (place): Promise<NtpSeen> => {
    const reply = await probes.ntp(place, patienceMs);
    const nothing = { offsetMs: 0, delayMs: 0, stratum: 0, source: '' };
    const server = textOf(place);
    return reply.ok ? { server, ...reply, why: '' } : { server, ...nothing, why: reply.why };
  });
  return is(seen);
}

export async function readDns({ probes, settings }: Site): Promise<Reading<readonly DnsSeen[]>> {
  const { dns } = settings.network;
  if (dns.length === 0) return skipped('not-configured', 'probes.dns');
  const seen = await eachOf(dns, atOnce, async ({ name, type, servers, expect }) => {
    const answers = await eachOf(servers, atOnce, async (place) => {
      const reply = await probes.dns(place, name, type, patienceMs);
      const server = textOf(place);
      return reply.ok
        ? { server, addresses: reply.addresses, tookMs: reply.tookMs, why: '' }
        : { server, addresses: [], tookMs: 0, why: reply.why };
    });
    return { name, type, expect, answers };
  });
  return is(seen);
}

export async function readTcp(
  site: Site,
  which: 'tcp' | 'virtualIps',
  nodes: Nodes,
): Promise<Reading<readonly TcpSeen[]>> {
  const targets = site.settings.network[which];
  if (targets.length === 0) return skipped('not-configured', `probes.${which}`);
  const read = targets.some(({ onNodes }) => onNodes) ? await nodes() : is([]);
  if (!read.ok) return read;
  const onNodes = read.value.filter(({ isVnode, ip }) => !isVnode && ip !== '').map(({ ip }) => ip);
  const places = targets.flatMap((one) => placesOf(one, onNodes));
  const seen = await eachOf(places, atOnce, async ({ name, place }): Promise<TcpSeen> => {
    const reply = await site.probes.tcp(place, patienceMs);
    return { name, address: textOf(place), why: reply.ok ? '' : reply.why };
  });
  return is(seen);
}

function placesOf(
  { name, hosts, onNodes, ports }: TcpTarget,
  nodes: readonly string[],
): { name: string; place: Place }[] {
  const all = [...hosts, ...(onNodes ? nodes : [])];
  return all.flatMap((host) => ports.map((port) => ({ name, place: { host, port } })));
}

export async function readHttp({ probes, settings }: Site): Promise<Reading<readonly HttpSeen[]>> {
  const { http } = settings.network;
  if (http.length === 0) return skipped('not-configured', 'probes.http');
  const seen = await eachOf(http, atOnce, async (target): Promise<HttpSeen> => {
    const { url, insecure } = target;
    const reply = await probes.http({ url, insecure }, patienceMs);
    const shown = { ...target, url: maskUrls(url) };
    return reply.ok
      ? { target: shown, status: reply.status, body: reply.body, why: '' }
      : { target: shown, status: 0, body: '', why: reply.why };
  });
  return is(seen);
}

export async function readTls({ probes, settings }: Site): Promise<Reading<readonly TlsSeen[]>> {
  const { tls } = settings.network;
  if (tls.length === 0) return skipped('not-configured', 'probes.tls');
  const seen = await eachOf(tls, atOnce, async (place): Promise<TlsSeen> => {
    const object = `tls/${textOf(place)}`;
    const reply = await probes.tls(place, patienceMs);
    if (reply.ok) return { certificate: firstToEnd(object, reply.pem), why: '' };
    const certificate = { object, subject: '', endsAt: undefined, unreadable: '' };
    return { certificate, why: reply.why };
  });
  return is(seen);
}

/** Over etcd's own HTTP: `/health`, and the JSON gateway of its v3 API. */
export async function readEtcd({ probes, settings }: Site): Promise<Reading<readonly EtcdSeen[]>> {
  const { etcd } = settings.network;
  if (etcd === undefined) return skipped('not-configured', 'probes.etcd');
  const files = await filesOf(etcd);
  const seen = await eachOf(etcd.endpoints, atOnce, async (endpoint): Promise<EtcdSeen> => {
    const base = endpoint.replace(/\/+$/, '');
    const ask = (path: string, json?: string): Promise<HttpReply> => {
      const request = { url: `${base}${path}`, ...files };
      return probes.http(json === undefined ? request : { ...request, json }, patienceMs);
    };
    const answers: EtcdAnswers = {
      health: await ask('/health'),
      status: await ask('/v3/maintenance/status', '{}'),
      members: await ask('/v3/cluster/member/list', '{}'),
      alarms: await ask('/v3/maintenance/alarm', '{"action":"GET"}'),
    };
    return etcdSeenOf(maskUrls(base), answers);
  });
  return is(seen);
}

async function filesOf({ ca, cert, key }: EtcdTarget): Promise<Record<string, string>> {
  const named = Object.entries({ ca, cert, key }).filter(([, file]) => file !== '');
  const read = named.map(async ([name, file]) => {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw faultOf(({ checks }) => checks.unreadable(name, file, why), { cause: error });
    });
    return [name, text] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/** What the user tells to run, and nothing else. */
export async function readCommands(site: Site): Promise<Reading<readonly CommandSeen[]>> {
  const { commands } = site.settings.network;
  if (commands.length === 0) return skipped('not-configured', 'probes.commands');
  const { probes, world } = site;
  const seen = await eachOf(commands, commandsAtOnce, async (target): Promise<CommandSeen> => {
    const { run, shell, timeoutMs } = target;
    const words = shell === undefined ? run : ['/bin/sh', '-c', shell];
    return { target, ...(await probes.run(words, timeoutMs, world.signal)) };
  });
  return is(seen);
}

function textOf({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
