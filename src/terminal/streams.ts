import type { Writable } from 'node:stream';

/** stdout or stderr, or what a test puts in their place. */
export type OutStream = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
};

export interface Sink {
  readonly isTTY: boolean;
  readonly stream: OutStream;
  write(text: string): void;
  /** Columns of the terminal; undefined where output is piped and must never be cut. */
  width(): number | undefined;
  height(): number | undefined;
  onResize(listener: () => void): () => void;
  /** The reader has gone (`koupctl … | head -1`), or the disk is full. */
  closed(): boolean;
  /** Resolves when all was handed to the system; rejects when it could not be written. */
  flush(): Promise<void>;
}

/** Errors that only mean "nobody reads this any more". */
const readerGone = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * A writer that outlives its reader: once the other end has gone, writes are
 * dropped and the command goes on to its own exit code.
 */
export function createSink(stream: OutStream): Sink {
  let closed = false;
  let failure: Error | undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    closed = true;
    if (!readerGone.has(error.code ?? '')) failure ??= error;
  };
  stream.on('error', onError);
  const isTTY = stream.isTTY === true;
  return {
    isTTY,
    stream,
    write(text) {
      if (!closed && text !== '') stream.write(text);
    },
    width: () => (isTTY ? positive(stream.columns) : undefined),
    height: () => (isTTY ? positive(stream.rows) : undefined),
    onResize(listener) {
      stream.on('resize', listener);
      return () => stream.off('resize', listener);
    },
    closed: () => closed,
    async flush() {
      if (!closed) {
        await new Promise<void>((resolve) => {
          stream.write('', () => {
            resolve();
          });
        });
      }
      if (failure !== undefined) throw failure;
    },
  };
}

// A terminal that does not know its size says 0 or nothing.
function positive(size: number | undefined): number | undefined {
  return size !== undefined && size > 0 ? size : undefined;
}
