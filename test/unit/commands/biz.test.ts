import { describe, expect, test } from 'vitest';
import { bizOrder } from '../../../src/commands/biz-order.ts';
import type { BizOrder } from '../../../src/arklets.ts';
import {
  aBase,
  Desk,
  inputOf,
  install,
  jar,
  moduleOn,
  podOn,
  runsOn,
  v1Kinds,
  vnodeOf,
} from './biz-world.ts';

const biz = (version: string) => ({ name: 'biz1', version });

function installing(version: string, more: Partial<Extract<BizOrder, { verb: 'install' }>> = {}) {
  const url = jar('biz1', version);
  return { verb: 'install', biz: biz(version), url, strategy: 'install-only', ...more } as const;
}

/** No cluster is needed, but then --force is. */
const forced = { force: true };

describe('install', () => {
  test('the base is asked before and after; what was seen is told', async () => {
    const base = await aBase();
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(end).toMatchObject({ name: 'done', message: 'seen on 1 of 1 base(s)' });
    expect(desk.said).toContain(
      'install biz1:1.0.0 from http://jars.invalid/biz1-1.0.0-ark-biz.jar',
    );
    expect(desk.said).toContain('runs nothing now');
    expect(desk.rows).toMatchObject([{ result: 'done', end: 'active', detail: 'seen active' }]);
    expect(runsOn(base)).toEqual(['biz1:1.0.0 activated']);
  });

  test('beside an active version it stays dark, and that is said', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('2.0.0')));
    expect(desk.said).toContain('beside 1.0.0, which serves');
    expect(end.name).toBe('done');
    expect(desk.rows).toMatchObject([{ end: 'dark' }]);
  });

  test('there and active already: nothing is sent', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(end.name).toBe('done');
    expect(base.callsOf('installBiz')).toEqual([]);
  });

  test('a broken one is taken off first', async () => {
    const url = jar('biz1', '1.0.0');
    const jars = { [url]: { outcome: { throws: 'stock table missing' } } };
    const base = await aBase({ jars });
    await install(base, 'biz1', '1.0.0');
    expect(runsOn(base)).toEqual(['biz1:1.0.0 broken']);
    jars[url] = { outcome: 'ok' } as never;
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(end.name).toBe('done');
    expect(base.calls.map(({ command }) => command)).toEqual([
      'queryAllBiz',
      'queryAllBiz',
      'uninstallBiz',
      'queryAllBiz',
      'installBiz',
      'queryAllBiz',
    ]);
    expect(runsOn(base)).toEqual(['biz1:1.0.0 activated']);
  });

  test('a start that throws: the last cause of the trace', async () => {
    const base = await aBase({
      jars: { [jar('biz1', '3.0.0')]: { outcome: { throws: 'no stock' } } },
    });
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('3.0.0')));
    expect(end.name).toBe('failed');
    expect(end.causes?.[0]).toContain('IllegalStateException: no stock');
  });

  test('a jar of another name: what came instead is named', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const order = installing('9.9.9', { url: jar('biz2', '1.0.0') });
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], order));
    expect(desk.said).toContain('file name does not begin with biz1');
    expect(end.name).toBe('failed');
    expect(desk.rows).toMatchObject([{ end: 'instead' }]);
    expect(String(desk.rows[0]?.['detail'])).toContain('brought biz2:1.0.0 instead');
  });

  test('without name and version: what the jar is called', async () => {
    const base = await aBase();
    const order = { verb: 'install', url: jar('biz7', '7.0.0'), strategy: 'install-only' } as const;
    const desk = new Desk([]);
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('done');
    expect(base.callsOf('installBiz')[0]?.body).toEqual({ bizUrl: jar('biz7', '7.0.0') });
    expect(runsOn(base)).toEqual(['biz7:7.0.0 activated']);
  });

  test('uninstall-then-install says what it costs', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const desk = new Desk([]);
    const order = installing('2.0.0', { strategy: 'uninstall-then-install' });
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('done');
    expect(desk.said).toContain('nothing serves in between');
    expect(runsOn(base)).toEqual(['biz1:2.0.0 activated']);
  });

  test('an answer that is lost is no failure: the base is looked at', async () => {
    const base = await aBase();
    base.faults.cut = { only: ['installBiz'] };
    const desk = new Desk([]);
    expect((await bizOrder(desk.world, inputOf([base], installing('1.0.0')))).name).toBe('done');
  });

  test('but where it stood before, a lost answer proves nothing', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    base.faults.hang = { only: ['installBiz'] };
    const desk = new Desk([]);
    const order = installing('1.0.0', { strategy: 'uninstall-then-install' });
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('failed');
    expect(desk.rows).toMatchObject([{ end: 'unsure' }]);
  });

  test('another command under way: tried again until it is free', async () => {
    const base = await aBase({ jars: { [jar('biz2', '1.0.0')]: { installMs: 1_000 } } });
    const other = base.run('installBiz', {
      bizName: 'biz1',
      bizVersion: '1.0.0',
      bizUrl: jar('biz2', '1.0.0'),
    });
    const desk = new Desk([]);
    const end = await bizOrder(
      desk.world,
      inputOf([base], installing('1.0.0'), { timeoutMs: 60_000 }),
    );
    await other;
    expect(base.callsOf('installBiz').map(({ code }) => code)).toContain('FAILED');
    expect(end.name).toBe('done');
    expect(runsOn(base)).toEqual(['biz2:1.0.0 activated', 'biz1:1.0.0 activated']);
  });

  test('asynchronously: asked until it has come to its end', async () => {
    const base = await aBase({ installMs: 40 });
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0'), { async: true }));
    expect(end.name).toBe('done');
    const [call] = base.callsOf('installBiz');
    expect(call?.body).toMatchObject({
      async: true,
      requestId: expect.stringMatching(/^koupctl-/),
    });
    expect(base.callsOf('queryBizOps').length).toBeGreaterThan(0);
  });

  test('asynchronously, and it throws', async () => {
    const base = await aBase({
      jars: { [jar('biz1', '3.0.0')]: { outcome: { throws: 'no stock' } } },
    });
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([base], installing('3.0.0'), { async: true }));
    expect(end.name).toBe('failed');
    expect(end.causes?.[0]).toContain('without --async it is told');
  });
});

describe('uninstall and switch', () => {
  test('of the active one of two: that nothing serves after it is said before', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    await install(base, 'biz1', '2.0.0');
    const order = { verb: 'uninstall', biz: biz('1.0.0') } as const;
    const desk = new Desk([]);
    const dry = await bizOrder(desk.world, inputOf([base], order, { dryRun: true, yes: false }));
    expect(dry.name).toBe('done');
    expect(desk.said).toContain('2.0.0 stays dark, so NOTHING SERVES after it');
    expect(base.callsOf('uninstallBiz')).toEqual([]);
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('done');
    expect(runsOn(base)).toEqual(['biz1:2.0.0 deactivated']);
  });

  test('what is not there needs no uninstall', async () => {
    const base = await aBase();
    const order = { verb: 'uninstall', biz: biz('1.0.0') } as const;
    expect((await bizOrder(new Desk([]).world, inputOf([base], order))).name).toBe('done');
    expect(base.callsOf('uninstallBiz')).toEqual([]);
  });

  test('switch: the other one goes dark', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    await install(base, 'biz1', '2.0.0');
    const desk = new Desk([]);
    const order = { verb: 'switch', biz: biz('2.0.0') } as const;
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('done');
    expect(desk.said).toContain('activate it; 1.0.0 goes dark');
    expect(runsOn(base)).toEqual(['biz1:1.0.0 deactivated', 'biz1:2.0.0 activated']);
  });

  test('switch to what is not there or broken is not sent', async () => {
    const base = await aBase({ jars: { [jar('biz1', '3.0.0')]: { outcome: { throws: 'no' } } } });
    await install(base, 'biz1', '3.0.0');
    for (const version of ['3.0.0', '4.0.0']) {
      const order = { verb: 'switch', biz: biz(version) } as const;
      expect((await bizOrder(new Desk([]).world, inputOf([base], order))).name).toBe('failed');
    }
    expect(base.callsOf('switchBiz')).toEqual([]);
  });
});

describe('several bases', () => {
  test('after a failure no other base is begun, unless told to', async () => {
    const url = jar('biz1', '1.0.0');
    const bad = await aBase({ jars: { [url]: { outcome: 'missing' } } });
    const good = await aBase();
    const desk = new Desk([]);
    const end = await bizOrder(desk.world, inputOf([bad, good], installing('1.0.0')));
    expect(end).toMatchObject({ name: 'failed', message: 'seen on 0 of 2 base(s)' });
    expect(desk.rows.map(({ result }) => result)).toEqual(['failed', 'not-tried']);
    const on = await bizOrder(
      desk.world,
      inputOf([bad, good], installing('1.0.0'), { keepGoing: true }),
    );
    expect(on.message).toBe('seen on 1 of 2 base(s)');
    expect(runsOn(good)).toEqual(['biz1:1.0.0 activated']);
  });

  test('one that is unreachable is a row, none reachable is exit 9', async () => {
    const [dead, good] = [await aBase(), await aBase()];
    await dead.down();
    const desk = new Desk([]);
    const some = await bizOrder(desk.world, inputOf([dead, good], installing('1.0.0')));
    expect(some.name).toBe('failed');
    expect(desk.rows.map(({ result }) => result)).toEqual(['unreachable', 'done']);
    expect((await bizOrder(desk.world, inputOf([dead], installing('1.0.0')))).name).toBe(
      'unreachable',
    );
  });
});

describe('what the cluster says to it', () => {
  test('no cluster: nothing is sent without --force', async () => {
    const base = await aBase();
    const desk = new Desk('no cluster');
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(end.name).toBe('refused');
    expect(desk.said).toContain('could not be checked: found no kubeconfig');
    expect(base.callsOf('installBiz')).toEqual([]);
    const really = await bizOrder(desk.world, inputOf([base], installing('1.0.0'), forced));
    expect(really.name).toBe('done');
  });

  test('a vnode and no pod: the controller would take it off', async () => {
    const base = await aBase();
    const desk = new Desk([vnodeOf(base)]);
    const end = await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(end.name).toBe('refused');
    expect(desk.said).toContain('koupctl deploy biz1 --version 1.0.0 makes it stay');
    expect(desk.said).toContain(`vnode.${base.port}.dev`);
    expect(runsOn(base)).toEqual([]);
  });

  test('a vnode that the selector does not choose is a vnode all the same', async () => {
    const [one, two] = [await aBase(), await aBase()];
    const chosen = vnodeOf(one);
    chosen.metadata.labels = { ...chosen.metadata.labels, zone: 'a' };
    const desk = new Desk([chosen, vnodeOf(two), podOn(chosen.metadata.name, 'biz1', '1.0.0')]);
    const input = inputOf([two], installing('1.0.0'), { selector: 'zone=a' });
    expect((await bizOrder(desk.world, input)).name).toBe('refused');
    expect(desk.said).toContain(`vnode.${two.port}.dev: a vnode of V2's controller`);
    expect(desk.said).toContain('on 2 base(s)');
  });

  test('a workload that owns it is named, with the command for it', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const node = vnodeOf(base);
    const desk = new Desk([node, podOn(node.metadata.name, 'biz1', '1.0.0')]);
    const order = { verb: 'uninstall', biz: biz('1.0.0') } as const;
    expect((await bizOrder(desk.world, inputOf([base], order))).name).toBe('refused');
    expect(desk.said).toContain('Deployment/biz1 (shop) wants it there');
    expect(desk.said).toContain('koupctl offline');
    const other = await bizOrder(desk.world, inputOf([base], installing('2.0.0')));
    expect(other.name).toBe('refused');
    expect(desk.said).toContain('koupctl deploy biz1 --version 2.0.0');
  });

  test('what a pod of it asks for may be repaired', async () => {
    const base = await aBase();
    const node = vnodeOf(base);
    const desk = new Desk([node, podOn(node.metadata.name, 'biz1', '1.0.0')]);
    expect((await bizOrder(desk.world, inputOf([base], installing('1.0.0')))).name).toBe('done');
    expect(desk.said).toContain('koupctl replace biz1 does this and proves it');
  });

  test('an orphan may be taken off a vnode', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    const order = { verb: 'uninstall', biz: biz('1.0.0') } as const;
    expect((await bizOrder(new Desk([vnodeOf(base)]).world, inputOf([base], order))).name).toBe(
      'done',
    );
  });

  test("V1: a Module's owner is named; nobody undoes what it does not know", async () => {
    const base = await aBase();
    const desk = new Desk([...v1Kinds, moduleOn(base.ip, 'biz1', '1.0.0')]);
    expect((await bizOrder(desk.world, inputOf([base], installing('2.0.0')))).name).toBe('refused');
    expect(desk.said).toContain('ModuleDeployment/biz1 (shop)');
    const other = {
      ...installing('1.0.0'),
      biz: { name: 'biz9', version: '1.0.0' },
      url: jar('biz9', '1.0.0'),
    };
    expect((await bizOrder(desk.world, inputOf([base], other))).name).toBe('done');
  });

  test('silence is no: without --yes and without a terminal nothing is sent', async () => {
    const base = await aBase();
    const input = inputOf([base], installing('1.0.0'), { yes: false });
    await expect(bizOrder(new Desk([]).world, input)).rejects.toMatchObject({ outcome: 'refused' });
    const desk = new Desk([]);
    const asked = { ...desk.world, ask: { ...desk.world.ask, interactive: true } };
    expect((await bizOrder(asked, input)).name).toBe('refused');
    expect(desk.questions).toEqual(['install on 1 base(s)?']);
    expect(base.callsOf('installBiz')).toEqual([]);
  });

  test('in Chinese', async () => {
    const base = await aBase();
    const desk = new Desk('no cluster', 'zh');
    await bizOrder(desk.world, inputOf([base], installing('1.0.0')));
    expect(desk.said).toContain('在 1 个基座上安装 biz1:1.0.0');
    expect(desk.said).toContain('无法检查控制器是否会撤销此操作');
  });
});
