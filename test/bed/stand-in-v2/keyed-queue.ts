import type { ModelTime } from './model-time.ts';

const ATTEMPTS = 20;
const FIRST_PAUSE_SECONDS = 0.005;
const LONGEST_PAUSE_SECONDS = 60;

/** Works on each key one at a time; a key that comes again meanwhile is worked on once more. */
export class KeyedQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #time: ModelTime;
  readonly #signal: AbortSignal;
  readonly #running = new Set<string>();
  readonly #again = new Set<string>();

  constructor(work: (key: string) => Promise<void>, time: ModelTime, signal: AbortSignal) {
    this.#work = work;
    this.#time = time;
    this.#signal = signal;
  }

  add(key: string): void {
    if (this.#signal.aborted) return;
    if (this.#running.has(key)) this.#again.add(key);
    else void this.#run(key);
  }

  async #run(key: string): Promise<void> {
    this.#running.add(key);
    for (let failures = 0; !this.#signal.aborted;) {
      this.#again.delete(key);
      const done = await this.#work(key).then(
        () => true,
        () => false,
      );
      failures = done ? 0 : failures + 1;
      if (done || failures >= ATTEMPTS) {
        if (!this.#again.has(key)) break;
      } else {
        const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** failures, LONGEST_PAUSE_SECONDS);
        await this.#time.sleep(pause, this.#signal);
      }
    }
    this.#running.delete(key);
  }
}
