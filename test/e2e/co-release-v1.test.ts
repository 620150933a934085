import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { inPlace, JointSiteV1, packageOf, surge } from './joint-site-v1.ts';
import { Koupctl } from './koupctl.ts';
import { deployArgs, V1Rig } from './v1-rig.ts';
import { WriteProxy } from './write-proxy.ts';

let rig: V1Rig;

beforeAll(async () => {
  rig = await V1Rig.start();
});

afterAll(async () => {
  await rig?.stop();
});

describe('a base and its ModuleDeployment together', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint');
  });

  test('the plan says which base goes with what, before anything is written', async () => {
    const run = await joint.koupctl.run(joint.args('2.0.0', '--dry-run'));
    expect(run.stderr).toContain('co-release stock 1.0.0');
    expect(run.stderr).toContain(`the url of stock 1.0.0 becomes ${packageOf('2.0.0')}`);
    expect(run.stderr).toMatch(/then base-\S+ \(with stock 1\.0\.0\) leaves/);
    expect(run.stderr).toMatch(/^-.*image: base:1\.0\.0$/m);
    expect(run.code).toBe(0);
    expect(joint.serving('1.0.0')).toBe(3);
    expect((await joint.base()).metadata['generation']).toBe(1);
  });

  test('stopped between steps, gone on by the same command and from the record alone', async () => {
    const first = await joint.koupctl.run(joint.args('2.0.0', '--pause-after', '1'));
    expect(first.stderr).toContain('the next step waits for a confirmation');
    expect(first.code).toBe(7);
    expect(joint.serving('1.0.0')).toBe(3);
    expect((await joint.module()).spec.template.spec.module.url).toBe(packageOf('2.0.0'));
    for (const other of [
      ['attach', 'stock', '--yes'],
      ['confirm', 'stock', '--batch', '1', '--yes'],
      deployArgs('2.0.0'),
    ]) {
      const refused = await joint.koupctl.run(other);
      expect(refused.stderr).toContain('is being released together with its base');
      expect(refused.code).toBe(4);
    }
    const second = await joint.koupctl.run(joint.args('2.0.0', '--pause-after', '2'));
    expect(second.code).toBe(7);
    expect(joint.serving('2.0.0')).toBe(1);
    expect(joint.serving('1.0.0')).toBe(2);
    const status = await joint.koupctl.run(['status', 'stock']);
    expect(status.stdout).toContain('stands after step 2 of 5: 1 of 3 Modules are of');
    const rest = await joint.koupctl.run(['co-release', 'stock', '--resume', '--yes']);
    expect(rest.stderr).toContain('seen active on 3 of 3 bases');
    expect(rest.code).toBe(0);
    await joint.expectAt('2.0.0');
  });

  test('undone between steps: each old base is proven before the next new one goes', async () => {
    const held = await joint.koupctl.run(joint.args('3.0.0', '--pause-after', '3'));
    expect(held.code).toBe(7);
    expect(joint.serving('3.0.0')).toBe(2);
    const back = await joint.koupctl.run(['rollback', 'stock', '--yes']);
    expect(back.stderr).toContain(`first the url goes back to ${packageOf('2.0.0')}`);
    expect(back.stderr).toContain('stock 1.0.0 is active again on 3 of 3 bases');
    expect(back.code).toBe(0);
    await joint.expectAt('2.0.0');
  });
});

describe('a module that does not start on the new base', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-throws', { strategy: surge(2) });
  });

  test('the base does not go on: one base, and every other old one serves', async () => {
    const url = 'http://jars.test/2.0.0/stock-throws-1.0.0-ark-biz.jar';
    const run = await joint.koupctl.run(joint.args('2.0.0', '--url', url));
    expect(run.stderr).toContain('stock table missing');
    expect(run.stderr).toContain("can't be proven at step 2 of");
    expect(run.code).toBe(5);
    expect(joint.pods('2.0.0')).toHaveLength(1);
    expect(joint.serving('1.0.0')).toBe(2);
    const back = await joint.koupctl.run(['rollback', 'stock', '--yes']);
    expect(back.stderr).toContain('stock 1.0.0 is active again on 3 of 3 bases');
    expect(back.code).toBe(0);
    await joint.expectAt('1.0.0');
  });

  test('--on-failure rollback takes both back by itself', async () => {
    const url = 'http://jars.test/2.0.0/stock-throws-1.0.0-ark-biz.jar';
    const run = await joint.koupctl.run(
      joint.args('2.0.0', '--url', url, '--on-failure', 'rollback'),
    );
    expect(run.stderr).toContain('stock 1.0.0 is active again on 3 of 3 bases');
    expect(run.code).toBe(10);
    await joint.expectAt('1.0.0');
  });
});

describe('a base without room for more', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-tight', { strategy: inPlace });
  });

  test('goes first, and is told so; there and back', async () => {
    const held = await joint.koupctl.run(joint.args('2.0.0', '--pause-after', '3'));
    expect(held.stderr).toContain('an old base goes before the new one comes');
    expect(held.code).toBe(7);
    expect(joint.serving('2.0.0')).toBe(2);
    expect(joint.serving('1.0.0')).toBe(1);
    const back = await joint.koupctl.run(['rollback', 'stock', '--yes']);
    expect(back.code).toBe(0);
    await joint.expectAt('1.0.0');
    const whole = await joint.koupctl.run(joint.args('3.0.0'));
    expect(whole.code).toBe(0);
    await joint.expectAt('3.0.0');
  });
});

describe('bases that are gone before they answered the uninstall', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-gone');
  });

  test('all their Modules are let go of, and others take their place', async () => {
    const url = 'http://jars.test/orders-1.0.0-ark-biz.jar';
    const orders = ['deploy', 'orders', '--version', '1.0.0', '--url', url];
    const own = ['--base-deployment', 'base', '--replicas', '3', '--soak', '0s', '--yes'];
    expect((await joint.koupctl.run([...orders, ...own])).code).toBe(0);
    for (const { base } of joint.pods().slice(0, 2)) await base.down();
    const run = await joint.koupctl.run(joint.args('2.0.0'));
    expect(run.stderr).toContain('orders 1.0.0 (ModuleDeployment orders) is installed anew');
    expect(run.stderr).toMatch(/before it answered the uninstall: its Module stock-\S+ is let go/);
    expect(run.stderr).toMatch(/before it answered the uninstall: its Module orders-\S+ is let go/);
    expect(run.code).toBe(0);
    await joint.expectAt('2.0.0');
    await joint.site.view.until('orders on all bases', (view) => {
      return view.modules.length === 6 && view.inPhase('Available') === 6;
    });
  });
});

describe('a base that starts slowly', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-slow', { strategy: inPlace });
  });

  test('gets its module from the controller, once', async () => {
    for (const base of joint.spares) await base.down();
    joint.site.startsBases = false;
    const run = joint.koupctl.start(joint.args('2.0.0', '--pause-after', '2'));
    await joint.site.view.until('a try on the new base', (view) => {
      const fresh = joint.pods('2.0.0')[0]?.pod.metadata.name;
      const tried = view.modules.find(
        ({ metadata }) => metadata.labels?.[joint.site.names.label.baseName] === fresh,
      );
      return fresh !== undefined && tried?.status?.status === 'Upgrading';
    });
    await joint.pods('2.0.0')[0]?.base.up();
    joint.site.startsBases = true;
    const { code } = await run.done;
    expect(code).toBe(7);
    expect(joint.serving('2.0.0')).toBe(1);
    const [fresh] = joint.pods('2.0.0');
    expect(fresh?.base.callsOf('uninstallBiz')).toHaveLength(0);
    expect((await joint.koupctl.run(['co-release', 'stock', '--resume', '--yes'])).code).toBe(0);
    await joint.expectAt('2.0.0');
  });
});

describe('a base with the mark of a module that it has not', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-marked');
  });

  test('is freed of it, and gets the module', async () => {
    const { site } = joint;
    site.givesAddresses = false;
    const run = joint.koupctl.start(joint.args('2.0.0'));
    const fresh = await until('a new base pod', () => joint.freshPod('2.0.0'));
    const labels = { [site.names.marker('stock')]: 'true' };
    await site.kube.mergePatch(paths.pod(joint.namespace, fresh), { metadata: { labels } });
    site.givesAddresses = true;
    const { code, stderr } = await run.done;
    expect(stderr).toContain('left its mark module.koupleless.io/stock there without a Module');
    expect(code).toBe(0);
    await joint.expectAt('2.0.0');
  });
});

describe('an old base that dies in the middle', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-stray');
  });

  test('the new package on the old base that follows is told, and the undo makes it anew', async () => {
    const held = await joint.koupctl.run(joint.args('2.0.0', '--pause-after', '2'));
    expect(held.code).toBe(7);
    const lost = joint.pods('1.0.0')[0]?.pod.metadata.name ?? '';
    await joint.site.kube.delete(paths.pod(joint.namespace, lost));
    await until('the new package on an old base', () => joint.serving('1.0.0', '2.0.0') === 1);
    const run = await joint.koupctl.run(['co-release', 'stock', '--resume', '--yes']);
    expect(run.stderr).toMatch(/the new package is on an old base: .* gave Module \S+ to base-/);
    expect(run.stderr).toContain('no further base was touched');
    expect(run.code).toBe(5);
    expect(joint.serving('1.0.0')).toBe(1);
    const back = await joint.koupctl.run(['rollback', 'stock', '--yes']);
    expect(back.stderr).toContain('stock 1.0.0 is active again on 3 of 3 bases');
    expect(back.code).toBe(0);
    await joint.expectAt('1.0.0');
  });
});

describe('SIGKILL in the middle', () => {
  let joint: JointSiteV1;
  let proxy: WriteProxy;
  let at = 1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-killed');
    proxy = await WriteProxy.start(rig.plane, 'joint-v1-watched');
  });

  afterAll(async () => {
    await proxy?.stop();
  });

  // About as many writes as one co-release makes; what was killed goes on, or back.
  test.each([
    [2, 'the same command'],
    [3, 'the same command'],
    [4, 'rollback'],
    [6, 'the same command'],
    [9, 'the same command'],
    [12, 'rollback'],
    [15, 'the same command'],
    [19, 'the same command'],
  ])('before write %i: %s', async (number, what) => {
    const args = joint.args(`${at + 1}.0.0`);
    const watched = new Koupctl(proxy.kubeconfigPath, joint.namespace);
    const first = proxy.writes.length;
    const run = watched.start(args);
    expect(await proxy.killAt(run, (write) => write.number === first + number)).toBeDefined();
    const back = what === 'rollback';
    const rest = await joint.koupctl.run(back ? ['rollback', 'stock', '--yes'] : args);
    expect(rest.stderr).toContain(
      back ? 'is active again on 3 of 3 bases' : 'seen active on 3 of 3 bases',
    );
    expect(rest.code).toBe(0);
    if (!back) at += 1;
    await joint.expectAt(`${at}.0.0`);
  });
});

describe('what is refused, before anything is written', () => {
  let joint: JointSiteV1;

  beforeAll(async () => {
    joint = await JointSiteV1.start(rig, 'joint-refused');
  });

  test.each([
    ['another version', ['--version', '2.0.0'], 'on the old bases at once', 4],
    ['the url that it has', ['--url', packageOf('1.0.0')], 'there is nothing to bring', 2],
    ['the image that it has', ['--base-image', 'base:1.0.0'], 'no base would be made anew', 2],
    ['the bases of another', ['--base-deployment', 'other'], 'not of joint-refused/other', 2],
    ['more than the url', ['--replicas', '2'], 'only the url of', 2],
  ])('%s', async (_, more, words, code) => {
    const run = await joint.koupctl.run(joint.args('2.0.0', ...more));
    expect(run.stderr).toContain(words);
    expect(run.code).toBe(code);
    expect((await joint.base()).metadata['generation']).toBe(1);
  });

  test('a manifest that changes more than the url; with the url alone it is planned', async () => {
    const { spec, metadata, ...rest } = await joint.module();
    const { name, namespace } = metadata;
    const template = {
      spec: { module: { ...spec.template.spec.module, url: packageOf('2.0.0') } },
    };
    const base = ['--base-image', 'base:2.0.0', '--dry-run'];
    const path = join(rig.plane.dir, 'joint.json');
    const write = async (more: object): Promise<void> => {
      const { status: _, ...kept } = rest;
      const own = { baseDeploymentName: 'base', replicas: 3, template, ...more };
      await writeFile(path, JSON.stringify({ ...kept, metadata: { name, namespace }, spec: own }));
    };
    await write({ operationStrategy: { batchCount: 7 } });
    const refused = await joint.koupctl.run(['co-release', 'stock', '-f', path, ...base]);
    expect(refused.stderr).toContain('not spec.operationStrategy.batchCount');
    expect(refused.code).toBe(2);
    await write({});
    const planned = await joint.koupctl.run(['co-release', 'stock', '-f', path, ...base]);
    expect(planned.stderr).toContain(`the url of stock 1.0.0 becomes ${packageOf('2.0.0')}`);
    expect(planned.code).toBe(0);
  });

  test('a base that is free of the module, with the numbers', async () => {
    const scaled = await joint.koupctl.run(['scale', 'stock', '--replicas', '2', '--yes']);
    expect(scaled.code).toBe(0);
    const run = await joint.koupctl.run(joint.args('2.0.0'));
    expect(run.stderr).toContain('2 replica(s) of stock on 3 of 3 base(s)');
    expect(run.stderr).toContain('koupctl scale moduledeployment/stock -n joint-refused');
    expect(run.code).toBe(4);
    expect((await joint.module()).spec.template.spec.module.url).toBe(packageOf('1.0.0'));
  });
});
