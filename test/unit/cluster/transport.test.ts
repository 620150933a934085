import { gzipSync } from 'node:zlib';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import {
  deployments,
  doorTo,
  fakeApi,
  kubeconfigFor,
  pods,
  sendJson,
  sendStatus,
} from './fake-api.ts';

const ref = { type: deployments, namespace: 'shop', name: 'web' };
const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

/** A server that writes raw bytes to each connection. */
async function rawServer(bytes: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('requests', () => {
  test('keep the base path of the server and exact bytes', async () => {
    const api = await fakeApi((request, response) => {
      if (request.method === 'GET') sendJson(response, web);
      else sendJson(response, { ...web, got: JSON.parse(request.body) as unknown });
    });
    const door = await doorTo(`${api.url}/k8s/clusters/c-x/`);
    const object = { ...web, spec: { unknown: { 'a/b': [1.5, null, 'ü'] } } };
    const { object: written } = await door.apply(object, deployments, { manager: 'koupctl' });
    expect(written['got']).toEqual(object);
    await door.get(ref);
    expect(api.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'PATCH /k8s/clusters/c-x/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=koupctl&fieldValidation=Strict',
      'GET /k8s/clusters/c-x/apis/apps/v1/namespaces/shop/deployments/web',
    ]);
    expect(api.seen[0]?.headers).toMatchObject({
      'content-type': 'application/apply-patch+yaml',
      'accept-encoding': 'identity',
      'user-agent': 'koupctl',
    });
  });

  test('share a connection, but for writes', async () => {
    const ports: (number | undefined)[] = [];
    const api = await fakeApi((_, response) => {
      ports.push(response.socket?.remotePort);
      sendJson(response, web);
    });
    const door = await doorTo(api.url);
    await door.get(ref);
    await door.apply(web, deployments, { manager: 'm', dryRun: true });
    await door.apply(web, deployments, { manager: 'm' });
    await door.get(ref);
    expect(ports.map((port) => port === ports[0])).toEqual([true, true, false, true]);
  });

  test('options of writes', async () => {
    const api = await fakeApi((_, response) => {
      sendJson(response, web);
    });
    const door = await doorTo(api.url);
    const options = { manager: 'm', dryRun: true };
    await door.create(web, deployments, options);
    await door.apply(web, deployments, { ...options, force: true });
    await door.patch(ref, [{ op: 'test', path: '/a', value: null }], options);
    await door.delete(ref, 'u-1', { dryRun: true });
    const query = 'fieldManager=m&fieldValidation=Strict&dryRun=All';
    const base = '/apis/apps/v1/namespaces/shop/deployments';
    expect(api.seen.map(({ url }) => url)).toEqual([
      `${base}?${query}`,
      `${base}/web?${query}&force=true`,
      `${base}/web?${query}`,
      `${base}/web`,
    ]);
    expect(api.seen[2]?.headers['content-type']).toBe('application/json-patch+json');
    expect(api.seen[2]?.body).toBe('[{"op":"test","path":"/a","value":null}]');
    expect(JSON.parse(api.seen[3]?.body ?? '')).toMatchObject({
      preconditions: { uid: 'u-1' },
      dryRun: ['All'],
    });
  });

  test('warnings of a write', async () => {
    const api = await fakeApi((_, response) => {
      const warning = ['299 - "old \\"v1\\"", 299 - "unknown field"', '299 - "third"'];
      sendJson(response, web, 201, { warning });
    });
    const { warnings } = await (
      await doorTo(api.url)
    ).create(web, deployments, { manager: 'koupctl' });
    expect(warnings).toEqual(['old "v1"', 'unknown field', 'third']);
  });

  test('a compressed answer', async () => {
    const api = await fakeApi((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' });
      response.end(gzipSync(JSON.stringify({ items: [web] })));
    });
    const door = await doorTo(api.url);
    expect(await door.list({ type: deployments, freshness: 'quorum' })).toHaveLength(1);
  });

  test('reads wait out a server that is busy or restarting; writes only 429', async () => {
    const api = await fakeApi((_, response, count) => {
      if (count === 1) sendStatus(response, 503, { message: 'starting' });
      else if (count === 2) response.destroy();
      else if (count === 4) sendJson(response, {}, 429, { 'retry-after': '0' });
      else if (count === 6) sendStatus(response, 503, { message: 'starting' });
      else sendJson(response, web);
    });
    const door = await doorTo(api.url);
    expect(await door.get(ref)).toMatchObject(web);
    expect(api.seen).toHaveLength(3);
    await door.apply(web, deployments, { manager: 'm' });
    expect(api.seen).toHaveLength(5);
    await expect(door.apply(web, deployments, { manager: 'm' })).rejects.toMatchObject({
      outcome: 'unreachable',
    });
    expect(api.seen).toHaveLength(6);
  });

  test('a write whose connection breaks is not repeated, and says that it is not known', async () => {
    const api = await fakeApi((_, response) => response.destroy());
    const door = await doorTo(api.url);
    await expect(door.delete(ref, 'u')).rejects.toMatchObject({
      outcome: 'unreachable',
      message: `the connection to ${api.url} broke`,
      details: [
        'whether it did delete Deployment shop/web is not known: look before repeating it',
        'socket hang up',
      ],
    });
    expect(api.seen).toHaveLength(1);
  });

  test('a server that comes back is waited for, by writes too', async () => {
    const first = await fakeApi((_, response) => {
      sendJson(response, web);
    });
    const door = await doorTo(first.url);
    await door.get(ref);
    await first.close();
    const written = door.apply(web, deployments, { manager: 'm' });
    const second = await fakeApi(
      (_, response) => {
        sendJson(response, web);
      },
      undefined,
      first.port,
    );
    await written;
    expect(second.seen).toHaveLength(1);
  });
});

describe('troubles', () => {
  test.each([
    [
      'text',
      'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>',
      'is not a Kubernetes API server',
    ],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'is not a Kubernetes API server'],
    ['an answer that breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n{"a"', 'broke'],
    ['a page', 'HTTP/1.1 502 Bad\r\ncontent-length: 8\r\n\r\n<html>\nx', 'answered 502'],
  ])('%s', async (_, bytes, message) => {
    const door = await doorTo(await rawServer(bytes), { patience: { totalMs: 0, firstMs: 1 } });
    const fault = await door.serverVersion().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({
      outcome: 'unreachable',
      message: expect.stringContaining(message),
      fix: expect.stringContaining('context here'),
    });
  });

  test('nobody there, told at once', async () => {
    const api = await fakeApi(() => undefined);
    await api.close();
    const door = await doorTo(api.url, { patience: { totalMs: 60_000, firstMs: 10_000 } });
    await expect(door.serverVersion()).rejects.toMatchObject({
      outcome: 'unreachable',
      message: `${api.url} refuses the connection`,
    });
  });

  test('a server that says nothing, and one that never ends', async () => {
    const silent = await fakeApi(() => undefined);
    const once = { totalMs: 0, firstMs: 1 };
    const impatient = { timeoutMs: 50, patience: once };
    const asked = (await doorTo(silent.url, impatient)).serverVersion();
    const fault = (await asked.catch((error: unknown) => error)) as Fault;
    expect(fault.message).toBe(`${silent.url} does not answer: no answer within 0.1 s`);
    expect(fault.in('zh')).toMatchObject({
      message: `${silent.url} 没有应答：0.1 s 内没有应答`,
      details: [],
    });
    // Long enough that a busy machine's own silence is not taken for the server's.
    const patient = { timeoutMs: 500, patience: once };
    const drip = await fakeApi((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    await expect((await doorTo(drip.url, patient)).serverVersion()).rejects.toMatchObject({
      message: `${drip.url} does not answer: the answer does not come to an end`,
    });
  });

  test('slow bytes are waited for', async () => {
    const api = await fakeApi((_, response) => {
      response.writeHead(200);
      const rest = '{"major":"1","minor":"27+"}'.split('');
      const timer = setInterval(() => {
        response.write(rest.shift());
        if (rest.length === 0) {
          clearInterval(timer);
          response.end();
        }
      }, 50);
    });
    const door = await doorTo(api.url, { timeoutMs: 1_000 });
    expect(await door.serverVersion()).toEqual({ major: 1, minor: 27, gitVersion: '' });
  });

  test('credentials that are refused', async () => {
    const api = await fakeApi((_, response) => {
      sendStatus(response, 401, { message: 'Unauthorized' });
    });
    await expect(
      (await doorTo(api.url)).list({ type: pods, freshness: 'cache' }),
    ).rejects.toMatchObject({
      outcome: 'unreachable',
      message: `${api.url} does not accept the credentials of user "u"`,
      fix: 'log in again, or fetch a new kubeconfig for this cluster',
    });
    expect(api.seen).toHaveLength(1);
  });

  test('TLS spoken to a server without it', async () => {
    const api = await fakeApi(() => undefined);
    const url = api.url.replace('http:', 'https:');
    const door = await doorTo('', { kubeconfig: await kubeconfigFor(url) });
    await expect(door.serverVersion()).rejects.toMatchObject({
      message: `what answers at ${url} is not a Kubernetes API server`,
    });
  });
});
