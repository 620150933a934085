import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import type { V1Controller } from '../bed/stand-in-v1/stand-in.ts';
import { V1Bench } from '../bed/v1-bench.ts';
import { startV1Controller } from '../bed/v1-controller.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

const group = 'koupleless.io';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'revisions', { bases: 3 });
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

interface Row {
  readonly revision?: number;
  readonly live: boolean;
  readonly version: string;
  readonly outcome?: string;
  readonly reason?: string;
}

async function rowsOf(koupctl: Koupctl, name: string): Promise<Row[]> {
  const { code, stdout } = await koupctl.run(['history', name, '-o', 'json']);
  expect(code).toBe(0);
  return (JSON.parse(stdout) as { items: Row[] }).items;
}

describe('V2', () => {
  test('history tells version, outcome, by whom and why', async () => {
    await site.settle('1.0.0', 3);
    const args = site.deployArgs('2.0.0', '--yes', '--confirm', 'none', '--reason', 'TICKET-7');
    expect((await site.koupctl.run(args)).code).toBe(0);
    const rows = await rowsOf(site.koupctl, 'biz1');
    expect(rows).toMatchObject([
      { revision: 2, live: true, version: '2.0.0', outcome: 'done', reason: 'TICKET-7' },
      { revision: 1, live: false, version: '1.0.0', outcome: 'done' },
    ]);
    const table = await site.koupctl.run(['history', 'deployment/biz1']);
    expect(table.stdout).toMatch(/2 \(live\)\s+biz1\s+2\.0\.0\s+done/);
  });

  test('rollback deploys the last version that worked, in batches, with no base without one', async () => {
    const sampler = site.bench.bases.sampler('biz1', 100);
    const run = await site.koupctl.run([
      ...['rollback', 'biz1', '--yes', '--confirm', 'none', '--batches', '2', '--soak', '0s'],
    ]);
    expect(run.stderr).toContain('rollback to revision 1, biz1 1.0.0: upgrade');
    expect(run.stderr).toContain('biz1 1.0.0 seen active on 3 of 3 bases');
    expect(run.code).toBe(0);
    sampler.stop();
    expect(sampler.gaps()).toEqual([]);
    expect(site.active('1.0.0')).toBe(3);
    const [live] = await rowsOf(site.koupctl, 'biz1');
    expect(live).toMatchObject({
      live: true,
      version: '1.0.0',
      outcome: 'done',
      reason: 'back to revision 1',
    });
  });

  test('one that is held is taken up by the command that it names', async () => {
    const [, former] = await rowsOf(site.koupctl, 'biz1');
    const revision = String(former?.revision);
    const args = ['rollback', 'biz1', '--to-revision', revision, '--yes', '--soak', '0s'];
    const first = await site.koupctl.run([...args, '--batches', '3', '--pause-after', '1']);
    expect(first.code).toBe(7);
    expect(first.stderr).toContain(`--to-revision ${revision}`);
    expect(site.active('2.0.0')).toBe(1);
    const other = await site.koupctl.run(['rollback', 'biz1', '--to-revision', '77', '--yes']);
    expect(other).toMatchObject({ code: 4 });
    const rest = await site.koupctl.run([...args, '--batches', '3', '--confirm', 'none']);
    expect(rest.code).toBe(0);
    expect(site.active('2.0.0')).toBe(3);
  });

  test('a revision that is not there: what there is', async () => {
    const run = await site.koupctl.run(['rollback', 'biz1', '--to-revision', '77', '--yes']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('has no revision 77');
    expect(run.stderr).toMatch(/revision \d+: biz1 1\.0\.0, done/);
  });

  test('the revision that runs already: nothing to do', async () => {
    const [live] = await rowsOf(site.koupctl, 'biz1');
    const run = await site.koupctl.run([
      'rollback',
      'biz1',
      '--to-revision',
      String(live?.revision),
      '--yes',
    ]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stderr).toContain('already');
  });
});

describe('V1', () => {
  let bench: V1Bench;
  let controller: V1Controller;

  beforeAll(async () => {
    await installV1Crds(plane.kube, { group, dialect: 'confirmBatchNum' });
    bench = await V1Bench.start(plane, 10);
    controller = await startV1Controller({ plane, quirks: { actsOnStaleReads: false } });
  });

  afterAll(async () => {
    await controller?.stop();
    await bench?.stop();
  });

  test('rollback writes the former version back and proves it', async () => {
    const site = await bench.site({ name: 'v1-back', bases: 6, timeFactor: 10, group });
    const koupctl = new Koupctl(plane.kubeconfigPath, site.namespace);
    for (const version of ['1.0.0', '2.0.0']) {
      const run = await koupctl.run([
        ...['deploy', 'stock', '--version', version, '--base-deployment', 'base'],
        ...['--url', `http://jars.test/stock-${version}-ark-biz.jar`],
        ...['--replicas', '3', '--soak', '0s', '--yes', '--confirm', 'none'],
      ]);
      expect(run.code).toBe(0);
    }
    const back = await koupctl.run([
      'rollback',
      'stock',
      '--yes',
      '--soak',
      '0s',
      '--confirm',
      'none',
    ]);
    expect(back.stderr).toContain('stock 1.0.0 seen active on 3 of 3 bases');
    expect(back.code).toBe(0);
    const [live] = await rowsOf(koupctl, 'stock');
    expect(live).toMatchObject({ live: true, version: '1.0.0', outcome: 'done' });
  });
});
