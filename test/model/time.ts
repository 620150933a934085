import type { Clock } from '../../src/world.ts';

export interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Time that passes only when nothing else is left to do. Timers that fall on the
 * same moment run in the order in which they were set, so a run is the same every time.
 */
export class VirtualTime implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  #awake = true;
  readonly #heap: Timer[] = [];

  now(): number {
    return this.#now;
  }

  /** As the API server writes it: whole seconds. */
  text(ms = this.#now): string {
    return `${new Date(ms).toISOString().slice(0, 19)}Z`;
  }

  after(ms: number, run: () => void): Timer {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run, cancelled: false };
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    return timer;
  }

  /** To be told when a promise was settled: those who wait for it have their turn before time goes on. */
  wake(): void {
    this.#awake = true;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.after(ms, () => {
        this.wake();
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      const abort = (): void => {
        timer.cancelled = true;
        this.wake();
        resolve();
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Lets time pass until `done` holds; false where it does not by `deadline`. */
  async until(done: () => boolean, deadline: number): Promise<boolean> {
    for (;;) {
      if (this.#awake) {
        this.#awake = false;
        // Runs when all that waits for settled promises has had its turn.
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      if (done()) return true;
      const next = this.#heap[0];
      if (next === undefined || next.at > deadline) {
        this.#now = Math.max(this.#now, deadline);
        return false;
      }
      this.#take();
      if (next.cancelled) continue;
      this.#now = next.at;
      next.run();
    }
  }

  #take(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(this.#heap[index]!, this.#heap[parent]!)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        const candidate = this.#heap[child];
        if (candidate && before(candidate, this.#heap[least]!)) least = child;
      }
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #swap(one: number, other: number): void {
    const kept = this.#heap[one]!;
    this.#heap[one] = this.#heap[other]!;
    this.#heap[other] = kept;
  }
}

function before(one: Timer, other: Timer): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
