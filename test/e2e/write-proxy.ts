import { writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { Result, Run } from './koupctl.ts';

/** One request that changes something, as it comes by. Dry runs don't count. */
export interface Write {
  /** Counts from 1. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
}

/** What the test answers in the server's place. */
export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/**
 * What becomes of a request: `lose` forwards it and breaks off before its answer, `hang` takes it
 * and never answers.
 */
export type Fate = 'pass' | 'drop' | 'lose' | 'hang' | Instead;

/** An API server's door in which a test stands: it sees every write and decides its fate. */
export class WriteProxy {
  readonly kubeconfigPath: string;
  readonly writes: Write[] = [];
  /** Asked before each write is forwarded. */
  decide: (write: Write) => Fate | Promise<Fate> = () => 'pass';
  /** Asked before everything else is forwarded: reads, watches, dry runs. */
  decideRead: (read: Omit<Write, 'number'>) => Fate = () => 'pass';
  /** Called when a write that is to be lost was carried out, before its connection is broken. */
  onLost: () => void = () => undefined;
  /** Refuses everything while true, as a server that is being restarted. */
  closed = false;
  readonly #server = createServer((incoming, answer) => void this.#handle(incoming, answer));
  readonly #sockets = new Set<Socket>();
  readonly #plane: ControlPlane;

  private constructor(plane: ControlPlane, kubeconfigPath: string) {
    this.#plane = plane;
    this.kubeconfigPath = kubeconfigPath;
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.closed) socket.resetAndDestroy();
    });
  }

  /**
   * Kills the run as the first write that `isDue` comes by: neither that one nor any after it gets
   * through. Resolves to how the run ended, if it was killed.
   */
  async killAt(run: Run, isDue: (write: Write) => boolean): Promise<Result | undefined> {
    let killed = false;
    this.decide = (write) => {
      if (!killed && !isDue(write)) return 'pass';
      if (!killed) run.child.kill('SIGKILL');
      killed = true;
      return 'drop';
    };
    const end = await run.done;
    this.decide = () => 'pass';
    return killed ? end : undefined;
  }

  static async start(plane: ControlPlane, name: string): Promise<WriteProxy> {
    const proxy = new WriteProxy(plane, join(plane.dir, `${name}.kubeconfig`));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.#server.address() as AddressInfo;
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name, user: {} }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      'current-context': name,
    };
    await writeFile(proxy.kubeconfigPath, JSON.stringify(config));
    return proxy;
  }

  /** Cuts every connection and refuses new ones, or lets them in again. */
  close(closed: boolean): void {
    this.closed = closed;
    if (closed) for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    let fate: Fate = 'pass';
    if (method !== 'GET' && !url.includes('dryRun=All')) {
      const write = { number: this.writes.length + 1, method, path: url };
      this.writes.push(write);
      fate = await this.decide(write);
    } else {
      fate = this.decideRead({ method, path: url });
    }
    if (fate === 'hang') return;
    if (fate === 'drop') incoming.socket.resetAndDestroy();
    else if (typeof fate === 'object') say(answer, fate);
    else this.#forward(incoming, Buffer.concat(chunks), answer, fate);
  }

  #forward(incoming: IncomingMessage, body: Buffer, answer: ServerResponse, fate: Fate): void {
    const { server, ca, tokens } = this.#plane;
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const send = server.startsWith('https') ? httpsRequest : request;
    const onward = send(new URL(incoming.url ?? '/', server), {
      method: incoming.method,
      headers: { ...headers, authorization: `Bearer ${tokens.admin}` },
      ca,
    });
    onward.on('response', (reply) => {
      if (fate === 'lose') {
        reply.resume().on('end', () => {
          this.onLost();
          incoming.socket.resetAndDestroy();
        });
        return;
      }
      answer.writeHead(reply.statusCode ?? 500, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
    });
    onward.on('error', () => incoming.socket.destroy());
    answer.on('close', () => onward.destroy());
    onward.end(body);
  }
}

function say(answer: ServerResponse, { status, headers, body }: Instead): void {
  answer.writeHead(status, { 'content-type': 'application/json', ...headers });
  answer.end(`${JSON.stringify(body)}\n`);
}
