import { expect } from 'vitest';
import { paths, type KubeObj } from '../bed/kube.ts';
import type { SimulatedBase } from '../bed/simulated-base.ts';
import { until } from '../bed/until.ts';
import type { V1Site } from '../bed/v1-bench.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, type V1Rig } from './v1-rig.ts';

/** Beside the old ones, so many at a time. */
export function surge(maxSurge: number): object {
  return { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } };
}

/** In place of the old ones. */
export const inPlace = {
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
};

/** The package of stock 1.0.0 that belongs to base `tag`. */
export function packageOf(tag: string): string {
  return `http://jars.test/${tag}/stock-1.0.0-ark-biz.jar`;
}

/** A base Deployment of three with stock 1.0.0 on all of them, in a namespace of its own. */
export class JointSiteV1 {
  readonly site: V1Site;
  readonly koupctl: Koupctl;

  private constructor(site: V1Site, koupctl: Koupctl) {
    this.site = site;
    this.koupctl = koupctl;
  }

  static async start(
    rig: V1Rig,
    name: string,
    { strategy = surge(1), replicas = 3 }: { strategy?: object; replicas?: number } = {},
  ): Promise<JointSiteV1> {
    const { site, koupctl } = await rig.siteWith(name, 3, { spare: 15, strategy });
    const joint = new JointSiteV1(site, koupctl);
    const args = deployArgs('1.0.0', '--replicas', String(replicas), '--url', packageOf('1.0.0'));
    const { code, stderr } = await koupctl.run(args);
    if (code !== 0) throw new Error(`deploy ended with ${code}:\n${stderr}`);
    return joint;
  }

  /** The command that brings base `tag` and the package for it. */
  args(tag: string, ...more: string[]): string[] {
    return [
      ...['co-release', 'stock', '--url', packageOf(tag), '--base-image', `base:${tag}`],
      ...['--yes', ...more],
    ];
  }

  get namespace(): string {
    return this.site.namespace;
  }

  base(): Promise<KubeObj> {
    return this.site.kube.get(`${paths.deployments(this.namespace)}/base`);
  }

  module(): Promise<KubeObj> {
    return this.site.kube.get(this.site.path('stock'));
  }

  /** Base pods that stay, with the base of each, in the order of their names. */
  pods(tag?: string): { pod: KubeObj; base: SimulatedBase }[] {
    return this.site.view.pods
      .filter((pod) => pod.metadata.deletionTimestamp === undefined)
      .filter((pod) => tag === undefined || imageIn(pod) === `base:${tag}`)
      .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }))
      .flatMap((pod) => {
        const base = this.site.baseOf(pod);
        return base === undefined ? [] : [{ pod, base }];
      });
  }

  /** The name of a base pod of this image, with or without an address. */
  freshPod(tag: string): string | undefined {
    return this.site.view.pods.find((pod) => imageIn(pod) === `base:${tag}`)?.metadata.name;
  }

  /** Bases that no pod has yet. */
  get spares(): readonly SimulatedBase[] {
    const taken = this.pods().map(({ base }) => base);
    return this.site.bases.filter((base) => !taken.includes(base));
  }

  /** On how many bases of this image the package for it serves. */
  serving(tag: string, of = tag): number {
    const active = (base: SimulatedBase): boolean =>
      base.bizList.some((biz) => biz.bizState === 'activated' && biz.bizUrl === packageOf(of));
    return this.pods(tag).filter(({ base }) => active(base)).length;
  }

  /** Everything is as the tag says, and nothing borrowed is left. */
  async expectAt(tag: string): Promise<void> {
    await until(`${tag} alone`, () => (this.site.view.pods.length === 3 ? true : undefined));
    expect(this.pods(tag)).toHaveLength(3);
    expect(this.serving(tag)).toBe(3);
    const module = await this.module();
    expect(module.spec.template.spec.module.url).toBe(packageOf(tag));
    const base = await this.base();
    expect(base.spec.minReadySeconds).toBeUndefined();
    expect(base.spec.progressDeadlineSeconds).toBe(600);
    for (const { metadata } of [base, module]) {
      expect(metadata['annotations']?.['koupctl.koupleless.io/rollout']).toBeUndefined();
      const managers = (metadata['managedFields'] as { manager: string; subresource?: string }[])
        .filter((one) => one.subresource === undefined)
        .map((one) => one.manager);
      expect(managers).not.toContain('koupctl-rollout');
    }
  }
}

function imageIn(pod: KubeObj): string {
  return (pod.spec.containers as { image: string }[])[0]?.image ?? '';
}
