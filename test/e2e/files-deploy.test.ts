import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type Assets } from '../bed/control-plane.ts';
import type { ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import { documentedDeployment } from './files-documented.ts';
import { urlOf, V2Site } from './v2-site.ts';

let assets: Assets;
let plane: ControlPlane;
let site: V2Site;
let folder: string;

const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koupctl-files-'));
  assets = await ensureAssets(console.error);
  plane = await startControlPlane({ assets, timeFactor: 10 });
  running.push(plane);
  await installV1Crds(plane.kube, { group: 'koupleless.io', dialect: 'confirmBatchNum' });
  site = await V2Site.start(plane, 'shop', { bases: 2 });
  running.push(site);
});

afterAll(async () => {
  for (const one of running.reverse()) await one.stop();
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('render', () => {
  const module = ['render', 'biz1', '--version', '1.0.0', '--url', urlOf('1.0.0')];
  const v2 = [...module, '--base', 'base'];
  const v1 = [...module, '--base-deployment', 'till'];

  /** What the real server says of it, every field checked. */
  function dryRun(manifest: string) {
    const args = ['apply', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-'];
    return spawnSync(assets.kubectl, args, {
      input: manifest,
      encoding: 'utf8',
      env: { KUBECONFIG: plane.kubeconfigPath, HOME: folder },
    });
  }

  test.each([
    ['V2', v2, 'deployment.apps/biz1'],
    [
      'V2, every flag',
      [...v2, '--base-version', '1.0.0', '--cluster-name', 'c'],
      'deployment.apps/biz1',
    ],
    ['V2, peer', [...v2, '--cluster-name', 'c', '--replicas', 'peer'], 'deployment.apps/biz1'],
    ['V2, soft spread', [...v2, '--spread', 'soft', '--name', 'other'], 'deployment.apps/other'],
    ['V2, JSON', [...v2, '-o', 'json'], 'deployment.apps/biz1'],
    ['V1', v1, 'moduledeployment.koupleless.io/biz1'],
    ['V1, JSON', [...v1, '-o', 'json', '--replicas', '3'], 'moduledeployment.koupleless.io/biz1'],
  ])('%s: the server takes it strictly', async (_, args, name) => {
    const { code, stdout, stderr } = await site.koupctl.run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(dryRun(stdout)).toMatchObject({ stderr: '', stdout: `${name}\n`, status: 0 });
  });

  test('a template of your own, with variables of your own', async () => {
    await mkdir(join(folder, 'own'), { recursive: true });
    const source = new URL('../../templates/v2/deployment.yaml', import.meta.url);
    const text = await readFile(source, 'utf8');
    const own = text.replace('spec:\n', 'spec:\n  minReadySeconds: ${calm}\n');
    await writeFile(join(folder, 'own', 'deployment.yaml'), own);
    const args = [...v2, '--template', join(folder, 'own')];
    const { stdout, code } = await site.koupctl.run([...args, '--set', 'calm:=0', 'replicas:=2']);
    expect(code).toBe(0);
    expect(stdout).toContain('minReadySeconds: 0\n');
    expect(stdout).toContain('replicas: 2\n');
    const missing = await site.koupctl.run(args);
    expect(missing.stderr).toContain('calm');
    expect(missing.stderr).toMatch(/deployment\.yaml:\d+:\d+/);
    expect(missing.code).toBe(2);
    const unknown = await site.koupctl.run([...v2, '--set', 'clam=1']);
    expect(unknown.stderr).toContain('the template has no place for the variable clam');
    expect(unknown.code).toBe(2);
  });
});

describe('manifests in the manner of the documentation', () => {
  test('plan says what it changes, where, and why; nothing is written', async () => {
    const path = await file('documented.yaml', documentedDeployment('1.0.0'));
    const { code, stdout, stderr } = await site.koupctl.run(['plan', '-f', path]);
    expect(stderr).toBe('');
    for (const note of [
      /module-controller\.koupleless\.io\/component becomes virtual-kubelet.*documented\.yaml:17:\d+/,
      /the version is taken out of the selector.*documented\.yaml:12:\d+/,
      /app: biz1-rolling becomes biz1, as the selector says.*documented\.yaml:18:\d+/,
      /topology\.kubernetes\.io\/zone becomes kubernetes\.io\/hostname.*documented\.yaml:\d+:\d+/,
      /the toleration for schedule\.koupleless\.io\/node-env=shop is added/,
      /node\.kubernetes\.io\/not-ready and node\.kubernetes\.io\/unreachable is added/,
      /base\.koupleless\.io\/stack is dropped/,
    ]) {
      expect(stdout).toMatch(note);
    }
    expect(code).toBe(0);
    const zh = await site.koupctl.run(['plan', '-f', path, '--lang', 'zh']);
    expect(zh.stdout).toMatch(/app: biz1-rolling 改为 biz1，与选择器一致.*documented\.yaml:18:\d+/);
    const json = await site.koupctl.run(['plan', '-f', path, '-o', 'json', '--exit-code']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      world: 'v2',
      module: { name: 'biz1', version: '1.0.0' },
    });
    expect(json.code).toBe(3);
    expect((await site.koupctl.run(['modules'])).stdout).toBe('');
  });

  test('deploy makes it run, and the same from standard input has nothing left to do', async () => {
    const text = documentedDeployment('1.0.0');
    const path = await file('documented.yaml', text);
    const args = ['--yes', '--soak', '0s', '--confirm', 'none'];
    const first = await site.koupctl.run(['deploy', '-f', path, ...args]);
    expect(first.stderr).toContain('biz1 1.0.0 seen active on 2 of 2 bases');
    expect(first.code).toBe(0);
    expect(site.active('1.0.0')).toBe(2);
    const again = await site.koupctl.run(['deploy', '-f', '-', ...args], { input: text });
    expect(again.stderr).toContain('nothing to do');
    expect(again.code).toBe(0);
  });

  test('the next version comes from standard input', async () => {
    const args = ['deploy', '-f', '-', '--yes', '--soak', '0s', '--confirm', 'none'];
    const { code, stderr } = await site.koupctl.run(args, { input: documentedDeployment('2.0.0') });
    expect(stderr).toContain('biz1 2.0.0 seen active on 2 of 2 bases');
    expect(code).toBe(0);
    expect(site.active('2.0.0')).toBe(2);
    expect(site.active('1.0.0')).toBe(0);
  });
});

describe('files that are refused', () => {
  async function refused(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await site.koupctl.run(['plan', ...args]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    return stderr;
  }

  const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: side\n';

  test('a folder with several modules: which is one too many', async () => {
    const several = join(folder, 'several');
    await mkdir(several, { recursive: true });
    await writeFile(join(several, 'a.yaml'), documentedDeployment('1.0.0'));
    await writeFile(join(several, 'b.yaml'), documentedDeployment('2.0.0'));
    const said = await refused('-f', several);
    expect(said).toContain('2 module workloads: one rollout at a time');
    expect(said).toContain(`at ${join(several, 'b.yaml')}:1:1`);
    expect(said).toContain('fix: deploy each from a file of its own');
  });

  test('a folder with one module is fine', async () => {
    const one = join(folder, 'one');
    await mkdir(one, { recursive: true });
    await writeFile(join(one, 'biz1.yml'), documentedDeployment('2.0.0'));
    await writeFile(join(one, 'notes.txt'), 'not a manifest');
    const { code, stdout } = await site.koupctl.run(['plan', '-f', one]);
    expect(stdout).toContain('biz1 2.0.0: nothing to do');
    expect(code).toBe(0);
  });

  test('no module, or something beside it', async () => {
    const none = await refused('-f', await file('none.yaml', other));
    expect(none).toContain('has no module workload');
    expect(none).toContain('ConfigMap side');
    const beside = await file('beside.yaml', `${documentedDeployment('1.0.0')}---\n${other}`);
    const said = await refused('-f', beside);
    expect(said).toContain('also has ConfigMap side, which koupctl does not roll');
    expect(said).toContain('fix: apply it with kubectl');
  });

  test('broken YAML: where', async () => {
    const path = await file('broken.yaml', 'kind: Deployment\nmetadata:\n\tname: x\n');
    expect(await refused('-f', path)).toMatch(/at .*broken\.yaml:3:1/);
    expect(await refused('-f', join(folder, 'nothing.yaml'))).toContain('there is no such file');
  });

  test('a manifest for another namespace than -n', async () => {
    const text = documentedDeployment('1.0.0').replace(
      'name: biz1\n',
      'name: biz1\n  namespace: depot\n',
    );
    const said = await refused('-f', await file('elsewhere.yaml', text));
    expect(said).toContain('the manifest is for namespace depot, -n says shop');
    expect(said).toMatch(/elsewhere\.yaml:5:\d+/);
  });

  test('what cannot be mended is refused with the remedy', async () => {
    const text = documentedDeployment('1.0.0').replace('spec:\n', 'spec:\n  paused: true\n');
    const said = await refused('-f', await file('paused.yaml', text));
    expect(said).toContain('a paused Deployment is not rolled out');
    expect(said).toContain('fix: leave it out');
    expect(said).toMatch(/paused\.yaml:7:\d+/);
  });
});
