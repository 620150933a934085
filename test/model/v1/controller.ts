import type { Controller } from '../../bed/stand-in-v1/context.ts';
import { Api, type Kind } from '../../bed/stand-in-v1/machinery/api.ts';
import type { ArkletAnswer } from '../../bed/stand-in-v1/machinery/arklet-calls.ts';
import type { Clock } from '../../bed/stand-in-v1/machinery/clock.ts';
import type { WorkQueue } from '../../bed/stand-in-v1/machinery/work-queue.ts';
import { namesFor, type Dialect } from '../../bed/stand-in-v1/names.ts';
import { queuesOf } from '../../bed/stand-in-v1/queues.ts';
import { REAL_QUIRKS } from '../../bed/stand-in-v1/quirks.ts';
import type { Kube } from '../kube/kube.ts';
import type { Plural } from '../kube/store.ts';
import type { ModelBase } from '../koupleless/base.ts';
import { ModelCache } from './cache.ts';
import { serverFor } from './server.ts';

export const group = 'koupleless.io';

export interface ControllerTraits {
  readonly dialect: Dialect;
  /** Its reads may be behind its own writes. */
  readonly actsOnStaleReads: boolean;
  readonly slownessMs: number;
}

interface Told {
  readonly tell: (line: () => string) => void;
  /** Around each of its writes. */
  readonly writing: <T>(effect: () => T) => T;
  /** A write of the ModuleDeployment came too late. */
  readonly missed: () => void;
  /** The process is killed or crashes, whatever it was at. */
  readonly ends: () => void;
}

/** Kubernetes starts what has crashed again after so long, ms. */
const restartMs = 10_000;

const plurals: Record<Kind, Plural> = {
  moduledeployments: 'moduledeployments',
  modulereplicasets: 'modulereplicasets',
  modules: 'modules',
  pods: 'pods',
  bases: 'deployments',
  services: 'services',
};

/** V1's controller: the reconcilers of the bed's stand-in on the model's store, one process after another. */
export class V1ModelController {
  readonly #kube: Kube;
  readonly #bases: readonly ModelBase[];
  readonly #traits: ControllerTraits;
  readonly #told: Told;
  #life = { dead: true };
  #queues: readonly WorkQueue[] = [];

  constructor(kube: Kube, bases: readonly ModelBase[], traits: ControllerTraits, told: Told) {
    this.#kube = kube;
    this.#bases = bases;
    this.#traits = traits;
    this.#told = told;
    this.start();
  }

  get alive(): boolean {
    return !this.#life.dead;
  }

  start(): void {
    if (this.alive) return;
    const life = { dead: false };
    this.#life = life;
    const { dialect, actsOnStaleReads } = this.#traits;
    const quirks = { ...REAL_QUIRKS, actsOnStaleReads };
    const random = this.#kube.random.fork();
    const caches = this.#caches(life);
    const names = namesFor(group);
    const clock = this.#clock(life);
    const { writing, missed } = this.#told;
    const api = new Api({
      server: serverFor(this.#kube, { life, random, writing, missed }),
      informers: caches,
      names,
      clock,
      timeFactor: 1,
      lag: undefined,
      readsOwnWrites: !actsOnStaleReads,
      signal: new AbortController().signal,
    });
    const controller: Controller = {
      api,
      names,
      quirks,
      dialect,
      timeFactor: 1,
      clock,
      arklet: (path, ip, body) => this.#ask(path, ip, body),
      log: (line) => this.#told.tell(() => `  controller: ${line}`),
    };
    this.#queues = queuesOf(controller, (crash) => {
      this.#told.tell(() => `  the controller crashes: ${crash.message}`);
      this.kill();
      this.#kube.time.after(restartMs, () => this.start());
    });
    for (const cache of Object.values(caches)) cache.tellAll();
    for (const queue of this.#queues) queue.start();
    this.#kube.time.wake();
  }

  kill(): void {
    if (this.alive) this.#told.ends();
    this.#life.dead = true;
    for (const queue of this.#queues) void queue.stop();
  }

  #caches(life: { dead: boolean }): Record<Kind, ModelCache> {
    const random = this.#kube.random.fork();
    const { slownessMs } = this.#traits;
    const lag = (): number => random.int(1, slownessMs);
    const cache = (kind: Kind) => new ModelCache(this.#kube, plurals[kind], { life, random, lag });
    return {
      moduledeployments: cache('moduledeployments'),
      modulereplicasets: cache('modulereplicasets'),
      modules: cache('modules'),
      pods: cache('pods'),
      bases: cache('bases'),
      services: cache('services'),
    };
  }

  #clock(life: { readonly dead: boolean }): Clock {
    const { time } = this.#kube;
    return {
      now: () => time.now(),
      async sleep(ms) {
        await time.sleep(ms);
        if (life.dead) await new Promise<never>(() => undefined);
      },
      after(ms, run) {
        const timer = time.after(ms, () => {
          time.wake();
          run();
        });
        return () => {
          timer.cancelled = true;
        };
      },
    };
  }

  /** As it asks Arklet: without a time-out, and knowing of the answer only code and message. */
  #ask(path: string, ip: string, body: string): Promise<ArkletAnswer> {
    const { time } = this.#kube;
    const { bizName, bizVersion, bizUrl } = JSON.parse(body) as Record<string, string>;
    const life = this.#life;
    return new Promise((resolve, reject) => {
      time.after(this.#kube.random.int(1, 10), () => {
        const base = this.#bases.find((one) => one.ip === ip);
        const command = path === 'installBiz' ? 'install' : 'uninstall';
        const biz = { name: bizName ?? '', version: bizVersion ?? '', url: bizUrl ?? '' };
        const answered: Parameters<ModelBase['call']>[1] = (reply) => {
          if (life.dead) return;
          time.wake();
          if (reply === undefined) reject(new Error(`connect ECONNREFUSED ${ip}`));
          else resolve({ code: reply.code, message: reply.reason });
        };
        if (life.dead) return;
        if (base === undefined) answered(undefined);
        else base.call({ command, ...biz }, answered);
      });
    });
  }
}
