import { describe, expect, test } from 'vitest';
import type { ListQuery } from '../../../src/world.ts';
import { doorTo, fakeApi, pods, sendJson, sendStatus, type Answer } from './fake-api.ts';

const all: ListQuery = { type: pods, freshness: 'quorum' };
const pod = (name: string) => ({ metadata: { name } });

/** Serves these names page by page, whatever the limit. */
function paged(pages: readonly (readonly string[])[], onPage?: Answer): Answer {
  return (request, response, count) => {
    onPage?.(request, response, count);
    if (response.headersSent) return;
    const at = Number(new URL(request.url, 'http://x').searchParams.get('continue') ?? 0);
    sendJson(response, {
      kind: 'PodList',
      apiVersion: 'v1',
      metadata: {
        resourceVersion: '7',
        ...(at + 1 < pages.length ? { continue: String(at + 1) } : {}),
      },
      items: (pages[at] ?? []).map(pod),
    });
  };
}

describe('lists', () => {
  test('from the cache come in one body', async () => {
    const api = await fakeApi(paged([['a']]));
    const door = await doorTo(api.url);
    const cached = { ...all, freshness: 'cache' } as const;
    await door.list(cached);
    await door.list({ ...cached, namespace: 'shop', labels: 'app in (a,b)' });
    await door.list({ ...cached, fields: 'metadata.name=x' });
    expect(api.seen.map(({ url }) => decodeURIComponent(url))).toEqual([
      '/api/v1/pods?resourceVersion=0',
      '/api/v1/namespaces/shop/pods?labelSelector=app in (a,b)&resourceVersion=0',
      '/api/v1/pods?fieldSelector=metadata.name=x&resourceVersion=0',
    ]);
  });

  test('of the latest state come page by page, with the kind that items lack', async () => {
    const api = await fakeApi(paged([['a', 'b'], [], ['c']]));
    const items = await (await doorTo(api.url)).list(all);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
    expect(items[0]).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/api/v1/pods?limit=1000',
      '/api/v1/pods?limit=1000&continue=1',
      '/api/v1/pods?limit=1000&continue=2',
    ]);
  });

  test('keep only what is picked', async () => {
    const api = await fakeApi(paged([['a', 'b'], ['c']]));
    const names = await (
      await doorTo(api.url)
    ).scan(all, ({ metadata }) => (metadata.name === 'b' ? undefined : metadata.name));
    expect(names).toEqual(['a', 'c']);
  });

  test('that expire half way are read again in one body', async () => {
    const api = await fakeApi(
      paged([['a'], ['b']], (request, response) => {
        if (request.url.includes('continue')) sendStatus(response, 410, { reason: 'Expired' });
        else if (!request.url.includes('limit'))
          sendJson(response, { items: [pod('a'), pod('b')] });
      }),
    );
    expect(await (await doorTo(api.url)).list(all)).toHaveLength(2);
    expect(api.seen.at(-1)?.url).toBe('/api/v1/pods');
  });

  test('a page that fails fails the list', async () => {
    const api = await fakeApi(
      paged([['a'], ['b']], (request, response) => {
        if (request.url.includes('continue')) sendStatus(response, 403, { message: 'no' });
      }),
    );
    await expect((await doorTo(api.url)).list(all)).rejects.toMatchObject({ details: ['no'] });
  });

  test('that break off are read again, and nothing counts twice', async () => {
    const api = await fakeApi((_request, response, count) => {
      const text = JSON.stringify({ metadata: {}, items: [pod('a'), pod('b')] });
      if (count > 1) response.end(text);
      else {
        response.writeHead(200, { 'content-length': text.length });
        response.write(text.slice(0, -10), () => response.destroy());
      }
    });
    const items = await (await doorTo(api.url)).list(all);
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(api.seen).toHaveLength(2);
  });

  test.each([
    ['half a list', '{"items":[{"metadata":{"name":"a"}},{"meta'],
    ['a list whose end is missing', '{"items":[{"metadata":{"name":"a"}}]'],
    ['JSON that is no list', '{"ok":true}'],
    ['a page for people', '<html>log in</html>'],
  ])('%s is no answer, least of all an empty one', async (_, text) => {
    const api = await fakeApi((_request, response) => response.end(text));
    await expect((await doorTo(api.url)).list(all)).rejects.toMatchObject({
      outcome: 'unreachable',
      message: expect.stringContaining('is not a Kubernetes API server') as string,
    });
  });

  test('of a kind that is not served say so', async () => {
    const api = await fakeApi((_, response) => {
      response.writeHead(404).end('404 page not found\n');
    });
    await expect((await doorTo(api.url)).list(all)).rejects.toMatchObject({
      outcome: 'invalid',
      message: 'the server does not know pods',
    });
  });
});
