import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Biz } from './simulated-answers.ts';

/** What is the matter with a base, as its actuator tells it. */
export interface ActuatorSituation {
  /** The base's own start. */
  start: 'UNKNOWN' | 'UP' | 'DOWN';
  /** `koupleless.healthcheck.base.readiness.withAllBizReadiness`. */
  withAllBizReadiness: boolean;
  /** By `name:version`: indicators of the module that are DOWN. */
  unhealthy: Record<string, string[]>;
  /** By `name:version`: still starting. */
  starting: string[];
  metaspaceFull: boolean;
  /** `real`: as runtime 2.1.6 names them; `documented`: as the public documentation does. */
  names: 'real' | 'documented';
  /** `management.endpoint.health.show-components` and `show-details`. */
  shown: boolean;
  /** `management.endpoints.web.exposure.include`. */
  exposed: readonly ('health' | 'info')[];
  /** Modules with an actuator of their own. */
  moduleActuators: boolean;
}

export const wellSituation = (): ActuatorSituation => ({
  start: 'UP',
  withAllBizReadiness: false,
  unhealthy: {},
  starting: [],
  metaspaceFull: false,
  names: 'real',
  shown: true,
  exposed: ['health', 'info'],
  moduleActuators: true,
});

const BASE = 'bed-base:1.0.0';
const DISK = { status: 'UP', details: { total: 100, free: 50, threshold: 10, exists: true } };

type Status = 'UP' | 'DOWN' | 'UNKNOWN';

/** Spring Boot's actuator of a simulated base, on the base's address and a port of its own. */
export class SimulatedActuator {
  situation = wellSituation();
  readonly #server: Server;
  readonly #bizList: () => readonly Biz[];

  private constructor(bizList: () => readonly Biz[]) {
    this.#bizList = bizList;
    this.#server = createServer((request, response) => {
      this.#answer(request, response);
    });
  }

  /** `bizList` is what the base runs at the moment of a question. */
  static async start(
    place: { ip: string; port?: number },
    bizList: () => readonly Biz[],
  ): Promise<SimulatedActuator> {
    const actuator = new SimulatedActuator(bizList);
    await new Promise<void>((resolve, reject) => {
      actuator.#server.once('error', reject);
      actuator.#server.listen(place.port ?? 0, place.ip, resolve);
    });
    return actuator;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, first = '', ...rest] = (request.url ?? '').split('/');
    const { exposed, moduleActuators } = this.situation;
    if (first === 'actuator' && rest[0] === 'health' && exposed.includes('health')) {
      send(response, this.#health());
    } else if (first === 'actuator' && rest[0] === 'info' && exposed.includes('info')) {
      send(response, this.#info());
    } else if (moduleActuators && rest.join('/') === 'actuator/health' && this.#isPath(first)) {
      send(response, this.#moduleHealth(first));
    } else {
      send(response, { status: 404, error: 'Not Found', path: request.url }, 404);
    }
  }

  #isPath(path: string): boolean {
    return this.#bizList().some((biz) => bare(biz.webContextPath) === path);
  }

  #moduleHealth(path: string): object {
    const biz = this.#bizList().find((one) => bare(one.webContextPath) === path)!;
    const ill = this.situation.unhealthy[identity(biz)] ?? [];
    const parts = ill.map((name) => [name, { status: 'DOWN' }]);
    return {
      status: ill.length > 0 ? 'DOWN' : 'UP',
      components: { diskSpace: DISK, ping: { status: 'UP' }, ...Object.fromEntries(parts) },
    };
  }

  #startOf(biz: Biz): Status {
    if (this.situation.starting.includes(identity(biz)) || biz.bizState === 'resolved') {
      return 'UNKNOWN';
    }
    return biz.bizState === 'broken' ? 'DOWN' : 'UP';
  }

  // As BaseStartUpHealthIndicator and CompositeAllBizHealthIndicator of the runtime reckon.
  #health(): object {
    const { start, withAllBizReadiness, unhealthy, names, shown } = this.situation;
    const starts = this.#bizList().map((biz) => [identity(biz), this.#startOf(biz)] as const);
    const all = [start, ...starts.map(([, status]) => status)];
    const startUp = !withAllBizReadiness
      ? start
      : all.every((one) => one === 'UP')
        ? 'UP'
        : all.includes('UNKNOWN')
          ? 'UNKNOWN'
          : 'DOWN';
    const modules = this.#bizList()
      .filter((biz) => biz.bizState !== 'resolved')
      .map((biz) => [identity(biz), moduleRun(biz, unhealthy[identity(biz)] ?? [])] as const);
    const composite = modules.some(([, { status }]) => status === 'DOWN') ? 'DOWN' : 'UP';
    const metrics = this.situation.metaspaceFull ? 'DOWN' : 'UP';
    const details = Object.fromEntries(
      [[BASE, start] as const, ...starts].map(([key, status]) => [key, { status }]),
    );
    const real = names === 'real';
    const components = {
      [real ? 'baseStartUp' : 'masterBizStartUp']: { status: startUp, details },
      [real ? 'compositeAllBiz' : 'arkBizAggregate']: {
        status: composite,
        details: Object.fromEntries(modules),
      },
      diskSpace: DISK,
      ...(real ? { metrics: { status: metrics, details: { metrics: {} } } } : {}),
    };
    const parts: Status[] = [startUp, composite, metrics];
    // Spring Boot's order: DOWN before UP before UNKNOWN.
    const status = parts.includes('DOWN')
      ? 'DOWN'
      : parts.includes('UP') && startUp === 'UP'
        ? 'UP'
        : 'UNKNOWN';
    return shown ? { status, components } : { status };
  }

  #info(): object {
    const base = {
      bizName: 'bed-base',
      bizVersion: '1.0.0',
      bizState: 'ACTIVATED',
      webContextPath: '/',
    };
    const modules = this.#bizList().map(({ bizName, bizVersion, bizState, webContextPath }) => ({
      bizName,
      bizVersion,
      bizState: bizState.toUpperCase(),
      webContextPath,
    }));
    const plugin = { pluginName: 'koupleless-base-plugin', pluginVersion: '2.1.6' };
    return { arkBizInfo: [base, ...modules], arkPluginInfo: [plugin] };
  }
}

function moduleRun(biz: Biz, ill: readonly string[]): { status: Status; details: object } {
  if (biz.bizState === 'broken') {
    return { status: 'DOWN', details: { applicationContext: "haven't refreshed" } };
  }
  const indicators = [
    ['diskSpace', DISK] as const,
    ...ill.map((name) => [name, { status: 'DOWN', details: {} }] as const),
  ];
  return { status: ill.length > 0 ? 'DOWN' : 'UP', details: Object.fromEntries(indicators) };
}

function send(response: ServerResponse, body: object, code?: number): void {
  const { status } = body as { status?: unknown };
  const answer = code ?? (status === 'DOWN' || status === 'OUT_OF_SERVICE' ? 503 : 200);
  response.writeHead(answer, { 'content-type': 'application/vnd.spring-boot.actuator.v3+json' });
  response.end(JSON.stringify(body));
}

function identity({ bizName, bizVersion }: Biz): string {
  return `${bizName}:${bizVersion}`;
}

function bare(path: string): string {
  return path.replace(/^\/+/, '');
}
