import { monotonicMs } from './monotonic.ts';
import type { Clock } from './world.ts';

/** What counts as the same time: a Date header has whole seconds, and an answer takes its time. */
const sameMs = 10_000;

export interface ServerClock extends Clock {
  /**
   * Takes the API server's time, ms, over where this machine's is another. Returns how far this
   * machine is ahead of it, ms; 0 where they agree.
   */
  setBy(serverMs: number): number;
}

/**
 * The time by which koupctl judges ages and writes stamps: the API server's, as all other stamps in
 * the cluster are. It never jumps, whatever is done to this machine's clock meanwhile.
 */
export function openClock(wall: () => number = Date.now, elapsed = monotonicMs): ServerClock {
  let origin = wall() - elapsed();
  const now = (): number => origin + elapsed();
  return {
    now,
    async sleep(ms, signal) {
      const { setTimeout: wait } = await import('node:timers/promises');
      await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
    },
    setBy(serverMs) {
      const ahead = now() - serverMs;
      if (!(Math.abs(ahead) > sameMs)) return 0;
      origin -= ahead;
      return ahead;
    },
  };
}

/** How wrong this machine's clock is, such as `24 h 2 min`; undefined where nobody needs to know. */
export function wrongBy(aheadMs: number): string | undefined {
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  if (minutes === 0) return undefined;
  const hours = Math.floor(minutes / 60);
  const far = [hours > 0 ? `${hours} h` : '', minutes % 60 > 0 ? `${minutes % 60} min` : ''];
  return far.join(' ').trim();
}
