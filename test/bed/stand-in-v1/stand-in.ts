import { setMaxListeners } from 'node:events';
import type { Kube } from '../kube.ts';
import type { Controller } from './context.ts';
import { Api } from './machinery/api.ts';
import { arkletCaller } from './machinery/arklet-calls.ts';
import type { CacheLag } from './machinery/informer.ts';
import { WorkQueue, type Crash, type Key, type Result } from './machinery/work-queue.ts';
import { namesFor, type Dialect } from './names.ts';
import { REAL_QUIRKS, type Quirks } from './quirks.ts';
import { reconcilePod } from './reconcilers/base-pod.ts';
import { reconcileDeployment } from './reconcilers/module-deployment.ts';
import { reconcileModule } from './reconcilers/module.ts';
import { reconcileReplicaSet } from './reconcilers/replica-set.ts';

export interface StandInV1Options {
  kube: Kube;
  /** Default `koupleless.io`; up to v0.9.0 `serverless.alipay.com`. */
  group?: string;
  dialect?: Dialect;
  /** Waits are divided by it; default 10. */
  timeFactor?: number;
  /** The real controller knows 1238 only. */
  arkletPort?: number;
  quirks?: Partial<Quirks>;
  /** Work in this namespace only, so that several stand-ins can share a control plane. */
  namespace?: string;
  /** Stale reads on purpose instead of by luck, where `actsOnStaleReads` is on. */
  cacheLag?: CacheLag;
  log?: (line: string) => void;
}

export interface V1Controller {
  /** What ended the process by itself, as the real one prints it; undefined while it runs. */
  readonly crashed: string | undefined;
  /** Ends after what is being done. */
  stop(): Promise<void>;
  /** Ends in the middle of whatever is being done. */
  kill(): void;
  /** Starts anew, after a stop, a kill or a crash. */
  restart(): Promise<void>;
}

/** Runs the V1 controller's stand-in in this process until stopped; resolves when it is in step. */
export async function startStandInV1(options: StandInV1Options): Promise<V1Controller> {
  let process = new StandInProcess(options);
  await process.start();
  return {
    get crashed() {
      return process.crashed;
    },
    stop: () => process.stop(),
    kill: () => {
      process.kill();
    },
    async restart() {
      process.kill();
      process = new StandInProcess(options);
      await process.start();
    },
  };
}

/** One life of the controller. */
class StandInProcess {
  crashed: string | undefined;
  readonly #abort = new AbortController();
  readonly #api: Api;
  readonly #controller: Controller;
  readonly #queues: WorkQueue[] = [];

  constructor(options: StandInV1Options) {
    const { kube, group = 'koupleless.io', timeFactor = 10, namespace, cacheLag } = options;
    const quirks = { ...REAL_QUIRKS, ...options.quirks };
    const names = namesFor(group);
    const { signal } = this.#abort;
    // Every watch and every call to a base listens to it; there is no leak to be warned of.
    setMaxListeners(0, signal);
    this.#api = new Api({
      // The real binary sets no user agent, so this is the manager of the fields it writes.
      kube: { ...kube.options, userAgent: 'Go-http-client/2.0' },
      names,
      namespace,
      timeFactor,
      lag: cacheLag,
      readsOwnWrites: !quirks.actsOnStaleReads,
      signal,
    });
    this.#controller = {
      api: this.#api,
      names,
      quirks,
      dialect: options.dialect ?? 'confirmBatchNum',
      timeFactor,
      arklet: arkletCaller(options.arkletPort ?? 1238, signal),
      log: options.log ?? (() => undefined),
    };
  }

  async start(): Promise<void> {
    this.#wire();
    await this.#api.start();
    for (const queue of this.#queues) queue.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.stop()));
    this.kill();
  }

  kill(): void {
    this.#abort.abort();
    for (const queue of this.#queues) void queue.stop();
    this.#api.close();
  }

  #wire(): void {
    const { informers } = this.#api;
    const deployments = this.#queue(reconcileDeployment);
    const replicaSets = this.#queue(reconcileReplicaSet);
    const modules = this.#queue(reconcileModule);
    const pods = this.#queue(reconcilePod);
    const follow = (kind: keyof typeof informers, queue: WorkQueue) => {
      informers[kind].onChange((now, before) => {
        const obj = now ?? before;
        if (obj) queue.add({ namespace: String(obj.metadata.namespace), name: obj.metadata.name });
      });
    };
    follow('moduledeployments', deployments);
    follow('modulereplicasets', replicaSets);
    follow('modules', modules);
    follow('pods', pods);
    const owner = this.#controller.names.label.replicaSet;
    informers.modules.onChange((now, before) => {
      for (const module of [before, now]) {
        const name = module?.metadata.labels?.[owner] ?? '';
        if (name !== '') replicaSets.add({ namespace: String(module?.metadata.namespace), name });
      }
    });
    if (!this.#controller.quirks.overwritesPeerReplicas) this.#followBases(deployments);
  }

  /** What following replicas -1 would take: the real controller doesn't watch base Deployments. */
  #followBases(deployments: WorkQueue): void {
    const { bases, moduledeployments } = this.#api.informers;
    bases.onChange((now) => {
      const namespace = String(now?.metadata.namespace);
      for (const md of moduledeployments.list(namespace)) {
        deployments.add({ namespace, name: md.metadata.name });
      }
    });
  }

  #queue(reconcile: (c: Controller, key: Key) => Promise<Result>): WorkQueue {
    const queue = new WorkQueue({
      reconcile: (key) => reconcile(this.#controller, key),
      onCrash: (crash) => {
        this.#crash(crash);
      },
      onError: (key, error) => {
        this.#controller.log(`${key.namespace}/${key.name}: ${String(error)}`);
      },
      timeFactor: this.#controller.timeFactor,
    });
    this.#queues.push(queue);
    return queue;
  }

  #crash(crash: Crash): void {
    this.crashed = crash.message;
    this.kill();
  }
}
