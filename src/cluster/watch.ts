import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { KubeObject } from '../world.ts';
import { NetworkTrouble } from './http/transport.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: KubeObject;
}

/** The server no longer knows the version to go on from (410): list again. */
export class Expired extends Error {}

/**
 * Hands the events of one watch to `onEvents`, as many at a time as came together. Resolves when
 * the server ends it properly; rejects when it breaks, expires, or is still open after `guardMs`:
 * then nobody is at the other end (half-open), for the server was asked to end it before.
 */
export function readWatch(
  message: IncomingMessage,
  onEvents: (events: WatchEvent[]) => void,
  guardMs: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const guard = setTimeout(() => {
      fail(new NetworkTrouble((say) => say.watchSilent, 'TIMEOUT', true));
    }, guardMs);
    function fail(error: Error) {
      clearTimeout(guard);
      reject(error);
      message.destroy();
    }
    function broken(cause?: NodeJS.ErrnoException) {
      fail(new NetworkTrouble((say) => say.watchBroke, cause?.code ?? 'ECONNRESET', true, cause));
    }
    // It may have broken before anyone listened.
    if (message.destroyed) broken();
    message.socket.setKeepAlive(true, 10_000);
    message.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      try {
        if (lines.length > 0) onEvents(lines.filter((line) => line !== '').map(parseEvent));
      } catch (error) {
        fail(error as Error);
      }
    });
    message.on('end', () => {
      clearTimeout(guard);
      resolve();
    });
    message.on('error', broken);
    message.on('close', () => {
      broken();
    });
  });
}

function parseEvent(line: string): WatchEvent {
  const { type, object } = JSON.parse(line) as { type?: string; object?: KubeObject };
  if (type === 'ERROR') {
    const status = object as unknown as { code?: number; message?: string };
    if (status.code === 410) throw new Expired(status.message);
    const why = status.message ?? '';
    throw new NetworkTrouble((say) => say.watchFailed(why), 'WATCH', true);
  }
  if (object?.metadata === undefined || type === undefined) {
    throw new NetworkTrouble((say) => say.noEvent, 'WATCH', true);
  }
  return { type: type as WatchEvent['type'], object };
}
