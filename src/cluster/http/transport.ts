import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Credentials } from '../access/credentials.ts';
import { parseWarnings } from './warnings.ts';
import { monotonicMs } from '../../monotonic.ts';
import { faultTexts, type FaultTexts } from '../../messages/fault-of.ts';
import { seconds } from '../../no-answer-text.ts';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query as they go over the wire, without the server's base path. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** Accept a compressed answer: worth it for long ones over a real network. */
  readonly compressed?: boolean;
  /** Called for every 200: gets its body as it comes, instead of `Reply.body`. */
  readonly into?: () => (part: Buffer) => void;
  /** Longest silence, in ms; the transport's own where not said. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  readonly warnings: readonly string[];
  /** In ms. */
  readonly retryAfter: number | undefined;
}

/** An answer whose body is still coming. */
export interface OpenReply {
  readonly status: number;
  readonly message: IncomingMessage;
  /** The body to its end, with the transport's limits. */
  read(): Promise<Reply>;
}

/** What came of it in words of the catalogue, or the system's own. */
export type TroubleSaying = string | ((say: FaultTexts['cluster']['trouble']) => string);

/** No answer, or half of one. */
export class NetworkTrouble extends Error {
  readonly code: string;
  /** Whether the server may have seen the request: false only where that is certain. */
  readonly sent: boolean;
  readonly #say: TroubleSaying;

  constructor(say: TroubleSaying, code: string, sent: boolean, cause?: unknown) {
    super(said(say, faultTexts('en')), { cause });
    this.name = 'NetworkTrouble';
    this.code = code;
    this.sent = sent;
    this.#say = say;
  }

  in(words: FaultTexts): string {
    return said(this.#say, words);
  }
}

function said(say: TroubleSaying, { cluster }: FaultTexts): string {
  return typeof say === 'string' ? say : say(cluster.trouble);
}

export interface Transport {
  readonly server: string;
  /** One request, one answer of whatever status; throws NetworkTrouble. */
  send(request: Request, how?: { renew?: boolean; single?: boolean }): Promise<Reply>;
  /** The same for an answer that goes on, over a connection of its own. */
  open(request: Request, renew?: boolean): Promise<OpenReply>;
}

// A server may answer slowly, but not for ever: the whole answer within so many silences.
const WHOLE_ANSWER = 10;
const CONNECT_MS = 10_000;

/** Speaks HTTP to the API server: exact bytes, nothing retried, nothing interpreted. */
export function openTransport(
  server: string,
  credentials: Credentials,
  timeoutMs: number,
  onServerTime?: (ms: number) => void,
): Transport {
  const base = new URL(server);
  const basePath = base.pathname.replace(/\/+$/, '');
  const start = base.protocol === 'http:' ? httpRequest : httpsRequest;
  const host = base.hostname.replace(/^\[|\]$/g, '');
  let timed = onServerTime === undefined;

  function noteTime(date: string | undefined): void {
    const ms = Date.parse(date ?? '');
    if (timed || Number.isNaN(ms)) return;
    timed = true;
    onServerTime?.(ms);
  }

  async function begin(request: Request, renew: boolean, single: boolean): Promise<OpenReply> {
    const access = await credentials.access(renew);
    const options: RequestOptions = {
      host,
      port: base.port || (base.protocol === 'http:' ? 80 : 443),
      method: request.method,
      path: basePath + request.path,
      headers: { ...headersOf(request), ...access.headers },
      agent: single ? access.agents.single : access.agents.pooled,
      ...(request.signal ? { signal: request.signal } : {}),
    };
    const silence = request.timeoutMs ?? timeoutMs;
    const message = await exchange(start, options, request.body, silence);
    noteTime(message.headers.date);
    const status = message.statusCode ?? 0;
    return { status, message, read: () => readReply(message, silence, request.into) };
  }

  return {
    server,
    send: async (request, { renew = false, single = false } = {}) =>
      (await begin(request, renew, single)).read(),
    open: (request, renew = false) => begin(request, renew, true),
  };
}

function headersOf(request: Request): Record<string, string> {
  return {
    accept: request.accept ?? 'application/json',
    'user-agent': 'koupctl',
    'accept-encoding': request.compressed ? 'gzip' : 'identity',
    ...(request.body === undefined
      ? {}
      : {
          'content-type': request.contentType ?? 'application/json',
          'content-length': String(Buffer.byteLength(request.body)),
        }),
  };
}

type Start = typeof httpRequest;

/** Resolves with the answer's head. */
function exchange(
  start: Start,
  options: RequestOptions,
  body: string | undefined,
  silence: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const outgoing = start(options);
    const timer = setTimeout(() => {
      fail((say) => say.noAnswer(seconds(silence)), 'TIMEOUT');
    }, silence);
    let connecting: NodeJS.Timeout | undefined;

    function settle() {
      clearTimeout(timer);
      clearTimeout(connecting);
    }
    function fail(say: TroubleSaying, code: string, cause?: unknown) {
      settle();
      reject(new NetworkTrouble(say, code, connected, cause));
      outgoing.destroy();
    }

    outgoing.on('socket', (socket) => {
      // Until here it may have waited for its turn in the pool.
      timer.refresh();
      connected = isConnected(socket);
      if (connected) return;
      const limit = Math.min(CONNECT_MS, silence);
      connecting = setTimeout(() => {
        fail((say) => say.noConnection(seconds(limit)), 'ETIMEDOUT');
      }, limit);
      socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
        connected = true;
        clearTimeout(connecting);
      });
    });
    outgoing.on('response', (message) => {
      settle();
      resolve(message);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      fail(error.message || (error.code ?? error.name), error.code ?? error.name, error);
    });
    outgoing.end(body);
  });
}

// Node's types leave out `secureConnecting`: true until the handshake is through.
function isConnected(socket: Socket): boolean {
  if (!('encrypted' in socket)) return !socket.connecting;
  return !(socket as TLSSocket & { secureConnecting: boolean }).secureConnecting;
}

async function readReply(
  message: IncomingMessage,
  silence: number,
  into: Request['into'],
): Promise<Reply> {
  const { headers, statusCode: status = 0 } = message;
  const parts: Buffer[] = [];
  const take = status === 200 && into ? into() : (part: Buffer) => void parts.push(part);
  await readBody(message, silence, take);
  const wait = Number(headers['retry-after']);
  return {
    status,
    body: Buffer.concat(parts).toString('utf8'),
    contentType: headers['content-type'] ?? '',
    warnings: parseWarnings(message.headersDistinct['warning'] ?? []),
    retryAfter: headers['retry-after'] !== undefined && wait >= 0 ? wait * 1000 : undefined,
  };
}

// The server sends long lists in pieces of a kilobyte; taking each alone costs twice the time.
const PART_BYTES = 64 * 1024;

async function readBody(
  message: IncomingMessage,
  silence: number,
  take: (part: Buffer) => void,
): Promise<void> {
  const body = message.headers['content-encoding'] === 'gzip' ? await unzipped(message) : message;
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let bytes = 0;
    const end = monotonicMs() + silence * WHOLE_ANSWER;
    const timer = setTimeout(() => {
      fail(new NetworkTrouble((say) => say.stoppedComing(seconds(silence)), 'TIMEOUT', true));
    }, silence);
    function fail(error: Error) {
      clearTimeout(timer);
      reject(error);
      message.destroy();
    }
    function hand() {
      const whole = Buffer.concat(parts);
      parts = [];
      bytes = 0;
      take(whole);
    }
    body.on('data', (chunk: Buffer) => {
      timer.refresh();
      parts.push(chunk);
      bytes += chunk.length;
      if (monotonicMs() > end) {
        fail(new NetworkTrouble((say) => say.endless, 'TIMEOUT', true));
      } else if (bytes >= PART_BYTES) {
        attempt(hand, fail);
      }
    });
    body.on('end', () => {
      clearTimeout(timer);
      attempt(() => {
        hand();
        resolve();
      }, fail);
    });
    message.on('error', (error: NodeJS.ErrnoException) => {
      fail(new NetworkTrouble((say) => say.broke, error.code ?? error.name, true, error));
    });
    if (body !== message) {
      body.on('error', (error) => {
        fail(new NetworkTrouble((say) => say.badlyCompressed, 'BAD', true, error));
      });
    }
  });
}

function attempt(act: () => void, fail: (error: Error) => void): void {
  try {
    act();
  } catch (error) {
    fail(error as Error);
  }
}

async function unzipped(message: IncomingMessage): Promise<Readable> {
  const { createGunzip } = await import('node:zlib');
  return message.pipe(createGunzip());
}
