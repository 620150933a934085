import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../bed/kube.ts';
import { install, LiveFleet, twinNode, urlOf, type Trouble } from './live-fleet.ts';
import { modulePod } from './reads-objects.ts';

let fleet: LiveFleet;

beforeAll(async () => {
  fleet = await LiveFleet.start();
  await fleet.trouble();
});

afterAll(async () => {
  await fleet?.stop();
});

interface Row {
  readonly module: string;
  readonly version: string;
  readonly base: string;
  readonly live: string;
  readonly fault: boolean;
  readonly reason: Record<string, string>;
  readonly onBase: { version: string; state: string }[] | null;
}

async function rows(code: number, ...args: string[]): Promise<Row[]> {
  const run = await fleet.koupctl.run(['modules', '--live', '-o', 'json', ...args]);
  expect(run.code, run.stderr).toBe(code);
  return (JSON.parse(run.stdout) as { items: Row[] }).items;
}

/** `biz1 1.0.0 ok running`, by base. */
function told(all: readonly Row[], base: string): string[] {
  return all
    .filter((row) => row.base === base)
    .map(({ module, version, live, reason }) => `${module} ${version} ${live} ${reason['code']}`);
}

describe('koupctl modules --live', () => {
  test('every row is right, and the exit code says that not all is well', async () => {
    const all = await rows(12);
    const expected: [string, string[]][] = [
      [fleet.node('fine'), ['biz1 1.0.0 ok running']],
      [fleet.node('dead'), ['biz1 1.0.0 unreachable no-answer']],
      [fleet.node('restarted'), ['biz1 1.0.0 missing-on-base not-listed']],
      [
        fleet.node('byHand'),
        [
          'biz1 1.0.0 ok running',
          'biz8 1.0.0 orphan-on-base unclaimed',
          'biz9 1.0.0 orphan-on-base unclaimed',
        ],
      ],
      [fleet.node('otherVersion'), ['biz1 1.0.0 wrong-version runs-other']],
      [fleet.node('hanging'), ['biz1 1.0.0 unreachable no-answer']],
      [fleet.node('broken'), ['biz1 1.0.0 ok running', 'biz3 3.0.0 inactive listed-as']],
      [fleet.node('notReady'), ['biz1 1.0.0 stale-in-kubernetes kubernetes-behind']],
      [twinNode, ['biz7 1.0.0 orphan-on-base unclaimed']],
      ['', ['biz4 1.0.0 missing-on-base no-base']],
    ];
    expect(expected.map(([base]) => [base, told(all, base)])).toEqual(expected);
    expect(all).toHaveLength(expected.flatMap(([, own]) => own).length);
    const reasons = (name: Trouble) => all.find(({ base }) => base === fleet.node(name))?.reason;
    expect(reasons('dead')?.['why']).toMatch(/^connection refused/);
    expect(reasons('hanging')?.['why']).toMatch(/^no answer within 3 s/);
    expect(reasons('otherVersion')).toMatchObject({ running: '1.5.0', wanted: '1.0.0' });
  });

  test('a row of JSON has all its fields', async () => {
    const [row] = await rows(0, '--node', fleet.node('fine'));
    expect(Object.keys(row ?? {})).toEqual([
      ...['world', 'namespace', 'module', 'version', 'state', 'ready', 'base', 'baseIp', 'url'],
      ...['workload', 'object', 'createdAt', 'live', 'fault', 'reason', 'wanted', 'onBase', 'port'],
    ]);
    expect(row).toMatchObject({
      workload: 'Deployment/biz1',
      wanted: '1.0.0',
      onBase: [{ version: '1.0.0', state: 'activated' }],
      port: 1238,
      fault: false,
    });
  });

  test("another namespace's module is no orphan, and is shown with -A", async () => {
    expect(told(await rows(0, '--base', fleet.node('fine')), fleet.node('fine'))).toEqual([
      'biz1 1.0.0 ok running',
    ]);
    expect(told(await rows(0, '-A', '--base', fleet.node('fine')), fleet.node('fine'))).toEqual([
      'biz2 7.0.0 ok running',
      'biz1 1.0.0 ok running',
    ]);
  });

  test('the filters of koupctl modules hold', async () => {
    const { ip, hostName } = fleet.base('byHand');
    for (const args of [
      ['--base-ip', ip],
      ['--base', hostName],
      ['--pod', hostName],
    ]) {
      expect(told(await rows(12, ...args), fleet.node('byHand'))).toHaveLength(3);
    }
    expect(await rows(12, '--module', 'biz9')).toHaveLength(1);
    expect(await rows(12, '--version', '1.5.0')).toMatchObject([
      { base: fleet.node('otherVersion') },
    ]);
    expect(await rows(12, '--base-ip', fleet.base('fine').ip)).toMatchObject([
      { base: fleet.node('fine'), live: 'ok' },
      { base: twinNode, live: 'orphan-on-base' },
    ]);
  });

  test('a vnode that is gone leaves its pods unreachable', async () => {
    const lost = 'vnode.lost.dev';
    const url = urlOf('biz5', '1.0.0');
    await modulePod(fleet.kube, {
      namespace: fleet.namespace,
      name: 'biz5',
      version: '1.0.0',
      url,
      node: lost,
    });
    expect(told(await rows(12, '--node', lost), lost)).toEqual([
      'biz5 1.0.0 unreachable base-gone',
    ]);
    const { stdout } = await fleet.koupctl.run(['bases', '--base', lost, '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ name: lost, findings: [{ code: 'gone', modules: 1 }] }],
    });
    await fleet.kube.delete(`${paths.pods(fleet.namespace)}/biz5?gracePeriodSeconds=0`).catch(gone);
  });

  test('for people: the state, why, what differs in all, and how many', async () => {
    const { stdout, stderr, code } = await fleet.koupctl.run(['modules', '--live']);
    expect(code).toBe(12);
    expect(stdout).toMatch(/^MODULE +VERSION +STATE +BASE +BASE-IP +WORKLOAD +WHY\n/);
    expect(stdout).toMatch(/biz1 +1\.0\.0 +unreachable .* connection refused/);
    expect(stdout).toMatch(/wrong version .* the base runs 1\.5\.0, the workload wants 1\.0\.0\n/);
    expect(stderr).toContain('biz1: 1.0.0 on 4 bases, 1.5.0 on 1 base\n');
    expect(stderr).toContain('unhealthy: 10 of 13 modules are not as they should be');
    expect(stderr).toContain('orphan on base: 3');
    const zh = await fleet.koupctl.run([
      'modules',
      '--live',
      '--lang',
      'zh',
      '--node',
      fleet.node('restarted'),
    ]);
    expect(zh.stdout).toMatch(/基座上缺失.*基座上没有；Kubernetes 显示 Running/);
    expect(zh.stderr).toContain('1 个模块中有 1 个异常');
  });

  test('--diff shows what one base has and the other has not', async () => {
    const args = ['modules', '--diff', fleet.node('fine'), fleet.node('byHand')];
    const json = await fleet.koupctl.run([...args, '-o', 'json']);
    expect(json.code).toBe(12);
    const one = (version: string) => [{ version, state: 'activated' }];
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'ModuleDiff',
      items: [
        { module: 'biz1', same: true, left: one('1.0.0'), right: one('1.0.0') },
        { module: 'biz2', same: false, left: one('7.0.0'), right: [] },
        { module: 'biz8', same: false, left: [], right: one('1.0.0') },
        { module: 'biz9', same: false, left: [], right: one('1.0.0') },
      ],
    });
    const { ip } = fleet.base('fine');
    const same = await fleet.koupctl.run(['modules', '--diff', `${ip}:1238`, fleet.node('fine')]);
    expect(same.code, same.stderr).toBe(0);
    const silent = await fleet.koupctl.run([
      'modules',
      '--diff',
      fleet.node('fine'),
      fleet.node('dead'),
    ]);
    expect(silent.code).toBe(12);
    expect(silent.stderr).toContain('connection refused');
  });

  test('--diff wants two bases that it can tell', async () => {
    const { ip } = fleet.base('fine');
    const several = await fleet.koupctl.run(['modules', '--diff', ip, fleet.node('fine')]);
    expect(several.code).toBe(2);
    expect(several.stderr).toContain(twinNode);
    const none = await fleet.koupctl.run(['modules', '--diff', 'nobody', fleet.node('fine')]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('there is no base nobody');
    const three = await fleet.koupctl.run(['modules', '--diff', 'a', 'b', 'c']);
    expect(three.code).toBe(2);
  });

  test('--watch sees an install through: installing, and then what comes of it', async () => {
    const node = fleet.node('fine');
    const watch = fleet.koupctl.start(['modules', '--live', '--watch', '--module', 'biz6']);
    const url = 'http://jars.invalid/biz6-1.0.0-ark-biz.jar';
    const pod = { namespace: fleet.namespace, name: 'biz6', version: '1.0.0', url, node };
    fleet.base('fine').faults.hang = { only: ['installBiz'] };
    await modulePod(fleet.kube, pod);
    await watch.saw(/biz6 .*installing/);
    await watch.saw(/biz6 .*missing on base/);
    fleet.base('fine').heal();
    await install(fleet.base('fine'), 'biz6', '1.0.0');
    await watch.saw(/biz6 .*(ok|stale in Kubernetes)/);
    watch.child.kill('SIGINT');
    expect((await watch.done).code).toBe(130);
    await fleet.base('fine').run('uninstallBiz', { bizName: 'biz6', bizVersion: '1.0.0' });
    await fleet.kube.delete(`${paths.pods(fleet.namespace)}/biz6?gracePeriodSeconds=0`).catch(gone);
  });

  test('--watch tells what changes, and ends with Ctrl-C', async () => {
    const watch = fleet.koupctl.start([
      'modules',
      '--live',
      '--watch',
      '--base',
      fleet.node('byHand'),
    ]);
    await watch.saw(/biz9 .*orphan on base/);
    const base = fleet.base('byHand');
    await base.run('uninstallBiz', { bizName: 'biz9', bizVersion: '1.0.0' });
    await watch.saw(/gone: biz9 1\.0\.0/);
    await install(base, 'biz9', '1.0.0');
    await watch.saw(/1 changed\n[^]*1 changed\n/);
    watch.child.kill('SIGINT');
    const { code, stdout } = await watch.done;
    expect(code).toBe(130);
    // Only what has changed is told again.
    expect(stdout.match(/^biz8 /gm)).toHaveLength(1);
    const alone = await fleet.koupctl.run(['modules', '--watch']);
    expect(alone.code).toBe(2);
  });
});

describe('behind a kubelet proxy', () => {
  const names = ['fine', 'otherVersion'] as const;

  async function show(address: (name: Trouble) => string): Promise<void> {
    for (const name of names) {
      const addresses = [{ type: 'InternalIP', address: address(name) }];
      const path = `/api/v1/nodes/${fleet.node(name)}/status`;
      await fleet.kube.mergePatch(path, { status: { addresses } });
    }
  }

  test('vnodes that all show its Service are asked at the addresses of their pods', async () => {
    // Nobody is there.
    await show(() => '127.255.255.254');
    const all = await rows(12);
    expect(told(all, fleet.node('fine'))).toEqual(['biz1 1.0.0 ok running']);
    expect(told(all, fleet.node('otherVersion'))).toEqual(['biz1 1.0.0 wrong-version runs-other']);
    const { ip } = fleet.base('otherVersion');
    expect(await rows(12, '--base-ip', ip)).toMatchObject([{ base: fleet.node('otherVersion') }]);
    const listed = await fleet.koupctl.run(['bases', '-o', 'json', '--base-ip', ip]);
    expect(JSON.parse(listed.stdout)).toMatchObject({ items: [{ ip, answered: true }] });
    const cause = await fleet.koupctl.run(['diagnose', '--base-ip', ip, '-o', 'json']);
    expect(cause.stdout).toContain(fleet.node('otherVersion'));
    await show((name) => fleet.base(name).ip);
  });
});

describe('a rollout that is held', () => {
  test('keeps the old version dark where it has been, and elsewhere active: neither is a fault', async () => {
    const url = urlOf('biz1', '2.0.0');
    await fleet.heal();
    const held = await fleet.koupctl.run([
      ...['deploy', 'biz1', '--version', '2.0.0', '--url', url, '--base', 'base', '--yes'],
      ...['--batch-size', '2', '--confirm', 'none', '--soak', '0s', '--pause-after', '1'],
      ...['--policy', 'install-then-uninstall'],
    ]);
    expect(held.code, held.stderr).toBe(7);
    const run = await fleet.koupctl.run(['modules', '--live', '-o', 'json', '--module', 'biz1']);
    const { items } = JSON.parse(run.stdout) as { items: Row[] };
    const kinds = items.map(({ version, live, fault, reason }) =>
      [version, live, fault, reason['code']].join(' '),
    );
    const counts = (text: string) => kinds.filter((kind) => kind === text).length;
    expect(counts('2.0.0 ok false running')).toBe(2);
    expect(counts('1.0.0 inactive false dark')).toBe(2);
    const untouched = items.filter(({ base }) => base !== fleet.node('notReady'));
    expect(untouched.every(({ fault }) => !fault)).toBe(true);
    expect(counts('1.0.0 ok false not-reached')).toBeGreaterThanOrEqual(fleet.count - 3);
  });
});

function gone(): void {
  // Kubernetes' own garbage collector may have been quicker.
}
