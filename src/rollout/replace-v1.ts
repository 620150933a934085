import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import type { V1Module, V1View } from '../modules/v1-view.ts';
import type { Ports } from './context.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { ModuleDeploymentWatch } from './kinds/module-deployment-watch.ts';
import { Gap } from './replace-gap.ts';
import { BaseWatch } from './base-watch.ts';
import type { Look, Stairs } from './stairs.ts';

/** One Module of V1, deleted without the delete label: its controller uninstalls it and makes another. */
export class ModuleReplacement implements Stairs {
  readonly gap: Gap;
  readonly #ports: Ports;
  readonly #target: V1Target;
  readonly #module: V1Module;
  readonly #base: Base;
  #watch: ModuleDeploymentWatch | undefined;
  #before: ReadonlySet<string> = new Set();

  constructor(ports: Ports, target: V1Target, module: V1Module, base: Base) {
    this.#ports = ports;
    this.#target = target;
    this.#module = module;
    this.#base = base;
    const watch = new BaseWatch(ports.bases, ports.clock);
    this.gap = new Gap(watch, ports.clock, base, [module.module]);
  }

  async begin(): Promise<void> {
    this.#watch = await ModuleDeploymentWatch.start(this.#ports, this.#target, 'base');
    this.#before = new Set(modulesOf(await this.#watch.read()).map((one) => one.uid));
  }

  async step(): Promise<void> {
    const { surface, namespace } = this.#target;
    const { name, uid } = this.#module;
    await this.#ports.cluster.delete({ type: surface.module, namespace, name }, uid);
    this.#ports.emit({ type: 'wrote', object: `Module ${namespace}/${name}`, what: 'deleted' });
  }

  async look(): Promise<Look> {
    await this.gap.look();
    const all = modulesOf(this.#view());
    const old = all.find((one) => one.uid === this.#module.uid);
    const fresh = all.filter((one) => !this.#before.has(one.uid));
    const landed = fresh.find((one) => one.base === this.#base.name);
    const proven = landed?.state === 'Available' && old === undefined && this.gap.active;
    const { name, ip } = this.#base;
    return {
      done: proven ? [name] : [],
      pending: proven ? [] : [{ base: name, ip, ...this.#why(old, fresh, landed) }],
      lag: [],
      busy: [],
      superseded: undefined,
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.#watch?.next(Math.min(maxMs, 250));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#watch?.close();
  }

  #view(): V1View {
    if (this.#watch === undefined) throw new Error('the replacement has not begun');
    return this.#watch.view();
  }

  #why(
    old: V1Module | undefined,
    fresh: readonly V1Module[],
    landed: V1Module | undefined,
  ): Omit<Look['pending'][number], 'base' | 'ip'> {
    const { silence } = this.gap;
    if (silence !== undefined) {
      return { state: 'unseen', cause: said(({ open }) => open.silent(silence)) };
    }
    if (landed !== undefined) {
      const cause = said(({ open }) => open.newModule(landed.name, landed.state));
      return { state: 'installing', cause };
    }
    const strayed = fresh.find((one) => one.base !== undefined);
    if (strayed !== undefined) {
      return {
        state: 'doomed',
        cause: said(({ open }) => open.strayedV1(strayed.base ?? '')),
        next: said(({ open }) => open.whereItIs),
      };
    }
    const cause = said(({ open }) =>
      old === undefined ? open.newModuleWaits : open.oldModuleLeaves(old.name),
    );
    return { state: 'waiting', cause };
  }
}

function modulesOf(view: V1View): V1Module[] {
  return [...view.current, ...view.former, ...view.leaving];
}
