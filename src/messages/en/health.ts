import type { HealthReason, HealthScenario } from '../../diagnosis/health-reasons.ts';

/** What a status means in each phase; `counted`: the start of modules counts (withAllBizReadiness), undefined: not known. */
const scenarios: Record<HealthScenario, (status: string, counted: boolean | undefined) => string> =
  {
    start: (status) =>
      status === 'UP'
        ? 'the base is healthy, without modules'
        : status === 'UNKNOWN'
          ? 'the base is starting'
          : 'the base is not healthy: its start failed, or something of it fails',
    'static-merge': (status) =>
      status === 'UNKNOWN'
        ? 'static merge: the base, or a module that starts with it, is starting'
        : 'static merge: the start of the base, or of a module with it, failed',
    'hot-deploy': (status, counted) =>
      status === 'UP'
        ? 'hot deploy: the base is healthy; that a module is not up does not count for it (withAllBizReadiness is off)'
        : status === 'UNKNOWN'
          ? `hot deploy: a module is starting${counted === true ? ', and counts (withAllBizReadiness is on)' : ''}`
          : counted === true
            ? 'hot deploy: the start of a module failed or one is being uninstalled, and counts (withAllBizReadiness is on)'
            : 'hot deploy: the base or a module is not healthy; starts do not count (withAllBizReadiness is off)',
    running: (status) =>
      status === 'UP'
        ? 'running: base and modules are healthy'
        : 'running: the base or a module is not healthy',
  };

const not = (counts: boolean | undefined): string =>
  counts === false ? ' (does not count for the base)' : '';

const reasons: Record<
  HealthReason['code'],
  (what: string, detail: string, counts: boolean | undefined) => string
> = {
  'base-starting': (what) => `the base ${what} is still starting: wait (koupctl health --wait)`,
  'base-start-failed': (what) => `the start of the base ${what} failed: the cause is in its log`,
  'module-starting': (what, _, counts) => `module ${what} is starting${not(counts)}`,
  'module-start-failed': (what, _, counts) =>
    `the start of module ${what} failed, or it is being uninstalled${not(counts)}: koupctl biz query tells which`,
  'module-unhealthy': (what, detail) =>
    `module ${what} says itself that it is not well${detail === '' ? '' : `: ${detail}`}`,
  'module-no-context': (what) =>
    `module ${what} has no Spring context: it is starting, or its start failed and the base keeps it; koupctl biz uninstall takes a broken one off, and the base is well again`,
  metaspace: () =>
    'metaspace is over its threshold (metaspaceThreshold, where metaspaceCheck is on): uninstall what is not needed, or restart the base with more',
  'refuses-traffic': (what) =>
    `${what}: the base refuses traffic, as while a module comes or goes, or after one failed (withAllBizReadiness)`,
  component: (what, detail) => `${what} is ${detail}`,
  hidden: () =>
    'no parts are shown: set management.endpoint.health.show-components=always and management.endpoint.health.show-details=always',
  foreign: () =>
    "nothing of Koupleless in it: the base's runtime is older than 1.1.0, or this is no Koupleless base",
};

export const health = {
  scenarios,
  reasons,
  statusLine: (url: string, status: string) => `${url}: ${status}`,
  unreachable: (url: string, why: string) => `${url}: no answer: ${why}`,
  notExposed: (url: string) =>
    `${url}: 404: the actuator is not there; it needs spring-boot-starter-actuator and management.endpoints.web.exposure.include=health,info; another port or path: --actuator-port, --actuator-path`,
  moduleNotExposed: (url: string) =>
    `${url}: 404: the module has no actuator; it needs spring-boot-starter-actuator and management.endpoints.web.exposure.include=health in its own application.properties`,
  notHealth: (url: string, status: number) => `${url}: answered ${status}, but no health status`,
  noInfo: (url: string) =>
    `${url}: nothing of modules and plug-ins; management.endpoints.web.exposure.include=health,info shows them`,
  noSuchModule: (module: string) => `the base lists no module ${module}`,
  noContextPath: (module: string) =>
    `the base does not say under which path ${module} answers; --context-path names it`,
  titles: {
    meaning: 'meaning',
    base: 'base',
    module: 'module',
    plugins: 'plug-ins',
    because: 'because',
    note: 'note',
  },
  start: (status: string) => `start ${status}`,
  running: (status: string) => `running ${status}`,
  state: (state: string) => `state ${state}`,
  path: (path: string) => `path ${path}`,
  readiness: (readiness: string) => readiness,
  oldNames: 'the parts go by the names of the documentation (masterBizStartUp, arkBizAggregate)',
  needs:
    'needs runtime 1.1.0 (the documentation says 1.2.1) and sofa-ark 2.2.9; metrics and probe states from runtime 1.2.3',
  replay:
    'no runtime replays modules at the start of a base: what was installed by hand is gone after a restart',
  healthy: (what: string) => `${what} is UP`,
  unhealthy: (what: string, status: string) => `${what} is ${status}`,
  notUpYet: (what: string, seconds: number) => `${what} is not UP after ${seconds} s`,
  stopped: 'stopped; it was only asked',
  waiting: (text: string) => `waiting: ${text}`,
};
