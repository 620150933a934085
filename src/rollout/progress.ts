import type { PlannedBatch } from '../plan/types.ts';
import type { Text } from '../said.ts';
import type { BatchStatus } from './decide.ts';
import type { Observation, Place } from './driver.ts';
import type { BaseProgress, BaseState, RolloutEvent } from './events.ts';
import { causeOf, troubleLine } from './troubles.ts';

/** Follows the places of a rollout from look to look: since when each is in its state. */
export class Progress {
  readonly #emit: (event: RolloutEvent) => void;
  readonly #since = new Map<string, { state: BaseState; at: number }>();
  #places: readonly Place[] = [];
  #blocked: Text | undefined;
  #lastReport = '';

  constructor(emit: (event: RolloutEvent) => void) {
    this.#emit = emit;
  }

  /** Judges the batch from its places. */
  assess(observation: Observation, _batch: number, now: number): BatchStatus {
    this.#places = observation.places;
    this.#blocked = observation.blocked;
    for (const place of observation.places) {
      const { state } = place.judgement;
      if (this.#since.get(place.key)?.state !== state)
        this.#since.set(place.key, { state, at: now });
    }
    if (observation.blocked !== undefined) return { kind: 'failed' };
    const states = observation.places.map((place) => place.judgement.state);
    if (states.includes('doomed')) return { kind: 'failed' };
    if (states.length < observation.expected) return { kind: 'progressing' };
    if (states.every((state) => state === 'active')) {
      return { kind: 'active', since: this.#latest(now) };
    }
    const installed = states.every((state) => state === 'active' || state === 'dark');
    return installed ? { kind: 'dark' } : { kind: 'progressing' };
  }

  /** Emits the batch's progress when it changed. */
  report(batch: number, size: number, batches: readonly PlannedBatch[]): void {
    const before = batches[batch - 2]?.cumulative ?? 0;
    const active = this.#places.filter((place) => place.judgement.state === 'active').length;
    const pending = this.#pending();
    const healthy = Math.max(0, Math.min(size, active - before));
    const event = { type: 'batch-progress', batch, healthy, size, pending } as const;
    const text = JSON.stringify(event);
    if (text === this.#lastReport) return;
    this.#lastReport = text;
    this.#emit(event);
  }

  /** What keeps the batch from being healthy. */
  troubled(): BaseProgress[] {
    return this.#pending().filter(isTroubled);
  }

  /** One line per base in trouble, and what blocks the whole. */
  causes(): Text[] {
    const lines = this.#places
      .filter(({ judgement }) => isTroubled(judgement))
      .map(({ name, ip, judgement }) =>
        troubleLine(ip ? `${name} (${ip})` : name, causeOf(judgement)),
      );
    return this.#blocked === undefined ? lines : [this.#blocked, ...lines];
  }

  /** What keeps the whole batch from being made; undefined where it is single bases, if any. */
  get blocked(): Text | undefined {
    return this.#blocked;
  }

  #pending(): BaseProgress[] {
    return this.#places
      .filter((place) => place.judgement.state !== 'active')
      .map((place) => ({
        base: place.name,
        ip: place.ip,
        state: place.judgement.state,
        since: this.#since.get(place.key)?.at ?? 0,
        ...(place.judgement.cause === undefined ? {} : { cause: place.judgement.cause }),
        ...(place.judgement.next === undefined ? {} : { next: place.judgement.next }),
      }));
  }

  #latest(now: number): number {
    const times = this.#places.map((place) => this.#since.get(place.key)?.at ?? now);
    return Math.max(...times, 0);
  }
}

function isTroubled({
  state,
  cause,
}: {
  readonly state: BaseState;
  readonly cause?: Text;
}): boolean {
  return state !== 'active' && (state === 'doomed' || cause !== undefined);
}
