import { Conflict } from '../../conflict.ts';
import { Fault } from '../../fault.ts';
import { said } from '../../messages/said-of.ts';
import { deleteModuleLabel, type V1Revision, type V1View } from '../../modules/v1-view.ts';
import type { JsonPatchOp, ObjectRef } from '../../world.ts';
import { rolloutManager, type Ports } from '../context.ts';
import { Stillness } from '../stillness.ts';
import type { ModuleDeploymentSight } from './module-deployment-sight.ts';
import type { V1Target } from './module-deployment-target.ts';

/** How long the controller must have stood still before koupctl puts its finger in, ms. */
const stillMs = 2_000;
/** How long a reminder gets to show, ms. */
const againMs = 5_000;
/** How long modules that are to go may stay unlabelled before they count as forgotten, ms. */
const forgottenAfterMs = 5_000;

const beyond = 'the controller had gone beyond the batch';

/** Mends what V1's controller leaves behind by mistake. Each write says what it is for. */
export class ModuleDeploymentMender {
  readonly #ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>;
  readonly #target: V1Target;
  #mendedAt = 0;
  readonly #still: Stillness;
  /** Names of what was told to go: the watch may show it for a while yet. */
  readonly #told = new Set<string>();

  constructor(ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>, target: V1Target) {
    this.#ports = ports;
    this.#target = target;
    this.#still = new Stillness(ports.clock);
  }

  /**
   * Once the controller stands still: a batch that it made too large (a late read
   * of its own status makes it add the step twice) is cut back to `atMost`,
   * modules that it forgot are brought to its mind.
   */
  async mendPlacing(sight: ModuleDeploymentSight, view: V1View, atMost: number): Promise<void> {
    const { newest, current } = view;
    if (newest === undefined || newest.tried !== newest.replicas) return;
    const now = this.#ports.clock.now();
    if (!sight.deviates(view, stillMs) || now - this.#mendedAt < againMs) return;
    const wanted = Math.max(atMost, current.length);
    if (newest.replicas > wanted) {
      this.#mendedAt = now;
      await this.#cutBack(newest, wanted, beyond);
      await this.#forgetTry(newest, current.length);
    } else if (current.length > newest.replicas || view.free.some((base) => base.usable)) {
      this.#mendedAt = now;
      await this.#forgetTry(newest, current.length);
      const { name, replicas } = newest;
      const text = said(({ warned }) => warned.stoppedShort(current.length, name, replicas));
      this.#ports.emit({ type: 'warning', text });
    }
  }

  /** A batch that the controller counted twice may lead beyond the release: what is too much leaves its bases. */
  async takeBackSurplus({ newest, release }: V1View, replicas: number): Promise<void> {
    const now = this.#ports.clock.now();
    const rests = release?.progress === 'Paused' && release.batchProgress === 'Completed';
    if (newest === undefined || !rests || now - this.#mendedAt < againMs) return;
    this.#mendedAt = now;
    await this.#cutBack(newest, replicas, beyond);
  }

  /**
   * Takes modules off that earlier revisions should have given up: one whose
   * install failed stays for ever when its revision is scaled to nothing, because
   * "0 of 0 Available" counts as complete; and a controller that was killed at it
   * does not try the same number again. The label is the controller's own way.
   */
  async dropStragglers(view: V1View): Promise<void> {
    for (const revision of view.revisions.slice(1)) {
      const there = view.former.filter((module) => module.revision === revision.name);
      const surplus = there.length - revision.replicas;
      // It has had its one try to shrink to this number.
      const forgotten =
        this.#isStill(revision.name, surplus) && revision.tried === revision.replicas;
      if (surplus <= 0 || (revision.available !== revision.replicas && !forgotten)) continue;
      const failed = there.filter((one) => one.state !== 'Available');
      const others = forgotten ? there.filter((one) => one.state === 'Available') : [];
      for (const module of [...failed, ...others].slice(0, surplus)) {
        const label = deleteModuleLabel(this.#target.surface.group).replaceAll('/', '~1');
        await this.#tell(this.#module(module.name), {
          uid: module.uid,
          ops: [{ op: 'add', path: `/metadata/labels/${label}`, value: 'true' }],
          what: `taken off ${module.base ?? 'the list'}`,
        });
      }
    }
  }

  /**
   * Frees bases where the next batch finds none, and more modules are there than are to be in the
   * end: of a revision with fewer modules than it wants, the controller counts one that never came
   * as given up.
   */
  async makeRoom(view: V1View, replicas: number): Promise<void> {
    let surplus = view.current.length + view.former.length - replicas;
    const isStuck = this.#isStill('all revisions', surplus);
    const isMoving = view.leaving.length > 0 || view.free.some((base) => base.usable);
    if (isMoving || !isStuck) return;
    for (const revision of view.revisions.slice(1)) {
      const there = view.former.filter((module) => module.revision === revision.name).length;
      const off = Math.min(there, Math.max(0, surplus));
      if (off === 0) continue;
      surplus -= off;
      await this.#cutBack(revision, there - off, 'the next batch finds no free base');
    }
  }

  /** Whether so many modules too many have been there for so long that nobody will take them off. */
  #isStill(where: string, surplus: number): boolean {
    return this.#still.forMs(where, String(surplus)) >= forgottenAfterMs;
  }

  /**
   * Takes what earlier revisions still have off the bases, when the new one is
   * whole. The controller shrinks them only by as many as it places anew, so fewer
   * replicas than before leave a rest.
   */
  async retireFormer(view: V1View, replicas: number): Promise<void> {
    const done = view.release?.progress === 'Completed';
    if (!done || view.current.length < replicas) return;
    for (const revision of view.revisions.slice(1)) {
      if (revision.replicas === 0) continue;
      await this.#tell(this.#replicaSet(revision.name), {
        uid: revision.uid,
        ops: [{ op: 'add', path: '/spec/replicas', value: 0 }],
        what: `the rest of ${revision.module.version} leaves its bases`,
      });
    }
  }

  async #cutBack(revision: V1Revision, replicas: number, why: string): Promise<void> {
    const ref = this.#replicaSet(revision.name);
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: revision.uid },
      { op: 'test', path: '/spec/replicas', value: revision.replicas },
      { op: 'replace', path: '/spec/replicas', value: replicas },
    ];
    await this.#ports.cluster.patch(ref, ops, { manager: rolloutManager }).catch(ignoreConflict);
    this.#wrote(ref, `from ${revision.replicas} back to ${replicas}: ${why}`);
  }

  /** The controller tries a number of replicas once, and keeps in the status which one it was. */
  async #forgetTry(newest: V1Revision, there: number): Promise<void> {
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: newest.uid },
      { op: 'add', path: '/status/replicas', value: there },
    ];
    const options = { manager: rolloutManager, subresource: 'status' as const };
    try {
      await this.#ports.cluster.patch(this.#replicaSet(newest.name), ops, options);
    } catch (error) {
      // Who may roll out may yet not be allowed to write a status.
      if (error instanceof Fault && error.outcome === 'unreachable') {
        const text = said(({ warned }, inWords) => warned.notReminded(newest.name, inWords(error)));
        this.#ports.emit({ type: 'warning', text });
      } else ignoreConflict(error);
    }
  }

  async #tell(
    ref: ObjectRef,
    change: { readonly uid: string; readonly ops: readonly JsonPatchOp[]; readonly what: string },
  ): Promise<void> {
    if (this.#told.has(change.uid)) return;
    this.#told.add(change.uid);
    const same: JsonPatchOp = { op: 'test', path: '/metadata/uid', value: change.uid };
    const options = { manager: rolloutManager };
    await this.#ports.cluster.patch(ref, [same, ...change.ops], options).catch(ignoreConflict);
    this.#wrote(ref, change.what);
  }

  #wrote(ref: ObjectRef, what: string): void {
    const object = `${ref.type.kind} ${ref.namespace ?? ''}/${ref.name}`;
    this.#ports.emit({ type: 'wrote', object, what });
  }

  #replicaSet(name: string): ObjectRef {
    const { surface, namespace } = this.#target;
    return { type: surface.moduleReplicaSet, namespace, name };
  }

  #module(name: string): ObjectRef {
    const { surface, namespace } = this.#target;
    return { type: surface.module, namespace, name };
  }
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error;
}
