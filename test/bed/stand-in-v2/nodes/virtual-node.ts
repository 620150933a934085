import { KubeError, paths } from '../../kube.ts';
import { callArklet, type ArkletAnswer, type BaseInfo } from '../bases.ts';
import { statusesOf } from '../pods/biz-status.ts';
import { NodeLease } from './node-lease.ts';
import type { Life } from '../life.ts';
import { Liveness } from './liveness.ts';
import { keyOf, nodeNameOf, SECONDS } from '../names.ts';
import { nodeObject, nodeStatusPatch } from './node-object.ts';
import type { QueryTurn } from './query-turn.ts';
import { VirtualPods } from '../pods/virtual-pods.ts';

export interface NodeOwner {
  /** The latest address a heartbeat gave; undefined when there was none yet. */
  baseOf(identity: string): BaseInfo | undefined;
  /** Keeps what the node says of its base where no heartbeat has said better. */
  registerBase(base: BaseInfo): void;
  /** The base's address is no longer taken for known. */
  forgetBase(identity: string): void;
  /** The base is gone: the node is to vanish. */
  nodeEnded(node: VirtualNode): void;
  readonly turn: QueryTurn;
}

/** One base as a node, from its first heartbeat to its death. */
export class VirtualNode {
  readonly name: string;
  readonly liveness: Liveness;
  readonly pods: VirtualPods;
  readonly #base: BaseInfo;
  readonly #life: Life;
  readonly #owner: NodeOwner;
  readonly #lease: NodeLease;
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  #ready = false;
  #term: AbortController | undefined;

  constructor(base: BaseInfo, life: Life, owner: NodeOwner) {
    this.#base = base;
    this.#life = life;
    this.#owner = owner;
    this.name = nodeNameOf(base.identity, life.env);
    this.liveness = new Liveness(life.time);
    this.#lease = new NodeLease(this.name, life);
    const signal = AbortSignal.any([life.signal, this.#ended.signal]);
    this.#signal = signal;
    const call = (command: string, body: object) => this.#call(command, body);
    this.pods = new VirtualPods({ nodeName: this.name, ip: base.ip, signal, call }, life);
    void life.time.repeat(SECONDS.leaseRenewal, signal, () => this.#renew());
  }

  get leads(): boolean {
    return this.#lease.isMine();
  }

  /** Whether pods are taken on now; shuts the node down when its base turns out to be dead. */
  canTakePods(): boolean {
    if (!this.#ready) return false;
    if (this.liveness.dead) this.shutDown();
    return this.liveness.reachable;
  }

  shutDown(): void {
    if (this.#ended.signal.aborted) return;
    this.liveness.close();
    this.#ready = false;
    this.#ended.abort();
    this.#owner.forgetBase(this.#base.identity);
    this.#owner.nodeEnded(this);
  }

  /** Takes the node and its lease out of the cluster. */
  async remove(): Promise<void> {
    for (const path of [paths.node(this.name), this.#lease.path]) {
      await this.#life.kube.delete(path).catch((error: unknown) => {
        if (!(error instanceof KubeError && error.status === 404)) throw error;
      });
    }
  }

  async #renew(): Promise<void> {
    await this.#lease.renew(this.#signal, () => {
      if (this.#term) return;
      this.#takeOver().catch(() => {
        this.#release();
      });
    });
    if (!this.leads) this.#release();
  }

  #release(): void {
    this.#term?.abort();
    this.#term = undefined;
    this.#ready = false;
  }

  async #takeOver(): Promise<void> {
    this.#term = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#term.signal]);
    await this.#ensureNode();
    if (signal.aborted) return;
    this.#owner.registerBase(this.#base);
    this.#ready = true;
    for (const pod of this.#life.cache.onNode(this.name)) this.pods.enqueue(keyOf(pod));
    const { time } = this.#life;
    void time.repeat(SECONDS.health, signal, () => this.#fetchHealth());
    void time.repeat(SECONDS.query, signal, () => this.#query());
    void time.repeat(SECONDS.livenessCheck, signal, () => this.#checkLiveness());
  }

  async #ensureNode(): Promise<void> {
    const { kube, env } = this.#life;
    const node = nodeObject(this.#base, env);
    const { status } = node as { status: object };
    try {
      await kube.mergePatch(`${paths.node(this.name)}/status`, { status });
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 404)) throw error;
      await kube.create(paths.nodes(), node);
    }
  }

  async #fetchHealth(): Promise<void> {
    const answer = await this.#call('health', {});
    if (answer.code !== 'SUCCESS' || !this.leads) return;
    const { jvm, masterBizInfo } = answer.data?.healthData ?? {};
    const metaspace = {
      max: Number(jvm?.['java max metaspace'] ?? 0),
      committed: Number(jvm?.['java committed metaspace'] ?? 0),
    };
    const state = String(masterBizInfo?.bizState ?? '');
    if (state !== '') this.liveness.heard(state);
    const patch = nodeStatusPatch(metaspace, new Date());
    await this.#life.kube.mergePatch(`${paths.node(this.name)}/status`, patch);
  }

  #query(): Promise<void> {
    return this.#owner.turn.take(async () => {
      const answer = await this.#call('queryAllBiz', {});
      if (answer.code !== 'SUCCESS' || !this.leads) return;
      await this.pods.queried(statusesOf(answer.data ?? [], Date.now()));
    });
  }

  #checkLiveness(): Promise<void> {
    if (this.liveness.dead) {
      this.shutDown();
    } else if (!this.#life.quirks.forgetsPodsOfSilentBases && this.liveness.reachable) {
      for (const pod of this.#life.cache.onNode(this.name)) this.pods.enqueue(keyOf(pod));
    }
    return Promise.resolve();
  }

  async #call(command: string, body: object): Promise<ArkletAnswer> {
    const base = this.#owner.baseOf(this.#base.identity);
    if (!base) throw new Error('network info not found');
    const { quirks, time } = this.#life;
    const timeoutMs = quirks.waitsForEver ? undefined : time.ms(SECONDS.requestTimeout);
    return callArklet(base, command, body, { timeoutMs, signal: this.#signal });
  }
}
