/** Servers on loopback of which an inspection asks the time, names, and answers. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import { createServer as createTls } from 'node:tls';
import type { AddressInfo, Server } from 'node:net';
import type { KeyPair } from './control-plane-certs.ts';

export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

const ntpEpochMs = 2_208_988_800_000;

/** Answers with this machine's time and so much more; stratum 0 is a server without a source. */
export async function ntpServer(told: { offsetMs: number; stratum?: number }): Promise<Listening> {
  return await udpServer((question) => {
    const answer = Buffer.alloc(48);
    const { offsetMs, stratum = 2 } = told;
    answer[0] = stratum === 0 ? 0xe4 : 0x24;
    answer[1] = stratum;
    answer.write(stratum === 0 ? 'INIT' : '\x0a\x00\x00\x01', 12, 'latin1');
    question.copy(answer, 24, 40, 48);
    for (const at of [32, 40]) writeTime(answer, at, Date.now() + offsetMs);
    return answer;
  });
}

function writeTime(packet: Buffer, at: number, ms: number): void {
  const seconds = (ms + ntpEpochMs) / 1_000;
  packet.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
  packet.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
}

/** Knows these names, IPv4 only; others do not exist. `records` may be changed meanwhile. */
export async function dnsServer(records: Record<string, readonly string[]>): Promise<Listening> {
  return await udpServer((question) => {
    const { name, end } = nameIn(question);
    const addresses = records[name];
    const head = Buffer.alloc(12);
    question.copy(head, 0, 0, 2);
    head.writeUInt16BE(addresses === undefined ? 0x8183 : 0x8180, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(addresses?.length ?? 0, 6);
    const answers = (addresses ?? []).map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split('.').map(Number)]),
    );
    return Buffer.concat([head, question.subarray(12, end + 4), ...answers]);
  });
}

function nameIn(packet: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (;;) {
    const length = packet[at] ?? 0;
    at += 1;
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: at };
    labels.push(packet.toString('latin1', at, at + length));
    at += length;
  }
}

async function udpServer(answer: (question: Buffer) => Buffer): Promise<Listening> {
  const socket: Socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    socket.send(answer(question), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    async stop() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** What it answers may be changed meanwhile. */
export async function httpServer(told: { body: string; status?: number }): Promise<Listening> {
  const server = createHttp((_, response) => {
    response.statusCode = told.status ?? 200;
    response.end(told.body);
  });
  return await listening(server);
}

export async function tlsServer(pair: KeyPair): Promise<Listening> {
  return await listening(
    createTls({ cert: pair.cert, key: pair.key }, (socket) => {
      socket.on('error', () => undefined);
      socket.end();
    }),
  );
}

async function listening(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}
