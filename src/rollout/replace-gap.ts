import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { Clock } from '../world.ts';
import type { BaseWatch } from './base-watch.ts';

/** Watches one base lose modules and get them back, by its own answers. */
export class Gap {
  readonly #watch: BaseWatch;
  readonly #clock: Clock;
  readonly #base: Base;
  readonly #modules: readonly PodModule[];
  #awaySince: number | undefined;
  #backAt: number | undefined;

  constructor(watch: BaseWatch, clock: Clock, base: Base, modules: readonly PodModule[]) {
    this.#watch = watch;
    this.#clock = clock;
    this.#base = base;
    this.#modules = modules;
  }

  /** Asks the base now. */
  async look(): Promise<void> {
    await this.#watch.refresh([this.#base], 0, 1_500);
    if (this.#watch.answer(this.#base.id)?.ok !== true) return;
    const now = this.#clock.now();
    if (!this.active) {
      this.#awaySince ??= now;
      this.#backAt = undefined;
    } else if (this.#awaySince !== undefined) this.#backAt ??= now;
  }

  /** The base has answered without them at least once. */
  get seenAway(): boolean {
    return this.#awaySince !== undefined;
  }

  get active(): boolean {
    return this.#modules.every(
      (module) => this.#watch.stateOn(this.#base.id, module) === 'activated',
    );
  }

  /** Why the base does not answer; undefined while it does. */
  get silence(): string | undefined {
    const answer = this.#watch.answer(this.#base.id);
    return answer?.ok === false ? answer.why : undefined;
  }

  /** How long the base was without them; undefined where no look fell into the gap. */
  get seconds(): number | undefined {
    if (this.#awaySince === undefined || this.#backAt === undefined) return undefined;
    return Math.max(1, Math.round((this.#backAt - this.#awaySince) / 1_000));
  }
}
