import { once } from 'node:events';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import type { KeyPair } from './control-plane-certs.ts';

export interface Disk {
  readonly capacityBytes: number;
  readonly usedBytes: number;
}

export interface KubeletServerOptions {
  /** The bed's `nodeTunnel`: the only way there, whatever address the Node has. */
  readonly socket: string;
  /** HOST:PORT as its Node says; others are refused. */
  readonly address: string;
  readonly pair: KeyPair;
  readonly nodeName: string;
  /** What it says of its disks may be changed meanwhile. */
  readonly disks: { root: Disk; images: Disk };
}

/** A kubelet's HTTPS server at the end of the bed's tunnel, which knows its `/stats/summary` only. */
export async function startKubeletServer(
  options: KubeletServerOptions,
): Promise<{ stop(): Promise<void> }> {
  const { cert, key } = options.pair;
  const kubelet = createHttps({ cert, key }, (request, response) => {
    const known = request.method === 'GET' && request.url === '/stats/summary';
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(known ? JSON.stringify(summary(options)) : '');
  });
  const through = new Set<Duplex>();
  const tunnel = createHttp();
  tunnel.on('connect', ({ url }: { url?: string }, socket: Duplex) => {
    through.add(socket);
    socket.on('error', () => undefined).once('close', () => through.delete(socket));
    if (url !== options.address) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    kubelet.emit('connection', socket);
  });
  tunnel.listen(options.socket);
  await once(tunnel, 'listening');
  return { stop: () => stopped(tunnel, through) };
}

async function stopped(tunnel: Server, through: ReadonlySet<Duplex>): Promise<void> {
  tunnel.close();
  for (const socket of through) socket.destroy();
  await once(tunnel, 'close');
}

/** A Summary of stats.k8s.io/v1alpha1 of a node without pods. */
function summary({ nodeName, disks }: KubeletServerOptions): object {
  const time = new Date().toISOString();
  const stats = ({ capacityBytes, usedBytes }: Disk): object => ({
    time,
    availableBytes: capacityBytes - usedBytes,
    capacityBytes,
    usedBytes,
    inodesFree: 900_000,
    inodes: 1_000_000,
    inodesUsed: 100_000,
  });
  const imageFs = stats(disks.images);
  return {
    node: {
      nodeName,
      startTime: time,
      fs: stats(disks.root),
      runtime: { imageFs, containerFs: imageFs },
    },
    pods: [],
  };
}
