import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { noFaults, strikes, type Faults } from './base-faults.ts';
import { beat, keepBeating, type HeartbeatBody } from './base-heartbeat.ts';
import { failed, type Answer, type Biz } from './simulated-answers.ts';
import { SimulatedArklet, type ArkletOptions } from './simulated-arklet.ts';

export interface SimulatedBaseOptions extends Partial<ArkletOptions> {
  ip: string;
  /** 0 takes a free one, kept over restarts. Default 1238. */
  port?: number;
  /** How many times faster than a real base it beats, installs and uninstalls. Default 1. */
  timeFactor?: number;
  /** Default: the ip. */
  identity?: string;
  clusterName?: string;
  baseVersion?: string;
  /** Becomes the vnode's `kubernetes.io/hostname`: unique, or anti-affinity sees one base. */
  hostName?: string;
  /** Where to POST heartbeats, `http://127.0.0.1:7777/heartbeat`; none when absent. */
  heartbeatUrl?: string;
  /** When in the period it beats, 0 to 1; bases that beat together are asked together. Default 0. */
  phase?: number;
}

export interface Call {
  at: number;
  command: string;
  body: Record<string, unknown> | null;
  /** What was answered; undefined for a call that got none. */
  code: Answer['code'] | undefined;
}

const MEBI = 1024 * 1024;
const BODY_LIMIT = MEBI;
const CALLS_KEPT = 2_000;
const HEARTBEAT_SECONDS = 10;

/** One base: an Arklet on a real socket, its modules, its heartbeat and what is wrong with it. */
export class SimulatedBase {
  readonly ip: string;
  readonly identity: string;
  readonly hostName: string;
  faults: Faults = noFaults();
  /** Newest last; the oldest go after some thousand. */
  readonly calls: Call[] = [];
  readonly #options: SimulatedBaseOptions;
  readonly #arkletOptions: ArkletOptions;
  readonly #listeners = new Set<() => void>();
  readonly #sockets = new Set<Socket>();
  #arklet: SimulatedArklet;
  #server: Server | undefined;
  #port: number;
  #heart: { stop(): void } | undefined;
  #heartbeatUrl: string | undefined;

  private constructor(options: SimulatedBaseOptions) {
    const factor = options.timeFactor ?? 1;
    this.#options = options;
    this.ip = options.ip;
    this.identity = options.identity ?? options.ip;
    this.hostName = options.hostName ?? `base-${this.identity.replaceAll('.', '-')}`;
    this.#port = options.port ?? 1238;
    this.#heartbeatUrl = options.heartbeatUrl;
    this.#arkletOptions = {
      jars: options.jars ?? {},
      activateNewModule: options.activateNewModule ?? false,
      multiActive: options.multiActive ?? false,
      keepFailed: options.keepFailed ?? true,
      installMs: options.installMs ?? 600 / factor,
      uninstallMs: options.uninstallMs ?? 100 / factor,
      metaspace: options.metaspace ?? { max: -1, bizBytes: 20 * MEBI },
      baseName: options.baseName ?? 'base',
    };
    this.#arklet = this.#newArklet();
  }

  static async start(options: SimulatedBaseOptions): Promise<SimulatedBase> {
    const base = new SimulatedBase(options);
    await base.up();
    base.#startBeating();
    return base;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://${this.ip}:${this.#port}`;
  }

  /** `vnode.<identity>.<env>`, the node a V2 controller makes of it. */
  nodeName(env: string): string {
    return `vnode.${this.identity}.${env}`;
  }

  get bizList(): readonly Biz[] {
    return this.#arklet.bizList;
  }

  /** The versions of a module that serve: none, one, or with `multiActive` several. */
  activeVersions(bizName: string): string[] {
    const active = (biz: Biz) => biz.bizName === bizName && biz.bizState === 'activated';
    return this.bizList.filter(active).map((biz) => biz.bizVersion);
  }

  callsOf(command: string): Call[] {
    return this.calls.filter((call) => call.command === command);
  }

  /** Tells of every change of a module's state; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Runs a command as if it had come by HTTP, without faults and without a log entry. */
  run(command: string, body: Record<string, unknown>): Promise<Answer> {
    return this.#arklet.run(command, body);
  }

  heal(): void {
    this.faults = noFaults();
  }

  /** Refuses connections; the process, its modules and its heartbeat go on. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Listens again on the same port. */
  async up(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ connectionsCheckingInterval: 3_600_000, requestTimeout: 0 });
    server.on('request', (request) => void this.#serve(request));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.ip, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** The process is killed: modules gone, no heartbeat, connection refused. */
  async die(): Promise<void> {
    this.silence();
    this.#arklet.stop();
    this.#arklet = this.#newArklet();
    this.#changed();
    await this.down();
  }

  /** The same identity comes back with no modules. */
  async restart(): Promise<void> {
    await this.die();
    await this.up();
    this.#startBeating();
  }

  /** Says goodbye to the controller, then ends. */
  async stop(): Promise<void> {
    this.silence();
    if (this.#heartbeatUrl) await beat(this.#heartbeatUrl, this.#heartbeat('DEACTIVATED'));
    await this.die();
  }

  /** Stops the heartbeat only. */
  silence(): void {
    this.#heart?.stop();
    this.#heart = undefined;
  }

  /** Begins to report there, or goes on after `silence`. */
  beatTo(url: string): void {
    this.silence();
    this.#heartbeatUrl = url;
    this.#startBeating();
  }

  #newArklet(): SimulatedArklet {
    const arklet: SimulatedArklet = new SimulatedArklet(this.#arkletOptions, () => {
      if (arklet === this.#arklet) this.#changed();
    });
    return arklet;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #startBeating(): void {
    const url = this.#heartbeatUrl;
    if (url === undefined) return;
    const everyMs = (HEARTBEAT_SECONDS * 1000) / (this.#options.timeFactor ?? 1);
    const afterMs = everyMs * (this.#options.phase ?? 0);
    this.#heart = keepBeating(everyMs, afterMs, () => {
      void beat(url, this.#heartbeat('ACTIVATED'));
    });
  }

  #heartbeat(state: HeartbeatBody['state']): HeartbeatBody {
    return {
      baseMetadata: {
        identity: this.identity,
        name: this.#arkletOptions.baseName,
        version: this.#options.baseVersion ?? '1.0.0',
        clusterName: this.#options.clusterName ?? 'default',
      },
      localIP: this.ip,
      localHostName: this.hostName,
      port: this.#port,
      state,
    };
  }

  // Answers are written to the socket as they are: Arklet sends no Content-Length, no Content-Type
  // and, for a GET, a misspelt header, none of which node:http would let through.
  async #serve(request: IncomingMessage): Promise<void> {
    const { socket } = request;
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return;
    if (body === 'too large') {
      socket.end('HTTP/1.1 413 Request Entity Too Large\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    if (request.method !== 'POST') {
      const said = 'POST http request only supported by arklet';
      socket.end(
        `HTTP/1.1 500 Internal Server Error\r\nContent_Length: ${said.length}\r\n\r\n${said}`,
      );
      return;
    }
    const parsed = parseBody(body);
    // Arklet parses outside its try block: a body that is not JSON gets no answer at all.
    if (parsed === undefined) return;
    await this.#answer(socket, (request.url ?? '/').slice(1).split('?')[0] ?? '', parsed);
  }

  async #answer(socket: Socket, command: string, body: Call['body']): Promise<void> {
    const call: Call = { at: Date.now(), command, body, code: undefined };
    this.#log(call);
    const { faults } = this;
    if (strikes(faults.hang, command)) return;
    const reject = strikes(faults.reject, command);
    const [answer] = await Promise.all([
      reject ? failed(reject.message) : this.#arklet.run(command, body),
      delay(strikes(faults.slow, command)?.ms ?? 0, undefined, { ref: false }),
    ]);
    if (command === 'queryAllBiz' && faults.lie) embellish(answer, faults.lie.also);
    call.code = answer.code;
    const text = strikes(faults.garbage, command)
      ? '<html>502 Bad Gateway'
      : JSON.stringify(answer);
    if (strikes(faults.cut, command)) socket.destroy();
    else socket.end(`HTTP/1.1 200 OK\r\n\r\n${text}`);
  }

  #log(call: Call): void {
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.splice(0, CALLS_KEPT / 2);
  }
}

function embellish(answer: Answer, also: { bizName: string; bizVersion: string }[]): void {
  const listed = answer.data as Record<string, unknown>[];
  for (const biz of also) listed.push({ ...biz, bizStateRecords: [{}] });
  for (const biz of listed) biz['bizState'] = 'activated';
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) return 'too large';
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Null for an empty body, undefined for one that is not a JSON object. */
function parseBody(text: string): Record<string, unknown> | null | undefined {
  if (text.trim() === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? (parsed as Record<string, unknown> | null) : undefined;
  } catch {
    return undefined;
  }
}
