import type { BaseSeen, OrphanSeen, Unread } from '../diagnosis/evidence.ts';
import type { Base } from '../modules/base.ts';
import { BaseWatch } from '../rollout/base-watch.ts';
import { each } from '../rollout/each.ts';
import type { BaseHealth, Bases, Clock, Cluster, Language } from '../world.ts';
import type { Doors } from './doors.ts';
import { unlessForbidden } from './forbidden.ts';
import type { World } from './world.ts';

/** How long one look waits for the bases, ms. */
const patienceMs = 8_000;
const concurrency = 64;

/** What every look at the cluster uses; what bases were asked to repeat is kept from one to the next. */
export class Scene {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly clock: Clock;
  readonly namespace: string;
  readonly language: Language;
  readonly surface: Doors['surface'];
  readonly isAlive: World['isAlive'];
  readonly watch: BaseWatch;
  readonly #unread = new Map<string, Unread>();
  readonly #health = new Map<string, BaseHealth>();

  constructor(world: World, doors: Doors) {
    this.cluster = doors.cluster;
    this.bases = doors.bases;
    this.clock = world.clock;
    this.namespace = doors.namespace;
    this.language = world.language;
    this.surface = doors.surface;
    this.isAlive = (process) => world.isAlive(process);
    this.watch = new BaseWatch(doors.bases, world.clock);
  }

  get unread(): readonly Unread[] {
    return [...this.#unread.values()];
  }

  /** What the user may not read is told, and is no cause of anything. */
  async unlessForbidden<T>(what: Unread['what'], reading: Promise<T>): Promise<T | undefined> {
    const read = await unlessForbidden(reading, this.language);
    if (read.ok) return read.value;
    this.#unread.set(what, { what, why: read.why });
    return undefined;
  }

  /** Asks all of these bases, many at once; those that are slow count as silent. */
  async ask(bases: readonly Base[]): Promise<void> {
    await this.watch.refresh(bases, 0, patienceMs);
  }

  /** Asks for the memory of those where something is wrong. */
  async askHealth(bases: readonly Base[]): Promise<void> {
    await each(bases, concurrency, async (base) => {
      const answer = await this.bases.health(base);
      if (answer.ok) this.#health.set(base.id, answer.value);
      else this.#health.delete(base.id);
    });
  }

  /** Without what a base calls itself: it lists its own application where that is a biz too. */
  async withoutMasters(left: readonly OrphanSeen[]): Promise<OrphanSeen[]> {
    const bases = new Map(left.map(({ base }) => [base.id, base]));
    await this.askHealth([...bases.values()].filter(({ id }) => !this.#health.has(id)));
    return left.filter(({ base, biz }) => biz.name !== this.#health.get(base.id)?.master?.name);
  }

  seen(base: Base): BaseSeen {
    return {
      base,
      answer: this.watch.answer(base.id),
      health: this.#health.get(base.id),
      asked: this.watch.asked(base.id),
    };
  }
}
