import { describe, expect, test } from 'vitest';
import type { ListQuery } from '../../../src/world.ts';
import { doorTo, fakeApi, pods, sendJson, sendStatus, type Answer } from './fake-api.ts';

const all: ListQuery = { type: pods, freshness: 'cache' };
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
  test('narrow ones come from the cache in one body', async () => {
    const api = await fakeApi(paged([['a']]));
    const door = await doorTo(api.url);
    await door.list({ ...all, namespace: 'shop', labels: 'app in (a,b)' });
    await door.list({ ...all, fields: 'metadata.name=x' });
    await door.list({ ...all, fields: 'metadata.name=x', freshness: 'quorum' });
    expect(api.seen.map(({ url }) => decodeURIComponent(url))).toEqual([
      '/api/v1/namespaces/shop/pods?labelSelector=app in (a,b)&resourceVersion=0',
      '/api/v1/pods?fieldSelector=metadata.name=x&resourceVersion=0',
      '/api/v1/pods?fieldSelector=metadata.name=x&limit=1000',
    ]);
  });

  test('wide ones come page by page, with the kind that items lack', async () => {
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
