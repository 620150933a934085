import type { Clock } from './clock.ts';

export interface Key {
  namespace: string;
  name: string;
}

/** `afterMs` wins over `requeue`, which goes through the back-off as an error does. */
export type Result = { requeue?: boolean; afterMs?: number } | undefined;

/** The end of the whole controller process, as a Go panic is. */
export class Crash extends Error {}

export interface QueueOptions {
  reconcile: (key: Key) => Promise<Result>;
  onCrash: (crash: Crash) => void;
  onError: (key: Key, error: unknown) => void;
  timeFactor: number;
  clock: Clock;
}

const BACKOFF_BASE_MS = 5;
const BACKOFF_MAX_MS = 1_000_000;

/** controller-runtime's queue with one worker: a key waits once, errors back off 5 ms, 10, 20, … */
export class WorkQueue {
  readonly #options: QueueOptions;
  readonly #waiting = new Map<string, Key>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<() => void>();
  #running: Promise<void> | undefined;
  #started = false;
  #stopped = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  add(key: Key): void {
    if (this.#stopped) return;
    this.#waiting.set(`${key.namespace}/${key.name}`, key);
    this.#work();
  }

  /** Nothing runs before this: keys that come in earlier wait. */
  start(): void {
    this.#started = true;
    this.#work();
  }

  /** No key is taken any more; resolves when the one being worked on is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const callOff of this.#timers) callOff();
    this.#waiting.clear();
    await this.#running;
  }

  #work(): void {
    if (!this.#started || this.#running !== undefined || this.#waiting.size === 0) return;
    this.#running = this.#drain().finally(() => {
      this.#running = undefined;
      this.#work();
    });
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) return;
      const [id, key] = next;
      this.#waiting.delete(id);
      await this.#reconcile(id, key);
    }
  }

  async #reconcile(id: string, key: Key): Promise<void> {
    try {
      const result = await this.#options.reconcile(key);
      if (result?.requeue && result.afterMs === undefined) {
        this.#backOff(id, key);
        return;
      }
      this.#failures.delete(id);
      if (result?.afterMs !== undefined) this.#addAfter(key, result.afterMs);
    } catch (error) {
      if (error instanceof Crash) {
        this.#options.onCrash(error);
        return;
      }
      if (this.#stopped) return;
      this.#options.onError(key, error);
      this.#backOff(id, key);
    }
  }

  #backOff(id: string, key: Key): void {
    const failures = this.#failures.get(id) ?? 0;
    this.#failures.set(id, failures + 1);
    const ms = Math.min(BACKOFF_BASE_MS * 2 ** failures, BACKOFF_MAX_MS);
    this.#addAfter(key, ms / this.#options.timeFactor);
  }

  #addAfter(key: Key, ms: number): void {
    if (this.#stopped) return;
    const callOff = this.#options.clock.after(ms, () => {
      this.#timers.delete(callOff);
      this.add(key);
    });
    this.#timers.add(callOff);
  }
}
