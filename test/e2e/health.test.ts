import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SimulatedActuator, wellSituation } from '../bed/simulated-actuator.ts';
import { SimulatedBase } from '../bed/simulated-base.ts';
import { Run, type Result } from './koupctl.ts';
import { urlOf } from './v2-site.ts';

let base: SimulatedBase;
let actuator: SimulatedActuator;

beforeAll(async () => {
  base = await SimulatedBase.start({ ip: '127.0.0.1', port: 0, timeFactor: 100 });
  actuator = await SimulatedActuator.start({ ip: base.ip }, () => base.bizList);
  const bizUrl = urlOf('1.0.0');
  await base.run('installBiz', { bizName: 'biz1', bizVersion: '1.0.0', bizUrl });
});

afterAll(async () => {
  await actuator.stop();
  await base.die();
});

function start(...args: string[]): Run {
  const place = ['--base-ip', base.ip, '--actuator-port', String(actuator.port)];
  return new Run(['health', ...place, ...args], {});
}

function health(...args: string[]): Promise<Result> {
  return start(...args).done;
}

describe('health', () => {
  test('UP: base, modules and plug-ins', async () => {
    actuator.situation = wellSituation();
    const { code, stdout, stderr } = await health();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('/actuator/health: UP');
    expect(stdout).toContain('biz1:1.0.0  start UP, running UP, state ACTIVATED');
    expect(stdout).toContain('koupleless-base-plugin 2.1.6');
    expect((await health('--module', 'biz1')).code).toBe(0);
  });

  test('DOWN comes with 503, and is 12 with the reason', async () => {
    actuator.situation = { ...wellSituation(), unhealthy: { 'biz1:1.0.0': ['db'] } };
    const { code, stdout, stderr } = await health();
    expect(code).toBe(12);
    expect(stdout).toContain('module biz1:1.0.0 says itself that it is not well: db');
    expect(stderr).toContain('unhealthy: 127.0.0.1 is DOWN');
    const own = await health('--module', 'biz1', '-o', 'json');
    expect(own.code).toBe(12);
    expect(JSON.parse(own.stdout)).toMatchObject({ status: 'DOWN', components: { db: 'DOWN' } });
  });

  test('--wait until it is UP', async () => {
    actuator.situation = { ...wellSituation(), start: 'UNKNOWN' };
    const run = start('--wait');
    await run.saw(/waiting: /);
    actuator.situation = wellSituation();
    expect((await run.done).code).toBe(0);
  });

  test('--wait no longer than --timeout', async () => {
    actuator.situation = { ...wellSituation(), start: 'UNKNOWN' };
    expect((await health('--wait', '--timeout', '1s')).code).toBe(6);
  });

  test('not exposed: the property that mends it; nobody there: why', async () => {
    actuator.situation = { ...wellSituation(), exposed: [] };
    const hidden = await health('--lang', 'zh');
    expect(hidden.code).toBe(12);
    expect(hidden.stderr).toContain('management.endpoints.web.exposure.include=health,info');
    const gone = await health('--actuator-port', '9');
    expect(gone.code).toBe(12);
    expect(gone.stderr).toContain('connection refused');
  });
});
