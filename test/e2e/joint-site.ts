import { expect } from 'vitest';
import { BaseDeployment, imageOf } from '../bed/base-deployment.ts';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { benchBaseName, V2Bench } from '../bed/v2-bench.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { Koupctl } from './koupctl.ts';
import { urlOf } from './v2-site.ts';

/** A base Deployment of three with biz1 1.0.0 on two of its bases, in a namespace of its own. */
export class JointSite {
  readonly bench: V2Bench;
  readonly base: BaseDeployment;
  readonly koupctl: Koupctl;
  readonly namespace: string;

  private constructor(
    plane: ControlPlane,
    bench: V2Bench,
    base: BaseDeployment,
    namespace: string,
  ) {
    this.bench = bench;
    this.base = base;
    this.namespace = namespace;
    this.koupctl = new Koupctl(plane.kubeconfigPath, namespace);
  }

  static async start(
    plane: ControlPlane,
    namespace: string,
    more: { strategy?: object; replicas?: number; versionOf?: (image: string) => string } = {},
  ): Promise<JointSite> {
    await plane.createNamespace(namespace);
    const bench = await V2Bench.start({ plane, bases: 0, env: namespace });
    const { replicas = 2, ...rest } = more;
    const base = await BaseDeployment.start({
      kube: plane.kube,
      namespace,
      name: 'shop-base',
      replicas: 3,
      version: '1.0',
      heartbeatUrl: bench.controller.heartbeatUrl,
      timeFactor: v2Pace(),
      ...rest,
    });
    await until('3 vnodes', async () => ((await bench.vnodes()).length === 3 ? true : undefined));
    const site = new JointSite(plane, bench, base, namespace);
    const { code, stderr } = await site.koupctl.run([
      ...['deploy', 'biz1', '--version', '1.0.0', '--url', urlOf('1.0.0')],
      ...['--base', benchBaseName, '--base-version', '1.0', '--env', namespace],
      ...['--replicas', String(replicas), '--soak', '0s', '--yes'],
    ]);
    if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stderr}`);
    return site;
  }

  /** The command that brings biz1 `version` together with base `base`. */
  args(version: string, base: string, ...more: string[]): string[] {
    return [
      ...['co-release', 'biz1', '--version', version, '--url', urlOf(version)],
      ...['--base-deployment', 'shop-base', '--base-image', imageOf(base)],
      ...['--base-version', base, '--yes', ...more],
    ];
  }

  /** Everything is as the version says, and nothing borrowed is left. */
  async expectAt(version: string, base: string, replicas = 2): Promise<void> {
    await until(`${base} alone`, () => (this.base.bases.length === 3 ? true : undefined));
    expect(this.base.count(base)).toBe(3);
    expect(this.base.active('biz1', version)).toBe(replicas);
    for (const path of [this.base.path, `${paths.deployments(this.namespace)}/biz1`]) {
      const { spec, metadata } = await this.bench.kube.get(path);
      expect(spec.minReadySeconds).toBeUndefined();
      expect(spec.progressDeadlineSeconds).toBe(600);
      expect(metadata['annotations']?.['koupctl.koupleless.io/rollout']).toBeUndefined();
      const managers = (metadata['managedFields'] as { manager: string; subresource?: string }[])
        .filter((one) => one.subresource === undefined)
        .map((one) => one.manager);
      expect(managers).not.toContain('koupctl-rollout');
    }
  }

  async stop(): Promise<void> {
    await this.base.stop();
    await this.bench.stop();
  }
}
