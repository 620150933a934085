import type { Clock } from '../world.ts';

/** How long what is looked at now and then has been the same. */
export class Stillness {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #seen = new Map<string, { readonly is: string; readonly since: number }>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** For how many ms `what` has been as it `is`, as far as it was looked at; 0 at the first look. */
  forMs(what: string, is: string): number {
    const now = this.#clock.now();
    const before = this.#seen.get(what);
    const since = before?.is === is ? before.since : now;
    this.#seen.set(what, { is, since });
    return now - since;
  }
}
