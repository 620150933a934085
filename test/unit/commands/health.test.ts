import { describe, expect, onTestFinished, test } from 'vitest';
import { health, type HealthInput } from '../../../src/commands/health.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import { openProbes } from '../../../src/probe/open-probes.ts';
import { SimulatedActuator, type ActuatorSituation } from '../../bed/simulated-actuator.ts';
import type { Biz } from '../../bed/simulated-answers.ts';
import { Desk } from './biz-world.ts';

const biz = (
  bizName: string,
  bizVersion: string,
  bizState: Biz['bizState'] = 'activated',
): Biz => ({
  bizName,
  bizVersion,
  bizState,
  webContextPath: bizName,
  bizUrl: '',
});

/** An actuator in a situation, and what is told of it. */
async function told(
  situation: Partial<ActuatorSituation>,
  list: Biz[],
  more: Partial<HealthInput> & { language?: 'en' | 'zh' } = {},
) {
  const actuator = await SimulatedActuator.start({ ip: '127.0.0.1' }, () => list);
  onTestFinished(() => actuator.stop());
  Object.assign(actuator.situation, situation);
  const { language = 'en', ...input } = more;
  return { ...(await ask(actuator.port, input, language)), actuator };
}

async function ask(port: number, more: Partial<HealthInput>, language: 'en' | 'zh' = 'en') {
  const desk = new Desk('no cluster', language);
  let text = '';
  let value: Record<string, unknown> = {};
  const world = {
    ...desk.world,
    openProbes: () => Promise.resolve(openProbes()),
    reporter: {
      ...desk.world.reporter,
      document: (data: Record<string, unknown>, lines: readonly unknown[]) => {
        value = data;
        text = lines
          .map((line) =>
            [line]
              .flat()
              .map((span) => (typeof span === 'string' ? span : (span as { text: string }).text))
              .join(''),
          )
          .join('\n');
      },
    },
  } as unknown as DirectWorld;
  const end = await health(world, {
    baseIp: '127.0.0.1',
    module: undefined,
    contextPath: undefined,
    actuatorPort: port,
    actuatorPath: '/actuator',
    wait: false,
    timeoutMs: 10_000,
    ...more,
  });
  return { end, text, value, desk, codes: codesOf(value) };
}

function codesOf({ reasons }: Record<string, unknown>): string[] {
  return ((reasons ?? []) as { code: string }[]).map(({ code }) => code);
}

describe('a base', () => {
  test('that is well', async () => {
    const { end, text, value } = await told({}, [biz('biz1', '1.0.0')]);
    expect(end.name).toBe('done');
    expect(value).toMatchObject({
      status: 'UP',
      scenario: 'running',
      names: 'current',
      reasons: [],
    });
    expect(text).toContain('running: base and modules are healthy');
    expect(text).toContain('biz1:1.0.0  start UP, running UP, state ACTIVATED, path biz1');
    expect(text).toContain('plug-ins: koupleless-base-plugin 2.1.6');
    expect(text).toContain('no runtime replays modules');
  });

  test('that is starting, alone and with modules merged into it', async () => {
    const alone = await told({ start: 'UNKNOWN' }, []);
    expect(alone.end.name).toBe('unhealthy');
    expect(alone.value).toMatchObject({ status: 'UNKNOWN', scenario: 'start' });
    const merged = await told({ start: 'UNKNOWN' }, [biz('biz1', '1.0.0', 'resolved')]);
    expect(merged.value).toMatchObject({ scenario: 'static-merge' });
    expect(merged.codes).toEqual(['base-starting', 'module-starting']);
  });

  test('whose start failed', async () => {
    const { value, codes } = await told({ start: 'DOWN' }, []);
    expect(value).toMatchObject({ status: 'DOWN', scenario: 'start' });
    expect(codes).toEqual(['base-start-failed']);
  });

  test('a module that is starting does not count, or does', async () => {
    const starting = { starting: ['biz1:1.0.0'] };
    const off = await told(starting, [biz('biz1', '1.0.0')]);
    expect(off.end.name).toBe('done');
    expect(off.value).toMatchObject({ scenario: 'hot-deploy', withAllBizReadiness: false });
    expect(off.text).toContain('module biz1:1.0.0 is starting (does not count for the base)');
    const on = await told({ ...starting, withAllBizReadiness: true }, [biz('biz1', '1.0.0')]);
    expect(on.end.name).toBe('unhealthy');
    expect(on.value).toMatchObject({ status: 'UNKNOWN', withAllBizReadiness: true });
    expect(on.text).toContain('hot deploy: a module is starting, and counts');
  });

  test('a broken module that the base keeps makes it DOWN, whatever counts', async () => {
    const { end, text, codes, value } = await told({}, [biz('biz1', '6.6.6', 'broken')]);
    expect(end.name).toBe('unhealthy');
    expect(value).toMatchObject({ status: 'DOWN', withAllBizReadiness: false });
    expect(codes).toEqual(['module-start-failed', 'module-no-context']);
    expect(text).toContain('koupctl biz uninstall takes a broken one off');
  });

  test('a module that says itself that it is not well', async () => {
    const { text, codes } = await told({ unhealthy: { 'biz1:1.0.0': ['db'] } }, [
      biz('biz1', '1.0.0'),
    ]);
    expect(codes).toEqual(['module-unhealthy']);
    expect(text).toContain('module biz1:1.0.0 says itself that it is not well: db');
  });

  test('metaspace', async () => {
    expect((await told({ metaspaceFull: true }, [])).codes).toEqual(['metaspace']);
  });

  test('by the names of the documentation', async () => {
    const list = [biz('biz1', '1.0.0', 'broken')];
    const { value, codes, text } = await told({ names: 'documented' }, list);
    expect(value).toMatchObject({ names: 'documented', base: { identity: 'bed-base:1.0.0' } });
    expect(codes).toEqual(['module-start-failed', 'module-no-context']);
    expect(text).toContain('masterBizStartUp');
  });

  test('that shows no parts: the properties that show them', async () => {
    const { text, codes } = await told({ shown: false, start: 'DOWN' }, []);
    expect(codes).toEqual(['hidden']);
    expect(text).toContain('management.endpoint.health.show-components=always');
    expect(text).toContain('needs runtime 1.1.0');
  });

  test('whose actuator is not exposed, or has no info', async () => {
    const none = await told({ exposed: [] }, []);
    expect(none.end.name).toBe('unhealthy');
    expect(none.end.causes?.[0]).toContain('management.endpoints.web.exposure.include=health,info');
    const half = await told({ exposed: ['health'] }, []);
    expect(half.end.name).toBe('done');
    expect(half.text).toContain('nothing of modules and plug-ins');
  });

  test('that does not answer is 12 with the reason', async () => {
    const { actuator } = await told({}, []);
    const { port } = actuator;
    await actuator.stop();
    const { end, value } = await ask(port, {});
    expect(end).toMatchObject({
      name: 'unhealthy',
      causes: [expect.stringContaining('connection refused')],
    });
    expect(value).toMatchObject({ status: 'UNREACHABLE' });
  });

  test('in Chinese', async () => {
    const { text } = await told({}, [biz('biz1', '6.6.6', 'broken')], { language: 'zh' });
    expect(text).toContain('热部署');
    expect(text).toContain('模块 biz1:6.6.6 启动失败或正在卸载（不影响基座整体健康状态）');
  });
});

describe('a module', () => {
  test('by its own actuator, at the path that the base tells', async () => {
    const list = [biz('biz1', '1.0.0'), biz('biz2', '1.0.0')];
    const { end, value, text } = await told({}, list, { module: 'biz1' });
    expect(end).toMatchObject({ name: 'done', message: 'biz1 is UP' });
    expect(String(value['url'])).toMatch(/\/biz1\/actuator\/health$/);
    expect(text).not.toContain('biz2');
  });

  test('that is not well, and the part of it', async () => {
    const { end, text } = await told(
      { unhealthy: { 'biz1:1.0.0': ['db'] } },
      [biz('biz1', '1.0.0')],
      {
        module: 'biz1',
      },
    );
    expect(end.name).toBe('unhealthy');
    expect(text).toContain('db is DOWN');
  });

  test('without an actuator, not there, or at a path that nobody tells', async () => {
    const list = [biz('biz1', '1.0.0')];
    const none = await told({ moduleActuators: false }, list, { module: 'biz1' });
    expect(none.end.causes?.[0]).toContain('the module has no actuator');
    const missing = await told({}, list, { module: 'biz9' });
    expect(missing.end.causes).toEqual(['the base lists no module biz9']);
    const dark = await told({ exposed: ['health'] }, list, { module: 'biz1' });
    expect(dark.end.causes?.[0]).toContain('--context-path');
    const said = await told({ exposed: ['health'] }, list, {
      module: 'biz1',
      contextPath: '/biz1/',
    });
    expect(said.end.name).toBe('done');
  });

  test('whose base shows nothing of itself: its own answer is told', async () => {
    const input = { module: 'biz1', contextPath: 'biz1' };
    const { end, text } = await told({ exposed: [] }, [biz('biz1', '1.0.0')], input);
    expect(end).toMatchObject({ name: 'done', message: 'biz1 is UP' });
    expect(text).toMatch(/biz1\/actuator\/health.* UP/);
  });
});

describe('--wait', () => {
  test('until it is UP', async () => {
    const module = biz('biz1', '1.0.0', 'resolved');
    let looks = 0;
    const actuator = await SimulatedActuator.start({ ip: '127.0.0.1' }, () => {
      if ((looks += 1) > 8) module.bizState = 'activated';
      return [module];
    });
    onTestFinished(() => actuator.stop());
    actuator.situation.withAllBizReadiness = true;
    const waiting = ask(actuator.port, { wait: true, timeoutMs: 600_000 });
    const { end, desk } = await waiting;
    expect(end.name).toBe('done');
    expect(desk.said).toContain('waiting: ');
    expect(desk.said).toContain('UNKNOWN');
  });

  test('or too long', async () => {
    const { end } = await told({ start: 'UNKNOWN' }, [], { wait: true, timeoutMs: 100 });
    expect(end.name).toBe('timed-out');
  });
});
