import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const slowBytes = 256;
const slowPauseMs = 4;

interface Line {
  readonly near: Socket;
  readonly far: Socket;
}

/** A network in front of a server, byte for byte: it breaks, goes silent, or is slow. */
export class Wire {
  slow = false;
  readonly #to: number;
  readonly #lines = new Set<Line>();
  readonly #server = createServer((near) => this.#join(near));

  private constructor(to: number) {
    this.#to = to;
  }

  /** In front of a port of this machine. */
  static async start(to: number): Promise<Wire> {
    const wire = new Wire(to);
    await new Promise<void>((resolve) => wire.#server.listen(0, '127.0.0.1', resolve));
    return wire;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets every connection; new ones work. */
  cut(): void {
    for (const { near } of this.#lines) near.resetAndDestroy();
  }

  /** Every connection that is there stays open and carries nothing any more; new ones work. */
  freeze(): void {
    for (const { near, far } of this.#lines) {
      near.removeAllListeners('data').pause();
      far.removeAllListeners('data').pause();
    }
  }

  async stop(): Promise<void> {
    for (const { near } of this.#lines) near.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect(this.#to, '127.0.0.1');
    const line = { near, far };
    this.#lines.add(line);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      one.on('data', (chunk: Buffer) => void this.#carry(chunk, one, other));
      one.on('end', () => other.end());
      one.on('error', () => undefined);
      one.on('close', () => {
        this.#lines.delete(line);
        other.destroy();
      });
    }
  }

  async #carry(chunk: Buffer, from: Socket, to: Socket): Promise<void> {
    if (!this.slow) {
      if (!to.write(chunk)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      return;
    }
    from.pause();
    for (let at = 0; at < chunk.length && !to.destroyed; at += slowBytes) {
      to.write(chunk.subarray(at, at + slowBytes));
      await delay(slowPauseMs);
    }
    from.resume();
  }
}
