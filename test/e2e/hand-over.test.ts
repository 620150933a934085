import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
let version = 0;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'hand-over', { bases: 4 });
  await site.settle(next(), 4);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

/** A version that was never there before. */
function next(): string {
  version += 1;
  return `${version}.0.0`;
}

/** A rollout in four batches that stands after batch `after`, and nobody at it. */
async function heldAfter(after: number, ...more: string[]): Promise<string> {
  const to = next();
  const args = site.deployArgs(to, '--batches', '4', '--yes', ...more);
  const run = await site.koupctl.run([...args, '--pause-after', String(after)]);
  expect(run.code).toBe(7);
  expect(site.active(to)).toBe(after);
  return to;
}

describe('a rollout begun elsewhere', () => {
  test('attach finishes what a killed koupctl left in the middle', async () => {
    const to = next();
    const args = site.deployArgs(to, '--batches', '4', '--yes', '--confirm', 'none');
    const run = site.koupctl.start(args);
    await run.saw(/batch 2\/4: opened/);
    run.child.kill('SIGKILL');
    await run.done;
    const rest = await site.koupctl.run(['attach', 'biz1', '--yes']);
    expect(rest.stderr).toContain('taken over from');
    expect(rest.stderr).toContain(`biz1 ${to} seen active on 4 of 4 bases`);
    expect(rest.code).toBe(0);
    expect(site.active(to)).toBe(4);
    const { spec, metadata } = await site.deployment();
    expect(spec.minReadySeconds).toBeUndefined();
    expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(JSON.stringify(metadata.annotations ?? {})).not.toContain('koupctl');
  });

  test('confirm opens exactly the batch that waits, and goes on as it was begun', async () => {
    const to = await heldAfter(1, '--confirm', 'each');
    const wrong = await site.koupctl.run(['confirm', 'biz1', '--batch', '2', '--yes']);
    expect(wrong.stderr).toContain('batch 2 is not what waits: batch 1 of 4 is open');
    expect(wrong.code).toBe(4);
    const right = await site.koupctl.run(['confirm', 'biz1', '--batch', '1', '--yes']);
    expect(right.stderr).toContain('batch 2 of 4 is healthy');
    expect(right.code).toBe(7);
    expect(site.active(to)).toBe(2);
    const late = await site.koupctl.run(['confirm', 'biz1', '--batch', '1', '--yes']);
    expect(late.stderr).toContain('batch 1 is over: batch 2 of 4 is open already');
    expect(late.code).toBe(8);
    const rest = await site.koupctl.run(['confirm', 'biz1', '--yes', '--confirm', 'none']);
    expect(rest.code).toBe(0);
    expect(site.active(to)).toBe(4);
  });

  test('of two who confirm the same batch one is told who was quicker', async () => {
    const to = await heldAfter(1);
    const runs = await Promise.all(
      [1, 2].map(() => site.koupctl.run(['confirm', 'biz1', '--batch', '1', '--yes'])),
    );
    expect(runs.map(({ code }) => code).sort()).toEqual([7, 8]);
    const loser = runs.find(({ code }) => code === 8);
    expect(loser?.stderr).toMatch(/already confirmed by|batch 1 is over/);
    expect(site.active(to)).toBe(2);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
  });

  test('pause keeps a running one from its next batch, resume lets it go on', async () => {
    const to = next();
    const args = site.deployArgs(to, '--batches', '4', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '5s']);
    await run.saw(/batch 1\/4: healthy/);
    const paused = await site.koupctl.run(['pause', 'biz1', '--reason', 'lunch']);
    expect(paused).toMatchObject({ code: 0 });
    const { code, stderr } = await run.done;
    expect(code).toBe(7);
    expect(stderr).toMatch(/paused by \S+: lunch/);
    expect(site.active(to)).toBe(1);
    const still = await site.koupctl.run(['attach', 'biz1', '--yes', '--confirm', 'none']);
    expect(still.code).toBe(7);
    expect(site.active(to)).toBe(1);
    const end = await site.koupctl.run(['resume', 'biz1', '--yes', '--confirm', 'none']);
    expect(end.code).toBe(0);
    expect(site.active(to)).toBe(4);
  });

  test('status --watch tells what another does, to its end, and ends when nobody is at it', async () => {
    const to = next();
    const args = site.deployArgs(to, '--batches', '2', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '3s']);
    await run.saw(/batch 1\/2: healthy/);
    const watch = site.koupctl.start(['status', 'biz1', '--watch']);
    await watch.saw(/stands in batch 1 of 2: 2 of 2 bases run it/);
    expect((await run.done).code).toBe(0);
    const { code, stdout } = await watch.done;
    expect(code).toBe(0);
    expect(stdout).toContain(`biz1 ${to} is active on 4 of 4 bases`);
    expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
    const third = await heldAfter(1);
    const held = await site.koupctl.run(['status', 'biz1', '--watch']);
    expect(held.stdout).toContain('stands in batch 1 of 4: 1 of 1 bases run it');
    expect(held.code).toBe(7);
    expect(site.active(third)).toBe(1);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
  });

  test('a second koupctl is kept out, until it takes over', async () => {
    const to = next();
    const args = site.deployArgs(to, '--batches', '4', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '60s']);
    await run.saw(/batch 1\/4: healthy/);
    const second = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(second.stderr).toMatch(/is at it: deploy of biz1/);
    expect(second.code).toBe(4);
    const confirmed = await site.koupctl.run(['confirm', 'biz1', '--batch', '1', '--yes']);
    expect(confirmed.stderr).toContain('goes on with it');
    expect(confirmed.code).toBe(0);
    const taken = await site.koupctl.run(['rollback', 'biz1', '--yes', '--take-over']);
    expect(taken.stderr).toContain('taken over from');
    expect(taken.code).toBe(0);
    const { code, stderr } = await run.done;
    expect(stderr).toMatch(/taken over by|another koupctl wrote/);
    expect(code).toBe(8);
    expect(site.active(to)).toBe(0);
  });

  test('where no rollout stands there is nothing to take part in', async () => {
    for (const words of [
      ['attach', 'biz1', '--yes'],
      ['confirm', 'biz1', '--yes'],
      ['pause', 'biz1'],
    ]) {
      const run = await site.koupctl.run(words);
      expect(run.stderr).toContain('no rollout stands on Deployment hand-over/biz1');
      expect(run.code).toBe(4);
    }
  });
});
