import type { Cluster, JsonPatchOp, KubeObject, ObjectRef } from '../world.ts';
import { Conflict } from '../conflict.ts';
import { said } from '../messages/said-of.ts';
import { rolloutAnnotation } from '../modules/labels.ts';
import type { Text } from '../said.ts';
import { intentManager, rolloutManager, Superseded } from './context.ts';
import type { RolloutEvent } from './events.ts';

/** Others may write its status, labels and annotations all the time. */
const mostAttempts = 20;

/**
 * One workload and every write to it. A write applies to exactly the spec that
 * was last seen (uid and generation): JSON Patch `test` operations make it
 * compare-and-swap without tripping over status updates.
 */
export class Workload {
  readonly ref: ObjectRef;
  readonly #cluster: Cluster;
  readonly #emit: (event: RolloutEvent) => void;
  #live: KubeObject | undefined;

  constructor(cluster: Cluster, ref: ObjectRef, emit: (event: RolloutEvent) => void) {
    this.#cluster = cluster;
    this.ref = ref;
    this.#emit = emit;
  }

  /** As last seen or written; throws when there is none. */
  get live(): KubeObject {
    const { label } = this;
    if (this.#live === undefined) {
      throw new Superseded(said(({ changedObject }) => changedObject.absent(label)));
    }
    return this.#live;
  }

  /** As last seen or written, if there is one. */
  get known(): KubeObject | undefined {
    return this.#live;
  }

  get label(): string {
    return `${this.ref.type.kind} ${this.ref.namespace ?? ''}/${this.ref.name}`;
  }

  /** Takes what a quorum read, an apply or a plan brought. */
  adopt(object: KubeObject | undefined): void {
    this.#live = object;
  }

  async read(): Promise<KubeObject | undefined> {
    this.#live = await this.#cluster.get(this.ref);
    return this.#live;
  }

  /** Writes, or throws Superseded with what another writer changed. `what` tells people what it was for. */
  async patch(
    ops: readonly JsonPatchOp[],
    what: string,
    precondition?: readonly JsonPatchOp[],
  ): Promise<KubeObject> {
    for (let attempt = 1; ; attempt++) {
      const same = precondition ?? this.#sameSpec();
      try {
        const written = await this.#cluster.patch(this.ref, [...same, ...ops], {
          manager: rolloutManager,
        });
        this.#live = written.object;
        this.#emit({ type: 'wrote', object: this.label, what });
        return written.object;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        const again = precondition === undefined && attempt < mostAttempts;
        if (again && (await this.#onlyDescribed())) continue;
        throw new Superseded(this.#whoMade(await this.#cluster.get(this.ref)));
      }
    }
  }

  /**
   * Somebody labelled or annotated it meanwhile: a Deployment's generation moves with its
   * annotations too. Takes the newer one for the live one then. Not where a map of them came or
   * went: operations that were made for the older one would not fit.
   */
  async #onlyDescribed(): Promise<boolean> {
    const before = this.#live;
    const now = await this.#cluster.get(this.ref);
    if (before === undefined || now === undefined) return false;
    const [then, meta] = [before.metadata, now.metadata];
    const moved = meta.uid === then.uid && meta.generation !== then.generation;
    const fits =
      meta.deletionTimestamp === then.deletionTimestamp &&
      meta.annotations?.[rolloutAnnotation] === then.annotations?.[rolloutAnnotation] &&
      (meta.annotations === undefined) === (then.annotations === undefined) &&
      (meta.labels === undefined) === (then.labels === undefined);
    if (!moved || !fits || JSON.stringify(now['spec']) !== JSON.stringify(before['spec'])) {
      return false;
    }
    this.#live = now;
    return true;
  }

  /**
   * Server-side apply on exactly the spec that was last seen. Status updates move
   * the resourceVersion too, so a mismatch is a conflict only when the spec moved.
   */
  async apply(object: KubeObject, options: { force: boolean }, what: string): Promise<KubeObject> {
    for (let attempt = 1; ; attempt++) {
      const { resourceVersion, uid, generation } = this.#live?.metadata ?? {};
      const conditioned = {
        ...object,
        metadata: {
          ...object.metadata,
          ...(resourceVersion && uid ? { resourceVersion, uid } : {}),
        },
      };
      try {
        const written = await this.#cluster.apply(conditioned, this.ref.type, {
          manager: intentManager,
          force: options.force,
        });
        this.#live = written.object;
        this.#emit({ type: 'wrote', object: this.label, what });
        return written.object;
      } catch (error) {
        if (!(error instanceof Conflict) || error.kind !== 'precondition') throw error;
        if (attempt < mostAttempts && (await this.#onlyDescribed())) continue;
        const now = await this.#cluster.get(this.ref);
        const same = now?.metadata.uid === uid && now?.metadata.generation === generation;
        if (!same || attempt >= mostAttempts) throw new Superseded(this.#whoMade(now));
        this.#live = now;
      }
    }
  }

  /** Gives up the field ownership that a rollout's writes left behind, so that nobody's apply meets it. */
  async disown(): Promise<void> {
    for (let attempt = 1; attempt <= 10; attempt++) {
      if (await this.#tryDisown()) return;
    }
  }

  /** False where another write, most often of status, came between read and patch. */
  async #tryDisown(): Promise<boolean> {
    const live = await this.read();
    const managers = live?.metadata.managedFields ?? [];
    const ops = managers
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => entry.manager === rolloutManager && entry.subresource === undefined)
      .reverse()
      .map(({ index }) => ({ op: 'remove' as const, path: `/metadata/managedFields/${index}` }));
    if (live === undefined || ops.length === 0) return true;
    try {
      await this.patch(ops, 'field ownership given up', [
        { op: 'test', path: '/metadata/uid', value: live.metadata.uid },
        { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
      ]);
      return true;
    } catch (error) {
      if (error instanceof Superseded) return false;
      throw error;
    }
  }

  #sameSpec(): JsonPatchOp[] {
    const { uid, generation } = this.live.metadata;
    const same: JsonPatchOp[] = [{ op: 'test', path: '/metadata/uid', value: uid }];
    // Pods have no generation before Kubernetes 1.33.
    if (generation === undefined) return same;
    return [...same, { op: 'test', path: '/metadata/generation', value: generation }];
  }

  /** Who made what is there `now` of what was last seen. */
  #whoMade(now: KubeObject | undefined): Text {
    const { label } = this;
    if (now === undefined) return said(({ changedObject }) => changedObject.deleted(label));
    if (now.metadata.uid !== this.#live?.metadata.uid) {
      return said(({ changedObject }) => changedObject.createdAnew(label));
    }
    const manager = lastForeignManager(now);
    return said(({ changedObject }) => changedObject.changedBy(label, manager));
  }
}

/** The manager other than koupctl that wrote last, from managedFields; undefined where they don't tell. */
export function lastForeignManager(object: KubeObject): string | undefined {
  const foreign = (object.metadata.managedFields ?? [])
    .filter((entry) => entry.subresource === undefined && !entry.manager?.startsWith('koupctl'))
    .sort((a, b) => String(a['time'] ?? '').localeCompare(String(b['time'] ?? '')));
  return foreign.at(-1)?.manager;
}
