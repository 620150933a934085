import type { ActuatorHealth } from './actuator-health.ts';

/** In which phase of its life a base answers so; replay of modules at the start does not exist in them. */
export type HealthScenario = 'start' | 'static-merge' | 'hot-deploy' | 'running';

export interface HealthReason {
  readonly code:
    | 'base-starting'
    | 'base-start-failed'
    | 'module-starting'
    | 'module-start-failed'
    | 'module-unhealthy'
    | 'module-no-context'
    | 'metaspace'
    | 'refuses-traffic'
    | 'component'
    | 'hidden'
    | 'foreign';
  /** `name:version` of the module or the base, or the component's name. */
  readonly what: string;
  /** What fails in it. */
  readonly detail: string;
  /** Whether it makes the base as a whole unhealthy; undefined where that can't be told. */
  readonly counts: boolean | undefined;
}

/**
 * Whether the start of modules counts for the base (withAllBizReadiness), as far as the answer
 * gives it away; undefined while all of them are UP.
 */
export function countsModuleStarts(health: ActuatorHealth): boolean | undefined {
  const { base, start, modules } = health;
  if (base?.start !== 'UP' || start === undefined) return undefined;
  const stumbled = modules.some((one) => one.start !== undefined && one.start !== 'UP');
  return stumbled ? start !== 'UP' : undefined;
}

export function scenarioOf({ base, modules, names }: ActuatorHealth): HealthScenario | undefined {
  if (names === 'hidden' || names === 'foreign' || base === undefined) return undefined;
  if (base.start !== 'UP') return modules.length === 0 ? 'start' : 'static-merge';
  return modules.some(({ start }) => start !== undefined && start !== 'UP')
    ? 'hot-deploy'
    : 'running';
}

/** Why a base is not UP, or what of it is not well though it is. */
export function healthReasons(health: ActuatorHealth): HealthReason[] {
  const { base, modules, components, names, status } = health;
  const counts = countsModuleStarts(health);
  const reasons: HealthReason[] = [];
  const add = (code: HealthReason['code'], what: string, detail: string, how?: boolean): void => {
    reasons.push({ code, what, detail, counts: how });
  };
  if (base?.start === 'UNKNOWN') add('base-starting', base.identity, '', true);
  if (base?.start === 'DOWN') add('base-start-failed', base.identity, '', true);
  for (const one of modules) {
    if (one.start === 'UNKNOWN') add('module-starting', one.identity, '', counts);
    if (one.start === 'DOWN') add('module-start-failed', one.identity, '', counts);
    if (one.run === undefined || one.run === 'UP') continue;
    if (one.noContext) add('module-no-context', one.identity, '', true);
    else add('module-unhealthy', one.identity, one.failing.join(', '), true);
  }
  if (health.metaspaceFull) add('metaspace', 'metrics', '', true);
  for (const [name, state] of Object.entries(components)) {
    if (state === 'UP' || ownNames.has(name)) continue;
    if (state === 'OUT_OF_SERVICE') add('refuses-traffic', name, '', true);
    else if (name !== 'metrics') add('component', name, state, true);
  }
  if (names === 'hidden' && status !== 'UP') add('hidden', '', '');
  if (names === 'foreign') add('foreign', '', '');
  return reasons;
}

const ownNames = new Set(['baseStartUp', 'masterBizStartUp', 'compositeAllBiz', 'arkBizAggregate']);
