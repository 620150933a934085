import type { Base } from '../../modules/base.ts';
import { v1Labels } from '../../modules/labels.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import { core, type V1Surface } from '../../modules/surface.ts';
import { viewV1, type V1Module, type V1View } from '../../modules/v1-view.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject, ListQuery } from '../../world.ts';
import { askAgain } from '../ask-again.ts';
import type { AskedAgain } from '../assess.ts';
import { BaseWatch, each } from '../base-watch.ts';
import { rolloutManager, type Ports } from '../context.ts';
import type { Place } from '../driver.ts';
import { leavingPlace, placeOf } from './module-deployment-places.ts';

const concurrency = 64;
/** How long the number of placed Modules must stand still before the rest counts as forgotten, ms. */
const forgottenAfterMs = 10_000;

/** What is to be watched: one ModuleDeployment and the pods that can be its bases. */
export interface V1Target {
  readonly surface: V1Surface;
  readonly namespace: string;
  readonly name: string;
  readonly moduleName: string;
  /** The base Deployment's selector. */
  readonly baseSelector: string;
}

/** Looks at one ModuleDeployment: what Kubernetes lists and what its bases say. */
export class ModuleDeploymentWatch {
  readonly bases: BaseWatch;
  readonly #ports: Ports;
  readonly #target: V1Target;
  readonly #follow: Follow;
  readonly #proof: Proof;
  /** By the Module's uid: a base may get another Module later. */
  readonly #asked = new Map<string, AskedAgain>();
  #placed = { count: -1, since: 0 };

  private constructor(ports: Ports, target: V1Target, follow: Follow, proof: Proof) {
    this.#ports = ports;
    this.#target = target;
    this.#follow = follow;
    this.#proof = proof;
    this.bases = new BaseWatch(ports.bases, ports.clock);
  }

  static async start(ports: Ports, target: V1Target, proof: Proof): Promise<ModuleDeploymentWatch> {
    const follow = await ports.cluster.follow(queriesFor(target), ports.signal);
    return new ModuleDeploymentWatch(ports, target, follow, proof);
  }

  /** The view as last watched; may be a moment behind the latest write. */
  view(): V1View {
    return viewOf(this.#target, [0, 1, 2, 3].map((index) => this.#follow.items(index)));
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

  /** Asks the bases of the newest revision, unproven ones every time and proven ones now and then. */
  async ask(view: V1View): Promise<void> {
    if (this.#proof === 'kubernetes') return;
    const fine = new Set(
      view.current.filter((one) => this.#isActive(view, one)).map((one) => one.base),
    );
    const bases = view.current.flatMap((one) => baseOf(view, one) ?? []);
    await this.bases.refreshRelaxed(bases, (base) => fine.has(base.name));
  }

  /** One place per Module of the newest revision, and one per Module that has yet to leave its base. */
  places(view: V1View): Place[] {
    const context = {
      now: this.#ports.clock.now(),
      proof: this.#proof,
      anyBaseAnswered: this.bases.anyAnswered,
      placesToCome: view.leaving.length,
    };
    const places = view.current.map((module) => {
      const base = baseOf(view, module);
      const seen = {
        base,
        answer: base && this.bases.answer(base.id),
        silentSince: base && this.bases.silentSince(base.id),
        asked: this.#asked.get(module.uid),
      };
      return placeOf(module, seen, { ...context, free: view.free.length });
    });
    return [...places, ...view.leaving.map((module) => leavingPlace(module, view))];
  }

  /** Why the controller will not place what is missing; undefined while it still may. */
  forgotten(view: V1View): string | undefined {
    const { newest, current, leaving } = view;
    const now = this.#ports.clock.now();
    const count = current.length + leaving.length;
    if (count !== this.#placed.count) this.#placed = { count, since: now };
    if (newest === undefined || current.length >= newest.replicas || leaving.length > 0) {
      this.#placed = { count, since: now };
      return undefined;
    }
    const still = now - this.#placed.since >= forgottenAfterMs;
    if (newest.tried !== newest.replicas || !still) return undefined;
    return `the controller placed ${current.length} of ${newest.replicas} modules: it found no free base for the rest and does not try again`;
  }

  /** Activates the modules of these places on their bases, together. Resolves to the bases that did. */
  async switchTo(places: readonly Place[]): Promise<Base[]> {
    const switched: Base[] = [];
    await each(places, concurrency, async ({ sight }) => {
      const [module] = sight.modules;
      if (sight.base === undefined || module === undefined) return;
      const answer = await this.#ports.bases.switch(sight.base, module);
      if (answer.ok && answer.value.success) switched.push(sight.base);
    });
    return switched;
  }

  async askAgain(places: readonly Place[]): Promise<void> {
    await each(places, concurrency, async (place) => {
      const { base, modules } = place.sight;
      const [module] = modules;
      if (base === undefined || module === undefined) return;
      const state = this.bases.stateOn(base.id, module);
      const asked =
        state === 'activated'
          ? await this.#letControllerInstall(place, base, module)
          : await askAgain(this.#ports, base, module, state !== undefined);
      this.#asked.set(place.key, asked);
      await this.bases.refresh([base]);
    });
  }

  /**
   * The base runs the module, but the controller was once refused and never asks
   * again, so its Module stays Upgrading and no later batch would open. It looks
   * again when its object changes; then the base must not have the module yet,
   * else it is refused again.
   */
  async #letControllerInstall(place: Place, base: Base, module: PodModule): Promise<AskedAgain> {
    const gone = await this.#ports.bases.uninstall(base, module);
    const at = this.#ports.clock.now();
    if (!gone.ok) return { at, result: 'unanswered', reason: gone.why };
    const { surface, namespace } = this.#target;
    await this.#ports.cluster.patch(
      { type: surface.module, namespace, name: place.sight.pod.name },
      [
        { op: 'test', path: '/metadata/uid', value: place.key },
        { op: 'add', path: '/metadata/annotations', value: { [lookAgain]: String(at) } },
      ],
      { manager: rolloutManager },
    );
    const text = `${place.name}: the controller had given up on it; made to install it anew`;
    this.#ports.emit({ type: 'warning', text });
    return { at, result: 'busy', reason: 'the controller installs it anew' };
  }

  #isActive(view: V1View, module: V1Module): boolean {
    const base = baseOf(view, module);
    return base !== undefined && this.bases.stateOn(base.id, module.module) === 'activated';
  }
}

const lookAgain = 'koupctl.koupleless.io/look-again';

/** Reads the view with a quorum, for what decides a write. */
export async function readV1(cluster: Cluster, target: V1Target): Promise<V1View> {
  return viewOf(target, await Promise.all(queriesFor(target).map((query) => cluster.list(query))));
}

function viewOf(target: V1Target, lists: readonly (readonly KubeObject[])[]): V1View {
  const [deployments = [], replicaSets = [], modules = [], pods = []] = lists;
  const { surface, name, moduleName } = target;
  return viewV1({
    group: surface.group,
    name,
    moduleName,
    deployment: deployments[0],
    replicaSets,
    modules,
    pods,
  });
}

function baseOf(view: V1View, module: V1Module): Base | undefined {
  return module.base === undefined ? undefined : view.bases.get(module.base);
}

function queriesFor(target: V1Target): ListQuery[] {
  const { surface, namespace, name, moduleName, baseSelector } = target;
  const words = v1Labels(surface.group);
  const freshness = 'quorum';
  return [
    { type: surface.moduleDeployment, namespace, fields: `metadata.name=${name}`, freshness },
    {
      type: surface.moduleReplicaSet,
      namespace,
      labels: `${words.moduleDeployment}=${name}`,
      freshness,
    },
    // All Modules of that name: the controller counts those of other ModuleDeployments too.
    { type: surface.module, namespace, labels: `${words.moduleName}=${moduleName}`, freshness },
    { type: core.pod, namespace, labels: baseSelector, freshness },
  ];
}
