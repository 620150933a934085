import type { Clock } from '../world.ts';

/** So many answers show how quick answers are, ms. */
const enough = 32;
/** A silent base has at least this long, ms: a connection's first packet that was lost is sent again after 1 s. */
const leastMs = 1_250;
/** And so many times as long as the slowest that answered: all are asked at once, so that one was slowed by the others too. */
const timesSlowest = 2;
const lookEveryMs = 50;

/**
 * How long silent bases are waited for where many others answer: not for the whole time-out, which is
 * made for one base. Whoever is given up is told as silent, with the time that it had.
 */
export class Patience {
  slowestMs = 0;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  readonly #waiting = new Map<AbortController, number>();
  readonly #stopped: AbortSignal;
  #answers = 0;

  constructor(clock: Clock, stopped: AbortSignal) {
    this.#clock = clock;
    this.#stopped = stopped;
    stopped.addEventListener('abort', this.#giveAllUp);
  }

  /** A question that goes out now. `endless`: it is given up by its time-out alone. */
  begin(endless: boolean): { readonly signal: AbortSignal; end(answered: boolean): void } {
    const controller = new AbortController();
    const startedAt = this.#clock.now();
    this.#waiting.set(controller, endless ? Infinity : startedAt);
    return {
      signal: controller.signal,
      end: (answered) => {
        this.#waiting.delete(controller);
        if (!answered) return;
        this.slowestMs = Math.max(this.slowestMs, this.#clock.now() - startedAt);
        this.#answers += 1;
        if (this.#answers === enough) void this.#watch();
      },
    };
  }

  end(): void {
    this.#over.abort();
    this.#stopped.removeEventListener('abort', this.#giveAllUp);
  }

  readonly #giveAllUp = (): void => {
    for (const controller of this.#waiting.keys()) controller.abort();
  };

  async #watch(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#clock.sleep(lookEveryMs, this.#over.signal);
      const most = Math.max(leastMs, timesSlowest * this.slowestMs);
      const now = this.#clock.now();
      for (const [controller, startedAt] of this.#waiting) {
        if (now - startedAt > most) controller.abort();
      }
    }
  }
}
