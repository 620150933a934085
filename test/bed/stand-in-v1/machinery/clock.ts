import { setTimeout as delay } from 'node:timers/promises';

/** The time a controller lives in. */
export interface Clock {
  now(): number;
  /** Rejects when the controller has ended. */
  sleep(ms: number): Promise<void>;
  /** Gives what calls it off. */
  after(ms: number, run: () => void): () => void;
}

export function wallClock(signal: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms) => delay(ms, undefined, { signal }),
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
