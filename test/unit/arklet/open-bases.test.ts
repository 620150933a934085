import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createRawServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openBases, type BasesOptions } from '../../../src/arklet/open-bases.ts';
import { Fault } from '../../../src/fault.ts';
import type { BaseAddress, Cluster } from '../../../src/world.ts';
import { readRecording } from '../../bed/arklet-exchange.ts';

const modules = JSON.stringify({ code: 'SUCCESS', data: [] });

function listen(server: Server, sockets: Set<Socket>): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    }),
  );
}

const at = (port: number, via = false): BaseAddress => ({
  id: `base-${port}`,
  ip: '127.0.0.1',
  port,
  ...(via ? { via: { namespace: 'shop', pod: 'base', port: 1238 } } : {}),
});

/** A base that writes raw bytes once the request is there, and ends or stays open. */
async function rawBase(bytes: string, stay = false): Promise<BaseAddress> {
  const server = createRawServer((socket) => {
    socket.once('data', () => {
      socket.write(bytes);
      if (!stay) socket.end();
    });
  });
  return at(await listen(server, new Set()));
}

async function httpBase(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<number> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      answer(request, response, body);
    });
  });
  return listen(server, new Set());
}

/** A port that nobody listens at. */
async function closedPort(): Promise<number> {
  const server = createRawServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    }),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const open = (more: Partial<BasesOptions> = {}) =>
  openBases({ mode: 'direct', timeoutMs: 2_000, now: () => 42, ...more });

describe('asking directly', () => {
  test('what is sent', async () => {
    const seen: string[] = [];
    const port = await httpBase((request, response, body) => {
      seen.push(`${request.method} ${request.url} ${body}`);
      response.end(modules);
    });
    const bases = open();
    await bases.query(at(port));
    await bases.install(at(port), { name: 'b', version: '1', url: 'file:///b.jar' });
    await bases.uninstall(at(port), { name: 'b', version: '1' });
    await bases.switch(at(port), { name: 'b', version: '1' });
    expect(seen).toEqual([
      'POST /queryAllBiz {}',
      'POST /installBiz {"bizName":"b","bizVersion":"1","bizUrl":"file:///b.jar"}',
      'POST /uninstallBiz {"bizName":"b","bizVersion":"1"}',
      'POST /switchBiz {"bizName":"b","bizVersion":"1"}',
    ]);
  });

  const head = 'HTTP/1.1 200 OK\r\n\r\n';
  test.each([
    ['no length, no type, closed', head + modules, false],
    ['no length, left open', head + modules, true],
    ['a second answer behind it', `${head + modules}HTTP/1.1 200 OK\r\n\r\n{"code":"X"}`, false],
    ['a second object', `${head + modules}{"code":"CMD_NOT_FOUND"}`, true],
    [
      'a length and a second answer',
      `HTTP/1.1 200 OK\r\ncontent-length: ${modules.length}\r\n\r\n${modules}HTTP/1.1 200 OK\r\n\r\n{}`,
      false,
    ],
    [
      'pieces',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n${modules.slice(0, 5)}\r\n${(
        modules.length - 5
      ).toString(16)}\r\n${modules.slice(5)}\r\n`,
      true,
    ],
  ])('understands %s', async (_, bytes, stay) => {
    expect(await open().query(await rawBase(bytes, stay))).toEqual({ ok: true, value: [], at: 42 });
  });

  const answer = readRecording('get').answer as string;
  test.each([
    ['no HTTP', 'garbage\r\n\r\n', 'answered, but not in HTTP'],
    ['a page', `${head}<html>\n${'x'.repeat(100)}`, `not JSON: <html> ${'x'.repeat(73)}`],
    ['half an answer', `${head}{"code":"SUC`, 'not JSON: {"code":"SUC'],
    [
      'a length that is not kept',
      'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"code"',
      'the connection broke in the middle of the answer',
    ],
    ['nothing', '', 'connection closed without an answer'],
    [
      'an error, with the length that Arklet misspells',
      `HTTP/1.1 500 Internal Server Error\r\nContent_Length: 42\r\n\r\n${answer}`,
      'answered 500: POST http request only supported by arklet',
    ],
    [
      'more than 4 MiB',
      `${head}{"code":"${'x'.repeat(5 * 1024 * 1024)}`,
      'the answer is longer than 4 MiB',
    ],
  ])('says why: %s', async (_, bytes, why) => {
    expect(await open().query(await rawBase(bytes))).toEqual({ ok: false, why, at: 42 });
  });

  test('nobody there', async () => {
    expect(await open().query(at(await closedPort()))).toMatchObject({ why: 'connection refused' });
  });

  test('a base that hangs, or drips; commands have more time', async () => {
    const hung = await httpBase(() => undefined);
    expect(await open({ timeoutMs: 100 }).query(at(hung))).toMatchObject({
      why: 'no answer within 0.1 s',
    });
    const drip = await httpBase((_, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    expect(await open({ timeoutMs: 200 }).query(at(drip))).toMatchObject({
      why: 'no answer within 0.2 s',
    });
    const bases = open({ timeoutMs: 50, commandTimeoutMs: 2_000 });
    let finish = (): void => undefined;
    const slow = await httpBase((request, response) => {
      finish = () => response.end(modules);
      if (request.url !== '/installBiz') return;
      void bases.query(at(slow)).then(() => response.end(modules));
    });
    const installed = await bases.install(at(slow), { name: 'b', version: '1', url: 'u' });
    expect(installed).toMatchObject({ ok: true, value: { success: true } });
    finish();
  });
});

type Proxy = Cluster['proxyPost'];

describe('through the API server', () => {
  const answering: Proxy = () => Promise.resolve(modules);
  const failing =
    (message: string): Proxy =>
    () =>
      Promise.reject(new Fault(message, { outcome: 'unreachable' }));

  /** Counts calls of both ways. */
  async function both(direct: 'answers' | 'refuses' | 'hangs', proxy: Proxy) {
    const calls: string[] = [];
    const port =
      direct === 'refuses'
        ? await closedPort()
        : await httpBase((_, response) => {
            calls.push('direct');
            if (direct === 'answers') response.end(modules);
          });
    const proxyPost: Proxy = (endpoint, path, body, timeoutMs) => {
      calls.push(`proxy ${endpoint.pod}:${endpoint.port}${path} ${body} ${timeoutMs}`);
      return proxy(endpoint, path, body, timeoutMs);
    };
    return { calls, base: at(port, true), proxyPost };
  }

  const proxied = 'proxy base:1238/queryAllBiz {} 100';

  test('only where asked for', async () => {
    const { calls, base, proxyPost } = await both('answers', answering);
    const bases = open({ mode: 'proxy', proxyPost, timeoutMs: 100 });
    expect(await bases.query(base)).toMatchObject({ ok: true });
    expect(calls).toEqual([proxied]);
    expect(await bases.query(at(base.port))).toMatchObject({
      why: 'no pod is known to ask it through the API server',
    });
  });

  test('auto: directly where that works', async () => {
    const { calls, base, proxyPost } = await both('answers', answering);
    const bases = open({ mode: 'auto', proxyPost });
    await bases.query(base);
    await bases.query(base);
    expect(calls).toEqual(['direct', 'direct']);
  });

  test('auto: through it where directly fails, remembered, for new bases too', async () => {
    const { calls, base, proxyPost } = await both('refuses', answering);
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 100 });
    expect(await bases.query(base)).toMatchObject({ ok: true });
    await bases.query(base);
    await bases.query({ ...base, id: 'other' });
    expect(calls).toEqual([proxied, proxied, proxied]);
  });

  test('auto: where others answer directly a refusal is believed', async () => {
    const refusing = await both('refuses', answering);
    const there = await both('answers', answering);
    const { proxyPost } = refusing;
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 100 });
    expect(await bases.query(there.base)).toMatchObject({ ok: true });
    expect(await bases.query(refusing.base)).toMatchObject({ why: 'connection refused' });
    expect(refusing.calls).toEqual([]);
  });

  test('auto: a silent base is asked through it as well, unless it was silent before', async () => {
    const { calls, base, proxyPost } = await both('hangs', failing('forbidden'));
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 100 });
    expect(await bases.query(base)).toMatchObject({
      why: 'no answer within 0.1 s; through the API server: forbidden',
    });
    expect(calls).toEqual(['direct', proxied]);
  });

  test('auto: a base that once answered directly and hangs now is not asked twice', async () => {
    let hang = false;
    const calls: string[] = [];
    const port = await httpBase((_, response) => {
      calls.push('direct');
      if (!hang) response.end(modules);
    });
    const proxyPost: Proxy = () => {
      calls.push('proxy');
      return Promise.resolve(modules);
    };
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 100 });
    await bases.query(at(port, true));
    hang = true;
    expect(await bases.query(at(port, true))).toMatchObject({ why: 'no answer within 0.1 s' });
    expect(calls).toEqual(['direct', 'direct']);
  });

  test('auto: a command that may have been taken is not sent again', async () => {
    const { calls, base, proxyPost } = await both('hangs', answering);
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 50, commandTimeoutMs: 100 });
    expect(await bases.switch(base, { name: 'b', version: '1' })).toMatchObject({ ok: false });
    expect(calls).toEqual(['direct']);
  });

  test('auto: a command that certainly was not taken is', async () => {
    const { calls, base, proxyPost } = await both('refuses', answering);
    const bases = open({ mode: 'auto', proxyPost });
    expect(await bases.switch(base, { name: 'b', version: '1' })).toMatchObject({ ok: true });
    expect(calls).toHaveLength(1);
  });

  test('auto: what a base answers stands, even an error', async () => {
    const calls: string[] = [];
    const port = await httpBase((_, response) => {
      response.writeHead(500).end('no');
    });
    const proxyPost: Proxy = () => {
      calls.push('proxy');
      return Promise.resolve(modules);
    };
    const bases = open({ mode: 'auto', proxyPost });
    expect(await bases.query(at(port, true))).toMatchObject({ why: 'answered 500: no' });
    expect(calls).toEqual([]);
  });

  test('a second object is cut off here too; garbage is said; a bug stays one', async () => {
    const ask = (proxyPost: Proxy) => open({ mode: 'proxy', proxyPost }).query(at(1, true));
    expect(await ask(() => Promise.resolve(`${modules}{}`))).toMatchObject({ ok: true });
    expect(await ask(() => Promise.resolve('oops'))).toMatchObject({ why: 'not JSON: oops' });
    await expect(ask(() => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
  });
});

describe('given up by whoever asked', () => {
  test('at once, by either way, and not tried by the other', async () => {
    const giveUp = new AbortController();
    const questions: number[] = [];
    const port = await httpBase(() => questions.push(port));
    let proxied = 0;
    const proxyPost: Proxy = () => {
      proxied += 1;
      return Promise.resolve(modules);
    };
    const bases = open({ mode: 'auto', proxyPost, timeoutMs: 60_000 });
    const silent = bases.query(at(port, true), giveUp.signal);
    await expect.poll(() => questions).toHaveLength(1);
    giveUp.abort();
    expect(await silent).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^no answer within [\d.]+ s$/) as string,
    });
    expect(proxied).toBe(0);
  });

  test('through the API server too', async () => {
    const giveUp = new AbortController();
    const proxyPost: Proxy = (_endpoint, _path, _body, _ms, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
        giveUp.abort();
      });
    const bases = open({ mode: 'proxy', proxyPost, timeoutMs: 60_000 });
    const end = await bases.query(at(1, true), giveUp.signal);
    expect(end).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^no answer within [\d.]+ s$/) as string,
    });
  });
});
