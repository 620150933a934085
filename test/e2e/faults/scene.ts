import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { ensureAssets, type ControlPlane } from '../../bed/control-plane.ts';
import { paths, type KubeObj } from '../../bed/kube.ts';
import { Koupctl, Run, type Result } from '../koupctl.ts';
import { startV2Plane, urlOf, V2Site } from '../v2-site.ts';
import { WriteProxy } from '../write-proxy.ts';
import type { FaultCase, GoesOn } from './fault-case.ts';
import type { AnyScene, Stage } from './run-faults.ts';
import { Wire } from './wire.ts';

const run = promisify(execFile);

export const before = '1.0.0';
export const after = '2.0.0';

/** What the user's manifest says and a rollout borrows, or might take along. */
const own = {
  progressDeadlineSeconds: 444,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 0 } },
} as const;

/** The user's manifest of biz1, with fields of its own, as JSON; for any environment. */
async function ownManifest(): Promise<string> {
  const args = ['render', 'biz1', '--version', before, '--url', urlOf(before)];
  const { stdout } = await new Run([...args, '--base', 'base', '--env', 'ENV', '-o', 'json'], {})
    .done;
  const object = JSON.parse(stdout) as KubeObj;
  object.metadata.labels = { ...object.metadata.labels, team: 'till' };
  delete object.metadata.namespace;
  object.spec = { ...object.spec, ...own, replicas: 2 };
  return JSON.stringify(object);
}

/** One module on bases of its own, about to be upgraded in two batches. */
export class Scene implements AnyScene {
  readonly plane: ControlPlane;
  readonly site: V2Site;
  readonly #manifest: KubeObj;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(plane: ControlPlane, site: V2Site, manifest: KubeObj) {
    this.plane = plane;
    this.site = site;
    this.#manifest = manifest;
  }

  /** Resolves when `before` runs on two bases. */
  static async start(
    plane: ControlPlane,
    manifest: string,
    name: string,
    { site: options, manifest: change }: Pick<FaultCase, 'site' | 'manifest'>,
  ): Promise<Scene> {
    const site = await V2Site.start(plane, name, { bases: 2, ...options });
    const object = JSON.parse(manifest.replaceAll('"ENV"', `"${site.namespace}"`)) as KubeObj;
    change?.(object);
    const scene = new Scene(plane, site, object);
    scene.atEnd(() => site.stop());
    const { code, stderr } = await scene.run(await scene.wholeArgs(before));
    if (code === 0) return scene;
    await scene.stop();
    throw new Error(`deploy of ${before} ended with ${code}:\n${stderr}`);
  }

  get namespace(): string {
    return this.site.namespace;
  }

  atEnd(end: () => Promise<void>): void {
    this.#ends.unshift(end);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends) await end();
    // What nobody serves any more would be every later scene's load: nodes in each list, pods that
    // the scheduler tries to place for ever.
    const { kube } = this.plane;
    await kube.delete(this.site.deploymentPath);
    const label = `virtual-kubelet.koupleless.io/env=${this.namespace}`;
    await kube.delete(`${paths.nodes()}?labelSelector=${encodeURIComponent(label)}`);
  }

  run(args: readonly string[]): Promise<Result> {
    return this.site.koupctl.run(args);
  }

  /** In batches of one. */
  async deployArgs(version: string, ...more: string[]): Promise<string[]> {
    return [...(await this.wholeArgs(version)), '--batch-size', '1', ...more];
  }

  /** All at once. */
  async wholeArgs(version: string): Promise<string[]> {
    const file = this.fileOf(version);
    await writeFile(file, JSON.stringify(this.#manifest).replaceAll(before, version));
    return ['deploy', '-f', file, '--yes', '--confirm', 'none', '--soak', '0s'];
  }

  /** Where the manifest lies, once it was deployed. */
  fileOf(version: string): string {
    return join(this.plane.dir, `${this.namespace}-${version}.json`);
  }

  /** The upgrade, by this koupctl or one of its own ways to the cluster. */
  async upgrade(...more: string[]): Promise<Run> {
    return await this.upgradeBy(this.site.koupctl, ...more);
  }

  async upgradeBy(koupctl: Koupctl, ...more: string[]): Promise<Run> {
    return koupctl.start(await this.deployArgs(after, ...more));
  }

  async upgradeWith(env: NodeJS.ProcessEnv): Promise<Run> {
    return this.site.koupctl.start(await this.deployArgs(after), { env });
  }

  /**
   * The upgrade with a wait between its batches, at the beginning of that wait, which whoever
   * goes on with it has to wait out again.
   */
  async atBoundary(koupctl = this.site.koupctl, gray = '60s', ...more: string[]): Promise<Run> {
    const upgrade = await this.upgradeBy(koupctl, '--gray', gray, ...more);
    await upgrade.saw(/batch 1\/2: healthy/);
    return upgrade;
  }

  by(kubeconfig: string): Koupctl {
    return new Koupctl(kubeconfig, this.namespace);
  }

  /** A network of its own to the real API server, TLS and all. */
  async wired(): Promise<{ wire: Wire; koupctl: Koupctl }> {
    const wire = await Wire.start(Number(new URL(this.plane.server).port));
    this.atEnd(() => wire.stop());
    const config = await readFile(this.plane.kubeconfigPath, 'utf8');
    const path = join(this.plane.dir, `${this.namespace}-wire.kubeconfig`);
    await writeFile(
      path,
      config.replaceAll(this.plane.server, `https://127.0.0.1:${String(wire.port)}`),
    );
    return { wire, koupctl: this.by(path) };
  }

  /** A door in front of the API server that answers in its place. */
  async proxied(): Promise<{ proxy: WriteProxy; koupctl: Koupctl }> {
    const proxy = await WriteProxy.start(this.plane, `${this.namespace}-proxy`);
    this.atEnd(() => proxy.stop());
    return { proxy, koupctl: this.by(proxy.kubeconfigPath) };
  }

  /** The real kubectl, in this scene's namespace. */
  async kubectl(...args: string[]): Promise<string> {
    const { kubectl } = await ensureAssets(console.error);
    const env = { KUBECONFIG: this.plane.kubeconfigPath, HOME: this.plane.dir };
    const { stdout } = await run(kubectl, ['-n', this.namespace, ...args], { env });
    return stdout;
  }

  active(version: string): number {
    return this.site.active(version);
  }

  deployment(): Promise<KubeObj> {
    return this.site.deployment();
  }

  /** The record's rollout. */
  async record(): Promise<{ phase: string; note?: string }> {
    const path = paths.configMap(this.namespace, 'koupctl.deployment.biz1');
    const { data } = await this.plane.kube.get(path);
    return (JSON.parse(data.record as string) as { current: { phase: string } }).current;
  }

  async holder(): Promise<string> {
    const { spec } = await this.plane.kube.get(
      paths.lease(this.namespace, 'koupctl.deployment.biz1'),
    );
    return (spec.holderIdentity as string | undefined) ?? '';
  }

  async goOn(how: Exclude<GoesOn, 'none'>): Promise<Result> {
    if (how === 'deploy') return await this.run(await this.deployArgs(after));
    if (how === 'attach') return await this.run(['attach', 'biz1', '--yes', '--confirm', 'none']);
    return await this.run(['rollback', 'biz1', '--yes']);
  }

  async expectFinished(version: 'before' | 'after'): Promise<void> {
    const wanted = version === 'before' ? before : after;
    const { metadata, spec } = await this.deployment();
    expect(this.active(wanted)).toBe(spec.replicas);
    expect(spec.template.spec.containers[0].env[0].value).toBe(wanted);
    expect(spec.progressDeadlineSeconds).toBe(own.progressDeadlineSeconds);
    expect(spec.strategy).toEqual(own.strategy);
    expect(spec.minReadySeconds).toBeUndefined();
    expect(spec.paused).toBeUndefined();
    expect(metadata.labels).toMatchObject({ team: 'till' });
    expect(JSON.stringify(metadata.annotations ?? {})).not.toContain('koupctl');
    expect((await this.record()).phase).toBe(version === 'after' ? 'done' : 'rolled-back');
    expect(await this.holder()).toBe('');
  }
}

/** A control plane with V2's controller for each scene. */
export async function startV2Stage(): Promise<Stage<Scene, FaultCase>> {
  const [plane, manifest] = await Promise.all([startV2Plane(), ownManifest()]);
  return {
    scene: (name, one) => Scene.start(plane, manifest, name, one),
    stop: () => plane.stop(),
  };
}
