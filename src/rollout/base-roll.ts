import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import { inOrderOfName, vnodeOfPod } from '../modules/base-pod.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import type { Text } from '../said.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import { Superseded, type Ports } from './context.ts';
import { holdNumbers, holdOps, isHeld, releaseOps, type HoldNumbers } from './hold.ts';
import { letStay, markToGo } from './kinds/deployment-retire.ts';
import {
  blockedBy,
  deploymentSpec,
  isObserved,
  whatChanged,
  type DeploymentView,
} from './kinds/deployment-view.ts';
import { DeploymentWatch, readDeployment } from './kinds/deployment-watch.ts';
import { templateOps } from './kinds/deployment-writes.ts';
import { isBehind, markOps, rolloutMark, supersededBy, unmarkOps } from './ownership.ts';
import { templateHash } from './template-hash.ts';
import { Workload } from './workload.ts';

/** One of the base's own pods, and the virtual node that it reports as. */
export interface BasePod extends ModulePod {
  readonly vnode: Base | undefined;
}

/** The base's own Deployment as it is now, by its present template. */
export interface BaseView {
  readonly newPods: readonly BasePod[];
  readonly oldPods: readonly BasePod[];
  readonly leaving: readonly ModulePod[];
  /** Why Kubernetes can't make more of its pods. */
  readonly blocked: Text | undefined;
  /** Its controller has seen the last write. */
  readonly observed: boolean;
}

/**
 * Rolls the base's own Deployment: by the hold line too, so that it stops at the end of each of
 * its batches until somebody has looked at the modules there.
 */
export class BaseRoll {
  readonly #ports: Ports;
  readonly #record: CoReleaseRecord;
  readonly #id: string;
  readonly #workload: Workload;
  readonly #state: { readonly workload: Workload; seen: boolean };
  #watch: DeploymentWatch | undefined;

  constructor(ports: Ports, record: CoReleaseRecord, id: string) {
    this.#ports = ports;
    this.#record = record;
    this.#id = id;
    const { namespace, name } = record.base;
    this.#workload = new Workload(
      ports.cluster,
      { type: core.deployment, namespace, name },
      ports.emit,
    );
    this.#state = { workload: this.#workload, seen: false };
  }

  get label(): string {
    return this.#workload.label;
  }

  /** Takes it as it is. Throws Superseded where it is not the object of the plan any more. */
  async start(): Promise<void> {
    const live = await this.#workload.read();
    const { label } = this;
    const { uid } = this.#record.base;
    if (live === undefined) {
      throw new Superseded(said(({ changedObject }) => changedObject.deleted(label)));
    }
    if (live.metadata.uid !== uid) {
      throw new Superseded(said(({ changedObject }) => changedObject.createdAnew(label)));
    }
    if (!this.isOld() && !this.isNew()) {
      throw new Superseded(said(({ changed }) => changed.of(label, changed.template)));
    }
    this.#watch = await DeploymentWatch.start(this.#ports, live, 'kubernetes', false);
  }

  isNew(): boolean {
    return this.#hash === templateHash(this.#record.newTemplate);
  }

  isOld(): boolean {
    return this.#hash === templateHash(this.#record.oldTemplate);
  }

  get isHeld(): boolean {
    return isHeld(deploymentSpec(this.#workload.live) as Record<string, unknown>);
  }

  /** How many new bases the hold lets in now; undefined where none is drawn. */
  get hold(): HoldNumbers | undefined {
    if (!this.isHeld) return undefined;
    const rolling = deploymentSpec(this.#workload.live).strategy?.rollingUpdate;
    const { maxSurge = 0, maxUnavailable = 0 } = rolling ?? {};
    return { maxSurge: Number(maxSurge), maxUnavailable: Number(maxUnavailable) };
  }

  /**
   * Lets `updated` new bases in while `retired` old ones are gone; those are marked to go first.
   * `last`: names of bases that stay as long as others can go instead.
   */
  async advance(
    updated: number,
    retired: number,
    last: ReadonlySet<string> = new Set(),
  ): Promise<void> {
    const { newTemplate } = this.#record;
    const { hold } = this;
    const gone = hold?.maxUnavailable ?? retired;
    if (this.isNew() && reach(hold) >= updated && gone >= retired) return;
    await this.#choose(retired, last);
    await this.#write(
      [
        ...(this.isNew() ? [] : templateOps(newTemplate)),
        ...holdOps(holdNumbers(updated, retired)),
        ...this.#markOps(newTemplate),
      ],
      `base: up to ${updated} of ${this.#record.replicas} new, ${retired} old gone`,
    );
  }

  /** Gives the borrowed fields back: all that is not of the present template goes. */
  async release(): Promise<void> {
    if (!this.isHeld) return;
    const live = this.#workload.live;
    await this.#write(
      [...releaseOps(this.#record.saved), ...unmarkOps(live)],
      'base: borrowed fields given back, what is left of the other version goes',
    );
  }

  /** Brings the old bases back beside the new ones, or where they can't be beside, in their place. */
  async bringBack(): Promise<void> {
    if (this.isOld()) return;
    const { cluster } = this.#ports;
    const { oldTemplate, policy, saved, replicas } = this.#record;
    await letStay(cluster, (await readDeployment(cluster, this.#workload.live)).toGoFirst);
    const beside = policy === 'install-then-uninstall';
    const surge = Math.max(1, Math.min(replicas, reach(this.hold)));
    await this.#write(
      [
        ...templateOps(oldTemplate),
        ...(beside
          ? [...holdOps({ maxSurge: surge, maxUnavailable: 0 }), ...this.#markOps(oldTemplate)]
          : [...releaseOps(saved), ...unmarkOps(this.#workload.live)]),
      ],
      beside ? 'base: the old one comes back beside the new one' : 'base: the old one comes back',
    );
  }

  /** As `look`, but by the template that is to be, also before it is written: then all pods are old. */
  lookAhead(): BaseView | undefined {
    const view = this.look();
    if (view === undefined || this.isNew()) return view;
    return { ...view, newPods: [], oldPods: [...view.newPods, ...view.oldPods] };
  }

  /** Names of its pods of the template that is to be, read now. */
  async wanted(): Promise<ReadonlySet<string>> {
    if (!this.isNew()) return new Set();
    const { newPods } = await readDeployment(this.#ports.cluster, this.#workload.live);
    return new Set(newPods.map((pod) => pod.name));
  }

  /** What the watch shows; undefined while it is behind the last write. Throws Superseded where a hand has changed it. */
  look(): BaseView | undefined {
    const view = this.#watched.view();
    const changed = supersededBy(this.#state, view.deployment, () => this.#whatChanged(view));
    if (changed !== undefined) {
      const { label } = this;
      throw new Superseded(said((words, inWords) => words.changed.of(label, inWords(changed))));
    }
    if (isBehind(this.#state, view.deployment) || view.deployment === undefined) return undefined;
    const bases = [...view.bases.values()];
    const withVnode = (pod: ModulePod): BasePod => ({ ...pod, vnode: vnodeOfPod(pod, bases) });
    return {
      newPods: view.newPods.map(withVnode),
      oldPods: view.oldPods.map(withVnode),
      leaving: view.leaving,
      blocked: blockedBy(view),
      observed: isObserved(view.deployment),
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.#watched.next(maxMs);
  }

  async disown(): Promise<void> {
    await this.#workload.disown();
  }

  close(): void {
    this.#watch?.close();
  }

  get #watched(): DeploymentWatch {
    if (this.#watch === undefined) throw new Error('the base is not watched yet');
    return this.#watch;
  }

  get #hash(): string {
    return templateHash(deploymentSpec(this.#workload.live).template);
  }

  #markOps(template: unknown): ReturnType<typeof markOps> {
    return markOps(this.#workload.live, rolloutMark(this.#id, templateHash(template)));
  }

  async #write(...[ops, what]: Parameters<Workload['patch']>): Promise<void> {
    await this.#workload.patch(ops, what);
  }

  /** Which old bases go first, as the plan names them: in the order of their names. */
  async #choose(retired: number, last: ReadonlySet<string>): Promise<void> {
    const { cluster } = this.#ports;
    const view = await readDeployment(cluster, this.#workload.live);
    if (!this.isNew()) await letStay(cluster, view.toGoFirst);
    const old = inOrderOfName(this.isNew() ? view.oldPods : view.newPods);
    const count = old.length - (this.#record.replicas - retired);
    if (count <= 0 || count >= old.length) return;
    const first = old.filter(({ name }) => !last.has(name));
    const chosen = [...first, ...old.filter(({ name }) => last.has(name))].slice(0, count);
    await markToGo(cluster, chosen);
  }

  #whatChanged({ deployment }: DeploymentView): Text | undefined {
    return whatChanged(deployment, {
      uid: this.#record.base.uid,
      templateHash: this.#hash,
      replicas: this.#record.replicas,
      rolloutId: this.isHeld ? this.#id : undefined,
      hold: this.hold,
    });
  }
}

function reach(hold: HoldNumbers | undefined): number {
  return hold === undefined ? Number.POSITIVE_INFINITY : hold.maxSurge + hold.maxUnavailable;
}
