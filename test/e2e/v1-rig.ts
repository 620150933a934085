import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { installV1Crds } from '../bed/stand-in-v1/crds.ts';
import type { V1Controller } from '../bed/stand-in-v1/stand-in.ts';
import { V1Bench, type SiteOptions, type V1Site } from '../bed/v1-bench.ts';
import { startV1Controller } from '../bed/v1-controller.ts';
import { Koupctl } from './koupctl.ts';

export const group = 'koupleless.io';
const timeFactor = 10;

/** A control plane with V1's controller, whose reads are never stale, for the tests of one file. */
export class V1Rig {
  readonly plane: ControlPlane;
  readonly controller: V1Controller;
  readonly #bench: V1Bench;

  private constructor(plane: ControlPlane, bench: V1Bench, controller: V1Controller) {
    this.plane = plane;
    this.#bench = bench;
    this.controller = controller;
  }

  static async start(): Promise<V1Rig> {
    const plane = await startControlPlane({
      assets: await ensureAssets(console.error),
      timeFactor,
    });
    await installV1Crds(plane.kube, { group, dialect: 'confirmBatchNum' });
    const bench = await V1Bench.start(plane, timeFactor);
    const quirks = { actsOnStaleReads: false };
    return new V1Rig(plane, bench, await startV1Controller({ plane, quirks }));
  }

  /** Bases in a namespace of their own, and a koupctl that works there. */
  async siteWith(
    name: string,
    bases: number,
    more: Pick<SiteOptions, 'spare' | 'strategy' | 'installMs'> = {},
  ): Promise<{ site: V1Site; koupctl: Koupctl }> {
    const site = await this.#bench.site({ name, bases, timeFactor, group, ...more });
    return { site, koupctl: new Koupctl(this.plane.kubeconfigPath, site.namespace) };
  }

  async stop(): Promise<void> {
    await this.controller.stop();
    await this.#bench.stop();
    await this.plane.stop();
  }
}

/** The arguments that deploy a version of stock to such a site's bases. */
export function deployArgs(version: string, ...more: string[]): string[] {
  const url = `http://jars.test/stock-${version}-ark-biz.jar`;
  return [
    ...['deploy', 'stock', '--version', version, '--url', url, '--base-deployment', 'base'],
    ...['--soak', '0s', '--yes', ...more],
  ];
}
