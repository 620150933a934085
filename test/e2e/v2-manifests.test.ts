import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { benchBaseName } from '../bed/v2-bench.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { urlOf, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
let kubectlPath: string;

type Manifest = any;

beforeAll(async () => {
  const assets = await ensureAssets(console.error);
  kubectlPath = assets.kubectl;
  plane = await startControlPlane({ assets, timeFactor: v2Pace() });
  site = await V2Site.start(plane, 'manifests', { bases: 3, syncReplicasWithBases: true });
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

const auto = ['--yes', '--confirm', 'none', '--soak', '0s'];
const run = promisify(execFile);

async function kubectl(...args: string[]): Promise<string> {
  const all = ['--kubeconfig', plane.kubeconfigPath, '-n', site.namespace, ...args];
  const { stdout, stderr } = await run(kubectlPath, all);
  return stdout + stderr;
}

/** A manifest as a user keeps it in a file; `change` makes it theirs. */
async function manifest(
  version: string,
  change: (object: Manifest) => void = () => undefined,
): Promise<string> {
  const { stdout } = await site.koupctl.run([
    'render',
    'biz1',
    ...['--version', version, '--url', urlOf(version), '--base', benchBaseName],
    ...['--env', site.bench.env, '--replicas', '3'],
  ]);
  const object: Manifest = parse(stdout);
  change(object);
  const file = join(plane.dir, `biz1-${version}.yaml`);
  await writeFile(file, stringify(object));
  return file;
}

/** One pod per base, whatever its version. */
function exclusive(object: Manifest): void {
  const { podAntiAffinity } = object.spec.template.spec.affinity;
  const [term] = podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  delete term.labelSelector.matchLabels['module.koupleless.io/version'];
}

afterEach(remove);

async function remove(): Promise<void> {
  await kubectl('delete', 'deployment', 'biz1', '--ignore-not-found');
  await until('no pods', async () => (await kubectl('get', 'pods', '-o', 'name')) === '');
}

describe('a manifest that kubectl applies too', () => {
  test('applied by kubectl, deployed by koupctl, applied again: no conflict, no change', async () => {
    await kubectl('apply', '-f', await manifest('1.0.0'));
    await until('3 bases', () => site.active('1.0.0') === 3);
    const file = await manifest('2.0.0');
    const first = await site.koupctl.run(['deploy', '-f', file, ...auto, '--batches', '3']);
    expect(first.stderr).toContain('biz1 2.0.0 seen active on 3 of 3 bases');
    expect(first.code).toBe(0);
    const { spec } = await site.deployment();
    expect(await kubectl('apply', '-f', file)).toMatch(/unchanged|configured/);
    expect(await kubectl('apply', '--server-side', '-f', file)).not.toContain('conflict');
    expect((await site.deployment()).spec).toEqual(spec);
    const again = await site.koupctl.run(['deploy', '-f', file, ...auto]);
    expect(again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
    const next = await manifest('3.0.0');
    const second = await site.koupctl.run(['deploy', '-f', next, ...auto, '--batches', '2']);
    expect(second.code).toBe(0);
    expect(await kubectl('apply', '--server-side', '-f', next)).not.toContain('conflict');
    expect(site.active('3.0.0')).toBe(3);
  });
});

describe('what a manifest may say', () => {
  test('Recreate: refused, or in batches when asked, and given back at the end', async () => {
    const recreate = (object: Manifest): void => {
      object.spec.strategy = { type: 'Recreate' };
      exclusive(object);
    };
    await kubectl('apply', '-f', await manifest('1.0.0', recreate));
    await until('3 bases', () => site.active('1.0.0') === 3);
    const file = await manifest('2.0.0', recreate);
    const plain = await site.koupctl.run(['deploy', '-f', file, ...auto]);
    expect(plain.stderr).toContain('every base would lose the module at once');
    expect(plain.code).toBe(2);
    const args = ['deploy', '-f', file, ...auto, '--policy', 'uninstall-then-install'];
    const batches = ['--batch-size', '1'];
    const held = await site.koupctl.run([...args, ...batches, '--pause-after', '1']);
    expect(held.code).toBe(7);
    expect([site.active('2.0.0'), site.active('1.0.0')]).toEqual([1, 2]);
    const undone = await site.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.code).toBe(0);
    expect(site.active('1.0.0')).toBe(3);
    expect((await site.deployment()).spec.strategy).toEqual({ type: 'Recreate' });
    expect((await site.koupctl.run([...args, ...batches])).code).toBe(0);
    expect((await site.deployment()).spec.strategy).toEqual({ type: 'Recreate' });
    expect(site.active('2.0.0')).toBe(3);
  });

  test('replicas 0: nothing is proven, and that is said', async () => {
    const none = await manifest('1.0.0', (object: Manifest) => {
      object.spec.replicas = 0;
    });
    const { code, stderr } = await site.koupctl.run(['deploy', '-f', none, ...auto]);
    expect(stderr).toContain('nothing will be proven');
    expect(stderr).toContain('nothing is proven');
    expect(code).toBe(0);
  });

  test('one replica, and no history: the old template is in the record', async () => {
    const one = (object: Manifest): void => {
      object.spec.replicas = 1;
      object.spec.revisionHistoryLimit = 0;
    };
    const first = ['deploy', '-f', await manifest('1.0.0', one), ...auto];
    expect((await site.koupctl.run(first)).code).toBe(0);
    const second = ['deploy', '-f', await manifest('2.0.0', one), ...auto];
    const held = await site.koupctl.run([
      ...second,
      '--policy',
      'blue-green',
      '--pause-after',
      '1',
    ]);
    expect(held.stderr).toContain('revisionHistoryLimit is 0');
    expect(held.code).toBe(7);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes'])).code).toBe(0);
    expect(site.active('1.0.0')).toBe(1);
    expect((await site.koupctl.run(second)).code).toBe(0);
    expect(site.active('2.0.0')).toBe(1);
  });

  test('a peer workload: its controller keeps off for the time of the rollout', async () => {
    const peer = (object: Manifest): void => {
      object.metadata.labels['virtual-kubelet.koupleless.io/strategy'] = 'peer';
      object.metadata.labels['base.koupleless.io/cluster-name'] = 'default';
      delete object.spec.replicas;
    };
    const label = 'virtual-kubelet.koupleless.io/replicas-control';
    await kubectl('apply', '-f', await manifest('1.0.0', peer));
    await until('3 bases by the peer controller', () => site.active('1.0.0') === 3);
    const args = ['deploy', '-f', await manifest('2.0.0', peer), ...auto, '--batch-size', '1'];
    const held = await site.koupctl.run([...args, '--pause-after', '1']);
    expect(held.stderr).toContain('a peer workload');
    expect(held.code).toBe(7);
    expect((await site.deployment()).metadata.labels?.[label]).toBe('true');
    expect((await site.koupctl.run(args)).code).toBe(0);
    expect((await site.deployment()).metadata.labels?.[label]).toBeUndefined();
    expect(site.active('2.0.0')).toBe(3);
  });

  test('a disruption budget is told where the old version goes first', async () => {
    await kubectl('apply', '-f', await manifest('1.0.0', exclusive));
    await until('3 bases', () => site.active('1.0.0') === 3);
    await kubectl(
      ...['create', 'poddisruptionbudget', 'few', '--min-available=3'],
      '--selector=app.kubernetes.io/instance=biz1',
    );
    const args = ['-f', await manifest('2.0.0', exclusive), '--policy', 'uninstall-then-install'];
    const { stdout } = await site.koupctl.run(['plan', ...args]);
    await kubectl('delete', 'poddisruptionbudget', 'few');
    expect(stdout).toContain('PodDisruptionBudget few allows');
  });
});
