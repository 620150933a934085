import { setMaxListeners } from 'node:events';
import { Kube, paths, type KubeOptions } from '../kube.ts';
import type { Controller } from './context.ts';
import { Api, type Kind } from './machinery/api.ts';
import { arkletCaller } from './machinery/arklet-calls.ts';
import { wallClock } from './machinery/clock.ts';
import { Informer, type CacheLag } from './machinery/informer.ts';
import type { WorkQueue } from './machinery/work-queue.ts';
import { namesFor, type Dialect } from './names.ts';
import { REAL_QUIRKS, type Quirks } from './quirks.ts';
import { queuesOf } from './queues.ts';

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
  readonly #kube: Kube;
  readonly #informers: Record<Kind, Informer>;
  readonly #queues: readonly WorkQueue[];

  constructor(options: StandInV1Options) {
    const { group = 'koupleless.io', timeFactor = 10, namespace, cacheLag: lag } = options;
    // The real binary sets no user agent, so this is the manager of the fields it writes.
    const kube = { ...options.kube.options, userAgent: 'Go-http-client/2.0' };
    const quirks = { ...REAL_QUIRKS, ...options.quirks };
    const names = namesFor(group);
    const { signal } = this.#abort;
    // Every watch and every call to a base listens to it; there is no leak to be warned of.
    setMaxListeners(0, signal);
    const clock = wallClock(signal);
    this.#kube = new Kube(kube);
    this.#informers = informersOf(kube, group, { namespace, lag });
    const api = new Api({
      server: this.#kube,
      informers: this.#informers,
      names,
      clock,
      timeFactor,
      lag,
      readsOwnWrites: !quirks.actsOnStaleReads,
      signal,
    });
    const controller: Controller = {
      api,
      names,
      quirks,
      dialect: options.dialect ?? 'confirmBatchNum',
      timeFactor,
      clock,
      arklet: arkletCaller(options.arkletPort ?? 1238, signal),
      log: options.log ?? (() => undefined),
    };
    this.#queues = queuesOf(controller, (crash) => {
      this.crashed = crash.message;
      this.kill();
    });
  }

  async start(): Promise<void> {
    const { signal } = this.#abort;
    await Promise.all(Object.values(this.#informers).map((informer) => informer.start(signal)));
    for (const queue of this.#queues) queue.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.stop()));
    this.kill();
  }

  kill(): void {
    this.#abort.abort();
    for (const queue of this.#queues) void queue.stop();
    this.#kube.close();
  }
}

/** Without a namespace of all of them, as the real controller. */
function informersOf(
  kube: KubeOptions,
  group: string,
  { namespace, lag }: { namespace: string | undefined; lag: CacheLag | undefined },
): Record<Kind, Informer> {
  const informer = (path: string) => new Informer(kube, path, lag);
  const v1 = (kind: Kind) => informer(paths.customs(group, 'v1alpha1', kind, namespace));
  return {
    moduledeployments: v1('moduledeployments'),
    modulereplicasets: v1('modulereplicasets'),
    modules: v1('modules'),
    pods: informer(paths.pods(namespace)),
    bases: informer(paths.deployments(namespace)),
    services: informer(paths.services(namespace)),
  };
}
