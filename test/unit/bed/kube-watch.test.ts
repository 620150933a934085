import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { followObjects, type WatchSource } from '../../bed/kube-watch.ts';
import type { KubeObj } from '../../bed/kube.ts';

function object(name: string, uid = name, version = '1'): KubeObj {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name, uid, resourceVersion: version } };
}

function events(...items: [string, KubeObj][]): string {
  return items.map(([type, o]) => `${JSON.stringify({ type, object: o })}\n`).join('');
}

/** Answers lists and streams in turn, then keeps silent; an Error is thrown in its place. */
function scripted(lists: KubeObj[][], streams: (string[] | Error)[]) {
  const opened: string[] = [];
  const source: WatchSource = {
    list: async () => ({ items: lists.shift() ?? [], resourceVersion: '10' }),
    open: async (version) => {
      opened.push(version);
      const next = streams.shift();
      if (next instanceof Error) throw next;
      const stream = next ? Readable.from(next) : new Readable({ read: () => undefined });
      return stream as IncomingMessage;
    },
  };
  return { source, opened };
}

async function run(source: WatchSource, until: (seen: string[]) => void): Promise<string[]> {
  const seen: string[] = [];
  const stop = new AbortController();
  const open = source.open.bind(source);
  // The real one's streams end when the signal aborts.
  const abortable: WatchSource = {
    ...source,
    open: async (version) => {
      const stream = await open(version);
      stop.signal.addEventListener('abort', () => stream.destroy());
      return stream;
    },
  };
  const done = followObjects(
    abortable,
    (type, o) => seen.push(`${type} ${o.metadata.name}/${o.metadata.uid}`),
    stop.signal,
  );
  await vi.waitFor(() => until(seen));
  stop.abort();
  await done;
  return seen;
}

test('a stream that ends is resumed after its last event, bookmarks included', async () => {
  const first = events(['ADDED', object('b', 'b', '11')], ['BOOKMARK', object('', '', '15')]);
  const cut = 20;
  const { source, opened } = scripted(
    [[object('a')]],
    [[first.slice(0, cut), first.slice(cut)], [events(['DELETED', object('a', 'a', '16')])]],
  );
  const seen = await run(source, () => expect(opened).toHaveLength(3));
  expect(seen).toEqual(['ADDED a/a', 'ADDED b/b', 'DELETED a/a']);
  expect(opened).toEqual(['10', '15', '16']);
});

test('after an error all is listed again and what vanished is told', async () => {
  const { source } = scripted(
    [
      [object('stays'), object('goes'), object('again', 'uid1')],
      [object('stays'), object('again', 'uid2'), object('new')],
    ],
    [new Error('410 Gone')],
  );
  const seen = await run(source, (all) => expect(all).toContain('ADDED new/new'));
  expect(seen.slice(3)).toEqual([
    'DELETED goes/goes',
    'DELETED again/uid1',
    'MODIFIED stays/stays',
    'ADDED again/uid2',
    'ADDED new/new',
  ]);
});

test('an ERROR event means a new list', async () => {
  const expired = { message: 'too old resource version' } as unknown as KubeObj;
  const { source, opened } = scripted(
    [[object('a')], [object('a')]],
    [[events(['ERROR', expired])]],
  );
  const seen = await run(source, () => expect(opened).toHaveLength(2));
  expect(seen).toEqual(['ADDED a/a', 'MODIFIED a/a']);
});

test('a handler that throws ends the watch with its error', async () => {
  const { source } = scripted([[object('a')]], []);
  const broken = () => {
    throw new Error('bug');
  };
  const { signal } = new AbortController();
  await expect(followObjects(source, broken, signal)).rejects.toThrow('bug');
});
