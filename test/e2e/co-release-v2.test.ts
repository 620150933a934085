import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageOf } from '../bed/base-deployment.ts';
import type { ControlPlane } from '../bed/control-plane.ts';
import { benchBaseName } from '../bed/v2-bench.ts';
import { JointSite } from './joint-site.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, urlOf } from './v2-site.ts';
import { WriteProxy } from './write-proxy.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startV2Plane();
});

afterAll(async () => {
  await plane?.stop();
});

describe('a base and its module together', () => {
  let site: JointSite;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint');
  });

  afterAll(async () => {
    await site?.stop();
  });

  test('the plan says which base goes with what, before anything is written', async () => {
    const run = await site.koupctl.run(site.args('2.0.0', '2.0', '--dry-run'));
    expect(run.code).toBe(0);
    expect(run.stderr).toContain('co-release biz1 2.0.0');
    expect(run.stderr).toContain('Deployment joint/shop-base goes from version 1.0 to 2.0');
    expect(run.stderr).toMatch(
      /1\/\d {2}module: 2 pod\(s\) of biz1 2\.0\.0, kept to base version 2\.0/,
    );
    expect(run.stderr).toMatch(/shop-base-\S+ \(with biz1 1\.0\.0\)/);
    expect(run.stderr).toMatch(/^-.*image: registry\.invalid\/base:1\.0$/m);
    expect(run.stderr).toMatch(/^\+.*image: registry\.invalid\/base:2\.0$/m);
    expect(site.base.count('1.0')).toBe(3);
    expect((await site.base.get()).metadata['generation']).toBe(1);
  });

  test('stopped between steps, gone on by the same command and from the record alone', async () => {
    const first = await site.koupctl.run(site.args('2.0.0', '2.0', '--pause-after', '1'));
    expect(first.stderr).toContain('the next step waits for a confirmation');
    expect(first.stderr).toContain('koupctl co-release deployment/biz1 -n joint --resume');
    expect(first.code).toBe(7);
    expect(site.base.active('biz1', '1.0.0')).toBe(2);
    expect(site.base.count('2.0')).toBe(0);
    const refused = await site.koupctl.run(['attach', 'biz1', '--yes']);
    expect(refused.stderr).toContain('is being released together with its base');
    expect(refused.code).toBe(4);
    const second = await site.koupctl.run(site.args('2.0.0', '2.0', '--pause-after', '2'));
    expect(second.code).toBe(7);
    expect(site.base.count('2.0')).toBe(1);
    expect(site.base.active('biz1', '2.0.0')).toBe(1);
    expect(site.base.count('1.0')).toBe(3);
    expect(site.base.active('biz1', '1.0.0')).toBe(2);
    const rest = await site.koupctl.run(['co-release', 'biz1', '--resume', '--yes']);
    expect(rest.stderr).toContain('biz1 2.0.0 seen active on 2 of 2 bases');
    expect(rest.stderr).toContain('3 of 3 bases are version 2.0');
    expect(rest.code).toBe(0);
    await site.expectAt('2.0.0', '2.0');
  });

  test('the same once more is nothing to do', async () => {
    const run = await site.koupctl.run(site.args('2.0.0', '2.0'));
    expect(run.stderr).toContain('nothing to do');
    expect(run.code).toBe(0);
  });

  test('undone between steps: the old bases and modules are back before the new ones go', async () => {
    const held = await site.koupctl.run(site.args('3.0.0', '3.0', '--pause-after', '3'));
    expect(held.code).toBe(7);
    expect(site.base.active('biz1', '3.0.0')).toBe(2);
    const back = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(back.stderr).toContain('its base goes back with it');
    expect(back.stderr).toContain('biz1 2.0.0 is active again on 2 of 2 bases');
    expect(back.code).toBe(0);
    await site.expectAt('2.0.0', '2.0');
    expect(site.base.active('biz1', '3.0.0')).toBe(0);
  });
});

describe('a module that does not start on the new base', () => {
  let site: JointSite;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint-throws', { strategy: surge(2) });
  });

  afterAll(async () => {
    await site?.stop();
  });

  const throwing = (...more: string[]): string[] => [
    ...site.args('6.6.6', '2.0', ...more),
    ...['--url', 'http://jars.invalid/biz1-throws-6.6.6-ark-biz.jar'],
  ];

  test('the base does not go on: one new base, all old ones and their modules', async () => {
    const run = await site.koupctl.run(throwing());
    expect(run.stderr).toContain('stock table missing');
    expect(run.stderr).toContain("can't be proven at step 2 of 4");
    expect(run.code).toBe(5);
    expect(site.base.count('2.0')).toBe(1);
    expect(site.base.count('1.0')).toBe(3);
    expect(site.base.active('biz1', '1.0.0')).toBe(2);
    const back = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(back.stderr).toContain('biz1 1.0.0 is active again on 2 of 2 bases');
    expect(back.code).toBe(0);
    await site.expectAt('1.0.0', '1.0');
  });

  test('--on-failure rollback takes both back by itself', async () => {
    const run = await site.koupctl.run(throwing('--on-failure', 'rollback'));
    expect(run.stderr).toContain('biz1 1.0.0 is active again on 2 of 2 bases');
    expect(run.code).toBe(10);
    await site.expectAt('1.0.0', '1.0');
  });

  test('a base that calls itself something else than was said', async () => {
    const args = site.args('2.0.0', '2.0', '--timeout', '2m');
    const run = await site.koupctl.run([...args, '--base-image', imageOf('2.1')]);
    expect(run.stderr).toContain('the new base calls itself version 2.1, not 2.0');
    expect(run.code).toBe(5);
    expect(site.base.active('biz1', '1.0.0')).toBe(2);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
    await site.expectAt('1.0.0', '1.0');
  });
});

describe('a base without room for more', () => {
  let site: JointSite;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint-tight', {
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      replicas: 1,
    });
  });

  afterAll(async () => {
    await site?.stop();
  });

  test('the plan tells the gap of a module with one replica', async () => {
    const run = await site.koupctl.run(site.args('2.0.0', '2.0'));
    expect(run.stderr).toContain('an old base goes before the new one comes (its maxSurge 0');
    expect(run.stderr).toContain('biz1 has one replica: it is out of service');
    expect(run.code).toBe(0);
    await site.expectAt('2.0.0', '2.0', 1);
  });

  test('undone in the middle, in place too', async () => {
    const held = await site.koupctl.run(site.args('3.0.0', '3.0', '--pause-after', '3'));
    expect(held.code).toBe(7);
    expect(site.base.count('3.0')).toBe(2);
    const back = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(back.code).toBe(0);
    await site.expectAt('2.0.0', '2.0', 1);
  });
});

describe('SIGKILL in the middle', () => {
  let site: JointSite;
  let proxy: WriteProxy;
  let at = 1;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint-killed', { strategy: surge(2) });
    proxy = await WriteProxy.start(plane, 'joint-watched');
  });

  afterAll(async () => {
    await proxy?.stop();
    await site?.stop();
  });

  // About as many writes as one co-release makes; what was killed goes on, or back.
  test.each([
    [2, 'the same command'],
    [4, 'the same command'],
    [6, 'the same command'],
    [9, 'the same command'],
    [12, 'rollback'],
    [14, 'the same command'],
    [17, 'the same command'],
  ])('before write %i: %s', async (number, what) => {
    const before = `${at}.0`;
    const after = `${at + 1}.0`;
    const args = site.args(`${after}.0`, after);
    const watched = new Koupctl(proxy.kubeconfigPath, 'joint-killed');
    const first = proxy.writes.length;
    const run = watched.start(args);
    expect(await proxy.killAt(run, (write) => write.number === first + number)).toBeDefined();
    // Whatever it was about to do, as many modules serve as before.
    const serving =
      site.base.active('biz1', `${before}.0`) + site.base.active('biz1', `${after}.0`);
    expect(serving).toBeGreaterThanOrEqual(2);
    const back = what === 'rollback';
    const rest = await site.koupctl.run(back ? ['rollback', 'biz1', '--yes'] : args);
    expect(rest.stderr).toContain(
      back ? 'is active again on 2 of 2 bases' : 'seen active on 2 of 2',
    );
    expect(rest.code).toBe(0);
    if (!back) at += 1;
    await site.expectAt(`${at}.0.0`, `${at}.0`);
  });
});

describe('a module that is not there yet', () => {
  let site: JointSite;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint-first', { strategy: surge(3) });
  });

  afterAll(async () => {
    await site?.stop();
  });

  const first = (...more: string[]): string[] => [
    ...['co-release', 'biz2', '--version', '1.0.0', '--base', benchBaseName],
    ...['--url', 'http://jars.invalid/biz2-1.0.0-ark-biz.jar', '--env', site.namespace],
    ...['--base-deployment', 'shop-base', '--base-image', imageOf('2.0'), '--base-version', '2.0'],
    ...['--replicas', '3', '--yes', ...more],
  ];

  test('comes with the new base; what that means for the module of another is told', async () => {
    const held = await site.koupctl.run(first('--pause-after', '2'));
    expect(held.stderr).toContain("can't go to version 2.0: it has 0 base(s) left afterwards");
    expect(held.code).toBe(7);
    expect(site.base.active('biz2', '1.0.0')).toBe(1);
    const back = await site.koupctl.run(['rollback', 'biz2', '--yes']);
    expect(back.code).toBe(0);
    await site.expectAt('1.0.0', '1.0');
    expect(site.base.active('biz2', '1.0.0')).toBe(0);
  });
});

describe('what is refused, before anything is written', () => {
  let site: JointSite;

  beforeAll(async () => {
    site = await JointSite.start(plane, 'joint-refused');
  });

  afterAll(async () => {
    await site?.stop();
  });

  test.each([
    [
      'the version that the bases have already',
      ['--base-version', '1.0'],
      'say already that they are version 1.0',
      2,
    ],
    [
      'a base that is not there',
      ['--base-deployment', 'other'],
      'there is no Deployment joint-refused/other',
      2,
    ],
    ['more pods than new bases', ['--replicas', '4'], 'brings 3 new base(s) for them', 2],
    [
      'pods that nothing keeps apart',
      ['--spread', 'none'],
      'all 2 would go to the first new base',
      2,
    ],
    [
      'a ModuleDeployment that is not there',
      ['--kind', 'moduledeployment'],
      'there is no ModuleDeployment biz1 to release with its base',
      2,
    ],
  ])('%s', async (_, more, words, code) => {
    const run = await site.koupctl.run(site.args('2.0.0', '2.0', ...more));
    expect(run.stderr).toContain(words);
    expect(run.code).toBe(code);
    expect((await site.base.get()).metadata['generation']).toBe(1);
  });

  test('a module that is kept to no base version, with the command that keeps it', async () => {
    const loose = ['--base', benchBaseName, '--env', site.namespace, '--name', 'loose'];
    const deploy = ['deploy', 'biz1', '--version', '1.0.0', '--url', urlOf('1.0.0'), ...loose];
    // On paper only: biz1 runs on these bases already.
    const done = await site.koupctl.run([...deploy, '--replicas', '0', '--yes']);
    expect(done.code).toBe(0);
    const run = await site.koupctl.run(
      site.args('2.0.0', '2.0', '--name', 'loose', '--replicas', '1'),
    );
    expect(run.stderr).toContain('is not kept to a base version');
    expect(run.stderr).toContain('--base-version 1.0');
    expect(run.code).toBe(2);
  });
});

function surge(maxSurge: number): object {
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } };
}
