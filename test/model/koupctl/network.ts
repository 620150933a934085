import type { Random } from '../random.ts';
import type { VirtualTime } from '../time.ts';

/** What may befall one write of koupctl. */
export type WriteFault =
  | 'lost-before' // the connection breaks before the server has it
  | 'lost-after' // the server takes it, the answer is lost
  | 'too-many' // 429
  | 'unavailable' // 503
  | 'conflict' // 409, though nothing was changed
  | 'killed-before' // koupctl dies instead of sending it
  | 'killed-after'; // the server takes it, koupctl dies

/** The network between koupctl and the cluster. */
export class Network {
  readonly #time: VirtualTime;
  readonly #random: Random;
  #awayUntil = 0;

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  /** The API server refuses connections for so long. */
  goAway(ms: number): void {
    this.#awayUntil = Math.max(this.#awayUntil, this.#time.now() + ms);
  }

  comeBack(): void {
    this.#awayUntil = 0;
  }

  get awayForMs(): number {
    return Math.max(0, this.#awayUntil - this.#time.now());
  }

  /** How long a request takes to its effect. */
  latency(): number {
    return this.#random.int(1, 12);
  }

  /** How far a watch is behind, ms; now and then a lot. */
  lag(): number {
    return this.#random.chance(0.02) ? this.#random.int(100, 1_500) : this.#random.int(1, 40);
  }
}
