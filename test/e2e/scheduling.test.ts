import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { startV2Plane, urlOf, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let hard: V2Site;
let soft: V2Site;
let own: V2Site;
let folder: string;

beforeAll(async () => {
  plane = await startV2Plane();
  folder = await mkdtemp(join(tmpdir(), 'koupctl-spread-'));
  [hard, soft, own] = await Promise.all([
    V2Site.start(plane, 'hard', { bases: 3 }),
    V2Site.start(plane, 'soft', { bases: 2 }),
    V2Site.start(plane, 'own', { bases: 3 }),
  ]);
});

afterAll(async () => {
  await Promise.all([hard?.stop(), soft?.stop(), own?.stop()]);
  await plane?.stop();
  if (folder) await rm(folder, { recursive: true });
});

const auto = ['--yes', '--confirm', 'none'];

/** The vnode of every pod of biz1 that has one. */
async function nodesOf(site: V2Site, version?: string): Promise<string[]> {
  const { items } = await site.bench.kube.list(paths.pods(site.namespace));
  const label = 'module.koupleless.io/version';
  return items
    .filter((pod) => pod.metadata.deletionTimestamp === undefined)
    .filter((pod) => version === undefined || pod.metadata.labels?.[label] === version)
    .flatMap((pod: KubeObj) => (pod.spec.nodeName as string | undefined) ?? [])
    .sort();
}

interface Shown {
  spread?: string;
  notes: { field: string; text: string }[];
  risks: { level: string; text: string }[];
}

async function planned(site: V2Site, args: readonly string[]): Promise<Shown> {
  const { stdout, stderr, code } = await site.koupctl.run(['plan', ...args, '-o', 'json']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Shown;
}

describe('--spread hard', () => {
  test('the plan says what a base takes, and how many are missing', async () => {
    const args = hard.deployArgs('1.0.0', '--replicas', '4', '--spread', 'hard').slice(1);
    const { spread, risks } = await planned(hard, args);
    expect(spread).toBe(
      'each base takes at most one pod of a version; 3 base(s) fit, 1 too few for 4',
    );
    expect(risks).toContainEqual({
      level: 'warning',
      text: '4 replicas, but only 3 base(s) fit the affinity and tolerations, and each takes one: 1 pod(s) stay Pending, and their batch does not become healthy before bases come',
    });
  });

  test('with fewer bases than replicas the surplus stays Pending, and no success is told', async () => {
    const args = hard.deployArgs('1.0.0', ...auto, '--replicas', '4', '--batch-size', '3,1');
    const run = await hard.koupctl.run([...args, '--spread', 'hard']);
    expect(run.stderr).toMatch(/doomed: no free base: .*didn't match pod anti-affinity rules/);
    expect(run.stderr).not.toContain('seen active on');
    expect(run.code).toBe(5);
    const nodes = await nodesOf(hard);
    expect(nodes).toHaveLength(3);
    expect(new Set(nodes).size).toBe(3);
    expect(hard.active('1.0.0')).toBe(3);
  });

  test('two versions meet on a base under install-then-uninstall', async () => {
    const args = hard.deployArgs('1.0.0', ...auto, '--replicas', '3');
    const undone = await hard.koupctl.run(['rollback', 'biz1', '--yes']);
    expect(undone.code).toBe(0);
    const first = await hard.koupctl.run(args);
    expect(first.stderr).toContain('biz1 1.0.0 seen active on 3 of 3 bases');
    const up = hard.deployArgs('2.0.0', ...auto, '--policy', 'install-then-uninstall');
    const held = await hard.koupctl.run([...up, '--batch-size', '1,2', '--pause-after', '1']);
    expect(held.stderr).toContain('each base takes at most one pod of a version; 3 base(s) fit');
    expect(held.code).toBe(7);
    const [olds, news] = await Promise.all([nodesOf(hard, '1.0.0'), nodesOf(hard, '2.0.0')]);
    expect(news).toHaveLength(1);
    expect(olds).toHaveLength(3);
    expect(olds).toEqual(expect.arrayContaining(news));
    const rest = await hard.koupctl.run([...up, '--batch-size', '1,2']);
    expect(rest.stderr).toContain('biz1 2.0.0 seen active on 3 of 3 bases');
    expect(rest.code).toBe(0);
    expect(new Set(await nodesOf(hard)).size).toBe(3);
  });
});

describe('--spread soft', () => {
  test('one on each while there are bases; a surplus goes to one that has it, and the plan says so', async () => {
    const args = soft.deployArgs('1.0.0', ...auto, '--replicas', '2', '--spread', 'soft');
    const first = await soft.koupctl.run(args);
    expect(first.stderr).toContain('two pods come to one base only where no other is left');
    expect(first.code).toBe(0);
    expect(new Set(await nodesOf(soft)).size).toBe(2);
    const more = await soft.koupctl.run(soft.deployArgs('2.0.0', ...auto, '--replicas', '3'));
    expect(more.stderr).toContain('2 base(s) fit, 1 too few for 3');
    expect(more.stderr).toContain('a base runs a version only once; they add no module');
    expect(more.stderr).toContain(
      'biz1 2.0.0 seen active on 2 bases, not 3: 1 pod(s) share a base with another, which runs it once',
    );
    expect(more.code).toBe(0);
    expect(await nodesOf(soft, '2.0.0')).toHaveLength(3);
    expect(new Set(await nodesOf(soft, '2.0.0')).size).toBe(2);
    const status = await soft.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toContain('biz1 2.0.0 is active on 2 bases, not 3');
  });
});

/** A manifest of the user's that says nothing of where its pods lie; `affinity` is put in as it is. */
function manifest(site: V2Site, version: string, affinity = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: biz1, labels: { virtual-kubelet.koupleless.io/component: module-deployment } }
spec:
  replicas: 3
  selector: { matchLabels: { app: biz1 } }
  template:
    metadata:
      labels: { app: biz1, virtual-kubelet.koupleless.io/component: module }
    spec:
      containers:
        - name: biz1
          image: ${urlOf(version)}
          env: [{ name: BIZ_VERSION, value: ${version} }]
      ${affinity}
      nodeSelector: { base.koupleless.io/name: base }
      tolerations:
        - { key: schedule.koupleless.io/virtual-node, value: 'True', effect: NoExecute }
        - { key: schedule.koupleless.io/node-env, value: ${site.bench.env}, effect: NoExecute }
        - { key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute }
        - { key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute }
`;
}

describe('a manifest of your own', () => {
  const file = async (text: string): Promise<string> => {
    const path = join(folder, 'biz1.yaml');
    await writeFile(path, text);
    return path;
  };

  test('gets what is asked for where it says nothing, and every version is spread', async () => {
    for (const version of ['1.0.0', '2.0.0']) {
      const path = await file(manifest(own, version));
      const args = ['-f', path, '--spread', 'hard'];
      const { notes } = await planned(own, args);
      expect(notes).toContainEqual(
        expect.objectContaining({
          text: 'added by --spread hard: never two pods of a version on one base; two versions may meet there',
        }),
      );
      const run = await own.koupctl.run(['deploy', ...args, ...auto, '--soak', '0s']);
      expect(run.stderr).toContain(`biz1 ${version} seen active on 3 of 3 bases`);
      expect(run.stderr).toContain('policy   install-then-uninstall');
      expect(run.code).toBe(0);
      expect(new Set(await nodesOf(own, version)).size).toBe(3);
      const again = await own.koupctl.run(['deploy', ...args, ...auto]);
      expect(again.stderr).toContain('nothing to do');
    }
  });

  test('keeps what it says itself, which is told', async () => {
    const term =
      '{ labelSelector: { matchLabels: { app: biz1 } }, topologyKey: kubernetes.io/hostname }';
    const preferred = `affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: ${term} }] } }`;
    const path = await file(manifest(own, '3.0.0', preferred));
    const { notes, risks, spread } = await planned(own, ['-f', path, '--spread', 'hard']);
    expect(notes.map((note) => note.text).join()).not.toContain('--spread');
    expect(risks.map((risk) => risk.text).join('\n')).toMatch(
      /it prefers a podAntiAffinity, and --spread hard changes nothing of that.*biz1\.yaml:\d+/,
    );
    expect(spread).toContain('two pods come to one base only where no other is left');
  });

  test('words of V1, and a DaemonSet, are refused before anything is written', async () => {
    const path = await file(manifest(own, '3.0.0'));
    const scatter = await own.koupctl.run(['plan', '-f', path, '--spread', 'scatter']);
    expect(scatter.stderr).toContain('--spread scatter is for V1');
    expect(scatter.stderr).toContain('use --spread hard');
    expect(scatter.code).toBe(2);
    const render = ['render', 'biz1', '--version', '1.0.0', '--url', urlOf('1.0.0'), '--base', 'b'];
    const daemon = await own.koupctl.run([...render, '--kind', 'daemonset', '--spread', 'hard']);
    expect(daemon.stderr).toContain('a DaemonSet has one pod on every base');
    expect(daemon.code).toBe(2);
  });
});
