import type { V1View } from '../../modules/v1-view.ts';
import type { Proof } from '../../plan/types.ts';
import type { Follow, KubeObject } from '../../world.ts';
import type { Ports } from '../context.ts';
import { ModuleDeploymentSight } from './module-deployment-sight.ts';
import { queriesFor, readV1, viewOf, type V1Target } from './module-deployment-target.ts';

/** A sight of one ModuleDeployment that keeps itself up to date. */
export class ModuleDeploymentWatch extends ModuleDeploymentSight {
  readonly #target: V1Target;
  readonly #ports: Ports;
  readonly #follow: Follow;
  #seen: readonly (readonly KubeObject[])[] = [];
  #view: V1View | undefined;

  private constructor(ports: Ports, target: V1Target, follow: Follow, proof: Proof) {
    super(ports, target, proof);
    this.#ports = ports;
    this.#target = target;
    this.#follow = follow;
  }

  static async start(ports: Ports, target: V1Target, proof: Proof): Promise<ModuleDeploymentWatch> {
    const follow = await ports.cluster.follow(queriesFor(target), ports.signal);
    return new ModuleDeploymentWatch(ports, target, follow, proof);
  }

  /** The view as last watched; may be a moment behind the latest write. */
  view(): V1View {
    // What is followed is the same array until it changes.
    const lists = [0, 1, 2, 3].map((index) => this.#follow.items(index));
    if (this.#view === undefined || lists.some((list, index) => list !== this.#seen[index])) {
      this.#seen = lists;
      this.#view = viewOf(this.#target, lists);
    }
    return this.#view;
  }

  /** As `view`, read now. */
  async read(): Promise<V1View> {
    return await readV1(this.#ports.cluster, this.#target);
  }

  async next(maxMs: number): Promise<void> {
    await this.#follow.changed(maxMs);
  }

  close(): void {
    this.#follow.close();
  }
}
