import { readFileSync } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { Fault } from '../fault.ts';
import type { EtcdOptions, EtcdStatus, StoreSeen } from '../etcd-door.ts';
import { faultOf, type FaultTexts } from '../messages/fault-of.ts';
import { whyNoAnswer } from '../no-answer-text.ts';
import type { Language } from '../world.ts';

const timeoutMs = 10_000;
const longestAnswer = 1024 * 1024;

interface Header {
  readonly cluster_id?: string;
  readonly revision?: string;
}

export interface StatusAnswer {
  readonly header?: Header;
  readonly version?: string;
  readonly dbSize?: string;
  readonly errors?: readonly string[];
}

/** etcd's JSON over HTTP (its grpc-gateway): every call is a POST of JSON, numbers are strings. */
export class Gateway {
  readonly endpoint: URL;
  readonly #tls: Pick<RequestOptions, 'ca' | 'cert' | 'key'>;

  constructor(options: EtcdOptions & { readonly endpoint: string }) {
    this.endpoint = parsed(options.endpoint);
    this.#tls = {
      ...pem('ca', options.ca),
      ...pem('cert', options.cert),
      ...pem('key', options.key),
    };
  }

  async status(language: Language): Promise<EtcdStatus> {
    try {
      const { header, version = '', dbSize = '0', errors = [] } = await this.statusAnswer();
      const revision = header?.revision ?? '0';
      return { up: true, version, dbBytes: Number(dbSize), revision, errors };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const refused = (error.cause as { code?: string } | undefined)?.code === 'ECONNREFUSED';
      return { up: false, why: error.in(language).message, refused };
    }
  }

  async statusAnswer(): Promise<StatusAnswer> {
    return (await this.#call('/v3/maintenance/status', {})) as StatusAnswer;
  }

  /** Keys and hash at `revision`; undefined where that is compacted, or still to come. */
  async at(revision: string): Promise<StoreSeen | undefined> {
    try {
      const all = { key: 'AA==', range_end: 'AA==', count_only: true, revision };
      const { count = '0' } = (await this.#call('/v3/kv/range', all)) as { count?: string };
      const hashed = (await this.#call('/v3/maintenance/hashkv', { revision })) as {
        hash?: number;
        compact_revision?: string;
      };
      const { hash = 0, compact_revision: compactRevision = '0' } = hashed;
      return { keys: count, hash: String(hash), compactRevision };
    } catch (error) {
      if (error instanceof Fault && /compacted|future revision/.test(error.message))
        return undefined;
      throw error;
    }
  }

  /** The answer to a snapshot: a stream of JSON lines. */
  async snapshot(signal: AbortSignal): Promise<IncomingMessage> {
    const answer = await this.#send('/v3/maintenance/snapshot', {}, signal);
    if (answer.statusCode !== 200) throw this.#refused(await read(answer), answer);
    return answer;
  }

  async #call(path: string, body: object): Promise<unknown> {
    const answer = await this.#send(path, body);
    const text = await read(answer);
    if (answer.statusCode !== 200) throw this.#refused(text, answer);
    try {
      return JSON.parse(text);
    } catch {
      const { origin } = this.endpoint;
      throw faultOf(({ etcd }) => etcd.notEtcd(origin), { outcome: 'unreachable' });
    }
  }

  #refused(text: string, { statusCode }: IncomingMessage): Fault {
    let said = text.slice(0, 300);
    try {
      const { message, error } = JSON.parse(text) as { message?: string; error?: string };
      said = message ?? error ?? said;
    } catch {
      // It is no JSON, so it is told as it came.
    }
    const { origin } = this.endpoint;
    return faultOf(({ etcd }) => etcd.answers(origin, statusCode, said), {
      outcome: 'unreachable',
    });
  }

  #send(path: string, body: object, signal?: AbortSignal): Promise<IncomingMessage> {
    const send = this.endpoint.protocol === 'https:' ? secureRequest : plainRequest;
    const { hostname, port, origin } = this.endpoint;
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => {
        reject(
          faultOf(({ etcd }) => etcd.silent(origin, whyIn(etcd, error)), {
            outcome: 'unreachable',
            cause: error,
          }),
        );
      };
      const outgoing = send({
        ...this.#tls,
        hostname,
        port,
        path,
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json' },
        timeout: timeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      outgoing.on('response', resolve).on('error', fail);
      outgoing.on('timeout', () => outgoing.destroy(new Silence()));
      outgoing.end(JSON.stringify(body));
    });
  }
}

/** It took longer than anybody waits. */
class Silence extends Error {}

function whyIn(say: FaultTexts['etcd'], error: NodeJS.ErrnoException): string {
  if (error instanceof Silence) return say.nothingWithin(timeoutMs / 1000);
  const why = whyNoAnswer(error);
  return why === undefined ? error.message : say.noAnswer[why];
}

function parsed(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw faultOf(({ etcd }) => etcd.notAUrl(endpoint));
}

function pem(name: 'ca' | 'cert' | 'key', file: string | undefined): { [key: string]: Buffer } {
  if (file === undefined) return {};
  try {
    return { [name]: readFileSync(file) };
  } catch (error) {
    const { message } = error as Error;
    throw faultOf(({ etcd }) => etcd.noPem(file, message), { cause: error });
  }
}

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestAnswer)
      throw faultOf(({ etcd }) => etcd.tooLong, { outcome: 'unreachable' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
