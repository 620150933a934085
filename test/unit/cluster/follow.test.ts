import type { ServerResponse } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster, Follow, ListQuery } from '../../../src/world.ts';
import {
  doorTo,
  fakeApi,
  pods,
  sendJson,
  sendStatus,
  signalled,
  type Answer,
  type FakeApi,
  type Seen,
} from './fake-api.ts';

const query: ListQuery = { type: pods, namespace: 'shop', labels: 'app=web', freshness: 'cache' };

/** A server with one collection of pods, and ways to misbehave. */
class FakePods {
  version = 1;
  readonly names = new Map<string, number>();
  readonly watches: { response: ServerResponse; url: URL }[] = [];
  /** Takes over a request when it returns true. */
  misbehave: (request: Seen, response: ServerResponse) => boolean = () => false;

  readonly answer: Answer = (request, response) => {
    if (this.misbehave(request, response)) return;
    const url = new URL(request.url, 'http://x');
    if (url.searchParams.get('watch') !== 'true') {
      sendJson(response, {
        metadata: { resourceVersion: String(this.version) },
        items: [...this.names].map(([name, version]) => this.#pod(name, version)),
      });
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    this.watches.push({ response, url });
  };

  set(name: string): void {
    const type = this.names.has(name) ? 'MODIFIED' : 'ADDED';
    this.version += 1;
    this.names.set(name, this.version);
    this.send({ type, object: this.#pod(name, this.version) });
  }

  remove(name: string): void {
    this.version += 1;
    this.names.delete(name);
    this.send({ type: 'DELETED', object: this.#pod(name, this.version) });
  }

  send(event: unknown): void {
    this.sendText(`${JSON.stringify(event)}\n`);
  }

  sendText(text: string): void {
    for (const { response } of this.watches) response.write(text);
  }

  #pod(name: string, version: number) {
    return {
      kind: 'Pod',
      metadata: { name, namespace: 'shop', uid: `u-${name}`, resourceVersion: String(version) },
    };
  }
}

async function following(
  more: { pods?: FakePods; pace?: object } = {},
): Promise<{ pods: FakePods; api: FakeApi; follow: Follow; door: Cluster; stop: AbortController }> {
  const fake = more.pods ?? new FakePods();
  const api = await fakeApi(fake.answer);
  const pace = { watchMs: 60_000, graceMs: 200, pauseMs: 5, longestPauseMs: 50, ...more.pace };
  const door = await doorTo(api.url, { pace, patience: { totalMs: 0, firstMs: 1 } });
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const follow = await door.follow([query], stop.signal);
  return { pods: fake, api, follow, door, stop };
}

const names = (follow: Follow) => follow.items(0).map(({ metadata }) => metadata.name);

/** Waits for changes until it is so. */
async function until(follow: Follow, condition: () => boolean): Promise<void> {
  const end = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`it never became so: ${names(follow).join()}`);
    await follow.changed(50);
  }
}

describe('following', () => {
  test('lists, then takes events, from where the list ended', async () => {
    const fake = new FakePods();
    fake.set('a');
    const { follow, pods: kept } = await following({ pods: fake });
    expect(names(follow)).toEqual(['a']);
    expect(Object.fromEntries(kept.watches[0]?.url.searchParams ?? [])).toEqual({
      labelSelector: 'app=web',
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '2',
      timeoutSeconds: '60',
    });
    const same = follow.items(0);
    expect(follow.items(0)).toBe(same);
    kept.set('b');
    await until(follow, () => names(follow).length === 2);
    kept.remove('a');
    await until(follow, () => names(follow).join() === 'b');
  });

  test('many changes ring once; none, after the time', async () => {
    const { follow, pods: fake } = await following();
    const before = Date.now();
    await follow.changed(30);
    expect(Date.now() - before).toBeGreaterThanOrEqual(25);
    const events = ['a', 'b', 'c'].map((name, index) =>
      JSON.stringify({
        type: 'ADDED',
        object: { metadata: { name, uid: name, resourceVersion: String(10 + index) } },
      }),
    );
    fake.sendText(`${events.join('\n')}\n`);
    await follow.changed(5_000);
    expect(names(follow)).toEqual(['a', 'b', 'c']);
    const start = Date.now();
    await follow.changed(20);
    expect(Date.now() - start).toBeGreaterThanOrEqual(15);
  });

  test('bookmarks move on without ringing; a proper end resumes there', async () => {
    const { follow, pods: fake, api } = await following();
    fake.send({ type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '99' } } });
    await follow.changed(30);
    fake.watches[0]?.response.end();
    await expect.poll(() => fake.watches.length).toBe(2);
    expect(fake.watches[1]?.url.searchParams.get('resourceVersion')).toBe('99');
    expect(api.seen.filter(({ url }) => !url.includes('watch'))).toHaveLength(1);
    expect(follow.unreachableSince()).toBeUndefined();
  });

  test('events in pieces, letters of several bytes cut in two', async () => {
    const { follow, pods: fake } = await following();
    const text = Buffer.from(
      `${JSON.stringify({ type: 'ADDED', object: { metadata: { name: 'größe', uid: 'x' } } })}\n`,
    );
    const response = fake.watches[0]?.response;
    for (const byte of text) {
      response?.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await until(follow, () => names(follow).join() === 'größe');
  });

  test('an expired version: listed again as of now, without being unreachable', async () => {
    const { follow, pods: fake, api } = await following();
    fake.names.set('new', 7);
    fake.send({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } });
    await until(follow, () => names(follow).join() === 'new');
    expect(follow.unreachableSince()).toBeUndefined();
    expect(api.seen.at(-2)?.url).not.toContain('resourceVersion=0');
  });

  test('410 at the start of the very first watch', async () => {
    const pods = new FakePods();
    let refused = false;
    pods.misbehave = (request, response) => {
      if (refused || !request.url.includes('watch')) return false;
      refused = true;
      sendStatus(response, 410, { reason: 'Expired', message: 'too old' });
      return true;
    };
    const { follow } = await following({ pods });
    pods.names.set('new', 7);
    await until(follow, () => names(follow).join() === 'new');
    expect(refused).toBe(true);
  });

  test('410 at the start of a watch', async () => {
    const { follow, pods: fake } = await following();
    let refused = false;
    fake.misbehave = (request, response) => {
      if (refused || !request.url.includes('watch')) return false;
      refused = true;
      sendStatus(response, 410, { reason: 'Expired', message: 'too old' });
      return true;
    };
    fake.names.set('new', 7);
    fake.watches[0]?.response.end();
    await until(follow, () => names(follow).join() === 'new');
  });

  test.each<[string, (fake: FakePods) => void]>([
    ['a broken connection', (fake) => fake.watches.at(-1)?.response.destroy()],
    ['garbage', (fake) => fake.watches.at(-1)?.response.write('{"type":\n')],
    ['an event without an object', (fake) => fake.watches.at(-1)?.response.write('{}\n')],
    [
      'an error',
      (fake) => fake.watches.at(-1)?.response.write('{"type":"ERROR","object":{"code":500}}\n'),
    ],
  ])('%s: listed again', async (_, harm) => {
    const { follow, pods: fake } = await following();
    fake.set('a');
    await until(follow, () => names(follow).join() === 'a');
    fake.names.delete('a');
    harm(fake);
    await until(follow, () => names(follow).length === 0);
    await expect.poll(() => follow.unreachableSince()).toBeUndefined();
  });

  test('a connection that has gone silent (half-open) is found out', async () => {
    const { follow, pods: fake } = await following({ pace: { watchMs: 100, graceMs: 50 } });
    fake.names.set('missed', 9);
    await until(follow, () => names(follow).join() === 'missed');
    await expect.poll(() => fake.watches.length).toBeGreaterThanOrEqual(2);
  });

  test('a server that is away: since when; and what changed meanwhile', async () => {
    const { follow, pods: fake, api } = await following();
    const before = Date.now();
    await api.close();
    await expect.poll(() => follow.unreachableSince()).toBeGreaterThanOrEqual(before);
    const since = follow.unreachableSince();
    await follow.changed(60);
    expect(follow.unreachableSince()).toBe(since);
    fake.names.set('meanwhile', 9);
    await fakeApi(fake.answer, undefined, api.port);
    await until(follow, () => names(follow).join() === 'meanwhile');
    await expect.poll(() => follow.unreachableSince()).toBeUndefined();
  });

  test('a server that ends every watch at once is not stormed', async () => {
    const { follow, pods: fake, api } = await following({ pace: { longestPauseMs: 400 } });
    fake.misbehave = (request, response) => {
      if (!request.url.includes('watch')) return false;
      response.writeHead(200).end();
      return true;
    };
    const start = performance.now();
    fake.watches[0]?.response.end();
    await expect.poll(() => api.seen.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(8);
    // Pauses of about 5, 10, 20, 40, 80, 160 ms.
    expect(performance.now() - start).toBeGreaterThan(120);
    expect(follow.unreachableSince()).toBeUndefined();
  });

  test('a right that is missing shows at the start, for lists and watches', async () => {
    for (const refused of ['resourceVersion=0', 'watch=true']) {
      const fake = new FakePods();
      fake.misbehave = (request, response) => {
        if (!request.url.includes(refused)) return false;
        sendStatus(response, 403, { message: 'User "u" cannot x resource "pods"' });
        return true;
      };
      await expect(following({ pods: fake })).rejects.toMatchObject({
        outcome: 'unreachable',
        fix: expect.stringMatching(/can-i (list|watch) pods -n shop/),
      });
    }
  });

  test('closing and aborting end everything and wake who waits', async () => {
    for (const way of ['close', 'abort'] as const) {
      const { follow, stop, api, pods: fake } = await following();
      const waiting = follow.changed(60_000);
      const gone = signalled();
      fake.watches[0]?.response.on('close', () => {
        gone.resolve();
      });
      if (way === 'close') follow.close();
      else stop.abort();
      await waiting;
      await gone.promise;
      const asked = api.seen.length;
      await follow.changed(30);
      expect(api.seen).toHaveLength(asked);
    }
  });

  test('several queries, one bell', async () => {
    const fake = new FakePods();
    const api = await fakeApi(fake.answer);
    const door = await doorTo(api.url);
    const stop = new AbortController();
    const follow = await door.follow([query, { ...query, labels: 'app=b' }], stop.signal);
    fake.set('x');
    await until(follow, () => follow.items(0).length === 1 && follow.items(1).length === 1);
    expect(() => follow.items(2)).toThrow(RangeError);
    stop.abort();
  });
});
