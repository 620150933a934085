import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beat, keepBeating, type HeartbeatBody } from './base-heartbeat.ts';
import { BedProcess } from './control-plane-process.ts';
import { Reaper } from './control-plane-reaper.ts';
import { javaArguments, portFileOf, type BaseFlags, type BasePlace } from './java-flags.ts';

export interface HeartbeatOptions {
  /** `http://127.0.0.1:7777/heartbeat` */
  url: string;
  identity: string;
  name: string;
  version: string;
  clusterName: string;
  everyMs: number;
}

/** `dir` is created, and removed at the end unless the given reaper owns it. */
export interface RealBaseOptions extends BasePlace, BaseFlags {
  /** Posted from here while the base lives: runtime 2.1.6 sends none. */
  heartbeat?: HeartbeatOptions;
  /** Of the bed that this base belongs to; without one the base has its own. */
  reaper?: Reaper;
}

export interface ArkletAnswer {
  code: string;
  message?: string;
  errorStackTrace?: string;
  // Differs by command; tests look into it.

  data?: any;
}

const ANSWER_TIMEOUT_MS = 60_000;
const TERMINATION_MS = 10_000;

/** Starts a real base and resolves when its Arklet answers: in 3 to 10 seconds on two cores. */
export async function startRealBase(options: RealBaseOptions): Promise<RealBase> {
  await mkdir(options.dir, { recursive: true });
  const base = new RealBase(options);
  try {
    await base.start();
    return base;
  } catch (error) {
    await base.stop();
    throw error;
  }
}

/** A base in a JVM of its own. */
export class RealBase {
  readonly ip: string;
  /** Arklet's. */
  readonly port: number;
  /** Path of the file with its output, appended over restarts. */
  readonly log: string;
  readonly #dir: string;
  readonly #process: BedProcess;
  readonly #heart: Heart;
  /** Undefined when somebody else's ends this base. */
  readonly #ownReaper: Reaper | undefined;

  constructor(options: RealBaseOptions) {
    this.ip = options.ip;
    this.port = options.arkletPort;
    this.log = join(options.dir, 'base.log');
    this.#dir = options.dir;
    this.#heart = new Heart(options);
    this.#ownReaper = options.reaper ? undefined : new Reaper(options.dir);
    this.#process = new BedProcess({
      binary: 'java',
      args: javaArguments(options, options),
      logFile: this.log,
      reaper: options.reaper ?? this.#ownReaper!,
      probe: () => this.arklet('health'),
    });
  }

  /** Undefined while it does not run; another one after a restart. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Runs an Arklet command; rejects when nobody answers. */
  async arklet(command: string, body: Record<string, unknown> = {}): Promise<ArkletAnswer> {
    return post(`http://${this.ip}:${this.port}/${command}`, body);
  }

  /** The parsed answer of `/actuator/<path>`, whatever its status. */
  async actuator(path: string): Promise<unknown> {
    const response = await fetch(`http://${this.ip}:${await this.webPort()}/actuator/${path}`);
    return response.json();
  }

  /** The application's, another one after each start. */
  async webPort(): Promise<number> {
    return Number(await readFile(portFileOf(this.#dir), 'utf8'));
  }

  async start(): Promise<void> {
    await rm(portFileOf(this.#dir), { force: true });
    await this.#process.start();
    this.#heart.start();
  }

  /** Resolves when it is gone. SIGSTOP and SIGCONT hold it and its heartbeat, and let them go on. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    this.#heart.stop();
    await this.#process.kill(signal);
    if (signal === 'SIGCONT') this.#heart.start();
  }

  /** Killed and started again with the same identity; its modules are gone. */
  async restart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.start();
  }

  /** Says goodbye to the controller and ends. */
  async stop(): Promise<void> {
    await this.#heart.sayGoodbye();
    const timer = setTimeout(() => void this.#process.kill(), TERMINATION_MS);
    await this.#process.kill('SIGTERM');
    clearTimeout(timer);
    await this.#ownReaper?.finish();
  }
}

async function post(url: string, body: Record<string, unknown>): Promise<ArkletAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as ArkletAnswer;
  } catch (error) {
    throw new Error(`${url} answered ${response.status} ${JSON.stringify(text)}`, { cause: error });
  }
}

/** The heartbeat of one base, if it has any. */
class Heart {
  readonly #options: RealBaseOptions;
  #beating: { stop(): void } | undefined;

  constructor(options: RealBaseOptions) {
    this.#options = options;
  }

  start(): void {
    const { heartbeat } = this.#options;
    this.stop();
    if (heartbeat)
      this.#beating = keepBeating(heartbeat.everyMs, 0, () => void this.#say('ACTIVATED'));
  }

  stop(): void {
    this.#beating?.stop();
    this.#beating = undefined;
  }

  async sayGoodbye(): Promise<void> {
    const wasBeating = this.#beating !== undefined;
    this.stop();
    if (wasBeating) await this.#say('DEACTIVATED');
  }

  async #say(state: HeartbeatBody['state']): Promise<void> {
    const { heartbeat, ip, arkletPort } = this.#options;
    if (!heartbeat) return;
    const { identity, name, version, clusterName } = heartbeat;
    await beat(heartbeat.url, {
      baseMetadata: { identity, name, version, clusterName },
      localIP: ip,
      // Becomes kubernetes.io/hostname of the vnode: bases on one machine must differ in it.
      localHostName: identity,
      port: arkletPort,
      state,
    });
  }
}
