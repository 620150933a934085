import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildJava, type JavaBuild, type ModuleJar } from '../bed/java-build.ts';
import { freePorts } from '../bed/ports.ts';
import { startRealBase, type RealBase } from '../bed/real-base.ts';
import { Run, type Result } from './koupctl.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;

let java: JavaBuild;
let dir: string;
let base: RealBase;

beforeAll(async () => {
  java = await buildJava((line) => process.stderr.write(`${line}\n`));
  dir = await mkdtemp(join(tmpdir(), 'koupctl-direct-'));
  const [arkletPort = 0] = await freePorts(1);
  base = await startRealBase({
    jar: java.base,
    ip: '127.0.0.1',
    arkletPort,
    dir: join(dir, 'base'),
  });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await base.stop();
  await rm(dir, { recursive: true, force: true });
});

/** As somebody without any kubeconfig: orders need --force. */
function biz(verb: string, ...args: string[]): Promise<Result> {
  const order = verb === 'query' || verb === 'health' ? [] : ['--yes', '--force'];
  const place = ['--base-ip', `${base.ip}:${base.port}`];
  return new Run(['biz', verb, ...args, ...place, ...order], {}).done;
}

function install(version: string, jar: ModuleJar, ...more: string[]): Promise<Result> {
  return biz(
    'install',
    'biz1',
    '--version',
    version,
    '--url',
    `file://${java.modules[jar]}`,
    ...more,
  );
}

async function health(...args: string[]): Promise<Result & { value: Record<string, unknown> }> {
  const place = ['--base-ip', base.ip, '--actuator-port', String(await base.webPort())];
  const run = await new Run(['health', ...place, '-o', 'json', ...args], {}).done;
  return { ...run, value: JSON.parse(run.stdout) as Record<string, unknown> };
}

async function states(): Promise<string[]> {
  const { stdout } = await biz('query', '-o', 'json');
  const { items } = JSON.parse(stdout) as { items: Record<string, string>[] };
  return items.map(({ module, version, state }) => `${module}:${version} ${state}`).sort();
}

test('a base without modules is UP', async () => {
  const { code, value } = await health();
  expect(value).toMatchObject({ status: 'UP', names: 'current', scenario: 'running', modules: [] });
  expect(value['base']).toMatchObject({ start: 'UP' });
  expect(value['plugins']).not.toEqual([]);
  expect(code).toBe(0);
});

test('install, beside it dark, switch', async () => {
  const first = await install('1.0.0', 'biz1-1.0.0');
  expect(first.stdout).toContain('seen active');
  expect(first.code).toBe(0);
  const second = await install('2.0.0', 'biz1-2.0.0', '--async');
  expect(second.stdout).toContain('installed, dark');
  expect(second.code).toBe(0);
  expect((await biz('switch', 'biz1', '--version', '2.0.0')).code).toBe(0);
  expect(await states()).toEqual(['biz1:1.0.0 deactivated', 'biz1:2.0.0 activated']);
  const { value } = await health();
  expect(value['status']).toBe('UP');
  expect(value['modules']).toMatchObject([
    { identity: 'biz1:1.0.0', start: 'UP' },
    { identity: 'biz1:2.0.0', start: 'UP' },
  ]);
  expect(value['listed']).toContainEqual(
    expect.objectContaining({ name: 'biz1', version: '2.0.0', state: 'ACTIVATED' }),
  );
});

test('a jar of another name is found out', async () => {
  const { code, stdout } = await install('9.9.9', 'biz2-1.0.0');
  expect(code).toBe(5);
  expect(stdout).toContain('the jar brought biz2:1.0.0 instead');
  const gone = await biz('uninstall', 'biz2', '--version', '1.0.0');
  expect(gone.stdout).toContain('seen gone');
});

test('a start that throws: the cause, what the actuator says, and the way back', async () => {
  const told = await install('3.0.0', 'biz1-3.0.0');
  expect(told.code).toBe(5);
  expect(told.stdout).toContain('IllegalStateException: stock table missing');
  expect((await biz('query')).code).toBe(12);
  const { code, value } = await health();
  expect(code).toBe(12);
  expect(value).toMatchObject({ status: 'DOWN', withAllBizReadiness: false });
  expect(value['reasons']).toMatchObject([
    { code: 'module-start-failed', what: 'biz1:3.0.0' },
    { code: 'module-no-context', what: 'biz1:3.0.0' },
  ]);
  // The broken one is taken off first; asynchronously Arklet can't say why it throws.
  const again = await install('3.0.0', 'biz1-3.0.0', '--async');
  expect(again.stderr).toContain('uninstall the broken one, then install it');
  expect(again.stdout).toContain('without --async it is told');
  expect((await biz('uninstall', 'biz1', '--version', '3.0.0')).code).toBe(0);
  expect((await health('--wait', '--timeout', '1m')).code).toBe(0);
});

test('what a real base says of its memory', async () => {
  const { code, stdout } = await biz('health', '-o', 'json');
  expect(code).toBe(0);
  const { items } = JSON.parse(stdout) as { items: Record<string, unknown>[] };
  expect(items).toMatchObject([{ state: 'activated', metaspace: { used: expect.any(Number) } }]);
});
