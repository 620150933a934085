import { Kube, paths, type KubeObj } from '../kube.ts';
import type { BaseInfo } from './bases.ts';
import { Freshness } from './pods/freshness.ts';
import { HeartbeatListener } from './heartbeat-listener.ts';
import { LeaseCache } from './nodes/lease-cache.ts';
import type { Life } from './life.ts';
import { ModelTime } from './model-time.ts';
import { baselineOf, PeerReplicas } from './module-deployments.ts';
import { keyOf, LABELS, nodeNameOf } from './names.ts';
import { baseOf } from './nodes/node-object.ts';
import { wakesController } from './pods/pod-changes.ts';
import { PodCache } from './pods/pod-cache.ts';
import { QueryTurn } from './nodes/query-turn.ts';
import type { Quirks } from './quirks.ts';
import { StatusWriter } from './pods/status-writer.ts';
import { VirtualNode, type NodeOwner } from './nodes/virtual-node.ts';

export interface ControllerOptions {
  kube: Kube;
  env: string;
  timeFactor: number;
  /** 0 takes a free one. */
  listenPort: number;
  clientId: string;
  quirks: Quirks;
  syncReplicasWithBases: boolean;
  onCrash: (reason: string) => void;
}

/** One process of the controller, from start to end. */
export class Controller implements NodeOwner {
  readonly turn: QueryTurn;
  readonly #life: Life;
  readonly #over = new AbortController();
  readonly #nodes = new Map<string, VirtualNode>();
  readonly #bases = new Map<string, BaseInfo>();
  readonly #removals = new Set<Promise<void>>();
  #listener: HeartbeatListener | undefined;

  private constructor(options: ControllerOptions) {
    const { env, clientId, quirks } = options;
    // A client of its own: its end breaks what is under way, as the end of a process would.
    const kube = new Kube({ ...options.kube.options, userAgent: 'module_controller/v2.2.0' });
    const { signal } = this.#over;
    const time = new ModelTime(options.timeFactor, signal);
    const cache = new PodCache();
    this.turn = new QueryTurn(() => quirks.queriesOneBaseAtATime);
    this.#life = {
      env,
      clientId,
      kube,
      time,
      quirks,
      cache,
      signal,
      leases: new LeaseCache(env),
      freshness: new Freshness(time, () => quirks.comparesSecondOfMinute),
      writer: new StatusWriter(kube, (key) => cache.get(key), time, signal),
      crash: (reason) => {
        if (signal.aborted) return;
        options.onCrash(reason);
        void this.end();
      },
    };
  }

  /** Resolves when it listens and has found the nodes of earlier processes. */
  static async start(options: ControllerOptions): Promise<Controller> {
    const controller = new Controller(options);
    try {
      await controller.#begin(options);
      return controller;
    } catch (error) {
      await controller.end();
      throw error;
    }
  }

  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Stops at once and cleans nothing up: nodes, leases and pods stay as they are. */
  async end(): Promise<void> {
    this.#over.abort();
    this.#life.kube.close();
    await this.#listener?.stop();
  }

  baseOf(identity: string): BaseInfo | undefined {
    return this.#bases.get(identity);
  }

  registerBase(base: BaseInfo): void {
    if (!this.#bases.has(base.identity)) this.#bases.set(base.identity, base);
  }

  forgetBase(identity: string): void {
    this.#bases.delete(identity);
  }

  nodeEnded(node: VirtualNode): void {
    this.#nodes.delete(node.name);
    const removal = node.remove().catch(() => undefined);
    this.#removals.add(removal);
    void removal.then(() => this.#removals.delete(removal));
  }

  async #begin(options: ControllerOptions): Promise<void> {
    const { kube, leases, cache, env, signal } = this.#life;
    await leases.fill(kube);
    const selector = encodeURIComponent(`${LABELS.component}=vnode,${LABELS.env}=${env}`);
    const { items } = await kube.list(`${paths.nodes()}?labelSelector=${selector}`);
    for (const node of items) this.#startNode(baseOf(node));
    void leases.follow(kube, signal);
    void cache.follow(
      kube,
      (now, before) => {
        this.#podChanged(now, before);
      },
      signal,
    );
    if (options.syncReplicasWithBases) void new PeerReplicas(kube, env).follow(signal);
    this.#listener = await HeartbeatListener.start(options.listenPort, {
      onHeartbeat: (base, state) => {
        this.#heard(base, state);
      },
      baseline: (clusterName) => baselineOf(kube, env, clusterName),
    });
  }

  #heard(base: BaseInfo, state: string): void {
    if (this.#over.signal.aborted) return;
    this.#bases.set(base.identity, base);
    if (state.toUpperCase() === 'ACTIVATED') this.#startNode(base);
    this.#nodes.get(nodeNameOf(base.identity, this.#life.env))?.liveness.heard(state);
  }

  #startNode(base: BaseInfo): void {
    const name = nodeNameOf(base.identity, this.#life.env);
    if (!this.#nodes.has(name)) this.#nodes.set(name, new VirtualNode(base, this.#life, this));
  }

  #podChanged(now: KubeObj | undefined, before: KubeObj | undefined): void {
    const pod = (now ?? before)!;
    const node = this.#nodes.get(String(pod.spec?.nodeName ?? ''));
    if (!node) return;
    const key = keyOf(pod);
    if (now) node.pods.know(key);
    if (!node.leads || !node.canTakePods()) return;
    if (!now) node.pods.forget(key);
    if (!now || wakesController(before, now)) node.pods.enqueue(key);
  }
}
