/** A health status of the actuator, in upper case: UP, DOWN, UNKNOWN, OUT_OF_SERVICE or the base's own. */
export type HealthStatus = string;

/** One module as `/actuator/health` of its base tells it. */
export interface ModuleHealth {
  /** `name:version`. */
  readonly identity: string;
  /** How its start went; DOWN also while it is being uninstalled. */
  readonly start?: HealthStatus;
  /** What its own health indicators say. */
  readonly run?: HealthStatus;
  /** Indicators of it that are not UP. */
  readonly failing: readonly string[];
  /** Its Spring context is not there yet, or no more. */
  readonly noContext: boolean;
  /** `ACCEPTING_TRAFFIC` or `REFUSING_TRAFFIC`, where it is told. */
  readonly readiness?: string;
}

/** What `/actuator/health` of a base says; what it leaves out is absent. */
export interface ActuatorHealth {
  readonly status: HealthStatus;
  /**
   * By which names its parts go: `current` baseStartUp and compositeAllBiz (runtime 1.1.0 and
   * newer), `documented` masterBizStartUp and arkBizAggregate, `hidden` where no components are
   * shown, `foreign` where none of them is Koupleless' own.
   */
  readonly names: 'current' | 'documented' | 'hidden' | 'foreign';
  readonly components: Readonly<Record<string, HealthStatus>>;
  /** `name:version` of the base application, and how its start went. */
  readonly base?: { readonly identity: string; readonly start: HealthStatus };
  /** What the start of base and modules comes to. */
  readonly start?: HealthStatus;
  readonly modules: readonly ModuleHealth[];
  readonly metaspaceFull: boolean;
}

const startNames = { current: 'baseStartUp', documented: 'masterBizStartUp' } as const;
const moduleNames = { current: 'compositeAllBiz', documented: 'arkBizAggregate' } as const;

type Part = Readonly<Record<string, unknown>>;

/** Reads the body of `/actuator/health`; undefined where it is no such thing. */
export function readActuatorHealth(body: string): ActuatorHealth | undefined {
  const health = parsed(body);
  if (typeof health['status'] !== 'string') return undefined;
  // Spring Boot 1 and 2.0 have no `components`.
  const shown = part(health['components'] ?? health['details']);
  const names = namesIn(health, shown);
  const known = names === 'documented' ? 'documented' : 'current';
  const start = part(shown[startNames[known]]);
  const run = part(part(shown[moduleNames[known]])['details']);
  const probes = part(part(shown['probeAvailabilityStateIndicator'])['details']);
  const readiness = part(probes['bizAvailability']);
  // The runtime puts the base first (BaseStartUpHealthIndicator).
  const [base, ...started] = Object.entries(part(start['details']));
  const starts = new Map(started);
  const identities = new Set([...starts.keys(), ...Object.keys(run)]);
  return {
    status: upper(health['status']),
    names,
    components: Object.fromEntries(Object.entries(shown).map(([key, one]) => [key, statusOf(one)])),
    ...(base === undefined ? {} : { base: { identity: base[0], start: statusOf(base[1]) } }),
    ...(start['status'] === undefined ? {} : { start: statusOf(start) }),
    modules: [...identities]
      .sort()
      .map((identity) =>
        moduleHealth(identity, starts.get(identity), run[identity], readiness[identity]),
      ),
    metaspaceFull: statusOf(shown['metrics']) === 'DOWN',
  };
}

function namesIn(health: Part, shown: Part): ActuatorHealth['names'] {
  if (health['components'] === undefined && health['details'] === undefined) return 'hidden';
  for (const names of ['current', 'documented'] as const) {
    if (startNames[names] in shown || moduleNames[names] in shown) return names;
  }
  return 'foreign';
}

function moduleHealth(
  identity: string,
  start: unknown,
  run: unknown,
  availability: unknown,
): ModuleHealth {
  const details = part(part(run)['details']);
  const indicators = Object.entries(details).filter(([, one]) => part(one)['status'] !== undefined);
  const failing = indicators.filter(([, one]) => statusOf(one) !== 'UP').map(([name]) => name);
  const readiness = part(availability)['readinessState'];
  return {
    identity,
    ...(start === undefined ? {} : { start: statusOf(start) }),
    ...(run === undefined ? {} : { run: statusOf(run) }),
    failing,
    noContext: details['applicationContext'] !== undefined,
    ...(typeof readiness === 'string' ? { readiness } : {}),
  };
}

/** A status stands by itself, or in an object. */
function statusOf(value: unknown): HealthStatus {
  const status = typeof value === 'string' ? value : part(value)['status'];
  // A status object has its code under `status` again (Spring Boot's Status).
  if (typeof status === 'object' && status !== null) return statusOf(status);
  return typeof status === 'string' ? upper(status) : 'UNKNOWN';
}

function upper(value: unknown): string {
  return String(value).toUpperCase();
}

function parsed(body: string): Part {
  try {
    return part(JSON.parse(body));
  } catch {
    return {};
  }
}

function part(value: unknown): Part {
  return typeof value === 'object' && value !== null ? (value as Part) : {};
}
