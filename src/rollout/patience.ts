import type { Clock } from '../world.ts';

/** Waits for `work`, but no longer than `ms`; it goes on by itself then. Without `ms`: to its end. */
export async function noLongerThan(
  clock: Clock,
  ms: number | undefined,
  work: Promise<unknown>,
): Promise<void> {
  const enough = new AbortController();
  const limit = ms === undefined ? [] : [clock.sleep(ms, enough.signal)];
  await Promise.race([work, ...limit]).finally(() => {
    // A reason of its own: the usual one is an error, whose stack costs more than all the rest.
    enough.abort('enough');
  });
}
