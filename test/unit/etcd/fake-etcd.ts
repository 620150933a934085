import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EtcdOptions } from '../../../src/etcd-door.ts';
import { CertificateAuthority } from '../../bed/control-plane-certs.ts';

/** A database of whole pages with the hash that etcd puts behind it. */
export function snapshotBytes(pages = 300): Buffer {
  const database = randomBytes(pages * 512);
  return Buffer.concat([database, createHash('sha256').update(database).digest()]);
}

/** What the fake does otherwise than etcd would. */
export interface Behaviour {
  /** Ends the stream after so many bytes. */
  breakAfter?: number;
  /** Sends other bytes than it said. */
  spoil?: boolean;
  compacted?: boolean;
}

/** An etcd of answers over TLS, which wants a client's certificate. */
export class FakeEtcd {
  readonly folder: string;
  readonly options: EtcdOptions & { readonly endpoint: string };
  readonly asked: string[] = [];
  behaviour: Behaviour = {};
  bytes = snapshotBytes();
  readonly #stop: () => Promise<void>;

  private constructor(
    folder: string,
    options: EtcdOptions & { endpoint: string },
    stop: () => Promise<void>,
  ) {
    this.folder = folder;
    this.options = options;
    this.#stop = stop;
  }

  static async start(): Promise<FakeEtcd> {
    const folder = await mkdtemp(join(tmpdir(), 'koupctl-etcd-'));
    const authority = new CertificateAuthority('etcd-ca');
    const own = authority.issue({ commonName: 'etcd', hosts: ['127.0.0.1'] });
    const client = authority.issue({ commonName: 'root' });
    const files = { ca: authority.cert, cert: client.cert, key: client.key };
    const path = (name: string): string => join(folder, `${name}.pem`);
    for (const [name, text] of Object.entries(files)) await writeFile(path(name), text);
    const server = createServer({
      ...own,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const options = {
      endpoint: `https://127.0.0.1:${port}`,
      ca: path('ca'),
      cert: path('cert'),
      key: path('key'),
      etcdutl: undefined,
      member: {},
    };
    const stop = (): Promise<void> =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      });
    const fake = new FakeEtcd(folder, options, stop);
    server.on('request', (request, response) => {
      fake.#answer(request, response);
    });
    return fake;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(request.url ?? '');
    request.resume();
    const say = (value: object, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const header = { cluster_id: '42', revision: '17' };
    switch (request.url ?? '') {
      case '/v3/maintenance/status':
        say({ header, version: '3.6.4', dbSize: '20480' });
        break;
      case '/v3/kv/range':
        if (this.behaviour.compacted)
          say({ code: 11, message: 'etcdserver: mvcc: required revision has been compacted' }, 400);
        else say({ header, count: '12' });
        break;
      case '/v3/maintenance/hashkv':
        say({ header, hash: 99, compact_revision: '3' });
        break;
      default:
        void this.#stream(response);
    }
  }

  async #stream(response: ServerResponse): Promise<void> {
    const { breakAfter, spoil } = this.behaviour;
    const bytes = Buffer.from(this.bytes);
    if (spoil) bytes[700] = (bytes[700] ?? 0) ^ 1;
    for (let at = 0; at < bytes.length; at += 32_768) {
      if (breakAfter !== undefined && at >= breakAfter) {
        response.destroy();
        return;
      }
      const blob = bytes.subarray(at, at + 32_768);
      const remaining = String(bytes.length - at - blob.length);
      const result = { remaining_bytes: remaining, blob: blob.toString('base64') };
      await new Promise((sent) => response.write(`${JSON.stringify({ result })}\n`, sent));
    }
    response.end();
  }
}
