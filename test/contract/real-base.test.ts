import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  exchange,
  readRecording,
  stable,
  writeRecording,
  type ArkletRequest,
  type Exchange,
} from '../bed/arklet-exchange.ts';
import { buildJava, type JavaBuild } from '../bed/java-build.ts';
import { freePorts } from '../bed/ports.ts';
import { startRealBase, type RealBase } from '../bed/real-base.ts';

// Set to 1, the recordings are replaced by what the bases answer now.
const RECORDING = process.env['KOUPCTL_BED_RECORD'] === '1';
const IP = '127.0.0.1';
const BUILD_TIMEOUT_MS = 900_000;
const START_TIMEOUT_MS = 120_000;
const PATIENT = { timeout: 30_000 };

vi.setConfig({ testTimeout: 60_000 });

type Body = Record<string, unknown>;
type Step = [recording: string, path: string, body?: Body | string | undefined, method?: 'GET'];

const url = (file: string) => `file:///modules/${file}.jar`;
const of = (bizName: string, bizVersion: string): Body => ({ bizName, bizVersion });
const install = (bizName: string, bizVersion: string, more: Body = {}): Body => ({
  ...of(bizName, bizVersion),
  bizUrl: url(`${bizName}-${bizVersion}`),
  ...more,
});

// In this order, on one base with the runtime's defaults but for keeping what failed.
const STEPS: Step[] = [
  ['health-fresh', '/health', {}],
  ['help', '/help', {}],
  ['query-none', '/queryAllBiz', {}],
  ['install-ok', '/installBiz', install('biz1', '1.0.0')],
  ['install-repeat', '/installBiz', install('biz1', '1.0.0')],
  ['install-second-dark', '/installBiz', install('biz1', '2.0.0')],
  ['query-second-dark', '/queryAllBiz', {}],
  ['switch-ok', '/switchBiz', of('biz1', '2.0.0')],
  ['query-switched', '/queryAllBiz', {}],
  ['switch-to-the-active', '/switchBiz', of('biz1', '2.0.0')],
  ['switch-back', '/switchBiz', of('biz1', '1.0.0')],
  ['switch-missing', '/switchBiz', of('biz1', '9.9.9')],
  ['uninstall-active-of-two', '/uninstallBiz', of('biz1', '1.0.0')],
  ['query-nothing-serves', '/queryAllBiz', {}],
  ['uninstall-missing', '/uninstallBiz', of('biz1', '1.0.0')],
  ['install-throws', '/installBiz', install('biz1', '3.0.0')],
  ['query-broken', '/queryAllBiz', {}],
  ['health-broken', '/health', {}],
  ['install-broken-again', '/installBiz', install('biz1', '3.0.0')],
  ['switch-broken', '/switchBiz', of('biz1', '3.0.0')],
  ['uninstall-broken', '/uninstallBiz', of('biz1', '3.0.0')],
  ['install-missing-jar', '/installBiz', install('biz1', '7.0.0')],
  ['install-no-protocol', '/installBiz', { ...of('biz1', '7.0.0'), bizUrl: '/modules/biz1.jar' }],
  ['install-no-biz', '/installBiz', { ...of('biz1', '7.0.0'), bizUrl: url('base/base') }],
  ['install-wrong-name', '/installBiz', { ...of('other', '9.9.9'), bizUrl: url('biz2-1.0.0') }],
  ['query-wrong-name', '/queryAllBiz', {}],
  [
    'install-replacing',
    '/installBiz',
    install('biz1', '1.0.0', { installStrategy: 'uninstallThenInstall' }),
  ],
  ['query-replaced', '/queryAllBiz', {}],
  ['uninstall-ok', '/uninstallBiz', of('biz1', '1.0.0')],
  ['install-no-url', '/installBiz', of('biz1', '1.0.0')],
  ['install-no-version', '/installBiz', { bizName: 'biz1', bizUrl: url('biz1-1.0.0') }],
  ['uninstall-no-version', '/uninstallBiz', { bizName: 'biz1' }],
  ['install-empty-body', '/installBiz', ''],
  ['async-no-id', '/installBiz', install('biz1', '1.0.0', { async: true })],
  ['async-unknown-id', '/queryBizOps', { requestId: 'nobody' }],
  ['unknown-command', '/nonsense', {}],
  ['get', '/queryAllBiz', undefined, 'GET'],
];

// On a base that activates what it installs and forgets what failed.
const OTHER_STEPS: Step[] = [
  ['activating-install-first', '/installBiz', install('biz1', '1.0.0')],
  ['activating-install-second', '/installBiz', install('biz1', '2.0.0')],
  ['activating-query', '/queryAllBiz', {}],
  ['forgetting-install-throws', '/installBiz', install('biz1', '3.0.0')],
  ['forgetting-query', '/queryAllBiz', {}],
];

// What the recordings are there to show; a careless new recording must not lose it.
const FACTS: [recording: string, answer: object][] = [
  ['install-ok', { code: 'SUCCESS', data: { bizInfos: [{ bizState: 'activated' }] } }],
  ['install-repeat', { code: 'FAILED', data: { code: 'REPEAT_BIZ' } }],
  ['install-second-dark', { data: { bizInfos: [{ bizState: 'deactivated' }] } }],
  ['switch-ok', { code: 'SUCCESS' }],
  ['query-nothing-serves', { data: [{ bizVersion: '2.0.0', bizState: 'deactivated' }] }],
  [
    'install-throws',
    {
      code: 'CMD_PROCESS_INTERNAL_ERROR',
      message: 'Internal Error: java.lang.reflect.InvocationTargetException',
      errorStackTrace: expect.stringContaining('IllegalStateException: stock table missing\n'),
    },
  ],
  ['query-wrong-name', { data: [{ bizName: 'biz1' }, { bizName: 'biz2', bizVersion: '1.0.0' }] }],
  ['activating-install-second', { data: { bizInfos: [{ bizState: 'activated' }] } }],
  ['forgetting-query', { data: [{ bizVersion: '2.0.0' }, { bizVersion: '1.0.0' }] }],
];

let built: JavaBuild;
let dir: string;

beforeAll(async () => {
  built = await buildJava((line) => process.stderr.write(`${line}\n`));
  dir = await mkdtemp(join(tmpdir(), 'koupctl-real-base-'));
}, BUILD_TIMEOUT_MS);

afterAll(() => rm(dir, { recursive: true, force: true }));

interface Flags {
  activateNewModule: boolean;
  keepFailed: boolean;
}

async function start(name: string, flags: Flags): Promise<RealBase> {
  const [arkletPort] = (await freePorts(1, IP)) as [number];
  return startRealBase({ jar: built.base, ip: IP, arkletPort, dir: join(dir, name), ...flags });
}

function ask(
  base: RealBase,
  path: string,
  body?: Body | string,
  method?: 'GET',
): Promise<Exchange> {
  const request: ArkletRequest = { method: method ?? 'POST', path };
  if (body !== undefined) request.body = body;
  return exchange(`http://${base.ip}:${base.port}`, request, [
    [dirname(built.modules['biz1-1.0.0']), '/modules'],
    [dirname(base.log), '/run'],
  ]);
}

/** Compares with what is on record, or puts it there. */
function expectAsRecorded(name: string, got: Exchange, base: Flags): void {
  if (RECORDING) {
    const recorded = new Date().toISOString().slice(0, 10);
    writeRecording(name, { recorded, runtime: '2.1.6', base, ...got });
  }
  const { request, status, headers, answer } = readRecording(name);
  expect(stable(got)).toEqual(stable({ request, status, headers, answer }));
}

describe('a base with default flags', () => {
  const flags = { activateNewModule: false, keepFailed: true };
  let base: RealBase;

  beforeAll(async () => {
    base = await start('default', flags);
  }, START_TIMEOUT_MS);

  afterAll(() => base.stop());

  const states = async () => {
    const { data } = await base.arklet('queryAllBiz');
    const listed = data as { bizName: string; bizVersion: string; bizState: string }[];
    return Object.fromEntries(
      listed.map((biz) => [`${biz.bizName}:${biz.bizVersion}`, biz.bizState]),
    );
  };

  it.each(STEPS)('answers as on record: %s', async (name, path, body, method) => {
    expectAsRecorded(name, await ask(base, path, body, method), flags);
  });

  it('tells of an asynchronous install when it is asked again', async () => {
    const body = install('biz1', '1.0.0', { async: true, requestId: 'r-1' });
    expectAsRecorded('async-started', await ask(base, '/installBiz', body), flags);
    await expect.poll(() => states(), PATIENT).toMatchObject({ 'biz1:1.0.0': 'activated' });
    const ended = async () => {
      const got = await ask(base, '/queryBizOps', { requestId: 'r-1' });
      return JSON.stringify(got.answer).includes('endTime"') ? got : undefined;
    };
    await expect.poll(ended, PATIENT).toBeDefined();
    expectAsRecorded('async-succeeded', (await ended())!, flags);
    expectAsRecorded('async-id-used', await ask(base, '/installBiz', body), flags);
  });

  it('cannot put the failure of an asynchronous install into words', async () => {
    const body = install('biz1', '3.0.0', { async: true, requestId: 'r-2' });
    await ask(base, '/installBiz', body);
    await expect.poll(() => states(), PATIENT).toMatchObject({ 'biz1:3.0.0': 'broken' });
    const got = async () => ask(base, '/queryBizOps', { requestId: 'r-2' });
    await expect
      .poll(async () => (await got()).answer, PATIENT)
      .not.toMatchObject({ code: 'SUCCESS' });
    expectAsRecorded('async-threw', await got(), flags);
  });

  it('refuses a second command for a module that is busy', async () => {
    let refused: Exchange | undefined;
    while (!refused) {
      await base.arklet('uninstallBiz', of('biz2', '1.0.0'));
      const four = Array.from({ length: 4 }, () =>
        ask(base, '/installBiz', install('biz2', '1.0.0')),
      );
      refused = (await Promise.all(four)).find(({ answer }) =>
        JSON.stringify(answer).includes('conflict'),
      );
    }
    expectAsRecorded('install-conflict', refused, flags);
  });

  it('shows its modules and what is broken in the actuator', async () => {
    expect(await base.actuator('health')).toMatchObject({
      status: 'DOWN',
      components: {
        baseStartUp: { details: { 'biz1:3.0.0': { status: 'DOWN' } } },
        compositeAllBiz: { status: 'DOWN' },
      },
    });
  });

  it(
    'has lost its modules after a kill and a restart',
    async () => {
      const before = base.pid;
      await base.restart();
      expect(base.pid).not.toBe(before);
      expect(await states()).toEqual({});
    },
    START_TIMEOUT_MS,
  );
});

describe('a base that activates new modules and forgets failed ones', () => {
  const flags = { activateNewModule: true, keepFailed: false };
  let base: RealBase;

  beforeAll(async () => {
    base = await start('other', flags);
  }, START_TIMEOUT_MS);

  afterAll(() => base.stop());

  it.each(OTHER_STEPS)('answers as on record: %s', async (name, path, body) => {
    expectAsRecorded(name, await ask(base, path, body), flags);
  });
});

it.each(FACTS)('is on record: %s', (name, answer) => {
  expect(readRecording(name).answer).toMatchObject(answer);
});
