import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { monotonicMs } from '../monotonic.ts';
import { seconds } from '../no-answer-text.ts';
import { troubleText } from './trouble-text.ts';
import type { HttpRequest } from '../network-probes.ts';
import type { HttpReply } from '../world.ts';

const longestBody = 1024 * 1024;

/** GET, or POST of JSON. Redirections are answers. */
export function askHttp(asked: HttpRequest, timeoutMs: number): Promise<HttpReply> {
  return exchange(asked.url, {
    options: optionsOf(asked),
    body: asked.json,
    timeoutMs,
    textOf: troubleText,
  });
}

interface Exchange {
  readonly options: RequestOptions;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly textOf: (error: NodeJS.ErrnoException) => string;
}

/** One request on a connection of its own. Whatever it comes to is an answer, or why there is none. */
export function exchange(url: string, asked: Exchange): Promise<HttpReply> {
  const { options, body, timeoutMs, signal, textOf } = asked;
  const startedAt = monotonicMs();
  return new Promise((resolve) => {
    const start = new URL(url).protocol === 'https:' ? secureRequest : plainRequest;
    const outgoing = start(url, { agent: false, ...options });
    const end = (reply: HttpReply): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
      resolve(reply);
      outgoing.destroy();
    };
    const giveUp = (): void => {
      end({ ok: false, why: `no answer within ${seconds(monotonicMs() - startedAt)}` });
    };
    const timer = setTimeout(giveUp, timeoutMs);
    signal?.addEventListener('abort', giveUp);
    outgoing.on('response', (message) => {
      collect(message, end);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      end({ ok: false, why: textOf(error) });
    });
    outgoing.end(body);
  });
}

function optionsOf({ json, ca, cert, key, insecure }: HttpRequest): RequestOptions {
  return {
    method: json === undefined ? 'GET' : 'POST',
    headers: json === undefined ? {} : { 'content-type': 'application/json' },
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  };
}

function collect(message: IncomingMessage, end: (reply: HttpReply) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const done = (): void => {
    const body = Buffer.concat(chunks).toString('utf8');
    end({ ok: true, status: message.statusCode ?? 0, body });
  };
  message.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longestBody) end({ ok: false, why: 'the answer is longer than 1 MiB' });
  });
  message.on('end', done);
  message.on('error', () => {
    end({ ok: false, why: 'the connection broke in the middle of the answer' });
  });
}
