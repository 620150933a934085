import { describe, expect, test } from 'vitest';
import type { Arklets } from '../../../src/arklets.ts';
import { readCommandLine } from '../../../src/cli/program.ts';
import type { BareTools, GuardedInvocation } from '../../../src/cli/invocation.ts';
import { changeOnly } from '../../../src/commands/change-of.ts';
import { guarded } from '../../../src/commands/guard-door.ts';
import { ChangeGuard } from '../../../src/commands/guard.ts';
import type { Unguarded } from '../../../src/commands/world.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { Fault } from '../../../src/fault.ts';
import { freeCommands, writingCommands } from '../../../src/guard/policy.ts';
import type { Cluster, KubeObject, ObjectRef } from '../../../src/world.ts';

/** Every command of the program, and what the rules call it; undefined: it writes nothing. */
const lines: Readonly<Record<string, readonly [line: string, change?: string]>> = {
  deploy: ['deploy biz1 --version 1.0.0 --url http://j/a.jar --yes', 'deploy'],
  plan: ['plan biz1 --version 1.0.0 --url http://j/a.jar'],
  status: ['status biz1'],
  diagnose: ['diagnose biz1 --ask --yes', 'diagnose --ask'],
  rollback: ['rollback biz1 --yes', 'rollback'],
  history: ['history biz1'],
  attach: ['attach biz1 --yes', 'attach'],
  confirm: ['confirm biz1 --yes', 'confirm'],
  pause: ['pause biz1', 'pause'],
  resume: ['resume biz1 --yes', 'resume'],
  scale: ['scale biz1 --replicas 2 --yes', 'scale'],
  replace: ['replace biz1 --base-ip 10.0.0.1 --yes', 'replace'],
  offline: ['offline biz1 --yes', 'offline'],
  'base-limit': ['base-limit base --max-modules 3 --yes', 'base-limit'],
  'co-release': ['co-release biz1 --resume --yes', 'co-release'],
  modules: ['modules'],
  install: ['install v2 --image i --yes', 'install'],
  upgrade: ['upgrade v2 --image i --yes', 'upgrade'],
  uninstall: ['uninstall v2 --yes', 'uninstall'],
  doctor: ['doctor'],
  'doctor --repair': ['doctor --repair --yes', 'doctor --repair'],
  recover: ['recover'],
  'recover RUNBOOK': ['recover cluster-dns --dns 10.0.0.9 --yes', 'recover'],
  inspect: ['inspect --only nodes-ready --no-history'],
  'inspect --dns-pod': [
    'inspect --only pod-dns --dns-pod busybox --yes --no-history',
    'inspect --dns-pod',
  ],
  'guard check': ['guard check'],
  approve: ['approve 0123456789abcdef --yes', 'approve'],
  audit: ['audit'],
  'audit verify': ['audit verify'],
  bases: ['bases'],
  render: ['render biz1 --version 1.0.0 --url http://j/a.jar'],
  lint: ['lint -f /nonexistent'],
  health: ['health --base-ip 127.0.0.1'],
  'biz query': ['biz query --base-ip 127.0.0.1'],
  'biz health': ['biz health --base-ip 127.0.0.1'],
  'biz install': ['biz install --url http://j/a.jar --base-ip 127.0.0.1 --yes', 'biz install'],
  'biz uninstall': ['biz uninstall a --version 1 --base-ip 127.0.0.1 --yes', 'biz uninstall'],
  'biz switch': ['biz switch a --version 1 --base-ip 127.0.0.1 --yes', 'biz switch'],
  explain: ['explain refused'],
  'exit-codes': ['exit-codes'],
  'config view': ['config view'],
  completion: ['completion bash'],
};

/** As the help of the program has them, and that of those that have commands of their own. */
async function registered(...above: string[]): Promise<string[]> {
  const help = await readCommandLine([...above, '--help'], '0.0.0');
  const text = 'text' in help ? (help.text.split('Commands:')[1] ?? '') : '';
  const names = [...text.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1] ?? '');
  return names.filter((name) => name !== 'help').map((name) => [...above, name].join(' '));
}

async function invocationOf(line: string): Promise<GuardedInvocation> {
  const read = await readCommandLine(line.split(' '), '0.0.0');
  if (!('invocation' in read)) throw new Error(`${line} runs nothing`);
  return read.invocation;
}

const frozen = 'zone: UTC\nfreezes:\n  - name: always\n    at: [daily]\n';

/** A cluster whose rules are frozen, and that keeps what is written to it or to its bases. */
function site() {
  const writes: string[] = [];
  const write = (what: string) => () => {
    writes.push(what);
    return Promise.resolve({ object: {}, warnings: [] });
  };
  const unlessDry = (what: string) => (_a: unknown, _b: unknown, options?: { dryRun?: boolean }) =>
    options?.dryRun === true
      ? Promise.resolve({ object: { status: {} }, warnings: [] })
      : write(what)();
  const rules = {
    kind: 'ConfigMap',
    metadata: { name: 'koupctl-rules' },
    data: { 'rules.yaml': frozen },
  };
  const cluster = {
    target: { context: 'c', server: 's', user: 'u', namespace: 'shop' },
    serverVersion: () => Promise.resolve({ major: 1, minor: 34, gitVersion: 'v1.34.0' }),
    resourceTypes: () => Promise.resolve([]),
    get: ({ name }: ObjectRef) =>
      Promise.resolve(name === 'koupctl-rules' ? (rules as unknown as KubeObject) : undefined),
    list: () => Promise.resolve([]),
    scan: () => Promise.resolve([]),
    follow: () => Promise.reject(new Fault('no watch')),
    proxyPost: () => Promise.reject(new Fault('no proxy')),
    create: unlessDry('create'),
    apply: unlessDry('apply'),
    patch: unlessDry('patch'),
    delete: unlessDry('delete'),
    evict: write('evict'),
  } as unknown as Cluster;
  const running = { ok: true, value: [{ name: 'a', version: '1', state: 'deactivated' }], at: 0 };
  const arklets = {
    query: () => Promise.resolve(running),
    health: () => Promise.resolve({ ok: false, why: 'no', at: 0 }),
    operation: () => Promise.resolve({ ok: false, why: 'no', at: 0 }),
    install: write('base install'),
    uninstall: write('base uninstall'),
    switch: write('base switch'),
    order: write('base order'),
  } as unknown as Arklets;
  const world = {
    openCluster: () => Promise.resolve(cluster),
    openBases: () => Promise.resolve(arklets),
    openArklets: () => Promise.resolve(arklets),
    openProbes: () => Promise.resolve({ httpGet: () => Promise.resolve({ ok: false, why: 'no' }) }),
    clock: { now: () => Date.parse('2026-11-11T12:00Z'), sleep: () => Promise.resolve() },
    ask: { interactive: false, confirm: () => Promise.resolve(true) },
    reporter: new Proxy({}, { get: () => () => undefined }),
    signal: new AbortController().signal,
    language: 'en',
    stdin: () => Promise.resolve(''),
    who: 'anna@ci',
    process: 'anna@ci/1',
    isAlive: () => undefined,
    newId: () => 'id',
    typed: 'koupctl',
  } as unknown as Unguarded;
  return { writes, world, cluster };
}

function toolsOf(world: Unguarded): BareTools {
  const { config } = resolveConfig({ cwd: '/nonexistent', file: undefined, env: {}, flags: {} });
  return {
    world,
    config,
    showPlan: () => Promise.resolve(),
    planLines: () => Promise.resolve([]),
  };
}

test('the table has every command that there is', async () => {
  const top = await registered();
  const parents = ['guard', 'audit', 'biz', 'config'];
  const below = (await Promise.all(parents.map((name) => registered(name)))).flat();
  const leaves = [...top.filter((name) => !parents.includes(name) || name === 'audit'), ...below];
  expect(Object.keys(lines).sort()).toEqual(
    [...leaves, 'doctor --repair', 'inspect --dns-pod', 'recover RUNBOOK'].sort(),
  );
});

test('each command that the rules know is one of the program, and the other way round', () => {
  const declared = Object.values(lines).flatMap(([, change]) => change ?? []);
  expect(declared.sort()).toEqual([...writingCommands, ...freeCommands].sort());
});

describe.each(Object.entries(lines))('%s', (_name, [line, change]) => {
  test(`is declared as ${change ?? 'writing nothing'}`, async () => {
    expect((await invocationOf(line)).change?.command).toBe(change);
  });

  test('writes nothing in a frozen window, whatever it comes to', async () => {
    const { writes, world } = site();
    const invocation = await invocationOf(line);
    const end = await invocation.run(toolsOf(world)).catch((error: unknown) => error);
    expect(end).toBeDefined();
    expect(writes).toEqual([]);
  });

  test('has doors that open by the rules alone', async () => {
    const { writes, world } = site();
    const { change: asked } = await invocationOf(line);
    const guard = new ChangeGuard(world, undefined, asked);
    const doors = guarded(world, guard);
    const cluster = await doors.openCluster();
    const place = { cluster, context: 'c' };
    const about = changeOnly('deployment/biz1');
    const isFree = freeCommands.some((one) => one === change);
    if (isFree) await guard.letPass(about, place);
    else {
      await expect(guard.letPass(about, place)).rejects.toThrow('has to be judged');
      const judging = guard.admit(about, place);
      if (change === undefined) await expect(judging).rejects.toThrow('only reads');
      else {
        await expect(judging).rejects.toMatchObject({
          outcome: 'refused',
          message: 'changes are frozen (rule always, kube-system/koupctl-rules:rules.yaml:3:5)',
        });
      }
    }
    const bases = await doors.openArklets(cluster);
    const attempts = [
      cluster.create({} as never, {} as never, { manager: 'm' }),
      cluster.apply({} as never, {} as never, { manager: 'm' }),
      cluster.patch({} as never, [], { manager: 'm' }),
      cluster.delete({} as never, 'uid'),
      cluster.evict({} as never, 'uid'),
      bases.install({} as never, {} as never),
      bases.uninstall({} as never, {} as never),
      bases.switch({} as never, {} as never),
      bases.order({} as never, {} as never),
      (await doors.openBases(cluster)).install({} as never, {} as never),
    ];
    const ends = await Promise.allSettled(attempts);
    const shut = ends.filter(({ status }) => status === (isFree ? 'fulfilled' : 'rejected'));
    expect(shut).toHaveLength(attempts.length);
    expect(writes).toHaveLength(isFree ? attempts.length : 0);
  });
});

test('the doors let everything be read and tried', async () => {
  const { world, writes } = site();
  const cluster = await guarded(world, new ChangeGuard(world, undefined, undefined)).openCluster();
  await cluster.create({} as never, {} as never, { manager: 'm', dryRun: true });
  await cluster.apply({} as never, {} as never, { manager: 'm', dryRun: true });
  await cluster.patch({} as never, [], { manager: 'm', dryRun: true });
  await cluster.delete({} as never, 'uid', { dryRun: true });
  expect(writes).toEqual([]);
});
