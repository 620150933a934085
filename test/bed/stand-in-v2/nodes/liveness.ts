import { SECONDS } from '../names.ts';
import type { ModelTime } from '../model-time.ts';

/** Whether a base is still heard of: by heartbeats and by answers to /health. */
export class Liveness {
  readonly #time: ModelTime;
  #heardAt: number | undefined;
  #closed = false;

  constructor(time: ModelTime) {
    this.#time = time;
  }

  heard(state: string): void {
    this.#heardAt = this.#time.livedMs;
    this.#closed = state.toUpperCase() !== 'ACTIVATED';
  }

  close(): void {
    this.#closed = true;
  }

  get dead(): boolean {
    return this.#closed || this.#silentFor() >= this.#time.ms(SECONDS.dead);
  }

  get reachable(): boolean {
    return !this.#closed && this.#silentFor() <= this.#time.ms(SECONDS.unreachable);
  }

  /** Never having heard of a base counts as having heard of it long ago. */
  #silentFor(): number {
    return this.#heardAt === undefined ? Infinity : this.#time.livedMs - this.#heardAt;
  }
}
