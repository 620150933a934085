import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

/** The same behind V2's own controller, the real one too. */
let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'truth', { bases: 4 });
  await site.settle('1.0.0', 4);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

interface Row {
  readonly base: string;
  readonly version: string;
  readonly live: string;
  readonly fault: boolean;
}

async function live(...args: string[]): Promise<{ code: number | null; items: Row[] }> {
  const { code, stdout } = await site.koupctl.run(['modules', '--live', '-o', 'json', ...args]);
  return { code, items: (JSON.parse(stdout) as { items: Row[] }).items };
}

function isSettled(all: readonly Row[]): boolean {
  return all.every((row) => row.live !== 'installing');
}

test('a fleet that is well has nothing but ok, and no base with a finding', async () => {
  const seen = await until('Kubernetes to have caught up', async () => {
    const one = await live();
    return one.code === 0 && isSettled(one.items) && one;
  });
  expect(seen.items.map((row) => row.live)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const bases = await until('no finding', async () => {
    const run = await site.koupctl.run(['bases', '--unhealthy', '-o', 'json']);
    return run.code === 0 && run;
  });
  expect(JSON.parse(bases.stdout)).toMatchObject({ items: [] });
});

test('a held rollout is no fault: the new version serves, the old one is dark beside it', async () => {
  const args = site.deployArgs('2.0.0', '--yes', '--confirm', 'none', '--batch-size', '2');
  const held = await site.koupctl.run([...args, '--pause-after', '1']);
  expect(held.code, held.stderr).toBe(7);
  const seen = await until('Kubernetes to have caught up', async () => {
    const one = await live();
    return one.items.every(({ fault }) => !fault) && isSettled(one.items) && one;
  });
  expect(seen.code).toBe(0);
  expect(seen.items.map((row) => `${row.version} ${row.live}`).sort()).toEqual([
    '1.0.0 inactive',
    '1.0.0 inactive',
    '1.0.0 ok',
    '1.0.0 ok',
    '2.0.0 ok',
    '2.0.0 ok',
  ]);
  const rest = await site.koupctl.run(args);
  expect(rest.code, rest.stderr).toBe(0);
});

test('a base that refuses connections is unreachable, and found by bases --unhealthy', async () => {
  const base = site.bench.bases.get(0);
  const node = base.nodeName(site.bench.env);
  await base.down();
  const { code, items } = await live('--node', node);
  expect(code).toBe(12);
  expect(items.at(-1)).toMatchObject({ base: node, live: 'unreachable' });
  const faulty = await site.koupctl.run(['bases', '--unhealthy', '--base', node]);
  expect(faulty.code).toBe(12);
  expect(faulty.stdout).toContain('no answer: connection refused');
  await base.up();
});
