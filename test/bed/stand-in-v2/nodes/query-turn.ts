/**
 * The one lock around queryAllBiz. Who finds it taken goes away empty-handed, and it is the holder
 * who then asks its own base once more.
 */
export class QueryTurn {
  readonly #exclusive: () => boolean;
  #taken = false;
  #missed = false;

  constructor(exclusive: () => boolean) {
    this.#exclusive = exclusive;
  }

  async take(query: () => Promise<void>): Promise<void> {
    if (!this.#exclusive()) return query();
    if (this.#taken) {
      this.#missed = true;
      return;
    }
    this.#taken = true;
    this.#missed = false;
    try {
      await query();
    } finally {
      this.#taken = false;
      // Set, if at all, while the query was under way.
      if (this.#wasMissed()) void this.take(query).catch(() => undefined);
    }
  }

  #wasMissed(): boolean {
    return this.#missed;
  }
}
