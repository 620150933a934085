import { isIPv6 } from 'node:net';
import { readActuatorHealth, type ActuatorHealth } from '../diagnosis/actuator-health.ts';
import { readActuatorInfo, type ActuatorInfo } from '../diagnosis/actuator-info.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Probes } from '../world.ts';
import { healthValue, linesOfHealth } from './health-view.ts';
import type { DirectWorld } from './world.ts';

export interface HealthInput {
  readonly baseIp: string;
  /** Only this module, by its own actuator too. */
  readonly module: string | undefined;
  /** Under which path the module answers, where the base does not say it. */
  readonly contextPath: string | undefined;
  readonly actuatorPort: number;
  /** Of Spring's `management.endpoints.web.base-path`. */
  readonly actuatorPath: string;
  /** Until it is UP. */
  readonly wait: boolean;
  readonly timeoutMs: number;
}

/** What was learnt of a base in one look. */
export interface Sighting {
  /** Of what was asked for: the base's health, or the module's. */
  readonly url: string;
  /** Absent where there is no such answer. */
  readonly status?: string;
  /** Why there is none. */
  readonly trouble?: string;
  readonly base?: ActuatorHealth;
  /** The module's own answer. */
  readonly module?: ActuatorHealth;
  readonly info?: ActuatorInfo;
  /** Of `/actuator/info`, where it told nothing. */
  readonly infoTrouble?: string;
}

const mostMsPerRequest = 5_000;
const lookEveryMs = 2_000;

/** The health of a base, its modules and plug-ins by Spring Boot's actuator; asks no cluster. */
export async function health(world: DirectWorld, input: HealthInput): Promise<Outcome> {
  const { clock, signal, reporter, language } = world;
  const texts = messagesOf(language).health;
  const probes = await world.openProbes();
  const deadline = clock.now() + input.timeoutMs;
  const what = input.module ?? input.baseIp;
  let told = '';
  for (;;) {
    const seen = await look(probes, language, input);
    const now = seen.trouble ?? texts.statusLine(seen.url, seen.status ?? '');
    const over = !input.wait || seen.status === 'UP' || clock.now() >= deadline || signal.aborted;
    if (over) {
      reporter.document(
        healthValue(language, seen, input.module),
        linesOfHealth(language, seen, input.module),
      );
      return verdict(world, input, seen, what);
    }
    if (now !== told) reporter.say(texts.waiting(now));
    told = now;
    await clock.sleep(Math.min(lookEveryMs, deadline - clock.now()), signal);
  }
}

function verdict(
  { language, signal }: DirectWorld,
  { wait, timeoutMs }: HealthInput,
  { status, trouble }: Sighting,
  what: string,
): Outcome {
  const texts = messagesOf(language).health;
  if (status === 'UP') return outcome('done', texts.healthy(what));
  if (signal.aborted) return outcome('interrupted', texts.stopped);
  const causes = trouble === undefined ? [] : [trouble];
  if (wait) {
    return outcome('timed-out', texts.notUpYet(what, Math.round(timeoutMs / 1000)), { causes });
  }
  return outcome('unhealthy', texts.unhealthy(what, status ?? 'UNKNOWN'), { causes });
}

async function look(
  probes: Probes,
  language: DirectWorld['language'],
  input: HealthInput,
): Promise<Sighting> {
  const texts = messagesOf(language).health;
  const { actuatorPath, module } = input;
  const url = `${rootOf(input)}${actuatorPath}/health`;
  const infoUrl = `${rootOf(input)}${actuatorPath}/info`;
  const [base, info] = await Promise.all([
    healthAt(probes, language, url, texts.notExposed),
    infoAt(probes, infoUrl),
  ]);
  const about = {
    ...(base.health === undefined ? {} : { base: base.health }),
    ...(info === undefined ? { infoTrouble: texts.noInfo(infoUrl) } : { info }),
  };
  if (module === undefined || base.unanswered) return { url, ...withStatus(base), ...about };
  const path = pathOf(input, info);
  if (path === undefined) {
    const listed = info?.modules.some(({ name }) => name === module);
    const trouble =
      info !== undefined && listed !== true
        ? texts.noSuchModule(module)
        : texts.noContextPath(module);
    return { url, ...about, trouble };
  }
  const moduleUrl = `${rootOf(input)}${path}${actuatorPath}/health`;
  const own = await healthAt(probes, language, moduleUrl, texts.moduleNotExposed);
  const moduleHealth = own.health === undefined ? {} : { module: own.health };
  return { url: moduleUrl, ...withStatus(own), ...about, ...moduleHealth };
}

function withStatus({ health: found, trouble }: Read): Pick<Sighting, 'status' | 'trouble'> {
  return found === undefined ? { trouble } : { status: found.status };
}

/** What came of asking one actuator. */
export interface Read {
  readonly health: ActuatorHealth | undefined;
  readonly trouble: string;
  /** Nobody answered at all. */
  readonly unanswered: boolean;
}

/** DOWN comes with 503 and a body like any other. */
export async function healthAt(
  probes: Probes,
  language: DirectWorld['language'],
  url: string,
  missing: (url: string) => string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal } = {
    timeoutMs: mostMsPerRequest,
  },
): Promise<Read> {
  const texts = messagesOf(language).health;
  const reply = await probes.httpGet(url, timeoutMs, signal);
  if (!reply.ok) {
    return { health: undefined, trouble: texts.unreachable(url, reply.why), unanswered: true };
  }
  const found = readActuatorHealth(reply.body);
  const isHealth = found !== undefined && (reply.status === 200 || reply.status === 503);
  if (isHealth) return { health: found, trouble: '', unanswered: false };
  const trouble = reply.status === 404 ? missing(url) : texts.notHealth(url, reply.status);
  return { health: undefined, trouble, unanswered: false };
}

async function infoAt(probes: Probes, url: string): Promise<ActuatorInfo | undefined> {
  const reply = await probes.httpGet(url, mostMsPerRequest);
  return reply.ok && reply.status === 200 ? readActuatorInfo(reply.body) : undefined;
}

/** The active version's path; the documentation writes it with and without a slash. */
function pathOf(
  { module, contextPath }: HealthInput,
  info: ActuatorInfo | undefined,
): string | undefined {
  const named = info?.modules.filter(({ name }) => name === module) ?? [];
  const active = named.find(({ state }) => state === 'ACTIVATED') ?? named[0];
  const path = contextPath ?? active?.webContextPath;
  if (path === undefined || path === '') return undefined;
  return `/${path.replace(/^\/+|\/+$/g, '')}`;
}

export function rootOf({
  baseIp,
  actuatorPort,
}: Pick<HealthInput, 'baseIp' | 'actuatorPort'>): string {
  return `http://${isIPv6(baseIp) ? `[${baseIp}]` : baseIp}:${actuatorPort}`;
}
