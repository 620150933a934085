import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { benchBaseName, V2Bench, type V2BenchOptions } from '../bed/v2-bench.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import { Koupctl } from './koupctl.ts';

const names = new WeakMap<ControlPlane, Set<string>>();

/** The name itself, or one like it where the first attempt of a test has taken it. */
function freeName(plane: ControlPlane, name: string): string {
  const taken = names.get(plane) ?? new Set<string>();
  names.set(plane, taken);
  const free = taken.has(name) ? `${name}-${taken.size}` : name;
  taken.add(free);
  return free;
}

/** A control plane as fast as V2's controller lets it be. */
export async function startV2Plane(): Promise<ControlPlane> {
  const assets = await ensureAssets(console.error);
  return await startControlPlane({ assets, timeFactor: v2Pace() });
}

/** A namespace, bases of its own and a koupctl that works there. */
export class V2Site {
  readonly bench: V2Bench;
  readonly koupctl: Koupctl;
  readonly namespace: string;

  private constructor(bench: V2Bench, koupctl: Koupctl, namespace: string) {
    this.bench = bench;
    this.koupctl = koupctl;
    this.namespace = namespace;
  }

  static async start(
    plane: ControlPlane,
    name: string,
    options: Omit<V2BenchOptions, 'plane' | 'env'>,
  ): Promise<V2Site> {
    const namespace = freeName(plane, name);
    await plane.createNamespace(namespace);
    const bench = await V2Bench.start({ ...options, plane, env: namespace });
    return new V2Site(bench, new Koupctl(plane.kubeconfigPath, namespace), namespace);
  }

  /** The arguments that deploy a version of biz1 to this site's bases. */
  deployArgs(version: string, ...more: string[]): string[] {
    return [
      'deploy',
      'biz1',
      '--version',
      version,
      '--url',
      urlOf(version),
      '--base',
      benchBaseName,
      '--env',
      this.bench.env,
      '--soak',
      '0s',
      ...more,
    ];
  }

  /** Deploys without batches and expects it to be done. */
  async settle(version: string, replicas: number): Promise<void> {
    const args = this.deployArgs(version, '--replicas', String(replicas), '--yes');
    const { code, stderr } = await this.koupctl.run(args);
    if (code !== 0) throw new Error(`deploy of ${version} ended with ${code}:\n${stderr}`);
  }

  /** Bases on which this version serves. */
  active(version: string): number {
    return this.bench.bases.countActive('biz1', version);
  }

  deployment(): Promise<KubeObj> {
    return this.bench.kube.get(`${paths.deployments(this.namespace)}/biz1`);
  }

  get deploymentPath(): string {
    return `${paths.deployments(this.namespace)}/biz1`;
  }

  async stop(): Promise<void> {
    await this.bench.stop();
  }
}

export function urlOf(version: string): string {
  return `http://jars.invalid/biz1-${version}-ark-biz.jar`;
}
