import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageOf, surge, inPlace, JointSiteV1 } from './joint-site-v1.ts';
import { V1Rig } from './v1-rig.ts';

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
    const refused = await joint.koupctl.run(['attach', 'stock', '--yes']);
    expect(refused.stderr).toContain('is being released together with its base');
    expect(refused.code).toBe(4);
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

  test('their Modules are let go of, and others take their place', async () => {
    for (const { base } of joint.pods().slice(0, 2)) await base.down();
    const run = await joint.koupctl.run(joint.args('2.0.0'));
    expect(run.stderr).toMatch(
      /was gone before it answered the uninstall: its Module \S+ is let go of/,
    );
    expect(run.code).toBe(0);
    await joint.expectAt('2.0.0');
  });
});
