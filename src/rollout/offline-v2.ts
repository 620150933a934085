import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import { modulePodOf, type ModulePod, type PodModule } from '../modules/module-pod.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core } from '../modules/surface.ts';
import type { Follow, KubeObject, ObjectRef } from '../world.ts';
import { BaseWatch } from './base-watch.ts';
import type { Assignment, Ports } from './context.ts';
import { lookAtDepartures, type Departure } from './departures.ts';
import { Orphans } from './orphans.ts';
import { whyGone } from './ownership.ts';
import type { Look, Stairs } from './stairs.ts';

/** How long V2's controller is given to uninstall what no pod wants any more, ms: it looks every 15 s. */
const orphanGraceMs = 20_000;

export interface V2OfflineParts {
  readonly ref: ObjectRef;
  readonly live: KubeObject;
  /** All its pods, whatever their template. */
  readonly pods: readonly ModulePod[];
  readonly bases: ReadonlyMap<string, Base>;
  /** What another workload wants on a base too; it is none of ours. */
  readonly wantedByOthers: (node: string, module: PodModule) => boolean;
  /** Steps before the last one; undefined where there are none. */
  readonly stairs: Stairs | undefined;
}

/** Takes a V2 workload of any kind off its bases: in steps if there are any, the last one deletes it. */
export class PodsOffline implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #parts: V2OfflineParts;
  readonly #bases: BaseWatch;
  readonly #orphans: Orphans;
  readonly #known = new Map<string, ModulePod>();
  #follow: Follow | undefined;
  #last = false;

  constructor(ports: Ports, assignment: Assignment, parts: V2OfflineParts) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#parts = parts;
    this.#bases = new BaseWatch(ports.bases, ports.clock);
    this.#orphans = new Orphans(ports, orphanGraceMs);
    for (const pod of parts.pods) this.#known.set(pod.uid, pod);
  }

  async begin(): Promise<void> {
    const { ref, live, stairs } = this.#parts;
    const { selector } = (live['spec'] ?? {}) as { selector?: LabelSelector };
    const { namespace = 'default' } = ref;
    const freshness = 'quorum' as const;
    const fields = `metadata.name=${ref.name}`;
    const own = live.kind === core.pod.kind ? { fields } : { labels: selectorText(selector) };
    this.#follow = await this.#ports.cluster.follow(
      [
        { type: ref.type, namespace, fields, freshness },
        { type: core.pod, namespace, ...own, freshness },
      ],
      this.#ports.signal,
    );
    await stairs?.begin();
  }

  async step(batch: number): Promise<void> {
    const { ref, live, stairs } = this.#parts;
    const of = Math.max(1, this.#assignment.plan.batches.length);
    if (batch < of && stairs !== undefined) {
      await stairs.step(batch);
      return;
    }
    this.#last = true;
    await this.#ports.cluster.delete(ref, live.metadata.uid ?? '');
    const object = `${ref.type.kind} ${ref.namespace ?? ''}/${ref.name}`;
    this.#ports.emit({ type: 'wrote', object, what: 'deleted' });
  }

  async look(): Promise<Look> {
    const { stairs, live } = this.#parts;
    if (!this.#last && stairs !== undefined) return await stairs.look();
    const workload = this.#follow?.items(0)[0];
    const pods = this.#ownPods();
    const departures = this.#departures(pods);
    const left = await lookAtDepartures(this.#bases, departures, this.#assignment.plan.proof);
    if (this.#assignment.options.askAgain && this.#assignment.plan.proof === 'base') {
      await this.#orphans.remove(this.#bases, departures);
    }
    const ours = workload !== undefined && workload.metadata.uid === live.metadata.uid;
    const anew = workload === undefined || ours ? undefined : whyGone(workload, live.metadata.uid);
    return {
      done: left.done,
      pending: this.#orphans.judge(left.pending, departures),
      lag: pods.length > 0 ? [said(({ open }) => open.terminating(pods.length))] : [],
      busy: ours ? [said(({ open }) => open.stillThere(live.kind))] : [],
      superseded: anew,
    };
  }

  async next(maxMs: number): Promise<void> {
    await this.#follow?.changed(maxMs);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  async leave(): Promise<void> {
    if (!this.#last) await this.#parts.stairs?.leave();
  }

  close(): void {
    this.#parts.stairs?.close();
    this.#follow?.close();
  }

  /** Those whose controllers are known from the plan; the workload itself may be gone already. */
  #ownPods(): ModulePod[] {
    const owners = new Set([...this.#known.values()].map((pod) => pod.owner?.uid));
    const items = this.#follow?.items(1) ?? [];
    const { uid } = this.#parts.live.metadata;
    const own = items
      .map(modulePodOf)
      .filter((pod) => pod.uid === uid || (pod.owner && owners.has(pod.owner.uid)));
    for (const pod of own) this.#known.set(pod.uid, pod);
    return own;
  }

  #departures(present: readonly ModulePod[]): Departure[] {
    const byNode = new Map<string, ModulePod[]>();
    for (const pod of this.#known.values()) {
      if (pod.node === undefined) continue;
      byNode.set(pod.node, [...(byNode.get(pod.node) ?? []), pod]);
    }
    const left = new Set(present.map((pod) => pod.uid));
    return [...byNode].flatMap(([node, pods]) => {
      const base = this.#parts.bases.get(node);
      const modules = pods
        .flatMap((pod) => pod.modules)
        .filter((module) => !this.#parts.wantedByOthers(node, module));
      if (base === undefined || modules.length === 0) return [];
      return [{ base, modules, objectLeft: pods.some((pod) => left.has(pod.uid)) }];
    });
  }
}
