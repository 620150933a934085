import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readActuatorHealth } from '../../../src/diagnosis/actuator-health.ts';
import { readActuatorInfo } from '../../../src/diagnosis/actuator-info.ts';
import {
  countsModuleStarts,
  healthReasons,
  scenarioOf,
} from '../../../src/diagnosis/health-reasons.ts';

/** What a base of runtime 2.1.6 answered, without what is of the machine. */
function recorded(name: string): string {
  const file = new URL(`../../fixtures/actuator/${name}.json`, import.meta.url);
  const { answer } = JSON.parse(readFileSync(file, 'utf8')) as { answer: object };
  return JSON.stringify(answer);
}

const healthOf = (name: string) => readActuatorHealth(recorded(`health-${name}`))!;

describe('what a real base answered', () => {
  test('without modules', () => {
    const health = healthOf('fresh');
    expect(health).toMatchObject({
      status: 'UP',
      names: 'current',
      base: { identity: 'bed-base:1.0.0', start: 'UP' },
      modules: [],
    });
    expect(scenarioOf(health)).toBe('running');
    expect(healthReasons(health)).toEqual([]);
  });

  test('with two', () => {
    const health = healthOf('two-modules');
    expect(health.modules.map(({ identity, start, run }) => [identity, start, run])).toEqual([
      ['biz1:1.0.0', 'UP', 'UP'],
      ['biz2:1.0.0', 'UP', 'UP'],
    ]);
    expect(countsModuleStarts(health)).toBeUndefined();
  });

  test('with one that is broken: starts do not count, and it is DOWN all the same', () => {
    const health = healthOf('broken');
    expect(health.status).toBe('DOWN');
    expect(health.components).toMatchObject({ baseStartUp: 'UP', compositeAllBiz: 'DOWN' });
    expect(scenarioOf(health)).toBe('hot-deploy');
    expect(countsModuleStarts(health)).toBe(false);
    expect(healthReasons(health)).toEqual([
      { code: 'module-start-failed', what: 'biz1:3.0.0', detail: '', counts: false },
      { code: 'module-no-context', what: 'biz1:3.0.0', detail: '', counts: true },
    ]);
  });

  test('its modules and plug-ins', () => {
    const info = readActuatorInfo(recorded('info-broken'));
    expect(info?.modules).toContainEqual({
      name: 'biz1',
      version: '3.0.0',
      state: 'BROKEN',
      webContextPath: '/biz1',
    });
    expect(info?.plugins).toEqual([{ name: 'koupleless-base-plugin', version: '2.1.6' }]);
  });
});

describe('what else may come', () => {
  test("as the documentation has it: other names, and a module's status by itself", () => {
    const health = readActuatorHealth(
      JSON.stringify({
        status: 'UP',
        components: {
          arkBizAggregate: {
            status: 'UP',
            details: { 'biz1:0.0.1': { status: 'UP', details: { pingHe: { status: 'UP' } } } },
          },
          masterBizStartUp: {
            status: 'UP',
            details: { 'base:1.0.0': 'UP', 'biz1:0.0.1': 'UP', 'biz2:0.0.1': { status: 'DOWN' } },
          },
        },
      }),
    );
    expect(health).toMatchObject({ names: 'documented', base: { identity: 'base:1.0.0' } });
    expect(health && countsModuleStarts(health)).toBe(false);
    expect(health && healthReasons(health)).toMatchObject([
      { code: 'module-start-failed', what: 'biz2:0.0.1', counts: false },
    ]);
  });

  test('probe states, readiness and parts of the base that are DOWN', () => {
    const health = readActuatorHealth(
      JSON.stringify({
        status: 'DOWN',
        components: {
          baseStartUp: { status: 'UP', details: { 'base:1': { status: 'UP' }, 'biz1:1': 'UP' } },
          db: { status: 'DOWN' },
          readinessState: { status: 'OUT_OF_SERVICE' },
          probeAvailabilityStateIndicator: {
            status: 'UP',
            details: { bizAvailability: { 'biz1:1': { readinessState: 'REFUSING_TRAFFIC' } } },
          },
        },
      }),
    );
    expect(health?.modules).toMatchObject([{ identity: 'biz1:1', readiness: 'REFUSING_TRAFFIC' }]);
    expect(health && healthReasons(health)).toMatchObject([
      { code: 'component', what: 'db', detail: 'DOWN' },
      { code: 'refuses-traffic', what: 'readinessState' },
    ]);
  });

  test.each(['', 'not json', '[]', 'null', '{}', '{"status":404,"error":"Not Found"}'])(
    'no health at all: %j',
    (body) => {
      expect(readActuatorHealth(body)).toBeUndefined();
      expect(readActuatorInfo(body)).toBeUndefined();
    },
  );

  test('odd shapes break nothing', () => {
    const body = '{"status":"up","components":{"baseStartUp":[],"compositeAllBiz":null,"x":7}}';
    expect(readActuatorHealth(body)).toMatchObject({ status: 'UP', modules: [] });
    expect(readActuatorInfo('{"arkBizInfo":[null,7,{}]}')?.modules).toHaveLength(3);
  });
});
