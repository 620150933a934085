import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { runInPty, type PtyRun } from '../bed/pty.ts';
import { launcher, Run, type Result } from './koupctl.ts';
import { V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
let folder: string;

const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koupctl-cli-'));
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
  running.push(plane);
  site = await V2Site.start(plane, 'cli', { bases: 2 });
  running.push(site);
});

afterAll(async () => {
  for (const one of running.reverse()) await one.stop();
  await rm(folder, { recursive: true, force: true });
});

const schema = JSON.parse(
  readFileSync(new URL('../../schema/events.schema.json', import.meta.url), 'utf8'),
) as object;
const valid = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

/** The events of a run, each of them valid and none missing. */
function eventsOf({ stdout }: Result): Record<string, unknown>[] {
  expect(stdout.endsWith('\n')).toBe(true);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const event of events) expect(valid(event) ? [] : [event, valid.errors]).toEqual([]);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'finished')).toEqual([events.at(-1)]);
  return events;
}

const inBatches = ['--batches', '2', '--confirm', 'none', '--yes'];

describe('deploy for programs', () => {
  test('events: every line keeps the schema, the last is `finished`', async () => {
    const args = site.deployArgs('1.0.0', '--replicas', '2', ...inBatches, '--output-events');
    const result = await site.koupctl.run(args);
    expect(result.code).toBe(0);
    const events = eventsOf(result);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('batch-opened')).toBeGreaterThan(types.indexOf('started'));
    expect(types.filter((type) => type === 'batch-healthy')).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'done' });
    expect(site.active('1.0.0')).toBe(2);
  });

  test("--version behind the command is the module's: 2.0.0 is deployed", async () => {
    const result = await site.koupctl.run(site.deployArgs('2.0.0', ...inBatches, '-o', 'json'));
    expect(result.code).toBe(0);
    expect(site.active('2.0.0')).toBe(2);
    expect(JSON.parse(result.stdout)).toMatchObject({
      kind: 'Outcome',
      outcome: 'done',
      message: expect.stringContaining('biz1 2.0.0 seen active on 2 of 2 bases') as string,
    });
  });

  test('nothing to do is said in both ways too', async () => {
    const args = site.deployArgs('2.0.0', ...inBatches);
    const events = eventsOf(await site.koupctl.run([...args, '--output-events']));
    expect(events).toMatchObject([{ type: 'finished', outcome: 'done' }]);
    const json = await site.koupctl.run([...args, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'Outcome', outcome: 'done' });
  });

  test('what goes wrong is the last event too', async () => {
    const args = site.deployArgs('3.0.0-throws', ...inBatches, '--on-failure', 'rollback');
    const failed = await site.koupctl.run([...args, '--output-events']);
    expect(failed.code).toBe(10);
    const events = eventsOf(failed);
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'rolled-back' });
    expect(JSON.stringify(events)).toContain('stock table missing');
    const refused = await site.koupctl.run([
      ...site.deployArgs('3.0.0', '--output-events', '--context', 'nope', '--yes'),
    ]);
    expect(refused.code).toBe(2);
    expect(eventsOf(refused)).toMatchObject([{ type: 'finished', outcome: 'invalid' }]);
  });

  test('an outcome that is asked for counts as 0', async () => {
    const args = site.deployArgs('4.0.0', ...inBatches, '--pause-after', '1');
    const held = await site.koupctl.run([...args, '--ok', 'awaiting-confirm', '-o', 'yaml']);
    expect(held.stdout).toMatch(/^outcome: awaiting-confirm$/m);
    expect(held.code).toBe(0);
    const on = await site.koupctl.run(site.deployArgs('4.0.0', ...inBatches));
    expect(on.code).toBe(0);
    expect(site.active('4.0.0')).toBe(2);
  });
});

describe('consent', () => {
  const upgrade = (...more: string[]) => site.deployArgs('5.0.0', ...more);

  test('nobody there and no --yes: refused before anything is asked', async () => {
    const { code, stderr } = await site.koupctl.run(upgrade());
    expect(stderr).toContain('not a terminal, and no --yes');
    expect(stderr).toContain('--dry-run');
    expect(code).toBe(4);
  });

  test('--dry-run shows the plan and stops', async () => {
    const { code, stderr } = await site.koupctl.run(upgrade('--dry-run'));
    expect(stderr).toContain('4.0.0 → 5.0.0');
    expect(stderr).toContain('dry run: nothing was written');
    expect(code).toBe(0);
    expect(site.active('5.0.0')).toBe(0);
  });

  test('a protected context takes no --yes from a program', async () => {
    await writeFile(join(folder, 'koupctl.yaml'), 'protectedContexts: [bed]\n');
    const env = { KUBECONFIG: plane.kubeconfigPath, KOUPCTL_NAMESPACE: 'cli' };
    const { code, stderr } = await new Run(upgrade('--yes'), { cwd: folder, env }).done;
    expect(stderr).toContain('context bed is protected: a person has to accept the plan');
    expect(stderr).toContain('fix: run it from a terminal');
    expect(code).toBe(4);
    expect(site.active('5.0.0')).toBe(0);
  });

  function inTerminal(cwd: string, ...args: string[]): Promise<PtyRun> {
    const env = {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      KUBECONFIG: plane.kubeconfigPath,
      KOUPCTL_NAMESPACE: 'cli',
    };
    return runInPty(process.execPath, [launcher, ...args], { env, cwd, cols: 120, rows: 40 });
  }

  test('a person is asked there even with --yes; no means no', async () => {
    const run = await inTerminal(folder, ...upgrade('--yes'));
    await run.waitFor(/Deploy biz1 5\.0\.0 on bed\?/, 60_000);
    run.write('n\r');
    expect(await run.exited).toBe(4);
    expect(run.output).toContain('declined; nothing was written');
    expect(site.active('5.0.0')).toBe(0);
  });

  test('a yes is enough elsewhere', async () => {
    const run = await inTerminal('/', ...upgrade('--confirm', 'none'));
    await run.waitFor(/Deploy biz1 5\.0\.0 on bed\?/, 60_000);
    run.write('y\r');
    expect(await run.exited).toBe(0);
    expect(run.output).toContain('biz1 5.0.0 seen active on 2 of 2 bases');
    expect(site.active('5.0.0')).toBe(2);
  });
});
