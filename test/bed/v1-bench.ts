import { randomInt } from 'node:crypto';
import type { ControlPlane } from './control-plane.ts';
import { placedOn, startFakeKubelet, type FakeKubelet } from './fake-kubelet.ts';
import { paths, type Kube, type KubeObj } from './kube.ts';
import type { SimulatedBase } from './simulated-base.ts';
import { SimulatedBases } from './simulated-bases.ts';
import { namesFor, type V1Names } from './stand-in-v1/names.ts';
import { V1View } from './v1-view.ts';

export interface SiteOptions {
  /** Its namespace; a test that is tried again gets another one like it. */
  name: string;
  bases: number;
  group?: string;
  /** Labels of single base pods, by their number; the others get none. */
  podLabels?: Record<string, string>;
  /** How many of the bases get no address, so that their pods never start. */
  withoutAddress?: number;
  /** Bases beside those, for pods that come later; none gets an address of one before while there are. */
  spare?: number;
  /** How long an install takes, in ms; the bases' own time where absent. */
  installMs?: number | undefined;
  /** Of the base Deployment; the server's own where absent. */
  strategy?: object;
  timeFactor: number;
}

const BASE_DEPLOYMENT = 'base';

/** One namespace with a base Deployment whose pods are simulated bases. */
export class V1Site {
  readonly kube: Kube;
  readonly namespace: string;
  readonly names: V1Names;
  readonly bases: readonly SimulatedBase[];
  readonly view: V1View;
  /** False: pods that come get no address until it is true again. */
  givesAddresses = true;
  /** False: a pod gets its address before its base answers there; the test starts it. */
  startsBases = true;
  /** Addresses given to pods, by uid. */
  readonly #given = new Map<string, SimulatedBase>();
  readonly #used = new Set<SimulatedBase>();

  constructor(kube: Kube, namespace: string, names: V1Names, bases: readonly SimulatedBase[]) {
    this.kube = kube;
    this.namespace = namespace;
    this.names = names;
    this.bases = bases;
    this.view = new V1View(kube, namespace, names);
  }

  /** A free base for the pod; undefined when all are taken. */
  assign(pod: KubeObj): string | undefined {
    const taken = new Set(this.#given.values());
    if (!this.givesAddresses) return undefined;
    const free = this.bases.filter((one) => !taken.has(one));
    const base = free.find((one) => !this.#used.has(one)) ?? free[0];
    if (base === undefined) return undefined;
    this.#used.add(base);
    this.#given.set(String(pod.metadata.uid), base);
    if (this.startsBases) void base.up();
    return base.ip;
  }

  release(pod: KubeObj): void {
    const uid = String(pod.metadata.uid);
    void this.#given.get(uid)?.die();
    this.#given.delete(uid);
  }

  /** The base that this pod is. */
  baseOf(pod: KubeObj): SimulatedBase | undefined {
    return this.#given.get(String(pod.metadata.uid));
  }

  path(name: string): string {
    return paths.custom(this.names.group, 'v1alpha1', 'moduledeployments', this.namespace, name);
  }

  create(md: KubeObj): Promise<KubeObj> {
    const { group } = this.names;
    const path = paths.customs(group, 'v1alpha1', 'moduledeployments', this.namespace);
    return this.kube.create(path, md);
  }

  patch(name: string, patch: object): Promise<KubeObj> {
    return this.kube.mergePatch(this.path(name), patch);
  }

  confirm(name: string, batch: number): Promise<KubeObj> {
    return this.patch(name, { spec: { confirmBatchNum: batch } });
  }

  /** How many bases run this version; `stock:1.0.0`. */
  running(biz: string): number {
    const listed = (base: SimulatedBase) =>
      base.bizList.some(({ bizName, bizVersion }) => `${bizName}:${bizVersion}` === biz);
    return this.bases.filter(listed).length;
  }

  async stop(): Promise<void> {
    await this.view.stop();
    await Promise.all(this.bases.map((base) => base.die()));
  }
}

/** A node for base pods, and sites on it. */
export class V1Bench {
  readonly plane: ControlPlane;
  readonly #kubelet: FakeKubelet;
  readonly #sites: Map<string, V1Site>;
  readonly #names = new Set<string>();

  private constructor(plane: ControlPlane, kubelet: FakeKubelet, sites: Map<string, V1Site>) {
    this.plane = plane;
    this.#kubelet = kubelet;
    this.#sites = sites;
  }

  static async start(plane: ControlPlane, timeFactor: number): Promise<V1Bench> {
    const sites = new Map<string, V1Site>();
    const siteOf = (pod: KubeObj) => sites.get(String(pod.metadata.namespace));
    const kubelet = await startFakeKubelet({
      kube: plane.kube,
      nodeName: 'v1-bases',
      assignIp: (pod) => siteOf(pod)?.assign(pod),
      onPodGone: (pod) => siteOf(pod)?.release(pod),
      timeFactor,
    });
    return new V1Bench(plane, kubelet, sites);
  }

  /** Resolves when all base pods that can run are running. */
  async site(options: SiteOptions): Promise<V1Site> {
    const { group = 'koupleless.io', withoutAddress = 0, spare = 0, timeFactor } = options;
    const { kube } = this.plane;
    const taken = this.#names.has(options.name);
    const name = taken ? `${options.name}-${this.#names.size}` : options.name;
    this.#names.add(name);
    await this.plane.createNamespace(name);
    const reachable = options.bases - withoutAddress;
    const { installMs } = options;
    const pace = { timeFactor, ...(installMs === undefined ? {} : { installMs }) };
    const bases = await startBases(reachable + spare, pace);
    const site = new V1Site(kube, name, namesFor(group), bases);
    this.#sites.set(name, site);
    site.view.start();
    await kube.create(paths.deployments(name), this.#baseDeployment(options));
    await site.view.until(`${reachable} bases of ${name}`, (view) => {
      const pods = view.pods.filter((pod) => pod.status?.podIP !== undefined);
      return view.pods.length === options.bases && pods.length === reachable;
    });
    await site.view.until('them to be available', (view) => {
      const base = view.baseDeployment;
      return base?.status?.availableReplicas === reachable || reachable === 0;
    });
    return site;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sites.values()].map((site) => site.stop()));
    await this.#kubelet.stop();
  }

  #baseDeployment({ bases, podLabels, strategy }: SiteOptions): object {
    const labels = { app: BASE_DEPLOYMENT };
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: BASE_DEPLOYMENT },
      spec: {
        replicas: bases,
        selector: { matchLabels: labels },
        ...(strategy === undefined ? {} : { strategy }),
        template: {
          metadata: { labels: { ...labels, ...podLabels } },
          spec: {
            ...placedOn(this.#kubelet.nodeName),
            containers: [{ name: 'base', image: 'base:1.0.0' }],
          },
        },
      },
    };
  }
}

/** The V1 controller knows only port 1238, so every base needs an address that nobody else has. */
async function startBases(
  count: number,
  pace: { timeFactor: number; installMs?: number },
): Promise<readonly SimulatedBase[]> {
  if (count === 0) return [];
  for (let attempt = 1; ; attempt += 1) {
    const ipPrefix = `127.${randomInt(20, 250)}.${randomInt(1, 250)}`;
    try {
      return (await SimulatedBases.create({ count, ipPrefix, ...pace })).all;
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}

export interface ModuleDeploymentOptions {
  group?: string;
  name?: string;
  module?: string;
  version?: string;
  /** File name of the jar, from which a simulated base knows what is in it. */
  jar?: string;
  replicas: number;
  strategy?: Record<string, unknown>;
  labels?: Record<string, string>;
  spec?: Record<string, unknown>;
}

/** A ModuleDeployment on the site's bases, as a user would write it. */
export function moduleDeployment(options: ModuleDeploymentOptions): KubeObj {
  const {
    name = 'stock',
    module = 'stock',
    version = '1.0.0',
    labels = { app: 'stock' },
  } = options;
  const jar = options.jar ?? `${module}-${version}-ark-biz.jar`;
  return {
    apiVersion: `${options.group ?? 'koupleless.io'}/v1alpha1`,
    kind: 'ModuleDeployment',
    metadata: { name, ...(Object.keys(labels).length > 0 ? { labels } : {}) },
    spec: {
      baseDeploymentName: BASE_DEPLOYMENT,
      replicas: options.replicas,
      template: { spec: { module: { name: module, version, url: `http://jars.test/${jar}` } } },
      operationStrategy: options.strategy ?? {},
      ...options.spec,
    },
  };
}

/** The patch that releases another version. */
export function toVersion(version: string, jar = `stock-${version}-ark-biz.jar`): object {
  const module = { version, url: `http://jars.test/${jar}` };
  return { spec: { template: { spec: { module } } } };
}
