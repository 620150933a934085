import type { ControlPlane } from './control-plane.ts';
import { paths, type KubeObj } from './kube.ts';
import type { SimulatedBase } from './simulated-base.ts';
import type { Quirks } from './stand-in-v2/quirks.ts';
import { V2Bench } from './v2-bench.ts';
import { v2Pace } from './v2-controller.ts';
import { V2View } from './v2-view.ts';

export interface TraceSiteOptions {
  name: string;
  bases: number;
  quirks?: Partial<Quirks>;
}

export interface ModuleOptions {
  version: string;
  /** Default: a good jar. */
  url?: string;
  /** `never-two`: no base may have two pods of it; else only no two of one revision. */
  apart?: 'never-two' | 'per-revision';
}

// A pod that has been up for so long is available: none ever is.
const HOLD = { minReadySeconds: 2_147_483_646, progressDeadlineSeconds: 2_147_483_647 };
const RELEASE = { minReadySeconds: 0, progressDeadlineSeconds: 600 };
const STRATEGIC = 'application/strategic-merge-patch+json';

/** One namespace, one environment, its controller and its bases: where a scenario is played. */
export class V2TraceSite {
  readonly bench: V2Bench;
  readonly view: V2View;
  readonly namespace: string;

  private constructor(bench: V2Bench, view: V2View, namespace: string) {
    this.bench = bench;
    this.view = view;
    this.namespace = namespace;
  }

  static async start(plane: ControlPlane, options: TraceSiteOptions): Promise<V2TraceSite> {
    const { name, bases, quirks = {} } = options;
    await plane.createNamespace(name);
    const bench = await V2Bench.start({ plane, bases, env: name, quirks });
    const view = new V2View(plane.kube, name, name);
    await view.start(bases);
    return new V2TraceSite(bench, view, name);
  }

  get bases(): readonly SimulatedBase[] {
    return this.bench.bases.all;
  }

  get deploymentPath(): string {
    return paths.deployment(this.namespace, 'biz1');
  }

  /** One pod for each base. */
  async deploy(options: ModuleOptions): Promise<void> {
    const labels = { app: 'biz1' };
    await this.bench.kube.create(paths.deployments(this.namespace), {
      metadata: { name: 'biz1' },
      spec: {
        replicas: this.bases.length,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, 'virtual-kubelet.koupleless.io/component': 'module' } },
          spec: { ...this.#placement(options), containers: [containerOf(options)] },
        },
      },
    });
  }

  /** The hold line: a new version and how many pods may go to it, in one write. */
  async hold(version: string, maxSurge: number, maxUnavailable: number): Promise<void> {
    await this.#write(version, { ...HOLD, strategy: rolling({ maxSurge, maxUnavailable }) });
  }

  /** A version, perhaps the one from before, and no hold any more, in one write. */
  async release(version: string): Promise<void> {
    await this.#write(version, {
      ...RELEASE,
      strategy: rolling({ maxSurge: '25%', maxUnavailable: '25%' }),
    });
  }

  async remove(): Promise<void> {
    await this.bench.kube.delete(this.deploymentPath);
  }

  async switchAll(bizVersion: string): Promise<void> {
    for (const base of this.bases) await base.run('switchBiz', { bizName: 'biz1', bizVersion });
  }

  /**
   * Resolves when every base was asked what it runs once more, and the answer is dealt with: the
   * next question is far off. A pod removed in the same moment would be a race of its own.
   */
  async asked(times = 1): Promise<void> {
    const count = (base: SimulatedBase) => base.callsOf('queryAllBiz').length;
    const wanted = this.bases.map((base) => count(base) + times);
    await this.view.until('queries', () => {
      return this.bases.every((base, index) => count(base) >= (wanted[index] ?? 0));
    });
    await this.quiet(1);
  }

  /** So many seconds of the controller's time. */
  async quiet(seconds: number): Promise<void> {
    await this.view.quiet((seconds * 1_000) / v2Pace());
  }

  async stop(): Promise<void> {
    await this.view.stop();
    await this.bench.stop();
  }

  async #write(version: string, spec: object): Promise<KubeObj> {
    const template = { spec: { containers: [containerOf({ version })] } };
    const patch = { spec: { ...spec, template } };
    return this.bench.kube.request(
      'PATCH',
      this.deploymentPath,
      patch,
      STRATEGIC,
    ) as Promise<KubeObj>;
  }

  #placement({ apart = 'per-revision' }: ModuleOptions): object {
    const taint = (key: string, value: string) => ({ key, value, effect: 'NoExecute' });
    const term = {
      labelSelector: { matchLabels: { app: 'biz1' } },
      topologyKey: 'kubernetes.io/hostname',
      ...(apart === 'per-revision' ? { matchLabelKeys: ['pod-template-hash'] } : {}),
    };
    return {
      nodeSelector: { 'virtual-kubelet.koupleless.io/env': this.bench.env },
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
      tolerations: [
        taint('schedule.koupleless.io/virtual-node', 'True'),
        taint('schedule.koupleless.io/node-env', this.bench.env),
      ],
    };
  }
}

function containerOf({ version, url }: ModuleOptions): object {
  return {
    name: 'biz1',
    image: url ?? `http://jars.invalid/biz1-${version}-ark-biz.jar`,
    env: [{ name: 'BIZ_VERSION', value: version }],
  };
}

function rolling(rollingUpdate: object): object {
  return { type: 'RollingUpdate', rollingUpdate };
}
