import { said } from '../../messages/said-of.ts';
import type { Base } from '../../modules/base.ts';
import type { ModulePod, PodModule } from '../../modules/module-pod.ts';
import { namesOf } from '../../modules/release.ts';
import type { Proof } from '../../plan/types.ts';
import type { Bases, BizInfo, Clock } from '../../world.ts';
import { askAgain } from '../ask-again.ts';
import { isSameModule, judge, type Judgement } from '../assess.ts';
import { BaseWatch } from '../base-watch.ts';
import type { Place } from '../driver.ts';
import { each } from '../each.ts';
import { noLongerThan } from '../patience.ts';
import type { PodsView } from './deployment-view.ts';

/** How often a failed switch is repeated before its base counts as doomed. */
const maxSwitchFailures = 3;
const concurrency = 64;
/** How long the scheduler may take to see that a pod has left, ms. */
const departureNoticedMs = 1_500;
/** How long past its grace period a pod may still be counted on to leave, ms. */
const lateMs = 15_000;
/** How long after a pod has left its module may still be taken from the base, ms. */
const takenAlongMs = 2_000;
/** For how long after that such a base is asked at every look, ms. */
const settlesMs = 10_000;
/** How many further bases are asked where those of the batch are silent. */
const witnesses = 3;

/** What the bases of one V2 workload say, joined with what Kubernetes lists. */
export class DeploymentSight {
  readonly bases: BaseWatch;
  readonly #ports: { readonly bases: Bases; readonly clock: Clock };
  readonly #proof: Proof;
  /** Pods at the last look, by uid. */
  #present: ReadonlyMap<string, ModulePod> = new Map();
  /** When a pod was last seen to leave a base with a module, ms. */
  readonly #takenFrom = new Map<string, number>();
  #lastDepartureAt: number | undefined;
  /** When nodes were last seen NotReady. */
  #lastAwayAt: number | undefined;
  readonly #goneSince = new Map<string, number>();
  /** Bases that are being asked to repeat an install: one may take a minute to answer. */
  readonly #asking = new Map<string, Promise<void>>();
  readonly #switchFailures = new Map<string, { count: number; reason: string }>();

  constructor(ports: { readonly bases: Bases; readonly clock: Clock }, proof: Proof) {
    this.#ports = ports;
    this.#proof = proof;
    this.bases = new BaseWatch(ports.bases, ports.clock);
  }

  /** Asks the bases of these pods, unproven ones every time and proven ones now and then. */
  async ask(view: PodsView, pods: readonly ModulePod[]): Promise<void> {
    if (this.#proof === 'kubernetes') return;
    const bases = distinctBases(view, pods);
    const fine = new Set(
      pods
        .filter((pod) => this.#active(pod.node, pod.modules) && !this.#hasLost(pod, settlesMs))
        .map((pod) => pod.node),
    );
    await this.bases.refreshRelaxed(bases, (base) => fine.has(base.name));
    await this.#askSomebodyElse(view, bases);
  }

  /** Asks the bases of these pods whatever they said before, and waits for the slow ones. */
  async askAnew(view: PodsView, pods: readonly ModulePod[]): Promise<void> {
    if (this.#proof === 'base') await this.bases.refresh(distinctBases(view, pods));
  }

  /** Where all that were asked are silent, a few others tell whether it is them or the network. */
  async #askSomebodyElse(view: PodsView, asked: readonly Base[]): Promise<void> {
    if (this.bases.anyAnswered || !asked.some((base) => this.bases.silentSince(base.id))) return;
    const env = asked[0]?.env;
    const others = [...view.bases.values()].filter(
      (base) => !asked.includes(base) && base.env === env,
    );
    await this.bases.refreshRelaxed(others.slice(0, witnesses), () => false);
  }

  /** One place per pod, judged. */
  places(view: PodsView, pods: readonly ModulePod[]): Place[] {
    this.#noteDepartures(view);
    const now = this.#ports.clock.now();
    const away = nodesAway(view);
    if (away > 0) this.#lastAwayAt = now;
    const context = {
      now,
      roomSince: latest(this.#lastDepartureAt, this.#lastAwayAt),
      proof: this.#proof,
      anyBaseAnswered: this.bases.anyAnswered,
      placesToCome: view.leaving.filter((pod) => !isLate(pod, now)).length,
      nodesAway: away,
    };
    return pods.map((pod) => {
      const base = pod.node === undefined ? undefined : view.bases.get(pod.node);
      const sight = {
        pod,
        modules: pod.modules,
        base,
        answer: base && this.bases.answer(base.id),
        silentSince: base && this.bases.silentSince(base.id),
        asked: base === undefined ? [] : this.bases.asked(base.id),
        goneSince: this.#goneSinceOf(pod.node, base, context.now),
      };
      const failures = base && this.#switchFailures.get(base.id);
      const judgement = judge(sight, context);
      return {
        key: pod.uid,
        name: base?.name ?? pod.node ?? pod.name,
        ip: base?.ip ?? pod.ip ?? '',
        sight,
        judgement: this.#corrected(judgement, pod, failures),
      };
    });
  }

  #corrected(
    judgement: Judgement,
    pod: ModulePod,
    failures: { count: number; reason: string } | undefined,
  ): Judgement {
    const { state } = judgement;
    // What the base lists still may be what that pod is about to take along.
    if ((state === 'active' || state === 'dark') && this.#hasLost(pod, takenAlongMs)) {
      return { state: 'waiting', cause: said(({ judged }) => judged.sameVersionLeaves) };
    }
    if (state === 'dark' && failures && failures.count >= maxSwitchFailures) {
      return {
        state: 'doomed',
        cause: said(({ judged }) => judged.refusesToSwitch(failures.reason)),
      };
    }
    return judgement;
  }

  /**
   * Pods that found no place before another pod left, and still have none a moment
   * after. The scheduler (seen on 1.34) does not look again at a pod that was kept
   * off by the anti-affinity of *another* pod when that one goes; it would only
   * after five minutes.
   */
  forgotten(view: PodsView): ModulePod[] {
    this.#noteDepartures(view);
    const left = this.#lastDepartureAt;
    if (left === undefined || this.#ports.clock.now() - left < departureNoticedMs) return [];
    return view.newPods.filter(
      (pod) => pod.node === undefined && pod.unschedulable !== undefined && pod.createdAt < left,
    );
  }

  /** No pod has been seen to leave since `at`, ms. */
  lastDepartureBefore(at: number): boolean {
    return (this.#lastDepartureAt ?? 0) <= at;
  }

  #noteDepartures(view: PodsView): void {
    const now = this.#ports.clock.now();
    const pods = [...view.newPods, ...view.oldPods, ...view.leaving];
    const present = new Map(pods.map((pod) => [pod.uid, pod]));
    const gone = [...this.#present.values()].filter((pod) => !present.has(pod.uid));
    if (gone.length > 0) this.#lastDepartureAt = now;
    const going = view.leaving.filter((pod) => !isLate(pod, now));
    for (const pod of [...gone, ...going]) {
      for (const module of pod.modules) this.#takenFrom.set(placeOf(pod, module), now);
    }
    this.#present = present;
  }

  /** A pod of the same version was on its way from this base within the last `ms`. */
  #hasLost(pod: ModulePod, ms: number): boolean {
    const since = this.#ports.clock.now() - ms;
    return pod.modules.some((module) => (this.#takenFrom.get(placeOf(pod, module)) ?? 0) > since);
  }

  /** Activates their modules on the bases of these places together. Resolves to the bases that did. */
  async switchTo(places: readonly Place[]): Promise<Base[]> {
    const switched: Base[] = [];
    await each(places, concurrency, async (place) => {
      const { base } = place.sight;
      if (base === undefined) return;
      const { answer: seen, modules } = place.sight;
      const active = seen?.ok === true ? seen.value.filter(isActive) : [];
      for (const module of modules.filter((one) => !active.some((biz) => isSameModule(biz, one)))) {
        const answer = await this.#ports.bases.switch(base, module);
        const reason = answer.ok ? answer.value.reason : answer.why;
        if (!answer.ok || !answer.value.success) {
          const count = (this.#switchFailures.get(base.id)?.count ?? 0) + 1;
          const named = modules.length > 1 ? `${namesOf([module])}: ${reason}` : reason;
          this.#switchFailures.set(base.id, { count, reason: named });
          return;
        }
      }
      this.#switchFailures.delete(base.id);
      switched.push(base);
    });
    return switched;
  }

  /** Asks each of these bases to repeat what it shows no trace of; waits for all, or for `patienceMs`. */
  async askAgain(places: readonly Place[], patienceMs?: number): Promise<void> {
    const answers = Promise.all(places.map((place) => this.#askOne(place)));
    await noLongerThan(this.#ports.clock, patienceMs, answers);
  }

  #askOne({ sight, judgement }: Place): Promise<void> {
    const { base } = sight;
    const module = judgement.askAgain;
    if (base === undefined || module === undefined) return Promise.resolve();
    const running = this.#asking.get(base.id);
    if (running !== undefined) return running;
    const listed = this.bases.stateOn(base.id, module);
    const asking = askAgain(this.#ports, base, module, listed)
      .then((asked) => {
        this.bases.noteAsked(base.id, asked);
      })
      .finally(() => this.#asking.delete(base.id));
    this.#asking.set(base.id, asking);
    return asking;
  }

  #goneSinceOf(node: string | undefined, base: Base | undefined, now: number): number | undefined {
    if (node === undefined) return undefined;
    if (base !== undefined) {
      this.#goneSince.delete(node);
      return undefined;
    }
    const since = this.#goneSince.get(node) ?? now;
    this.#goneSince.set(node, since);
    return since;
  }

  #active(node: string | undefined, modules: readonly PodModule[]): boolean {
    if (node === undefined) return false;
    return modules.every((module) => this.bases.stateOn(node, module) === 'activated');
  }
}

function isActive({ state }: BizInfo): boolean {
  return state === 'activated';
}

/** It should have been gone by now: nobody may be taking care of it any more. */
function isLate(pod: ModulePod, now: number): boolean {
  return now >= (pod.goneBy ?? now) + lateMs;
}

function latest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Nodes that are NotReady, or shut as such still, of the environments that this workload's pods tolerate. */
function nodesAway(view: PodsView): number {
  const pods = [...view.newPods, ...view.oldPods, ...view.leaving];
  const envs = new Set(pods.map((pod) => pod.env));
  const away = [...view.bases.values()].filter((base) => !base.ready || base.shut === true);
  return away.filter(({ env }) => env !== undefined && envs.has(env)).length;
}

function placeOf(pod: ModulePod, module: PodModule): string {
  return `${pod.node ?? ''} ${module.name}:${module.version}`;
}

export function distinctBases(view: PodsView, pods: readonly ModulePod[]): Base[] {
  const names = new Set(pods.map((pod) => pod.node));
  return [...view.bases.values()].filter((base) => names.has(base.name));
}
