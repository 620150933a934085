import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import { BaseWatch } from './base-watch.ts';
import { MustHold, type Ports } from './context.ts';
import { adviceOn } from './reject-advice.ts';
import { Gap } from './replace-gap.ts';
import type { Look, Stairs } from './stairs.ts';

/**
 * Modules that their base uninstalls and installs itself, asked through its
 * Arklet. Nothing in Kubernetes changes, and its controller takes no notice: it
 * installs when a pod or Module comes, and only looks at what is there afterwards.
 */
export class InPlaceReplacement implements Stairs {
  readonly gap: Gap;
  readonly #ports: Ports;
  readonly #base: Base;
  readonly #modules: readonly PodModule[];
  readonly #watch: BaseWatch;
  /** Tells V1's controller to look again at a Module that it had given up. */
  readonly #nudge: (() => Promise<void>) | undefined;

  constructor(
    ports: Ports,
    base: Base,
    modules: readonly PodModule[],
    nudge: (() => Promise<void>) | undefined,
  ) {
    this.#ports = ports;
    this.#base = base;
    this.#modules = modules;
    this.#nudge = nudge;
    this.#watch = new BaseWatch(ports.bases, ports.clock);
    this.gap = new Gap(this.#watch, ports.clock, base, modules);
  }

  async begin(): Promise<void> {
    await this.#watch.refresh([this.#base]);
  }

  async step(): Promise<void> {
    for (const module of this.#modules) {
      if (this.#watch.stateOn(this.#base.id, module) !== undefined) await this.#uninstall(module);
    }
    await this.gap.look();
    if (this.#nudge !== undefined) {
      await this.#nudge();
      return;
    }
    for (const module of this.#modules) await this.#install(module);
  }

  async look(): Promise<Look> {
    await this.gap.look();
    const { name, ip } = this.#base;
    const proven = this.gap.active && this.gap.seenAway;
    if (proven) return { done: [name], pending: [], lag: [], busy: [], superseded: undefined };
    const dark = this.#modules.filter(
      (module) => this.#watch.stateOn(this.#base.id, module) === 'deactivated',
    );
    // Another version of it is on the base, and a base leaves a second one dark.
    for (const module of dark) await this.#ports.bases.switch(this.#base, module);
    const cause = this.gap.silence ?? said(({ open }) => open.notActiveYet);
    const pending = [{ base: name, ip, state: 'installing' as const, cause }];
    return { done: [], pending, lag: [], busy: [], superseded: undefined };
  }

  async next(maxMs: number): Promise<void> {
    await this.#ports.clock.sleep(Math.min(maxMs, 500), this.#ports.signal);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Nothing is held open: a base is asked, not watched.
  }

  async #uninstall(module: PodModule): Promise<void> {
    const answer = await this.#ports.bases.uninstall(this.#base, module);
    if (answer.ok && (answer.value.success || answer.value.innerCode === 'NOT_FOUND_BIZ')) {
      this.#wrote(module, 'uninstalled');
      return;
    }
    const why = answer.ok ? answer.value.reason : answer.why;
    const { name } = this.#base;
    throw new MustHold(said(({ holds }) => holds.uninstallRefused(name, named(module), why)));
  }

  async #install(module: PodModule): Promise<void> {
    const answer = await this.#ports.bases.install(this.#base, module);
    if (!answer.ok) return; // It may still be at it: the looks that follow tell.
    const { success, innerCode, reason, fromMain } = answer.value;
    if (success || innerCode === 'REPEAT_BIZ' || /conflict, exist unfinished/.test(reason)) {
      this.#wrote(module, 'installed');
      return;
    }
    const { name } = this.#base;
    throw new MustHold(
      said(({ holds }) => holds.installRefused(name, named(module), reason)),
      adviceOn(reason, module, fromMain),
    );
  }

  #wrote(module: PodModule, what: string): void {
    this.#ports.emit({ type: 'wrote', object: `${named(module)} on ${this.#base.name}`, what });
  }
}

function named({ name, version }: PodModule): string {
  return `${name}:${version}`;
}
