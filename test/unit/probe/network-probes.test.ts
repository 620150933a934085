import { afterEach, describe, expect, test } from 'vitest';
import { openNetworkProbes } from '../../../src/probe/open-network-probes.ts';
import { CertificateAuthority } from '../../bed/control-plane-certs.ts';
import {
  dnsServer,
  httpServer,
  ntpServer,
  tlsServer,
  type Listening,
} from '../../bed/network-servers.ts';
import { freePorts } from '../../bed/ports.ts';

const probes = openNetworkProbes();
const host = '127.0.0.1';
const patienceMs = 10_000;
const started: Listening[] = [];

async function on(server: Promise<Listening>): Promise<{ host: string; port: number }> {
  const listening = await server;
  started.push(listening);
  return { host, port: listening.port };
}

afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function nobody(): Promise<{ host: string; port: number }> {
  const [port = 0] = await freePorts(1);
  return { host, port };
}

describe('ntp', () => {
  test('a server an hour ahead: its offset, stratum, source', async () => {
    const place = await on(ntpServer({ offsetMs: 3_600_000 }));
    const reply = await probes.ntp(place, patienceMs);
    if (!reply.ok) throw new Error(reply.why);
    // Half of the way there and back is all that can be wrong.
    expect(Math.abs(reply.offsetMs - 3_600_000)).toBeLessThanOrEqual(reply.delayMs / 2 + 2);
    expect(reply.stratum).toBe(2);
    expect(reply.source).toBe('10.0.0.1');
  });

  test('one without a source, and nobody', async () => {
    const place = await on(ntpServer({ offsetMs: 0, stratum: 0 }));
    expect(await probes.ntp(place, patienceMs)).toMatchObject({ stratum: 16, source: 'INIT' });
    const why = 'connection refused';
    expect(await probes.ntp(await nobody(), patienceMs)).toEqual({ ok: false, why });
  });

  test('what answers something else is not taken for the time', async () => {
    const place = await on(dnsServer({}));
    const reply = await probes.ntp(place, 200);
    expect(reply).toEqual({ ok: false, why: 'no answer within 0.2 s' });
  });
});

test('dns: the addresses, no such name, nobody', async () => {
  const place = await on(dnsServer({ 'a.test': ['10.0.0.1', '10.0.0.2'] }));
  const reply = await probes.dns(place, 'a.test', 'A', patienceMs);
  expect(reply).toMatchObject({ ok: true, addresses: ['10.0.0.1', '10.0.0.2'] });
  const why = 'there is no such name (NXDOMAIN)';
  expect(await probes.dns(place, 'b.test', 'A', patienceMs)).toEqual({ ok: false, why });
  expect(await probes.dns(await nobody(), 'a.test', 'A', patienceMs)).toMatchObject({ ok: false });
});

test('tcp: who listens, and who does not', async () => {
  const place = await on(httpServer({ body: '' }));
  expect(await probes.tcp(place, patienceMs)).toEqual({ ok: true });
  const refused = { ok: false, why: 'connection refused' };
  expect(await probes.tcp(await nobody(), patienceMs)).toEqual(refused);
});

test('tls: the certificate, whoever signed it; and who speaks no TLS', async () => {
  const pair = new CertificateAuthority('unknown').issue({ commonName: 'web', hosts: [host] });
  const reply = await probes.tls(await on(tlsServer(pair)), patienceMs);
  if (!reply.ok) throw new Error(reply.why);
  expect(reply.pem.replaceAll('\n', '')).toContain(pair.cert.trim().replaceAll('\n', ''));
  const plain = await on(httpServer({ body: '' }));
  expect(await probes.tls(plain, patienceMs)).toMatchObject({ ok: false });
});

test('http: any status is an answer', async () => {
  const { port } = await on(httpServer({ body: 'a:true', status: 503 }));
  const reply = await probes.http({ url: `http://${host}:${port}/` }, patienceMs);
  expect(reply).toEqual({ ok: true, status: 503, body: 'a:true' });
  const { port: closed } = await nobody();
  const refused = await probes.http({ url: `http://${host}:${closed}/` }, patienceMs);
  expect(refused).toEqual({ ok: false, why: 'connection refused' });
});

describe('commands', () => {
  const node = process.execPath;

  test('exit code and output, words as they are', async () => {
    const script = 'console.log(process.argv[1]); console.error("e"); process.exit(3)';
    const reply = await probes.run([node, '-e', script, '$HOME; ls'], 30_000);
    expect(reply).toEqual({ code: 3, out: '$HOME; ls\n', err: 'e\n', why: '' });
  });

  test('no such program', async () => {
    const reply = await probes.run(['no-such-program-at-all'], patienceMs);
    expect(reply.why).toBe('there is no program no-such-program-at-all');
  });

  test('what takes too long ends with all that it started', async () => {
    const child = 'setInterval(() => {}, 1000)';
    const script = `const c = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(child)}], {stdio: "inherit"}); console.log(c.pid); ${child}`;
    const reply = await probes.run([node, '-e', script], 3_000);
    expect(reply.why).toBe('it did not end within 3 s');
    // Its output is held open by the child: that the reply came says that the child is gone.
    expect(reply.code).toBe(-1);
  });
});
