import { randomInt } from 'node:crypto';
import { placedOn, startFakeKubelet, type FakeKubelet } from './fake-kubelet.ts';
import { paths, type Kube, type KubeObj } from './kube.ts';
import { SimulatedBase, type SimulatedBaseOptions } from './simulated-base.ts';
import { until } from './until.ts';
import { benchBaseName } from './v2-bench.ts';

export interface BaseDeploymentOptions {
  kube: Kube;
  namespace: string;
  name: string;
  replicas: number;
  version: string;
  /** Of the Deployment; the server's own where absent. */
  strategy?: object;
  heartbeatUrl: string;
  timeFactor: number;
  base?: Partial<SimulatedBaseOptions>;
  /** What a base of this image calls its version, where that is not the image's tag. */
  versionOf?: (image: string) => string;
}

/** A base's own Deployment: each of its pods is a simulated base, from its start to its end. */
export class BaseDeployment {
  readonly #options: BaseDeploymentOptions;
  readonly #starting = new Map<string, { ip: string; base: Promise<SimulatedBase> }>();
  readonly #running = new Map<string, { version: string; base: SimulatedBase }>();
  readonly #prefix = `127.${randomInt(20, 250)}.${randomInt(1, 250)}`;
  readonly #kubelet: FakeKubelet;
  #last = 0;

  private constructor(options: BaseDeploymentOptions, kubelet: FakeKubelet) {
    this.#options = options;
    this.#kubelet = kubelet;
  }

  static async start(options: BaseDeploymentOptions): Promise<BaseDeployment> {
    const { kube, namespace, name, replicas, timeFactor } = options;
    const nodeName = `machine-${namespace}-${name}`;
    // The kubelet asks for addresses only once there are pods.
    const known: { self?: BaseDeployment } = {};
    const kubelet = await startFakeKubelet({
      kube,
      nodeName,
      timeFactor,
      assignIp: (pod) => known.self?.addressOf(pod),
      onPodGone: (pod) => void known.self?.forget(pod),
    });
    const started = new BaseDeployment(options, kubelet);
    known.self = started;
    await kube.create(paths.deployments(namespace), started.manifest(nodeName));
    await until(`${replicas} bases of ${name}`, () => {
      return started.bases.length >= replicas ? started.bases : undefined;
    });
    return started;
  }

  /** The bases that run now. */
  get bases(): readonly SimulatedBase[] {
    return [...this.#running.values()].map((one) => one.base);
  }

  get path(): string {
    return `${paths.deployments(this.#options.namespace)}/${this.#options.name}`;
  }

  get(): Promise<KubeObj> {
    return this.#options.kube.get(this.path);
  }

  /** On how many bases this version of the module serves. */
  active(bizName: string, bizVersion: string): number {
    return this.bases.filter((base) => base.activeVersions(bizName).includes(bizVersion)).length;
  }

  /** How many bases call themselves this version. */
  count(version: string): number {
    return [...this.#running.values()].filter((one) => one.version === version).length;
  }

  /** The pod's address, which it gets when its base is up; one base per pod. */
  addressOf(pod: KubeObj): string | undefined {
    const uid = String(pod.metadata.uid);
    const known = this.#starting.get(uid);
    if (known !== undefined) return this.#running.has(uid) ? known.ip : undefined;
    const ip = `${this.#prefix}.${(this.#last += 1)}`;
    const { heartbeatUrl, timeFactor, base = {}, versionOf = tagOf } = this.#options;
    const [container] = pod.spec.containers as { image: string }[];
    const version = versionOf(container?.image ?? '');
    const starting = SimulatedBase.start({
      timeFactor,
      baseName: benchBaseName,
      ...base,
      ip,
      hostName: pod.metadata.name,
      baseVersion: version,
      heartbeatUrl,
    });
    this.#starting.set(uid, { ip, base: starting });
    void starting.then((one) => this.#running.set(uid, { version, base: one }));
    return undefined;
  }

  async forget(pod: KubeObj): Promise<void> {
    const uid = String(pod.metadata.uid);
    const starting = this.#starting.get(uid);
    this.#starting.delete(uid);
    const base = await starting?.base;
    this.#running.delete(uid);
    await base?.stop();
  }

  manifest(nodeName: string): KubeObj {
    const { name, namespace, replicas, version, strategy } = this.#options;
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        ...(strategy === undefined ? {} : { strategy }),
        template: {
          metadata: { labels: { app: name } },
          spec: {
            ...placedOn(nodeName),
            containers: [{ name: 'base', image: imageOf(version) }],
          },
        },
      },
    };
  }

  async stop(): Promise<void> {
    await this.#kubelet.stop();
    const all = [...this.#starting.values()].map((one) => one.base);
    await Promise.all(all.map(async (base) => await (await base).stop()));
  }
}

export function imageOf(version: string): string {
  return `registry.invalid/base:${version}`;
}

function tagOf(image: string): string {
  return image.split(':').at(-1) ?? '';
}
