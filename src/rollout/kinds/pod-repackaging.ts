import type { Base } from '../../modules/base.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import type { Ports } from '../context.ts';
import type { BaseWatch } from '../base-watch.ts';

/** How long the controller may take to uninstall the package from before, ms; seen: at once. */
const patienceMs = 15_000;

/**
 * A module that is to come from another package at the same version: its base lists the two alike,
 * so only what was seen to go can be seen to have come anew.
 */
export class Repackaging {
  readonly #ports: Pick<Ports, 'bases' | 'clock' | 'emit'>;
  #since: number | undefined;
  #gone = false;

  constructor(ports: Pick<Ports, 'bases' | 'clock' | 'emit'>) {
    this.#ports = ports;
  }

  /** Why the base can't run the new package yet; undefined once it was seen without the old one. */
  async waitsFor(
    watch: BaseWatch,
    base: Base | undefined,
    modules: readonly PodModule[],
  ): Promise<string | undefined> {
    if (this.#gone || modules.length === 0) return undefined;
    if (base === undefined) return 'its base is not known yet';
    await watch.refresh([base]);
    if (watch.answer(base.id)?.ok !== true) return 'its base does not answer';
    const left = modules.filter((module) => watch.stateOn(base.id, module) !== undefined);
    this.#gone = left.length === 0;
    if (this.#gone) return undefined;
    const now = this.#ports.clock.now();
    this.#since ??= now;
    if (now - this.#since >= patienceMs) await this.#takeOff(base, left);
    return 'its base still has the package from before';
  }

  /** The controller did not, or did before anybody looked. */
  async #takeOff(base: Base, modules: readonly PodModule[]): Promise<void> {
    const { bases, emit, clock } = this.#ports;
    this.#since = clock.now();
    for (const module of modules) {
      const answer = await bases.uninstall(base, module);
      const said = answer.ok ? answer.value.reason : answer.why;
      const done = answer.ok && answer.value.success;
      const what = `asked to uninstall the package from before${done ? '' : `: ${said}`}`;
      emit({ type: 'wrote', object: base.name, what });
    }
  }
}
