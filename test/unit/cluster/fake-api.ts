import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openCluster, type ClusterOptions } from '../../../src/cluster/open-cluster.ts';
import type { Cluster, ResourceType } from '../../../src/world.ts';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeApi {
  readonly url: string;
  readonly port: number;
  readonly seen: Seen[];
  /** All connections that are open. */
  readonly sockets: Set<Socket>;
  close(): Promise<void>;
}

export type Answer = (request: Seen, response: ServerResponse, count: number) => void;

export interface Tls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

/** A server on a real socket of 127.0.0.1 that answers as the test says; gone with the test. */
export async function fakeApi(answer: Answer, tls?: Tls, port = 0): Promise<FakeApi> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      answer(one, response, seen.length);
    });
  };
  const server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: false }, handle)
    : createServer(handle);
  server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(close);
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}`,
    port: bound,
    seen,
    sockets,
    close,
  };
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string | string[]> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function sendStatus(response: ServerResponse, status: number, fields: object): void {
  sendJson(response, { kind: 'Status', apiVersion: 'v1', code: status, ...fields }, status);
}

/** A folder that is removed with the test. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'koupctl-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a kubeconfig with one context `here` for `server`. */
export async function kubeconfigFor(
  server: string,
  user: object = { token: 't0ken' },
  cluster: object = {},
): Promise<string> {
  const path = join(await testFolder(), 'kubeconfig');
  const config = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** The door to a fake server, impatient. */
export async function doorTo(server: string, options: ClusterOptions = {}): Promise<Cluster> {
  return openCluster({
    kubeconfig: await kubeconfigFor(server),
    env: {},
    timeoutMs: 2_000,
    patience: { totalMs: 2_000, firstMs: 2 },
    pace: { watchMs: 1_000, graceMs: 200, pauseMs: 5, longestPauseMs: 50 },
    ...options,
  });
}

export const pods: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
};

export const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
};

/** A promise that is resolved from outside. */
export function signalled<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
