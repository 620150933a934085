import { said } from '../messages/said-of.ts';
import type { Said } from '../said.ts';
import type { V1Module, V1View } from '../modules/v1-view.ts';
import { GoneBases } from './co-release-v1-gone.ts';
import { wrongOnes, type V1JointSight } from './co-release-v1-look.ts';
import { ForgottenMarks } from './co-release-v1-marks.ts';
import type { Ports } from './context.ts';
import type { Place } from './driver.ts';
import { ModuleDeploymentMender } from './kinds/module-deployment-mend.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import type { ModuleDeploymentWatch } from './kinds/module-deployment-watch.ts';

/** How long the controller gets for an install that it was reminded of, ms. */
const remindedMs = 8_000;

interface Parts {
  readonly target: V1Target;
  /** The package that belongs to the wanted bases. */
  readonly url: string;
  readonly baseDeployment: string;
  readonly replicas: number;
  /** Bases and controller may be asked for what they owe. */
  readonly askAgain: boolean;
}

/** Mends what V1's controller leaves undone while bases are rolled under it. */
export class V1JointMender {
  readonly #ports: Ports;
  readonly #parts: Parts;
  readonly #gone: GoneBases;
  readonly #marks: ForgottenMarks;
  readonly #placing: ModuleDeploymentMender;
  /** When the controller was reminded of a Module, ms, by its uid. */
  readonly #reminded = new Map<string, number>();
  /** Modules that were deleted to be made anew. */
  readonly #told = new Set<string>();
  #last = false;

  constructor(ports: Ports, parts: Parts) {
    this.#ports = ports;
    this.#parts = parts;
    this.#gone = new GoneBases(ports, parts.target, parts.baseDeployment);
    this.#marks = new ForgottenMarks(ports, parts.target);
    this.#placing = new ModuleDeploymentMender(ports, parts.target);
  }

  /** No further base goes: whatever is left of those that went must be gone before the end. */
  isLast(): void {
    this.#last = true;
    this.#gone.lookAgain();
  }

  /** What bases that are gone have left behind, in words. */
  left(): Said[] {
    const { left } = this.#gone;
    return left === 0 ? [] : [said(({ openWithBase }) => openWithBase.modulesToGo(left))];
  }

  async mend(watch: ModuleDeploymentWatch, sight: V1JointSight, view: V1View): Promise<void> {
    const { url, askAgain, replicas } = this.#parts;
    const bereft = view.leaving.some(({ base = '' }) => !view.bases.has(base));
    await this.#gone.letGo(this.#last || bereft);
    await this.#marks.takeOff(view, sight.base.newPods);
    for (const one of wrongOnes(sight, url)) await this.#makeAnew(one);
    if (!askAgain) return;
    const wanted = new Set(sight.base.newPods.filter((pod) => pod.ready).map((pod) => pod.name));
    await this.#askAgain(
      watch,
      sight.places.filter(({ name, judgement }) => judgement.askAgain && wanted.has(name)),
    );
    // The controller looks at neither address nor template when it is reminded.
    const sure = view.free.every(({ name, usable }) => usable && wanted.has(name));
    if (sure) await this.#placing.mendPlacing(watch, view, replicas);
  }

  /**
   * The controller first: what koupctl installs in its place it would find there at its next try,
   * and take for a refusal.
   */
  async #askAgain(watch: ModuleDeploymentWatch, places: readonly Place[]): Promise<void> {
    const now = this.#ports.clock.now();
    const blank = places.filter((place) => watch.isBlank(place));
    const fresh = blank.filter(({ key }) => !this.#reminded.has(key));
    for (const { key } of fresh) this.#reminded.set(key, now);
    await watch.remind(fresh);
    const due = places.filter((place) => {
      return !blank.includes(place) || now - (this.#reminded.get(place.key) ?? now) >= remindedMs;
    });
    await watch.askAgain(due, 1_000);
  }

  /** Without a delete label the controller makes another in its place, with the url as it is now. */
  async #makeAnew({ name, uid, base }: V1Module): Promise<void> {
    if (this.#told.has(uid)) return;
    this.#told.add(uid);
    const { surface, namespace } = this.#parts.target;
    await this.#ports.cluster.delete({ type: surface.module, namespace, name }, uid);
    const what = `deleted on ${base ?? 'no base'}: it has the other package, and is made anew`;
    this.#ports.emit({ type: 'wrote', object: `Module ${namespace}/${name}`, what });
  }
}
