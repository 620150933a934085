import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubeObj } from './kube.ts';

export type WatchType = 'ADDED' | 'MODIFIED' | 'DELETED';
export type WatchHandler = (type: WatchType, obj: KubeObj) => void;

export interface WatchSource {
  list(): Promise<{ items: KubeObj[]; resourceVersion: string }>;
  /** Opens the stream after `resourceVersion`; rejects with the server's error, 410 among them. */
  open(resourceVersion: string): Promise<IncomingMessage>;
}

const BACKOFF_MIN_MS = 50;
const BACKOFF_MAX_MS = 2_000;

class HandlerFailure extends Error {}

/**
 * Keeps `onEvent` informed until aborted. A connection that ends properly is resumed where it
 * ended; after any error everything is listed again: MODIFIED for what is still there, DELETED
 * (with the last state seen) for what vanished meanwhile, both for a name with a new uid.
 */
export async function followObjects(
  source: WatchSource,
  onEvent: WatchHandler,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<string, KubeObj>();
  const emit: WatchHandler = (type, obj) => {
    if (signal.aborted) return;
    if (type === 'DELETED') known.delete(keyOf(obj));
    else known.set(keyOf(obj), obj);
    try {
      onEvent(type, obj);
    } catch (error) {
      throw new HandlerFailure('watch handler failed', { cause: error });
    }
  };
  let backoff = BACKOFF_MIN_MS;
  while (!signal.aborted) {
    try {
      let version = relist(await source.list(), known, emit);
      backoff = BACKOFF_MIN_MS;
      while (!signal.aborted) version = await follow(await source.open(version), version, emit);
    } catch (error) {
      if (error instanceof HandlerFailure) throw error.cause;
      if (signal.aborted) return;
      await delay(backoff * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      backoff = Math.min(backoff * 2, BACKOFF_MAX_MS);
    }
  }
}

function relist(
  list: { items: KubeObj[]; resourceVersion: string },
  known: Map<string, KubeObj>,
  emit: WatchHandler,
): string {
  const listed = new Map(list.items.map((item) => [keyOf(item), item]));
  for (const [key, old] of [...known]) {
    if (listed.get(key)?.metadata.uid !== old.metadata.uid) emit('DELETED', old);
  }
  for (const [key, item] of listed) emit(known.has(key) ? 'MODIFIED' : 'ADDED', item);
  return list.resourceVersion;
}

/** Reads one stream to its end; the last resource version seen, bookmarks included. */
async function follow(
  stream: IncomingMessage,
  startVersion: string,
  emit: WatchHandler,
): Promise<string> {
  let version = startVersion;
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as { type: WatchType | 'BOOKMARK' | 'ERROR'; object: KubeObj };
      if (event.type === 'ERROR') throw new Error(String(event.object['message']));
      version = event.object.metadata.resourceVersion ?? version;
      if (event.type !== 'BOOKMARK') emit(event.type, event.object);
    }
  }
  return version;
}

function keyOf(obj: KubeObj): string {
  return `${obj.metadata.namespace ?? ''}/${obj.metadata.name}`;
}
