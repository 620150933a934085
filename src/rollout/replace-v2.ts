import { Fault } from '../fault.ts';
import { said } from '../messages/said-of.ts';
import { component, componentModule } from '../modules/labels.ts';
import { modulePodOf, type ModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import type { Base } from '../modules/base.ts';
import type { Follow } from '../world.ts';
import { BaseWatch } from './base-watch.ts';
import { MustHold, type Ports } from './context.ts';
import { Gap } from './replace-gap.ts';
import type { Look, Stairs } from './stairs.ts';

/** How long the scheduler may take to see that a pod has left, ms. */
const departureNoticedMs = 1_500;

/** One module pod of V2, evicted and made anew on its base by whatever owns it. */
export class PodReplacement implements Stairs {
  readonly gap: Gap;
  readonly #ports: Ports;
  readonly #pod: ModulePod;
  readonly #base: Base;
  readonly #renewed = new Set<string>();
  #follow: Follow | undefined;
  #before: ReadonlySet<string> = new Set();
  #goneAt: number | undefined;

  constructor(ports: Ports, pod: ModulePod, base: Base) {
    this.#ports = ports;
    this.#pod = pod;
    this.#base = base;
    this.gap = new Gap(new BaseWatch(ports.bases, ports.clock), ports.clock, base, pod.modules);
  }

  async begin(): Promise<void> {
    const { namespace } = this.#pod;
    const labels = `${component}=${componentModule}`;
    const query = { type: core.pod, namespace, labels, freshness: 'quorum' } as const;
    this.#follow = await this.#ports.cluster.follow([query], this.#ports.signal);
    this.#before = new Set(this.#siblings().map((pod) => pod.uid));
  }

  async step(): Promise<void> {
    const { name, namespace, uid } = this.#pod;
    const eviction = await this.#ports.cluster.evict({ type: core.pod, namespace, name }, uid);
    if (!eviction.evicted) {
      const { why } = eviction;
      throw new MustHold(said(({ holds }) => holds.notEvicted(why)));
    }
    this.#ports.emit({ type: 'wrote', object: `Pod ${namespace}/${name}`, what: 'evicted' });
  }

  async look(): Promise<Look> {
    await this.gap.look();
    const siblings = this.#siblings();
    const old = siblings.find((pod) => pod.uid === this.#pod.uid);
    if (old === undefined) this.#goneAt ??= this.#ports.clock.now();
    const fresh = siblings.filter((pod) => !this.#before.has(pod.uid) && !pod.terminating);
    await this.#renewForgotten(fresh);
    const landed = fresh.find((pod) => pod.node === this.#base.name);
    const proven = landed !== undefined && this.gap.active && (this.gap.seenAway || !old);
    const { name, ip } = this.#base;
    const trouble = proven ? [] : [{ base: name, ip, ...this.#why(old, fresh, landed) }];
    return {
      done: proven ? [name] : [],
      pending: trouble,
      lag: proven && !landed.ready ? [said(({ open }) => open.newPodNotReady(landed.name))] : [],
      busy: [],
      superseded: undefined,
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.#follow?.changed(Math.min(maxMs, 500));
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  leave(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#follow?.close();
  }

  /** Pods of the same controller. */
  #siblings(): ModulePod[] {
    const items = this.#follow?.items(0) ?? [];
    return items.map(modulePodOf).filter((pod) => pod.owner?.uid === this.#pod.owner?.uid);
  }

  #why(
    old: ModulePod | undefined,
    fresh: readonly ModulePod[],
    landed: ModulePod | undefined,
  ): Omit<Look['pending'][number], 'base' | 'ip'> {
    const { silence } = this.gap;
    if (silence !== undefined) {
      return { state: 'unseen', cause: said(({ open }) => open.silent(silence)) };
    }
    if (landed !== undefined) {
      const cause = said(({ open }) => open.newPodInactive(landed.name));
      return { state: 'installing', cause };
    }
    const strayed = fresh.find((pod) => pod.node !== undefined);
    if (strayed !== undefined) {
      return {
        state: 'doomed',
        cause: said(({ open }) => open.strayed(strayed.node ?? '')),
        next: said(({ open }) => open.whereItIs),
      };
    }
    const cause = said(({ open }) =>
      old === undefined ? open.noNewPod : open.oldPodLeaves(old.name),
    );
    return { state: 'waiting', cause };
  }

  /** The scheduler does not look again at a pod that another one's anti-affinity kept off, when that one goes (seen on 1.34). */
  async #renewForgotten(fresh: readonly ModulePod[]): Promise<void> {
    const goneAt = this.#goneAt;
    const { clock, cluster, emit } = this.#ports;
    if (goneAt === undefined || clock.now() - goneAt < departureNoticedMs) return;
    for (const pod of fresh) {
      const waits = pod.node === undefined && pod.unschedulable !== undefined;
      if (!waits || pod.createdAt >= goneAt || this.#renewed.has(pod.uid)) continue;
      this.#renewed.add(pod.uid);
      const object = `Pod ${pod.namespace}/${pod.name}`;
      try {
        await cluster.delete({ type: core.pod, namespace: pod.namespace, name: pod.name }, pod.uid);
        emit({ type: 'wrote', object, what: 'deleted: the scheduler does not look at it again' });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const name = `${pod.namespace}/${pod.name}`;
        const text = said(({ warned }, inWords) => warned.waitsForScheduler(name, inWords(error)));
        emit({ type: 'warning', text });
      }
    }
  }
}
