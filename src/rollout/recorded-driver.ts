import type { Base } from '../modules/base.ts';
import type { Asking, Driver, Place } from './driver.ts';
import { confirm, type Orders } from './orders.ts';
import { timeIn } from './record-life.ts';
import { maxNames, type BatchRecord } from './record.ts';
import { watchOf, type Rolling } from './rolling.ts';
import { switchDark } from './switch-dark.ts';

/** How long the last question to a base that failed may take, ms. */
const lastAnswerMs = 15_000;

/** What keeps a workload of any kind in view, and speaks to its bases. */
interface Watch {
  next(maxMs: number): Promise<void>;
  /** Activates what each place is to run. Resolves to the bases that did. */
  switchTo(places: readonly Place[]): Promise<readonly Base[]>;
  askAgain(places: readonly Place[], patienceMs: number): Promise<void>;
  close(): void;
}

/** What the drivers of all kinds do alike: keep the record of the batches, and let the watch speak. */
export abstract class RecordedDriver<S extends Rolling<Watch>> implements Driver {
  protected readonly state: S;

  constructor(state: S) {
    this.state = state;
  }

  abstract begin(): ReturnType<Driver['begin']>;
  abstract observe(): ReturnType<Driver['observe']>;
  abstract outOfService(how: Asking): ReturnType<Driver['outOfService']>;
  abstract open(batch: number): ReturnType<Driver['open']>;
  abstract finish(): ReturnType<Driver['finish']>;
  abstract undo(deadline: number): ReturnType<Driver['undo']>;

  provenBefore(): number {
    return this.#provenEarlier().length;
  }

  stoodAtBoundary(): boolean {
    return this.#provenEarlier().some((one) => one.number === this.state.batch);
  }

  #provenEarlier(): readonly BatchRecord[] {
    const { facts, store } = this.state;
    const outcomes = facts.resume ? (store.current?.outcomes ?? []) : [];
    return outcomes.filter((one) => one.healthyAt !== undefined);
  }

  async next(maxMs: number): Promise<void> {
    await watchOf(this.state).next(maxMs);
  }

  async switchDark(places: readonly Place[]): Promise<void> {
    await switchDark(this.state, places);
  }

  async askAgain(places: readonly Place[]): Promise<void> {
    if (!this.state.assignment.options.askAgain || places.length === 0) return;
    // An install may take a minute to answer, and meanwhile other bases are to be seen; but the
    // cause of a failure that ends the rollout is worth waiting for.
    const ends = places.some((place) => place.judgement.state === 'doomed');
    await watchOf(this.state).askAgain(places, ends ? lastAnswerMs : 1_000);
  }

  async noteHealthy(batch: number, places: readonly Place[]): Promise<readonly string[]> {
    const { store } = this.state;
    const outcomes = store.current?.outcomes ?? [];
    const earlier = new Set(
      outcomes.filter((one) => one.number < batch).flatMap((one) => one.bases),
    );
    const bases = places.map((place) => place.name).filter((name) => !earlier.has(name));
    const healthyAt = timeIn(this.state);
    await store.update({
      outcomes: outcomes.map((one) =>
        one.number === batch ? { ...one, healthyAt, bases: bases.slice(0, maxNames) } : one,
      ),
    });
    return bases;
  }

  async orders(): Promise<Orders> {
    return await this.state.store.orders();
  }

  async confirm(batch: number): Promise<void> {
    const order = { batch, by: this.state.assignment.who, at: timeIn(this.state) };
    await this.state.store.order((orders) => confirm(orders, order));
  }

  async noteHeld(why: string, failedOn: readonly string[] = []): Promise<void> {
    if (this.state.store.current === undefined) return;
    const failed = failedOn.length === 0 ? {} : { failedOn: failedOn.slice(0, maxNames) };
    await this.state.store.update({ note: why, ...failed });
  }

  touches(batch: number): readonly string[] {
    return this.state.assignment.plan.batches[batch - 1]?.candidates ?? [];
  }

  close(): void {
    this.state.watch?.close();
  }

  /** Whether the record tells of the open batch already; an earlier run may have found it healthy. */
  protected isOpenNoted(): boolean {
    const { store, batch } = this.state;
    return store.current?.outcomes.some((one) => one.number === batch) ?? false;
  }

  protected async noteOpened(batch: number): Promise<void> {
    const { store } = this.state;
    this.state.batch = batch;
    const outcomes = (store.current?.outcomes ?? []).filter((one) => one.number !== batch);
    await store.update({
      phase: 'rolling',
      outcomes: [...outcomes, { number: batch, openedAt: timeIn(this.state), bases: [] }],
    });
  }
}
