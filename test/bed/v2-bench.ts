import { randomInt } from 'node:crypto';
import type { ControlPlane } from './control-plane.ts';
import type { Kube, KubeObj } from './kube.ts';
import { paths } from './kube.ts';
import { SimulatedBases } from './simulated-bases.ts';
import type { SimulatedBaseOptions } from './simulated-base.ts';
import type { Quirks } from './stand-in-v2/quirks.ts';
import { startV2Controller, v2Pace, type V2Controller } from './v2-controller.ts';
import { until } from './until.ts';

export interface V2BenchOptions {
  plane: ControlPlane;
  bases: number;
  env?: string;
  timeFactor?: number;
  quirks?: Partial<Quirks>;
  base?: Partial<SimulatedBaseOptions>;
  syncReplicasWithBases?: boolean;
  /** `CLIENT_ID`, under which the controller knows its leases again. */
  clientId?: string;
}

/** The name under which simulated bases of the bed report themselves. */
export const benchBaseName = 'base';

/** A V2 controller with simulated bases whose vnodes are there and Ready. */
export class V2Bench {
  readonly kube: Kube;
  readonly env: string;
  readonly bases: SimulatedBases;
  readonly controller: V2Controller;

  private constructor(kube: Kube, env: string, bases: SimulatedBases, controller: V2Controller) {
    this.kube = kube;
    this.env = env;
    this.bases = bases;
    this.controller = controller;
  }

  static async start(options: V2BenchOptions): Promise<V2Bench> {
    const { plane, env = 'dev', timeFactor = v2Pace() } = options;
    const controller = await startV2Controller({ ...options, env, timeFactor });
    const bases = await startBases(options, controller.heartbeatUrl, timeFactor);
    const bench = new V2Bench(plane.kube, env, bases, controller);
    await bench.ready();
    return bench;
  }

  /** Resolves when the vnodes of all bases are there and Ready. */
  async ready(): Promise<void> {
    const count = this.bases.all.length;
    await until(`${count} vnodes`, async () => (await this.vnodes()).length >= count);
  }

  async vnodes(): Promise<KubeObj[]> {
    const selector = `virtual-kubelet.koupleless.io/component=vnode,virtual-kubelet.koupleless.io/env=${this.env}`;
    const { items } = await this.kube.list(
      `${paths.nodes()}?labelSelector=${encodeURIComponent(selector)}`,
    );
    const ready = (node: KubeObj): boolean =>
      node.status?.conditions?.some(
        (one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True',
      ) ?? false;
    return items.filter(ready);
  }

  async stop(): Promise<void> {
    await this.bases.stop();
    await this.controller.stop();
  }
}

async function startBases(
  options: V2BenchOptions,
  heartbeatUrl: string,
  timeFactor: number,
): Promise<SimulatedBases> {
  for (let attempt = 1; ; attempt += 1) {
    const ipPrefix = `127.${randomInt(20, 250)}.${randomInt(1, 250)}`;
    try {
      return await SimulatedBases.create({
        timeFactor,
        baseName: benchBaseName,
        ...options.base,
        count: options.bases,
        ipPrefix: options.bases > 250 ? ipPrefix.split('.').slice(0, 2).join('.') : ipPrefix,
        heartbeatUrl,
      });
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
