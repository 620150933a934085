import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWrite, readAudit } from '../bed/control-plane-audit.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { Koupctl } from './koupctl.ts';
import { V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startControlPlane({
    assets: await ensureAssets(console.error),
    timeFactor: v2Pace(),
    audit: true,
  });
  site = await V2Site.start(plane, 'exits', { bases: 2 });
  await site.settle('1.0.0', 2);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

/** Writes that koupctl itself sent, dry runs left out. */
async function writes(): Promise<number> {
  const events = await readAudit(plane.auditLogPath ?? '');
  return events.filter(
    (event) =>
      event.userAgent === 'koupctl' && isWrite(event) && !event.requestURI.includes('dryRun=All'),
  ).length;
}

describe('nothing is written', () => {
  let before: number;

  beforeAll(async () => {
    before = await writes();
    expect(before).toBeGreaterThan(0);
  });

  afterAll(async () => {
    expect(await writes()).toBe(before);
    expect(site.active('1.0.0')).toBe(2);
  });

  test('0: nothing to do', async () => {
    const { code, stderr } = await site.koupctl.run(site.deployArgs('1.0.0', '--yes'));
    expect(stderr).toContain('nothing to do');
    expect(code).toBe(0);
  });

  test('0: a dry run', async () => {
    const { code, stderr } = await site.koupctl.run(site.deployArgs('2.0.0', '--dry-run'));
    expect(stderr).toContain('dry run: nothing was written');
    expect(code).toBe(0);
  });

  test('2: no command makes sense of it', async () => {
    const { code, stderr } = await site.koupctl.run(['deploy', 'biz1', '--yes']);
    expect(stderr).toContain('needs --version and --url');
    expect(code).toBe(2);
    expect((await site.koupctl.run(['deploi'])).code).toBe(2);
  });

  test('2: a batch that would never move', async () => {
    const args = site.deployArgs('2.0.0', '--yes', '--batch-size', '0');
    expect((await site.koupctl.run(args)).code).toBe(2);
  });

  test('3: plan --exit-code', async () => {
    const [, ...args] = site.deployArgs('2.0.0');
    expect((await site.koupctl.run(['plan', ...args, '--exit-code'])).code).toBe(3);
    expect((await site.koupctl.run(['plan', ...args])).code).toBe(0);
    const [, ...same] = site.deployArgs('1.0.0');
    expect((await site.koupctl.run(['plan', ...same, '--exit-code'])).code).toBe(0);
  });

  test('4: not a terminal and no --yes', async () => {
    const { code, stderr } = await site.koupctl.run(site.deployArgs('2.0.0'));
    expect(stderr).toContain('not a terminal, and no --yes');
    expect(code).toBe(4);
  });

  test('4: an autoscaler would leak the batches', async () => {
    const path = `/apis/autoscaling/v2/namespaces/${site.namespace}/horizontalpodautoscalers`;
    await plane.kube.create(path, {
      metadata: { name: 'busy' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'biz1' },
        maxReplicas: 5,
      },
    });
    const { code, stderr } = await site.koupctl.run(site.deployArgs('2.0.0', '--yes'));
    await plane.kube.delete(`${path}/busy`);
    expect(stderr).toContain('HorizontalPodAutoscaler busy scales Deployment exits/biz1');
    expect(stderr).toContain('kubectl delete hpa busy -n exits');
    expect(code).toBe(4);
  });

  test('4: paused by somebody else', async () => {
    await plane.kube.mergePatch(site.deploymentPath, { spec: { paused: true } });
    const { code, stderr } = await site.koupctl.run(site.deployArgs('2.0.0', '--yes'));
    await plane.kube.mergePatch(site.deploymentPath, { spec: { paused: null } });
    expect(stderr).toContain('is paused by somebody else');
    expect(code).toBe(4);
  });

  test('9: no API server there, and no rights', async () => {
    const away = await plane.writeKubeconfig('limited', { token: plane.tokens.limited }, 'exits');
    const limited = await new Koupctl(away).run(site.deployArgs('2.0.0', '--yes'));
    expect(limited.stderr).toMatch(/may not (list|get)/);
    expect(limited.code).toBe(9);
    const nowhere = await site.koupctl.run([
      'status',
      'biz1',
      '--kubeconfig',
      '/nonexistent/config',
    ]);
    expect(nowhere.code).toBe(9);
  });

  test('12: status of something that does not run', async () => {
    const [base] = site.bench.bases.all;
    await base?.run('uninstallBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
    const { code, stdout } = await site.koupctl.run(['status', 'biz1']);
    await base?.run('installBiz', {
      bizName: 'biz1',
      bizVersion: '1.0.0',
      bizUrl: 'http://jars.invalid/biz1-1.0.0-ark-biz.jar',
    });
    expect(stdout).toContain('biz1 1.0.0 does not run on every base');
    expect(code).toBe(12);
  });
});

describe('a rollout that is stopped', () => {
  const slow = ['--batch-size', '1', '--yes', '--confirm', 'none', '--gray', '60s'];

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: exit %i, held, and the command to come back', async (signal, exit) => {
    const run = site.koupctl.start(site.deployArgs('2.0.0', ...slow));
    await run.saw(/batch 1\/2: healthy/);
    run.child.kill(signal);
    const { code, stderr } = await run.done;
    expect(stderr).toContain('the rollout stands held at batch 1 of 2');
    expect(stderr).toContain('next: koupctl deploy biz1 --version 2.0.0');
    expect(code).toBe(exit);
    expect(site.active('2.0.0')).toBe(1);
  });

  test('a second Ctrl-C ends it at once, whatever it waits for', async () => {
    // Bases of its own: the controller has no time-outs, and one that hangs keeps it waiting for ever.
    const own = await V2Site.start(plane, 'second-ctrl-c', { bases: 2 });
    const bases = own.bench.bases.all;
    for (const base of bases) base.faults.hang = {};
    const before = bases.map((base) => base.callsOf('queryAllBiz').length);
    const run = own.koupctl.start(own.deployArgs('2.0.0', ...slow), {
      env: { KOUPCTL_ARKLET_TIMEOUT: '60s' },
    });
    // Both are being asked for the plan, and answer nobody.
    await until('the questions', () =>
      bases.every((base, index) => base.callsOf('queryAllBiz').length > (before[index] ?? 0)),
    );
    run.child.kill('SIGINT');
    await run.saw(/stopped while planning; nothing was written/);
    run.child.kill('SIGINT');
    await run.done;
    expect(run.child.exitCode === 130 || run.child.signalCode === 'SIGINT').toBe(true);
    await own.stop();
  });

  test('4: another version can not begin while it stands', async () => {
    const { code, stderr } = await site.koupctl.run(site.deployArgs('3.0.0', '--yes'));
    expect(stderr).toContain('a rollout to 2.0.0 by');
    expect(code).toBe(4);
  });

  test('7 and --ok, then the same command with a later pause goes on', async () => {
    const args = site.deployArgs('2.0.0', '--batch-size', '1', '--yes', '--confirm', 'none');
    const paused = await site.koupctl.run([...args, '--pause-after', '1']);
    expect(paused.code).toBe(7);
    expect(paused.stderr).toContain('--pause-after 2');
    const accepted = [...args, '--pause-after', '1', '--ok', 'awaiting-confirm'];
    expect((await site.koupctl.run(accepted)).code).toBe(0);
    const on = await site.koupctl.run([...args, '--pause-after', '2']);
    expect(on.code).toBe(0);
    expect(site.active('2.0.0')).toBe(2);
  });

  test('--confirm each without a person: every run of the same command opens one batch', async () => {
    const args = site.deployArgs('3.0.0', '--batch-size', '1', '--yes');
    const first = await site.koupctl.run(args);
    expect(first.code).toBe(7);
    expect(site.active('3.0.0')).toBe(1);
    const second = await site.koupctl.run(args);
    expect(second.code).toBe(0);
    expect(site.active('3.0.0')).toBe(2);
  });
});

describe('a rollout that fails', () => {
  test('6, then 10 with --on-failure rollback: a time-out is a failure too', async () => {
    // Bases of its own: one that hung keeps the controller waiting for ever.
    const own = await V2Site.start(plane, 'timed-out', { bases: 2 });
    await own.settle('3.0.0', 2);
    for (const base of own.bench.bases.all) base.faults.hang = { only: ['installBiz'] };
    const args = own.deployArgs('4.0.0', '--batches', '1', '--yes', '--no-ask-again');
    const late = await own.koupctl.run([...args, '--timeout', '3s']);
    expect(late.stderr).toContain('is not healthy after the time-out');
    expect(late.code).toBe(6);
    const status = await own.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toContain('rollout to 4.0.0 stands in batch 1 of 1: 0 of 2 bases run it');
    expect(status.code).toBe(6);
    const undone = await own.koupctl.run([
      ...args,
      ...['--timeout', '3s', '--on-failure', 'rollback'],
    ]);
    await own.stop();
    expect(undone.stderr).toContain('biz1 3.0.0 is active again on 2 of 2 bases');
    expect(undone.code).toBe(10);
  });

  test('11: the undo can not be finished; 0 later, by the same rollback', async () => {
    const [one] = site.bench.bases.all;
    const args = site.deployArgs('5.0.0', '--batches', '1', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--on-failure', 'rollback']);
    await run.saw(/batch 1\/1: opened/);
    await one?.down();
    const { code, stderr } = await run.done;
    expect(stderr).toContain('the base is down: connection refused');
    expect(code).toBe(11);
    await one?.up();
    const again = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(again.stderr).toContain('biz1 3.0.0 is active again on 2 of 2 bases');
    expect(again.code).toBe(0);
  });
});

describe('somebody else changes the object under the hold: 8, and hands off', () => {
  const changes: readonly [string, string, object][] = [
    ['replicas', 'its replicas were changed from 2 to 1', { spec: { replicas: 1 } }],
    [
      'the template',
      'its pod template was changed',
      { spec: { template: { metadata: { annotations: { touched: 'yes' } } } } },
    ],
  ];

  test.each(changes)('%s', async (_, words, patch) => {
    const args = site.deployArgs('6.0.0', '--batch-size', '1', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '60s']);
    await run.saw(/batch 1\/2: healthy/);
    await plane.kube.mergePatch(site.deploymentPath, patch);
    const { code, stderr } = await run.done;
    expect(stderr).toContain(words);
    expect(code).toBe(8);
    const undone = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.code).toBe(0);
    await plane.kube.mergePatch(site.deploymentPath, { spec: { replicas: 2 } });
    await site.settle('3.0.0', 2);
  });

  test('deleted meanwhile, and a new deploy begins afresh', async () => {
    const args = site.deployArgs('6.0.0', '--batch-size', '1', '--yes', '--confirm', 'none');
    const run = site.koupctl.start([...args, '--gray', '60s']);
    await run.saw(/batch 1\/2: healthy/);
    await plane.kube.delete(site.deploymentPath);
    const { code, stderr } = await run.done;
    expect(stderr).toContain('it was deleted');
    expect(code).toBe(8);
    await site.settle('7.0.0', 2);
    expect(site.active('7.0.0')).toBe(2);
    await plane.kube.get(paths.configMap(site.namespace, 'koupctl.deployment.biz1'));
  });
});
