import { said } from '../../messages/said-of.ts';
import type { Base } from '../../modules/base.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import type { V1Module, V1View } from '../../modules/v1-view.ts';
import type { Proof } from '../../plan/types.ts';
import type { Text } from '../../said.ts';
import { askAgain } from '../ask-again.ts';
import type { AskedAgain } from '../assess.ts';
import { BaseWatch } from '../base-watch.ts';
import { rolloutManager, type Ports } from '../context.ts';
import type { Place } from '../driver.ts';
import { each } from '../each.ts';
import { putOps } from '../metadata-ops.ts';
import { noLongerThan } from '../patience.ts';
import { leavingPlace, placeOf } from './module-deployment-places.ts';
import type { V1Target } from './module-deployment-target.ts';

const concurrency = 64;
/** How many further bases are asked where those of the batch are silent. */
const witnesses = 3;
/** How long the number of placed Modules must stand still before the rest counts as forgotten, ms. */
const forgottenAfterMs = 10_000;
const lookAgain = 'koupctl.koupleless.io/look-again';

type SightPorts = Pick<Ports, 'cluster' | 'bases' | 'clock' | 'emit'>;

/** What the bases of one ModuleDeployment say, joined with what Kubernetes lists. */
export class ModuleDeploymentSight {
  readonly bases: BaseWatch;
  readonly proof: Proof;
  readonly #ports: SightPorts;
  readonly #target: V1Target;
  /** By the Module's uid: a base may get another Module later. */
  readonly #asked = new Map<string, AskedAgain>();
  /** Bases that are being asked just now. */
  readonly #asking = new Map<string, Promise<void>>();
  #placed = { seen: '', since: 0 };

  constructor(ports: SightPorts, target: V1Target, proof: Proof) {
    this.#ports = ports;
    this.#target = target;
    this.proof = proof;
    this.bases = new BaseWatch(ports.bases, ports.clock);
  }

  /** Asks the bases of the newest revision, unproven ones every time and proven ones now and then. */
  async ask(view: V1View): Promise<void> {
    if (this.proof === 'kubernetes') return;
    const fine = new Set(
      view.current.filter((one) => this.#isActive(view, one)).map((one) => one.base),
    );
    const bases = view.current.flatMap((one) => baseOf(view, one) ?? []);
    await this.bases.refreshRelaxed(bases, (base) => fine.has(base.name));
    if (this.bases.anyAnswered) return;
    // Whether a silent base is down, or none can be reached from here, shows on a few others.
    const others = [...view.bases.values()].filter((base) => !bases.includes(base));
    await this.bases.refreshRelaxed(others.slice(0, witnesses), () => false);
  }

  /** One place per Module of the newest revision, and one per Module that has yet to leave its base. */
  places(view: V1View): Place[] {
    const context = {
      now: this.#ports.clock.now(),
      proof: this.proof,
      anyBaseAnswered: this.bases.anyAnswered,
      placesToCome: view.leaving.length,
    };
    const places = view.current.map((module) => {
      const base = baseOf(view, module);
      const asked = this.#asked.get(module.uid);
      const seen = {
        base,
        answer: base && this.bases.answer(base.id),
        silentSince: base && this.bases.silentSince(base.id),
        asked: asked === undefined ? [] : [asked],
      };
      return placeOf(module, seen, { ...context, free: view.free.length });
    });
    return [...places, ...view.leaving.map((module) => leavingPlace(module, view))];
  }

  /** Whether the newest revision has other modules than it wants, and nothing has changed about it for so long. */
  deviates(view: V1View, stillMs: number): boolean {
    const { newest, current, leaving } = view;
    const now = this.#ports.clock.now();
    const seen = `${newest?.name ?? ''} ${newest?.replicas ?? 0} ${newest?.tried ?? 0} ${current.length} ${leaving.length}`;
    if (seen !== this.#placed.seen) this.#placed = { seen, since: now };
    const right = newest === undefined || current.length === newest.replicas;
    if (right || leaving.length > 0) return false;
    return now - this.#placed.since >= stillMs;
  }

  /** Why the controller will not place what is missing; undefined while it still may. */
  forgotten(view: V1View): Text | undefined {
    const { newest, current } = view;
    const wanted = newest?.replicas ?? 0;
    if (!this.deviates(view, forgottenAfterMs) || newest?.tried !== wanted) return undefined;
    if (current.length > wanted) return undefined;
    return said(({ stands }) => stands.placedSome(current.length, wanted));
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

  /**
   * Asks each of these bases to repeat what it shows no trace of. An install may
   * take a minute to answer; it is not waited for longer than `patienceMs`.
   */
  async askAgain(places: readonly Place[], patienceMs: number): Promise<void> {
    if (places.length === 0) return;
    const answers = Promise.all(places.map((place) => this.#askOne(place)));
    await noLongerThan(this.#ports.clock, patienceMs, answers);
  }

  #askOne(place: Place): Promise<void> {
    const { base } = place.sight;
    const module = place.judgement.askAgain;
    if (base === undefined || module === undefined) return Promise.resolve();
    const running = this.#asking.get(base.id);
    if (running !== undefined) return running;
    const listed = this.bases.stateOn(base.id, module);
    const asking = (
      listed === 'activated'
        ? this.#letControllerInstall(place, base, module)
        : askAgain(this.#ports, base, module, listed)
    )
      .then((asked) => {
        this.#asked.set(place.key, asked);
        return this.bases.refresh([base]);
      })
      .finally(() => this.#asking.delete(base.id));
    this.#asking.set(base.id, asking);
    return asking;
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
    if (!gone.ok) return { module, at, result: 'unanswered', reason: gone.why };
    await this.#touch(place, String(at));
    const text = said(({ warned }) => warned.givenUp(place.name));
    this.#ports.emit({ type: 'warning', text });
    return { module, at, result: 'busy', reason: 'the controller installs it anew' };
  }

  /**
   * A controller that could not reach a base waits longer after each try, as long as the base took
   * to start; it tries at once when the place's Module changes.
   */
  async remind(places: readonly Place[]): Promise<void> {
    await each(places, concurrency, async (place) => {
      await this.#touch(place, String(this.#ports.clock.now()));
      const text = said(({ warned }) => warned.answersAgain(place.name, nameOf(place)));
      this.#ports.emit({ type: 'warning', text });
    });
  }

  /** Whether the base lists nothing of the place's module. */
  isBlank({ sight: { base, modules } }: Place): boolean {
    const [module] = modules;
    if (base === undefined || module === undefined) return false;
    return (
      this.bases.answer(base.id)?.ok === true && this.bases.stateOn(base.id, module) === undefined
    );
  }

  /** Changes the place's Module, if it is still there. */
  async #touch(place: Place, value: string): Promise<void> {
    const { cluster } = this.#ports;
    const { surface, namespace } = this.#target;
    const ref = { type: surface.module, namespace, name: place.sight.pod.name };
    const live = await cluster.get(ref);
    if (live?.metadata.uid !== place.key) return;
    const ops = putOps(live, 'annotations', lookAgain, value);
    const same = { op: 'test', path: '/metadata/uid', value: place.key } as const;
    await cluster.patch(ref, [same, ...ops], { manager: rolloutManager });
  }

  #isActive(view: V1View, module: V1Module): boolean {
    const base = baseOf(view, module);
    return base !== undefined && this.bases.stateOn(base.id, module.module) === 'activated';
  }
}

function baseOf(view: V1View, module: V1Module): Base | undefined {
  return module.base === undefined ? undefined : view.bases.get(module.base);
}

function nameOf({ sight: { modules } }: Place): string {
  return modules.map(({ name, version }) => `${name}:${version}`).join(', ');
}
