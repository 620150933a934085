import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { runInPty, type PtyRun } from '../bed/pty.ts';
import { launcher } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'prompt', { bases: 3 });
  await site.settle('1.0.0', 3);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

const down = '\x1b[B';
const enter = '\r';

/** koupctl on a terminal of its own, as a person has it. */
function onTerminal(args: readonly string[]): Promise<PtyRun> {
  return runInPty(process.execPath, [launcher, ...args], {
    cols: 120,
    rows: 40,
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TERM: 'xterm-256color',
      KUBECONFIG: plane.kubeconfigPath,
      KOUPCTL_NAMESPACE: site.namespace,
    },
  });
}

/** Presses keys at the next question after `from`, and tells where its output began. */
async function answer(run: PtyRun, question: RegExp, keys: string, from = 0): Promise<number> {
  await run.waitFor(question, 60_000, from);
  // The question's last line is its first choice's neighbourhood: keys before it is drawn are lost.
  await run.waitFor(/continue[\s\S]*diff|继续[\s\S]*差异|\(y\/N\)/, 10_000, from);
  const at = run.output.length;
  run.write(keys);
  return at;
}

const batches = ['--batch-size', '1'];

describe('a person at a terminal', () => {
  test('Enter alone is no yes', async () => {
    const run = await onTerminal(site.deployArgs('2.0.0', ...batches));
    await answer(run, /Deploy biz1 2\.0\.0 on bed\?/, enter);
    expect(await run.exited).toBe(4);
    expect(run.output).toContain('declined; nothing was written');
  });

  test('Ctrl-C at the plan: 130, nothing written', async () => {
    const run = await onTerminal(site.deployArgs('2.0.0', ...batches));
    await answer(run, /Deploy biz1 2\.0\.0 on bed\?/, '\x03');
    expect(await run.exited).toBe(130);
    expect(run.output).toContain('nothing was written');
    expect(run.output).not.toContain('bug');
  });

  test('details, diff, continue, then hold', async () => {
    const run = await onTerminal(site.deployArgs('2.0.0', ...batches));
    let at = await answer(run, /Deploy biz1 2\.0\.0/, 'y' + enter);
    at = await answer(run, /Batch 1 is healthy\. The next one touches/, down.repeat(3) + enter, at);
    await run.waitFor(/biz1:2\.0\.0 active on the base/, 10_000, at);
    at = await answer(run, /Batch 1 is healthy/, down.repeat(4) + enter, at);
    await run.waitFor(/module\.koupleless\.io\/version: "?2\.0\.0/, 10_000, at);
    at = await answer(run, /Batch 1 is healthy/, enter, at);
    await answer(run, /Batch 2 is healthy/, down + enter, at);
    expect(await run.exited).toBe(7);
    expect(run.output).toContain('held at batch 2 of 3, as asked');
    expect(site.active('2.0.0')).toBe(2);
  });

  test('Ctrl-C at a boundary: held, 130', async () => {
    const run = await onTerminal(site.deployArgs('2.0.0', ...batches, '--confirm', 'each'));
    const at = await answer(run, /Go on with biz1 2\.0\.0/, 'y' + enter);
    // The yes to the plan was the confirmation of batch 2; the last batch needs none.
    await run.waitFor(/seen active on 3 of 3 bases/, 60_000, at);
    expect(await run.exited).toBe(0);
    const next = await onTerminal(site.deployArgs('3.0.0', ...batches));
    const then = await answer(next, /Deploy biz1 3\.0\.0/, 'y' + enter);
    await answer(next, /Batch 1 is healthy/, '\x03', then);
    expect(await next.exited).toBe(130);
    expect(next.output).toContain('the rollout stands held at batch 1 of 3');
    expect(next.output).not.toContain('bug');
    expect(site.active('3.0.0')).toBe(1);
  });

  test('roll back at a boundary', async () => {
    const run = await onTerminal(site.deployArgs('3.0.0', ...batches));
    const at = await answer(run, /Go on with biz1 3\.0\.0/, 'y' + enter);
    await answer(run, /Batch 2 is healthy/, down.repeat(2) + enter, at);
    expect(await run.exited).toBe(10);
    expect(run.output).toContain('biz1 2.0.0 is active again on 3 of 3 bases');
    expect(site.active('2.0.0')).toBe(3);
  });
});

describe('a person who reads Chinese', () => {
  test('is asked and told in it, from the plan to the end', async () => {
    const run = await onTerminal(site.deployArgs('3.1.0', ...batches, '--lang', 'zh'));
    let at = await answer(run, /在 bed 上部署 biz1 3\.1\.0？/, 'y' + enter);
    await run.waitFor(/批次 1\/3 {2}1 个基座 .*已健康，用时/, 60_000, at);
    at = await answer(run, /第 1 批已健康。下一批涉及/, down.repeat(3) + enter, at);
    await run.waitFor(/警告：.*biz1:3\.1\.0 在基座上已激活/, 10_000, at);
    await answer(run, /第 1 批已健康/, down.repeat(2) + enter, at);
    expect(await run.exited).toBe(10);
    expect(run.output).toContain('正在回滚：按要求');
    expect(run.output).toMatch(/已回滚：biz1 /);
    expect(run.output).not.toMatch(/Yes|navigate|healthy|undo|warning|batch /);
    expect(site.active('3.1.0')).toBe(0);
  });
});

describe('text from outside can do nothing to the terminal', () => {
  const evil = 'boom \x1b]0;owned\x07\x1b[2J\u009b31m \u202Egnp\u200B\x00end';

  test('a base’s answer', async () => {
    for (const base of site.bench.bases.all) {
      base.faults.reject = { message: evil, only: ['installBiz'] };
    }
    const args = site.deployArgs('4.0.0', '--yes', '--confirm', 'none', '--batches', '1');
    const { code, stdout, stderr } = await site.koupctl.run(args);
    const json = await site.koupctl.run([...args, '-o', 'json', '--output-events']);
    for (const base of site.bench.bases.all) base.heal();
    expect(stderr).toContain('boom');

    const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]/;
    expect(stdout + stderr).not.toMatch(control);
    expect(json.stdout + json.stderr).not.toMatch(control);
    expect(code).toBe(5);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
  });

  test('what the cluster says', async () => {
    await plane.kube.mergePatch(site.deploymentPath, { metadata: { annotations: { note: evil } } });
    const status = await site.koupctl.run(['status', 'biz1', '-o', 'wide']);
    const plan = await site.koupctl.run(['plan', ...site.deployArgs('5.0.0').slice(1)]);
    const listed = await site.koupctl.run(['modules', '-o', 'wide']);
    const all = [status, plan, listed].map(({ stdout, stderr }) => stdout + stderr).join('');

    expect(all).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]/);
  });
});
