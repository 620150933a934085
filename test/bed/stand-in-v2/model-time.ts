import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/** The controller's clock, `factor` times faster than the wall's. */
export class ModelTime {
  readonly factor: number;
  #livedMs = 0;
  #lookedAt = performance.now();

  /** Runs until `signal` aborts. */
  constructor(factor: number, signal?: AbortSignal) {
    this.factor = factor;
    const timer = setInterval(() => {
      this.#livedMs += Math.min(performance.now() - this.#lookedAt, 4 * LOOK_EVERY_MS);
      this.#lookedAt = performance.now();
    }, LOOK_EVERY_MS);
    timer.unref();
    signal?.addEventListener('abort', () => {
      clearInterval(timer);
    });
  }

  /**
   * Wall time without the moments in which this process stood still: on a busy machine a base must
   * not seem silent because nobody was there to listen.
   */
  get livedMs(): number {
    return this.#livedMs;
  }

  /** What so many seconds of the controller take here, in milliseconds. */
  ms(seconds: number): number {
    return (seconds * 1000) / this.factor;
  }

  /** The second of the minute on the controller's clock, 0 to 59. */
  secondOfMinute(wallMs: number): number {
    return Math.floor((wallMs * this.factor) / 1000) % 60;
  }

  /** False when aborted meanwhile. */
  async sleep(seconds: number, signal: AbortSignal): Promise<boolean> {
    return delay(this.ms(seconds), true, { signal, ref: false }).catch(() => false);
  }

  /**
   * At once and then `seconds` after each end, until aborted; failures of one turn are its own.
   * Counting from the end lets turns drift apart, which is what spreads queries that collide.
   */
  async repeat(seconds: number, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await turn().catch(() => undefined);
      await this.sleep(seconds, signal);
    }
  }
}
