import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import type { KubeObj } from '../bed/kube.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
/** With the tool's own template. */
let ordered: V2Site;
/** With a manifest of the user's. */
let ready: V2Site;
let daemon: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  [ordered, ready, daemon] = await Promise.all([
    V2Site.start(plane, 'ordered', { bases: 4 }),
    V2Site.start(plane, 'ready', { bases: 3 }),
    V2Site.start(plane, 'daemon', { bases: 4 }),
  ]);
});

afterAll(async () => {
  await Promise.all([ordered?.stop(), ready?.stop(), daemon?.stop()]);
  await plane?.stop();
});

/** Nodes whose base runs this version active. */
function nodesWith(site: V2Site, version: string): string[] {
  return site.bench.bases.all
    .filter((base) => base.activeVersions('biz1').includes(version))
    .map((base) => base.nodeName(site.namespace))
    .sort();
}

function workload(site: V2Site, plural: string): Promise<KubeObj> {
  return site.bench.kube.get(`/apis/apps/v1/namespaces/${site.namespace}/${plural}/biz1`);
}

interface Shown {
  batches: { candidates: string[]; exact: boolean }[];
  risks: { text: string }[];
}

describe('StatefulSet', () => {
  const kind = ['--kind', 'statefulset', '--yes'];
  const auto = [...kind, '--confirm', 'none'];

  test('a first deploy steps the replicas', async () => {
    const args = ordered.deployArgs('1.0.0', ...auto, '--replicas', '4', '--batch-size', '1,3');
    const first = await ordered.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(ordered.active('1.0.0')).toBe(1);
    const rest = await ordered.koupctl.run(args);
    expect(rest.stderr).toContain('biz1 1.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
  });

  test('the plan names the bases of each batch, how long they go without, and in what order', async () => {
    const args = ordered.deployArgs('2.0.0', '--kind', 'statefulset', '--batch-size', '1,3');
    const { stdout } = await ordered.koupctl.run(['plan', ...args.slice(1), '-o', 'json']);
    const plan = JSON.parse(stdout) as Shown;
    expect(plan.batches.map((batch) => [batch.candidates.length, batch.exact])).toEqual([
      [1, true],
      [3, true],
    ]);
    const risks = plan.risks.map((risk) => risk.text).join('\n');
    expect(risks).toContain('from biz1-3 down to biz1-0, each when the one before is ready');
    expect(risks).toContain('each base is without the module for about 35 s');
    const other = await ordered.koupctl.run(
      ordered.deployArgs('2.0.0', ...auto, '--policy', 'blue-green'),
    );
    expect(other.stderr).toContain('a StatefulSet replaces its pods in place');
    expect(other.code).toBe(2);
  });

  test('an upgrade goes down from the highest ordinal, batch by batch, exactly as planned', async () => {
    const args = ordered.deployArgs('2.0.0', ...auto, '--batch-size', '1,3');
    const planned = args.filter((arg) => arg !== '--yes').slice(1);
    const { stdout } = await ordered.koupctl.run(['plan', ...planned, '-o', 'json']);
    const { batches } = JSON.parse(stdout) as Shown;
    const first = await ordered.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(nodesWith(ordered, '2.0.0')).toEqual(batches[0]?.candidates);
    expect(ordered.active('1.0.0')).toBe(3);
    const held = await workload(ordered, 'statefulsets');
    expect(held.spec.updateStrategy.rollingUpdate.partition).toBe(3);
    const status = await ordered.koupctl.run(['status', 'sts/biz1']);
    expect(status.stdout).toContain('rollout to 2.0.0 stands in batch 1 of 2: 1 of 1 bases run it');
    expect(status.code).toBe(7);
  });

  test('killed in the middle of its last batch, the same command goes on, and all is given back', async () => {
    const args = ordered.deployArgs('2.0.0', ...auto, '--batch-size', '1,3');
    const run = ordered.koupctl.start(['confirm', 'sts/biz1', '--batch', '1', '--yes']);
    await run.saw(/batch 2\/2/);
    run.child.kill('SIGKILL');
    await run.done;
    const on = await ordered.koupctl.run(args);
    expect(on.stderr).toContain('biz1 2.0.0 seen active on 4 of 4 bases');
    expect(on.code).toBe(0);
    const { spec, metadata } = await workload(ordered, 'statefulsets');
    expect(spec.updateStrategy).toEqual({ type: 'RollingUpdate' });
    expect(metadata.annotations ?? {}).not.toHaveProperty('koupctl.koupleless.io/rollout');
    const managers = (metadata['managedFields'] as { manager: string }[]).map((one) => one.manager);
    expect(managers).not.toContain('koupctl-rollout');
    const { stdout } = await ordered.koupctl.run(['history', 'sts/biz1', '-o', 'json']);
    const rows = (JSON.parse(stdout) as { items: { version: string; live: boolean }[] }).items;
    expect(rows.map((row) => [row.version, row.live])).toEqual([
      ['2.0.0', true],
      ['1.0.0', false],
    ]);
    const status = await ordered.koupctl.run(['status', 'statefulset/biz1']);
    expect(status.stdout).toContain('biz1 2.0.0 is active on 4 of 4 bases');
    expect(status.code).toBe(0);
    const again = await ordered.koupctl.run(args);
    expect(again.stderr).toContain('nothing to do');
  });

  test('a rollout held after its first batch is undone', async () => {
    const args = ordered.deployArgs('3.0.0', ...auto, '--batch-size', '2');
    expect((await ordered.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    expect(ordered.active('3.0.0')).toBe(2);
    const undone = await ordered.koupctl.run(['rollback', 'statefulset/biz1', '--yes']);
    expect(undone.stderr).toMatch(
      /biz1 2\.0\.0 is active again on 4 of 4 bases, \d+\.\ds after the command/,
    );
    expect(undone.code).toBe(0);
    expect(ordered.active('2.0.0')).toBe(4);
  });

  test('rollback goes back to the revision before, in batches too', async () => {
    const args = ['rollback', 'sts/biz1', '--yes', '--batches', '2', '--confirm', 'none'];
    const back = await ordered.koupctl.run([...args, '--soak', '0s']);
    expect(back.stderr).toContain('biz1 1.0.0 seen active on 4 of 4 bases');
    expect(back.code).toBe(0);
  });
});

describe("StatefulSet of one's own, OrderedReady and OnDelete", () => {
  const auto = ['--yes', '--confirm', 'none', '-f', '-'];

  async function manifest(version: string): Promise<string> {
    const kind = ['--kind', 'statefulset', '--replicas', '3'];
    const args = ready
      .deployArgs(version, ...kind)
      .filter((arg) => !/^(deploy|--soak|0s)$/.test(arg));
    const { stdout } = await ready.koupctl.run(['render', ...args]);
    return stdout
      .replace('podManagementPolicy: Parallel', 'podManagementPolicy: OrderedReady')
      .replace('type: RollingUpdate', 'type: OnDelete');
  }

  test('goes out whole', async () => {
    const input = await manifest('1.0.0');
    const done = await ready.koupctl.run(['deploy', ...auto], { input });
    expect(done.stderr).toContain('biz1 1.0.0 seen active on 3 of 3 bases');
    expect(done.code).toBe(0);
  });

  test('a version that never becomes ready is undone, though its pod blocks all others', async () => {
    const input = await manifest('2.0.0-throws');
    const args = ['deploy', ...auto, '--batches', '2', '--on-failure', 'rollback', '-v'];
    const failed = await ready.koupctl.run(args, { input });
    expect(failed.stderr).toContain('IllegalStateException: stock table missing');
    expect(failed.stderr).toContain('its StatefulSet would wait for a pod to become ready');
    expect(failed.code).toBe(10);
    expect(ready.active('1.0.0')).toBe(3);
    expect((await workload(ready, 'statefulsets')).spec.updateStrategy).toEqual({
      type: 'OnDelete',
    });
  });

  test('OnDelete does not keep a good one from its batches, and is given back', async () => {
    const input = await manifest('3.0.0');
    const args = ['deploy', ...auto, '--batch-size', '1', '--soak', '0s'];
    const done = await ready.koupctl.run(args, { input });
    expect(done.stderr).toContain('biz1 3.0.0 seen active on 3 of 3 bases');
    expect(done.code).toBe(0);
    expect((await workload(ready, 'statefulsets')).spec.updateStrategy).toEqual({
      type: 'OnDelete',
    });
  });
});

describe('DaemonSet', () => {
  const auto = ['--kind', 'daemonset', '--yes', '--confirm', 'none'];
  const closed = 'closed.koupctl.koupleless.io/daemon.biz1';

  async function closedNodes(): Promise<number> {
    const nodes = await daemon.bench.vnodes();
    return nodes.filter((node) => node.metadata.labels?.[closed] !== undefined).length;
  }

  test('a first deploy opens the bases batch by batch, and can be undone', async () => {
    const args = daemon.deployArgs('1.0.0', ...auto, '--batch-size', '1,3');
    const first = await daemon.koupctl.run([...args, '--pause-after', '1']);
    expect(first.stderr).toContain('batch 1 of 2 is healthy');
    expect(first.code).toBe(7);
    expect(daemon.active('1.0.0')).toBe(1);
    expect(await closedNodes()).toBe(3);
    const status = await daemon.koupctl.run(['status', 'ds/biz1']);
    expect(status.stdout).toContain('rollout to 1.0.0 stands in batch 1 of 2: 1 of 1 bases run it');
    const undone = await daemon.koupctl.run(['rollback', 'daemonset/biz1', '--yes']);
    expect(undone.stderr).toContain('the first deploy of biz1 is removed');
    expect(undone.code).toBe(0);
    expect(daemon.active('1.0.0')).toBe(0);
    expect(await closedNodes()).toBe(0);
  });

  test('a first deploy to the end leaves no label behind', async () => {
    const args = daemon.deployArgs('1.0.0', ...auto, '--batch-size', '1,3');
    expect((await daemon.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    const done = await daemon.koupctl.run(args);
    expect(done.stderr).toContain('biz1 1.0.0 seen active on 4 of 4 bases');
    expect(done.code).toBe(0);
    expect(await closedNodes()).toBe(0);
    const again = await daemon.koupctl.run(args);
    expect(again.stderr).toContain('nothing to do');
  });

  test('an upgrade changes exactly the planned bases, batch by batch', async () => {
    const args = daemon.deployArgs('2.0.0', ...auto, '--batch-size', '1,2');
    const planned = args.filter((arg) => arg !== '--yes').slice(1);
    const { stdout } = await daemon.koupctl.run(['plan', ...planned, '-o', 'json']);
    const { batches, risks } = JSON.parse(stdout) as Shown;
    expect(batches.map((batch) => batch.exact)).toEqual([true, true, true]);
    expect(risks.map((risk) => risk.text).join()).toContain('without the module at the same time');
    const confirm = ['confirm', 'ds/biz1', '--batch', '1', '--yes', '--pause-after', '2'];
    for (const [after, command] of [
      [1, [...args, '--pause-after', '1']],
      [2, confirm],
    ] as const) {
      const run = await daemon.koupctl.run(command);
      expect(run.code).toBe(7);
      const expected = batches.slice(0, after).flatMap((batch) => batch.candidates);
      expect(nodesWith(daemon, '2.0.0')).toEqual(expected.sort());
    }
    expect((await workload(daemon, 'daemonsets')).spec.updateStrategy).toEqual({
      type: 'OnDelete',
    });
    const status = await daemon.koupctl.run(['status', 'ds/biz1']);
    expect(status.stdout).toContain('stands in batch 2 of 3: 3 of 3 bases run it (4 in all)');
    const rest = await daemon.koupctl.run(['attach', 'ds/biz1', '--yes', '--confirm', 'none']);
    expect(rest.stderr).toContain('biz1 2.0.0 seen active on 4 of 4 bases');
    expect(rest.code).toBe(0);
    const { spec, metadata } = await workload(daemon, 'daemonsets');
    expect(spec.updateStrategy.type).toBe('RollingUpdate');
    expect(metadata.annotations ?? {}).not.toHaveProperty('koupctl.koupleless.io/rollout');
  });

  test('a disruption budget holds a batch, and the same command goes on without it', async () => {
    const budgets = `/apis/policy/v1/namespaces/${daemon.namespace}/poddisruptionbudgets`;
    await daemon.bench.kube.create(budgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'all' },
      spec: {
        maxUnavailable: 0,
        selector: { matchLabels: { 'module.koupleless.io/name': 'biz1' } },
      },
    });
    const args = daemon.deployArgs('3.0.0', ...auto, '--batch-size', '2', '--timeout', '5s');
    const held = await daemon.koupctl.run(args);
    expect(held.stderr).toContain('not evicted yet: ');
    expect(held.code).toBe(6);
    expect(daemon.active('2.0.0')).toBe(4);
    await daemon.bench.kube.delete(`${budgets}/all`);
    const on = await daemon.koupctl.run(daemon.deployArgs('3.0.0', ...auto, '--batch-size', '2'));
    expect(on.stderr).toContain('biz1 3.0.0 seen active on 4 of 4 bases');
    expect(on.code).toBe(0);
  });

  test('a pod that is made anew outside its batch is reported', async () => {
    const args = daemon.deployArgs('4.0.0', ...auto, '--batch-size', '1,3');
    const run = daemon.koupctl.start([...args, '--gray', v2Pace() === 1 ? '60s' : '10s']);
    await run.saw(/batch 1\/2: healthy/);
    const pods = `/api/v1/namespaces/${daemon.namespace}/pods`;
    const { items } = await daemon.bench.kube.list(pods);
    const old = items.find((pod) => pod.spec.containers[0].env[0].value === '3.0.0');
    await daemon.bench.kube.delete(`${pods}/${old?.metadata.name}`);
    await run.saw(/has the new version outside the batch/);
    expect((await run.done).code).toBe(0);
    expect(daemon.active('4.0.0')).toBe(4);
  });

  test('a rollout held after its first batch is undone', async () => {
    const args = daemon.deployArgs('4.1.0', ...auto, '--batch-size', '2');
    expect((await daemon.koupctl.run([...args, '--pause-after', '1'])).code).toBe(7);
    expect(daemon.active('4.1.0')).toBe(2);
    const undone = await daemon.koupctl.run(['rollback', 'ds/biz1', '--yes']);
    expect(undone.stderr).toContain('biz1 4.0.0 is active again on 4 of 4 bases');
    expect(undone.code).toBe(0);
    expect(daemon.active('4.0.0')).toBe(4);
  });

  test('--on-failure rollback: the cause is told, and all bases are back', async () => {
    const args = daemon.deployArgs('5.0.0-throws', ...auto, '--batches', '2');
    const failed = await daemon.koupctl.run([...args, '--on-failure', 'rollback']);
    expect(failed.stderr).toContain('IllegalStateException: stock table missing');
    expect(failed.code).toBe(10);
    expect(daemon.active('4.0.0')).toBe(4);
  });
});
