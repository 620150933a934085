import { randomUUID } from 'node:crypto';
import type { Kube } from '../kube.ts';
import { Controller } from './controller.ts';
import { REAL_QUIRKS, type Quirks } from './quirks.ts';

export interface StandInV2Options {
  kube: Kube;
  /** The environment: label and taint of its nodes, last part of their names. */
  env: string;
  /** How many times faster than the real controller its clock goes. */
  timeFactor: number;
  /** Default: a free one, kept over restarts. */
  listenPort?: number;
  quirks?: Partial<Quirks>;
  /** `CLIENT_ID`; default: a new one at every start, as the real controller. */
  clientId?: string;
  /** `ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE`. Default false. */
  syncReplicasWithBases?: boolean;
}

/** A module controller V2 made of the facts known about the real one. */
export interface StandInV2 {
  /** Where bases report. */
  readonly heartbeatUrl: string;
  /** May be changed while it runs. */
  readonly quirks: Quirks;
  readonly alive: boolean;
  /** Why it died by itself, if it did. */
  readonly crashReason: string | undefined;
  /** Ends it as SIGTERM would; like the real one it leaves nodes and leases behind. */
  stop(): Promise<void>;
  /** Dies in the middle of everything. */
  kill(): Promise<void>;
  /** Dies if it lives and starts as a new process on the same port. */
  restart(): Promise<void>;
}

export async function startStandInV2(options: StandInV2Options): Promise<StandInV2> {
  const standIn = new StandIn(options);
  await standIn.restart();
  return standIn;
}

class StandIn implements StandInV2 {
  readonly quirks: Quirks;
  crashReason: string | undefined;
  readonly #options: StandInV2Options;
  #controller: Controller | undefined;
  #port: number;

  constructor(options: StandInV2Options) {
    this.#options = options;
    this.#port = options.listenPort ?? 0;
    this.quirks = { ...REAL_QUIRKS, ...options.quirks };
  }

  get heartbeatUrl(): string {
    return `http://127.0.0.1:${this.#port}/heartbeat`;
  }

  get alive(): boolean {
    return this.#controller !== undefined;
  }

  stop(): Promise<void> {
    return this.kill();
  }

  async kill(): Promise<void> {
    const controller = this.#controller;
    this.#controller = undefined;
    await controller?.end();
  }

  async restart(): Promise<void> {
    await this.kill();
    this.crashReason = undefined;
    const { kube, env, timeFactor, clientId, syncReplicasWithBases } = this.#options;
    this.#controller = await Controller.start({
      kube,
      env,
      timeFactor,
      listenPort: this.#port,
      clientId: clientId ?? randomUUID(),
      quirks: this.quirks,
      syncReplicasWithBases: syncReplicasWithBases ?? false,
      onCrash: (reason) => {
        this.crashReason = reason;
        this.#controller = undefined;
      },
    });
    this.#port = this.#controller.port;
  }
}
