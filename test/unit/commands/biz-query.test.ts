import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bizHealth, bizQuery, type BizQueryInput } from '../../../src/commands/biz-query.ts';
import { aBase, Desk, inputOf, install, jar, vnodeOf } from './biz-world.ts';

const switching = { verb: 'switch', biz: { name: 'biz1', version: '1.0.0' } } as const;

describe('query and health', () => {
  const asking = (bases: readonly { ip: string; port: number }[]): BizQueryInput => {
    const { order: _, ...choice } = inputOf(bases, switching);
    return { ...choice, parallel: 8, proxied: false, module: undefined };
  };

  test('without any cluster; a base that is gone makes it 12, all of them 9', async () => {
    const [one, two] = [await aBase(), await aBase()];
    await install(one, 'biz1', '1.0.0');
    const desk = new Desk('no cluster');
    expect((await bizQuery(desk.world, asking([one, two]))).name).toBe('done');
    expect(desk.rows).toMatchObject([{ module: 'biz1', version: '1.0.0', state: 'activated' }]);
    await two.down();
    expect((await bizQuery(desk.world, asking([one, two]))).name).toBe('unhealthy');
    expect(desk.rows.map(({ state }) => state)).toEqual(['activated', 'unreachable']);
    expect((await bizQuery(desk.world, asking([two]))).name).toBe('unreachable');
  });

  test('a broken module is something wrong', async () => {
    const base = await aBase({ jars: { [jar('biz1', '3.0.0')]: { outcome: { throws: 'no' } } } });
    await install(base, 'biz1', '3.0.0');
    expect((await bizQuery(new Desk('no cluster').world, asking([base]))).name).toBe('unhealthy');
  });

  test('only the module that is asked for', async () => {
    const base = await aBase();
    await install(base, 'biz1', '1.0.0');
    await install(base, 'biz2', '1.0.0');
    const desk = new Desk('no cluster');
    await bizQuery(desk.world, { ...asking([base]), module: 'biz2' });
    expect(desk.rows).toMatchObject([{ module: 'biz2' }]);
  });

  test('addresses from a file, each base once', async () => {
    const base = await aBase();
    const file = join(mkdtempSync(join(tmpdir(), 'koupctl-')), 'bases');
    const { ip, port } = base;
    writeFileSync(file, `# the bases\n${ip}:${port}  # first\n\n${ip}:${port}\n`);
    const desk = new Desk('no cluster');
    const { name, message } = await bizQuery(desk.world, { ...asking([]), fromFile: file });
    expect([name, message]).toEqual(['done', '1 base(s) asked']);
    const none = { ...asking([]), addresses: ['10.0.0'] };
    await expect(bizQuery(desk.world, none)).rejects.toMatchObject({
      message: '"10.0.0" is not the address of a base',
    });
    await expect(bizQuery(desk.world, asking([]))).rejects.toMatchObject({ outcome: 'invalid' });
  });

  test('vnodes by label', async () => {
    const [one, two] = [await aBase(), await aBase()];
    const desk = new Desk([vnodeOf(one, 'vnode.one'), vnodeOf(two, 'vnode.two')]);
    const choice = { ...asking([]), selector: 'base.koupleless.io/name=base' };
    expect((await bizHealth(desk.world, choice)).message).toBe('2 base(s) asked');
    expect(desk.rows.map(({ base }) => base)).toEqual(['vnode.one', 'vnode.two']);
    const none = { ...choice, selector: 'base.koupleless.io/name=other' };
    await expect(bizHealth(desk.world, none)).rejects.toMatchObject({ outcome: 'invalid' });
  });

  test('health: memory, JVM and the base itself', async () => {
    const base = await aBase({ metaspace: { max: 200 * 1024 * 1024, bizBytes: 1 } });
    const desk = new Desk('no cluster');
    expect((await bizHealth(desk.world, asking([base]))).name).toBe('done');
    expect(desk.rows).toMatchObject([
      { state: 'activated', application: 'base:1.0.0', javaVersion: '17.0.12' },
    ]);
    const cells = desk.listing?.columns.map(({ value }) => value(desk.rows[0] ?? {}));
    expect(cells).toContain('80/200 MiB');
  });

  test("V1: the pods of a base's Deployment", async () => {
    const base = await aBase();
    const object = { apiVersion: 'v1', kind: 'Pod', status: { podIP: base.ip } };
    const desk = new Desk([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'till', namespace: 'shop' },
        spec: { selector: { matchLabels: { app: 'till' } } },
      },
      { ...object, metadata: { name: 'till-1', namespace: 'shop', labels: { app: 'till' } } },
      { ...object, metadata: { name: 'other-1', namespace: 'shop', labels: { app: 'other' } } },
    ]);
    const choice = { ...asking([]), baseDeployment: 'till', port: base.port };
    expect((await bizHealth(desk.world, choice)).name).toBe('done');
    expect(desk.rows.map(({ base: name }) => name)).toEqual(['till-1']);
    const missing = { ...choice, baseDeployment: 'nobody' };
    await expect(bizHealth(desk.world, missing)).rejects.toMatchObject({
      message: 'there is no Deployment nobody in namespace shop',
    });
  });
});
