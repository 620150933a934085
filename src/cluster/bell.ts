/** Rings once for any number of changes, and when everything stops. */
export class Bell {
  readonly #stop: AbortSignal;
  #rung = false;
  readonly #waiting = new Set<() => void>();

  constructor(stop: AbortSignal) {
    this.#stop = stop;
    stop.addEventListener('abort', () => {
      this.ring();
    });
  }

  ring(): void {
    this.#rung = true;
    for (const wake of this.#waiting) wake();
  }

  async wait(timeoutMs: number): Promise<void> {
    if (!this.#rung && !this.#stop.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        const wake = () => {
          clearTimeout(timer);
          resolve();
        };
        this.#waiting.add(wake);
      });
      this.#waiting.clear();
    }
    this.#rung = false;
  }
}
