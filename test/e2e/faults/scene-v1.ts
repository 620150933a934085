import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { ensureAssets } from '../../bed/control-plane.ts';
import { paths, type KubeObj } from '../../bed/kube.ts';
import { moduleDeployment, type V1Site } from '../../bed/v1-bench.ts';
import { Koupctl, type Result, type Run } from '../koupctl.ts';
import { V1Rig } from '../v1-rig.ts';
import { WriteProxy } from '../write-proxy.ts';
import type { GoesOn, PlayedFault } from './fault-case.ts';
import type { AnyScene, Stage } from './run-faults.ts';

const execute = promisify(execFile);

const before = '1.0.0';
const after = '2.0.0';

/** What the user's manifest says and a rollout borrows. */
const own = { needConfirm: true, useBeta: false, batchCount: 3 } as const;

/** A fault in a rollout of a ModuleDeployment. */
export interface V1Fault extends PlayedFault<SceneV1> {
  /** How long an install takes on its bases, in ms. */
  readonly installMs?: number;
}

/** One module on two of four V1 bases, about to be upgraded in two batches. */
export class SceneV1 implements AnyScene {
  readonly rig: V1Rig;
  readonly site: V1Site;
  readonly #koupctl: Koupctl;
  readonly #ends: (() => Promise<void>)[] = [];

  private constructor(rig: V1Rig, site: V1Site, koupctl: Koupctl) {
    this.rig = rig;
    this.site = site;
    this.#koupctl = koupctl;
  }

  /** Resolves when `before` runs on two bases. */
  static async start(rig: V1Rig, name: string, { installMs }: V1Fault): Promise<SceneV1> {
    const { site, koupctl } = await rig.siteWith(name, 4, { installMs });
    const scene = new SceneV1(rig, site, koupctl);
    const { code, stderr } = await scene.run(await scene.#deployArgs(before));
    if (code === 0) return scene;
    await scene.stop();
    throw new Error(`deploy of ${before} ended with ${code}:\n${stderr}`);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends) await end();
    await this.site.stop();
  }

  run(args: readonly string[]): Promise<Result> {
    return this.#koupctl.run(args);
  }

  async upgrade(...more: string[]): Promise<Run> {
    return this.#koupctl.start(await this.#deployArgs(after, '--batches', '2', ...more));
  }

  /** The upgrade, at the beginning of a wait between its batches. */
  async atBoundary(): Promise<Run> {
    const upgrade = await this.upgrade('--gray', '60s');
    await upgrade.saw(/batch 1\/2: healthy/);
    return upgrade;
  }

  /** The upgrade through a door in front of the API server that may answer in its place. */
  async proxied(): Promise<{ proxy: WriteProxy; upgrade: () => Promise<Run> }> {
    const proxy = await WriteProxy.start(this.rig.plane, `${this.site.namespace}-proxy`);
    this.#ends.unshift(() => proxy.stop());
    const koupctl = new Koupctl(proxy.kubeconfigPath, this.site.namespace);
    const args = await this.#deployArgs(after, '--batches', '2');
    return { proxy, upgrade: () => Promise.resolve(koupctl.start(args)) };
  }

  /** The real kubectl, in this scene's namespace. */
  async kubectl(...args: string[]): Promise<string> {
    const { plane } = this.rig;
    const { kubectl } = await ensureAssets(console.error);
    const env = { KUBECONFIG: plane.kubeconfigPath, HOME: plane.dir };
    const named = ['-n', this.site.namespace, ...args];
    return (await execute(kubectl, named, { env })).stdout;
  }

  patch(spec: object): Promise<KubeObj> {
    return this.site.patch('biz1', { spec });
  }

  async goOn(how: Exclude<GoesOn, 'none'>): Promise<Result> {
    if (how === 'deploy') return await this.run(await this.#deployArgs(after));
    if (how === 'attach') return await this.run(['attach', 'biz1', '--yes', '--confirm', 'none']);
    return await this.run(['rollback', 'biz1', '--yes']);
  }

  async expectFinished(version: 'before' | 'after'): Promise<void> {
    const [wanted, other] = version === 'before' ? [before, after] : [after, before];
    const { kube } = this.rig.plane;
    const { metadata, spec, status } = await kube.get(this.site.path('biz1'));
    expect(this.site.running(`biz1:${wanted}`)).toBe(spec.replicas);
    expect(this.site.running(`biz1:${other}`)).toBe(0);
    expect(spec.template.spec.module.version).toBe(wanted);
    expect(spec.operationStrategy).toMatchObject(own);
    expect(status?.releaseStatus).toMatchObject({ progress: 'Completed' });
    expect(metadata.labels).toMatchObject({ team: 'till' });
    expect(JSON.stringify(metadata.annotations ?? {})).not.toContain('koupctl');
    const record = await kube.get(
      paths.configMap(this.site.namespace, 'koupctl.moduledeployment.biz1'),
    );
    const { current } = JSON.parse(record.data.record as string) as { current: { phase: string } };
    expect(current.phase).toBe(version === 'after' ? 'done' : 'rolled-back');
    const lease = await kube.get(paths.lease(this.site.namespace, 'koupctl.moduledeployment.biz1'));
    expect(lease.spec.holderIdentity ?? '').toBe('');
  }

  async #deployArgs(version: string, ...more: string[]): Promise<string[]> {
    const file = join(this.rig.plane.dir, `${this.site.namespace}-${version}.json`);
    const labels = { team: 'till' };
    const manifest = moduleDeployment({
      ...{ name: 'biz1', module: 'biz1', version, labels },
      ...{ replicas: 2, strategy: own },
    });
    await writeFile(file, JSON.stringify(manifest));
    return ['deploy', '-f', file, '--yes', '--confirm', 'none', '--soak', '0s', ...more];
  }
}

/** A control plane with V1's controller for all scenes. */
export async function startV1Stage(): Promise<Stage<SceneV1, V1Fault>> {
  const rig = await V1Rig.start();
  return { scene: (name, one) => SceneV1.start(rig, name, one), stop: () => rig.stop() };
}
