import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BaseInfo } from './bases.ts';

export interface Listening {
  /** A base said that it is there, or that it goes. */
  onHeartbeat(base: BaseInfo, state: string): void;
  /** What a base of this cluster is to have installed when it starts. */
  baseline(clusterName: string): Promise<object[]>;
}

interface Heartbeat {
  baseMetadata?: { identity?: string; name?: string; version?: string; clusterName?: string };
  localIP?: string;
  localHostName?: string;
  port?: number;
  state?: string;
}

/** The controller's HTTP tunnel on loopback. */
export class HeartbeatListener {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Port 0 takes a free one. */
  static async start(port: number, listening: Listening): Promise<HeartbeatListener> {
    const server = createServer((request, response) => {
      serve(request, response, listening).catch((error: unknown) => {
        response.statusCode = 400;
        response.end(error instanceof Error ? error.message : String(error));
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new HeartbeatListener(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, listening: Listening) {
  if (request.url !== '/heartbeat' && request.url !== '/queryBaseline') {
    response.statusCode = 404;
    return response.end('404 page not found\n');
  }
  if (request.method !== 'POST') {
    response.statusCode = 405;
    return response.end();
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Heartbeat;
  if (request.url === '/queryBaseline') {
    const { clusterName = '' } = body as { clusterName?: string };
    const baseline = await listening.baseline(clusterName);
    response.setHeader('Content-Type', 'application/json');
    return response.end(JSON.stringify(baseline));
  }
  listening.onHeartbeat(baseInfo(body), body.state ?? '');
  return response.end('SUCCESS');
}

function baseInfo({ baseMetadata = {}, localIP, localHostName, port }: Heartbeat): BaseInfo {
  const { identity = '', name = '', version = '', clusterName = '' } = baseMetadata;
  return {
    identity,
    name,
    version,
    clusterName,
    ip: localIP || '127.0.0.1',
    hostName: localHostName ?? '',
    port: port ?? 0,
  };
}
