import { BaseWatch } from './base-watch.ts';
import type { Ports } from './context.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import { Orphans } from './orphans.ts';
import type { Look, Stairs } from './stairs.ts';

/** Asks bases to give up what a workload that has gone left on them. */
export class LeftBehind implements Stairs {
  readonly #ports: Ports;
  readonly #departures: readonly Departure[];
  readonly #bases: BaseWatch;
  readonly #orphans: Orphans;

  constructor(ports: Ports, departures: readonly Departure[]) {
    this.#ports = ports;
    this.#departures = departures;
    this.#bases = new BaseWatch(ports.bases, ports.clock);
    this.#orphans = new Orphans(ports, 0);
  }

  begin(): Promise<void> {
    return Promise.resolve();
  }

  async step(): Promise<void> {
    await this.#bases.refresh(this.#departures.map((one) => one.base));
    await this.#orphans.remove(this.#bases, this.#departures);
  }

  async look(): Promise<Look> {
    const { done, pending } = await lookAtDepartures(this.#bases, this.#departures, 'base');
    const judged = this.#orphans.judge(pending, this.#departures);
    return { done, pending: judged, lag: [], busy: [], superseded: undefined };
  }

  async next(maxMs: number): Promise<void> {
    await this.#ports.clock.sleep(maxMs, this.#ports.signal);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open: bases are asked, not watched.
  }
}
