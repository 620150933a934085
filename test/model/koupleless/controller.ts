import type { KubeObject } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';
import { nodeOf } from '../kube/replica-set-controller.ts';
import type { ModelBase } from './base.ts';
import { nodeObject } from './node-object.ts';
import { containerOf, isNews, isRunning, versionOf, withBizState } from './pod-status.ts';

const queryMs = 15_000;
/** Silence after which pods are not taken any more, and after which the node goes, ms. */
const unreachableMs = 25_000;
const deadMs = 60_000;
/** The lease runs out so long after the controller's end, ms. */
const leaseMs = 40_000;

interface PodWork {
  busy: boolean;
  again: boolean;
}

/** The module controller V2: installs what comes to its nodes, uninstalls what leaves, and lags behind. */
export class V2Controller {
  readonly #kube: Kube;
  readonly #bases: readonly ModelBase[];
  readonly #silentSince = new Map<ModelBase, number>();
  /** Changes with every process: what an earlier one had in hand is nobody's. */
  #process = 0;
  #alive = false;
  #taken = new Map<string, KubeObject>();
  #ignored = new Set<string>();
  #work = new Map<string, PodWork>();

  constructor(kube: Kube, bases: readonly ModelBase[]) {
    this.#kube = kube;
    this.#bases = bases;
    kube.store.subscribe((plural, now, before) => {
      if (plural === 'pods') this.#podChanged(now, before);
    });
    for (const base of bases) this.#makeNode(base);
    this.start();
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** A process begins: it takes every pod on its nodes anew, and so installs what is missing. */
  start(): void {
    if (this.#alive) return;
    this.#alive = true;
    this.#process += 1;
    this.#taken = new Map();
    this.#ignored = new Set();
    this.#work = new Map();
    for (const base of this.#bases) {
      // It knows of no earlier silence.
      this.#silentSince.delete(base);
      if (base.reach === 'up') this.baseBack(base);
      else this.baseSilent(base);
      this.#queryLater(base, this.#kube.random.int(0, queryMs));
    }
    for (const pod of this.#kube.store.all('pods')) if (nodeOf(pod) !== '') this.#enqueue(pod);
  }

  /** The process ends; its nodes turn not ready when their leases run out. */
  kill(): void {
    this.#alive = false;
    this.#process += 1;
    const ended = this.#process;
    this.#kube.time.after(leaseMs, () => {
      if (ended !== this.#process) return;
      for (const base of this.#bases) this.#writeNode(base, false);
    });
  }

  /** Its heartbeats have stopped. */
  baseSilent(base: ModelBase): void {
    if (!this.#silentSince.has(base)) this.#silentSince.set(base, this.#kube.time.now());
    const since = this.#silentSince.get(base);
    const process = this.#process;
    this.#kube.time.after(deadMs, () => {
      const same = process === this.#process && this.#silentSince.get(base) === since;
      const node = this.#kube.store.get('nodes', base.node);
      if (same && node) this.#kube.store.remove('nodes', node);
    });
  }

  baseBack(base: ModelBase): void {
    const process = this.#process;
    this.#kube.time.after(this.#kube.random.int(100, 9_000), () => {
      if (process !== this.#process || !this.#alive || base.reach !== 'up') return;
      this.#silentSince.delete(base);
      if (!this.#kube.store.get('nodes', base.node)) this.#makeNode(base);
      else this.#writeNode(base, true);
    });
  }

  #makeNode(base: ModelBase): void {
    // Pods that were bound before are not looked at.
    for (const pod of this.#podsOn(base)) this.#ignored.add(pod.metadata.name);
    const { store, time } = this.#kube;
    store.put(
      'nodes',
      nodeObject(base, { uid: store.newUid(), creationTimestamp: time.text() }, true),
    );
  }

  #writeNode(base: ModelBase, ready: boolean): void {
    const node = this.#kube.store.get('nodes', base.node);
    if (node === undefined) return;
    const { uid = '', creationTimestamp = '' } = node.metadata;
    const next = nodeObject(base, { uid, creationTimestamp }, ready);
    if (next['spec'] !== node['spec']) this.#kube.store.put('nodes', next);
  }

  #podsOn({ node }: ModelBase): KubeObject[] {
    return this.#kube.store.all('pods').filter((pod) => nodeOf(pod) === node);
  }

  #podChanged(now: KubeObject | undefined, before: KubeObject | undefined): void {
    const pod = (now ?? before)!;
    if (!this.#alive || nodeOf(pod) === '') return;
    const bound = now !== undefined && (before === undefined || nodeOf(before) === '');
    const leaves = now?.metadata.deletionTimestamp !== before?.metadata.deletionTimestamp;
    if (bound || leaves || now === undefined) this.#enqueue(pod);
  }

  #enqueue({ metadata: { name } }: KubeObject): void {
    const work = this.#work.get(name) ?? { busy: false, again: false };
    this.#work.set(name, work);
    if (work.busy) {
      work.again = true;
      return;
    }
    work.busy = true;
    const process = this.#process;
    this.#kube.time.after(this.#kube.random.int(20, 400), () => {
      if (process === this.#process) this.#sync(name, work);
    });
  }

  #done(name: string, work: PodWork): void {
    work.busy = false;
    if (!work.again) return;
    work.again = false;
    this.#enqueue({ metadata: { name } } as KubeObject);
  }

  #sync(name: string, work: PodWork): void {
    const { store, namespace, api, time } = this.#kube;
    const pod = store.get('pods', name, namespace);
    const taken = this.#taken.get(name);
    const finish = (): void => this.#done(name, work);
    if (pod === undefined) {
      if (taken) this.#uninstall(taken, finish);
      else finish();
    } else if (pod.metadata.deletionTimestamp !== undefined) {
      if (!isRunning(pod)) {
        api.remove('pods', pod, 0);
        finish();
        return;
      }
      if (!this.#baseOf(pod)) return;
      this.#uninstall(pod, () => {
        const left = Date.parse(pod.metadata.deletionTimestamp ?? '') - time.now();
        const process = this.#process;
        time.after(left, () => {
          if (process === this.#process) api.remove('pods', pod, 0);
        });
        finish();
      });
    } else if (taken === undefined && this.#takes(pod)) {
      this.#taken.set(name, pod);
      this.#order('install', pod, finish);
    } else finish();
  }

  /** One that comes while its base is silent is not looked at again. */
  #takes(pod: KubeObject): boolean {
    const base = this.#baseOf(pod);
    if (base === undefined || this.#ignored.has(pod.metadata.name)) return false;
    const silent = this.#silentSince.get(base);
    const reachable = silent === undefined || this.#kube.time.now() - silent <= unreachableMs;
    if (!reachable) this.#ignored.add(pod.metadata.name);
    return reachable;
  }

  #baseOf(pod: KubeObject): ModelBase | undefined {
    const node = nodeOf(pod);
    if (!this.#kube.store.get('nodes', node)) return undefined;
    return this.#bases.find((base) => base.node === node);
  }

  #uninstall(pod: KubeObject, finish: () => void): void {
    this.#taken.delete(pod.metadata.name);
    this.#order('uninstall', pod, finish);
  }

  /** Until it is answered, whatever the answer, or the node is gone. */
  #order(command: 'install' | 'uninstall', pod: KubeObject, finish: () => void, tries = 1): void {
    const base = this.#baseOf(pod);
    const process = this.#process;
    if (base === undefined) {
      finish();
      return;
    }
    const container = containerOf(pod);
    const { name, image: url } = container;
    base.call({ command, name, version: versionOf(container), url }, (reply) => {
      if (process !== this.#process) return;
      if (reply !== undefined) {
        finish();
        return;
      }
      // 0.1, 0.2 … 2.9 s, then a minute and a half and more.
      const pauseMs = tries < 30 ? tries * 100 : tries * tries * 100;
      this.#kube.time.after(pauseMs, () => {
        if (process === this.#process) this.#order(command, pod, finish, tries + 1);
      });
    });
  }

  #queryLater(base: ModelBase, ms: number): void {
    const process = this.#process;
    this.#kube.time.after(ms, () => {
      if (process !== this.#process || !this.#alive) return;
      // All bases share one query: one that hangs stops all.
      const stuck = this.#bases.some((one) => one.reach === 'hangs');
      if (!stuck && base.reach === 'up') this.#query(base);
      this.#queryLater(base, queryMs);
    });
  }

  #query(base: ModelBase): void {
    if (!this.#kube.store.get('nodes', base.node)) return;
    const { time, store } = this.#kube;
    const pods = this.#podsOn(base);
    for (const pod of pods) {
      if (!this.#taken.has(pod.metadata.name) || !isNews(pod, time.now())) continue;
      const container = containerOf(pod);
      const version = versionOf(container);
      const biz = base.bizList.find(
        (one) => one.name === container.name && one.version === version,
      );
      const next = withBizState(pod, biz?.state, { ip: base.ip, time: time.text() });
      if (next !== pod) store.put('pods', next);
    }
    const wanted = new Set(pods.map((pod) => versionOf(containerOf(pod))));
    for (const { name, version } of base.bizList) {
      if (!wanted.has(version)) base.call({ command: 'uninstall', name, version }, () => undefined);
    }
  }
}
