import { KubeError, paths, type KubeObj } from '../../kube.ts';
import type { ArkletAnswer } from '../bases.ts';
import {
  bizKey,
  containersOf,
  versionOf,
  withPods,
  type BizStatus,
  type Container,
} from './biz-status.ts';
import type { Life } from '../life.ts';
import { InstallFailures } from './install-failures.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { keyOf, SECONDS } from '../names.ts';
import { containersToChange, sameToController } from './pod-changes.ts';
import { isRunning, statusAsIs, statusWith, withTransitionTimes } from './pod-status.ts';

/** The base under a node. `call` rejects when there is no answer. */
export interface Ground {
  readonly nodeName: string;
  readonly ip: string;
  /** Ends with the node. */
  readonly signal: AbortSignal;
  call(command: string, body: object): Promise<ArkletAnswer>;
}

/** The module pods of one node: installed, watched, uninstalled. */
export class VirtualPods {
  readonly #ground: Ground;
  readonly #life: Life;
  readonly #queue: KeyedQueue;
  readonly #removals: KeyedQueue;
  readonly #doomed = new Map<string, KubeObj>();
  // What the API server was seen to have, and what this side has taken on.
  readonly #known = new Set<string>();
  readonly #taken = new Map<string, KubeObj>();
  readonly #leaving = new Set<string>();
  readonly #failures = new InstallFailures();

  constructor(ground: Ground, life: Life) {
    this.#ground = ground;
    this.#life = life;
    this.#queue = new KeyedQueue((key) => this.#sync(key), life.time, ground.signal);
    this.#removals = new KeyedQueue((key) => this.#remove(key), life.time, ground.signal);
  }

  know(key: string): void {
    this.#known.add(key);
  }

  forget(key: string): void {
    this.#known.delete(key);
  }

  enqueue(key: string): void {
    this.#queue.add(key);
  }

  /** Takes in an answer of queryAllBiz; resolves when the orphans in it are uninstalled. */
  async queried(statuses: readonly BizStatus[]): Promise<void> {
    const { cache, freshness, quirks } = this.#life;
    const { owned, orphans } = withPods(cache.onNode(this.#ground.nodeName), statuses);
    const byKey = new Map(owned.map((status) => [status.key, status]));
    const news: BizStatus[] = [];
    for (const pod of this.#taken.values()) {
      for (const container of containersOf(pod)) {
        const told = byKey.get(bizKey(container)) ?? absent(container, pod);
        const status = quirks.hidesInstallFailure ? told : this.#failures.explain(told);
        const shown = cache.get(status.podKey);
        if (shown && freshness.isNews(shown, status)) news.push(status);
      }
    }
    for (const status of news) this.#apply(status);
    for (const orphan of orphans) await this.#uninstallOrphan(orphan);
  }

  async #sync(key: string): Promise<void> {
    const pod = this.#life.cache.get(key);
    if (!pod) {
      const taken = this.#taken.get(key);
      if (taken) await this.#release(taken);
      this.#known.delete(key);
      this.#life.freshness.forget(key);
      return;
    }
    if (pod.metadata.deletionTimestamp !== undefined) return this.#leave(pod);
    if (!this.#known.has(key) && this.#life.quirks.ignoresEarlierPods) return;
    if (['Succeeded', 'Failed'].includes(pod.status?.phase)) return;
    const taken = this.#taken.get(key);
    if (!taken) await this.#take(pod);
    else if (!sameToController(taken, pod)) await this.#update(taken, pod);
  }

  async #take(pod: KubeObj): Promise<void> {
    this.#taken.set(keyOf(pod), pod);
    for (const container of containersOf(pod)) await this.#install(container);
    if (this.#life.quirks.blanksStatusAfterInstall) this.#life.writer.put(pod, statusAsIs(pod));
  }

  async #leave(pod: KubeObj): Promise<void> {
    const { quirks, time } = this.#life;
    if (!isRunning(pod) && quirks.removesIdlePodsFirst) {
      this.#doom(pod);
      return;
    }
    const uid = pod.metadata.uid ?? '';
    if (!this.#known.has(keyOf(pod)) || this.#leaving.has(uid)) return;
    this.#leaving.add(uid);
    await this.#release(pod);
    const grace = Number(pod.metadata['deletionGracePeriodSeconds'] ?? 0);
    // Not awaited: meanwhile the pod's key is free for whatever else comes.
    if (!quirks.keepsPodForGracePeriod) this.#doom(pod);
    else {
      void time.sleep(grace, this.#ground.signal).then((slept) => {
        if (slept) this.#doom(pod);
      });
    }
  }

  async #release(pod: KubeObj): Promise<void> {
    this.#taken.delete(keyOf(pod));
    for (const container of containersOf(pod)) await this.#uninstall(container);
  }

  async #update(old: KubeObj, pod: KubeObj): Promise<void> {
    const { stop, start } = containersToChange(old, pod);
    for (const container of stop) await this.#uninstall(container);
    this.#taken.set(keyOf(pod), pod);
    const waits = stop.length > 0 && this.#life.quirks.updatesOnlyAfterTerminated;
    if (!waits || (await this.#sawTerminated(pod, stop))) {
      for (const container of start) await this.#install(container);
    }
    // Whatever became of it, for a while the pod looks as it did before the update.
    this.#life.writer.put(pod, statusAsIs(pod));
  }

  async #sawTerminated(pod: KubeObj, stopped: readonly Container[]): Promise<boolean> {
    const { cache, time } = this.#life;
    const names = new Set(stopped.map(({ name }) => name));
    const deadline = Date.now() + time.ms(SECONDS.updateTimeout);
    while (Date.now() < deadline) {
      if (!(await time.sleep(SECONDS.updateCheck, this.#ground.signal))) return false;
      const now = cache.get(keyOf(pod));
      if (!now) return false;
      const shown = statusAsIs(now).containerStatuses ?? [];
      if (!shown.some(({ name, state }) => names.has(name) && !state.terminated)) return true;
    }
    return false;
  }

  async #install(container: Container): Promise<void> {
    await this.#untilAnswered(async () => {
      const answer = await this.#call('installBiz', container);
      const listed = String(answer.data?.bizInfos?.[0]?.bizState ?? 'ACTIVATED');
      const believed = this.#life.quirks.believesInstallAnswer ? 'ACTIVATED' : listed;
      const ok = answer.code === 'SUCCESS';
      if (ok) this.#failures.forget(bizKey(container));
      else this.#failures.note(bizKey(container), answer);
      const reason = ok ? `${bizKey(container)} installBiz succeed` : answer.code;
      const message = ok ? String(answer.data?.message ?? '') : answer.message;
      await this.#reported(container, ok ? believed : 'BROKEN', reason, message);
    });
  }

  async #uninstall(container: Container): Promise<void> {
    await this.#untilAnswered(async () => {
      const answer = await this.#call('uninstallBiz', container);
      if (answer.code === 'SUCCESS') return;
      await this.#reported(container, 'BROKEN', answer.code, answer.message);
    });
  }

  async #call(command: string, container: Container): Promise<ArkletAnswer> {
    const { name: bizName, image: bizUrl } = container;
    try {
      const body = { bizName, bizVersion: versionOf(container), bizUrl };
      return await this.#ground.call(command, body);
    } catch (error) {
      await this.#reported(container, 'BROKEN', '', '');
      throw error;
    }
  }

  async #reported(container: Container, state: string, reason: string, message: string) {
    const { cache, freshness } = this.#life;
    const changedAt = Date.now();
    const key = bizKey(container);
    const status = { key, name: container.name, podKey: '', state, changedAt, reason, message };
    const { owned, orphans } = withPods(cache.onNode(this.#ground.nodeName), [status]);
    for (const one of owned) {
      const shown = cache.get(one.podKey);
      if (shown && freshness.isNews(shown, one)) this.#apply(one);
    }
    for (const orphan of orphans) await this.#uninstallOrphan(orphan);
  }

  // A failed uninstall is reported, found to have no pod, uninstalled, and so on without end.
  async #uninstallOrphan(orphan: BizStatus): Promise<void> {
    const { quirks, cache, time } = this.#life;
    if (!quirks.uninstallsOrphans) return;
    const [bizName = '', bizVersion = '', more] = orphan.key.split(':');
    const target = more === undefined ? { bizName, bizVersion } : { bizName: '', bizVersion: '' };
    const overflow = Date.now() + time.ms(SECONDS.stackLasts);
    while (!this.#ground.signal.aborted) {
      const answer = await this.#ground.call('uninstallBiz', target).catch(() => undefined);
      if (answer?.code === 'SUCCESS' || !quirks.overflowsOnFailedOrphan) return;
      if (withPods(cache.onNode(this.#ground.nodeName), [orphan]).owned.length > 0) return;
      if (Date.now() > overflow) this.#life.crash(`stack overflow: uninstalling ${orphan.key}`);
    }
  }

  #apply(biz: BizStatus): void {
    const taken = this.#taken.get(biz.podKey);
    if (!taken) return;
    const now = new Date();
    const fresh = statusWith(taken, biz, this.#ground.ip, now);
    const { quirks, freshness, writer } = this.#life;
    const status = quirks.omitsTransitionTimes
      ? fresh
      : withTransitionTimes(fresh, statusAsIs(taken), now);
    this.#taken.set(biz.podKey, { ...taken, status });
    freshness.wrote(taken, biz);
    writer.put(taken, status);
  }

  #doom(pod: KubeObj): void {
    this.#doomed.set(keyOf(pod), pod);
    this.#removals.add(keyOf(pod));
  }

  async #remove(key: string): Promise<void> {
    const pod = this.#doomed.get(key);
    if (!pod) return;
    const { namespace = '', name, uid } = pod.metadata;
    const options = { gracePeriodSeconds: 0, preconditions: { uid } };
    try {
      await this.#life.kube.delete(paths.pod(namespace, name), options);
    } catch (error) {
      if (!(error instanceof KubeError && [404, 409].includes(error.status))) throw error;
    }
    if (this.#doomed.get(key) === pod) this.#doomed.delete(key);
  }

  async #untilAnswered(attempt: () => Promise<void>): Promise<void> {
    const { quirks, time } = this.#life;
    for (let tries = 1; ; tries++) {
      const answered = await attempt().then(
        () => true,
        () => false,
      );
      if (answered) return;
      const pause = quirks.backsOffForMinutes ? retryPause(tries) : 1;
      if (!(await time.sleep(pause, this.#ground.signal))) throw new Error('the node is gone');
    }
  }
}

/** Seconds: 0.1, 0.2 … 2.9, then 90, 96, … */
function retryPause(tries: number): number {
  if (tries < 30) return tries / 10;
  return tries < 100 ? (tries * tries) / 10 : 1000;
}

function absent(container: Container, pod: KubeObj): BizStatus {
  return {
    key: bizKey(container),
    name: container.name,
    podKey: keyOf(pod),
    state: 'UNRESOLVED',
    changedAt: Date.now(),
    reason: '',
    message: '',
  };
}
