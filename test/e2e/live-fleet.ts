import { randomInt } from 'node:crypto';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths, type Kube, type KubeObj } from '../bed/kube.ts';
import { PlainVnodes } from '../bed/plain-vnodes.ts';
import { SimulatedBase } from '../bed/simulated-base.ts';
import { SimulatedBases } from '../bed/simulated-bases.ts';
import { nodeObject } from '../bed/stand-in-v2/nodes/node-object.ts';
import { until } from '../bed/until.ts';
import { installGraceMs } from '../../src/modules/grace.ts';
import { Koupctl } from './koupctl.ts';
import { modulePod } from './reads-objects.ts';

export const mebi = 1024 * 1024;
export const twinNode = 'vnode.twin.dev';
const namespace = 'fleet';

/** The number of the base that each trouble has befallen. */
const at = {
  fine: 0,
  dead: 1,
  restarted: 2,
  byHand: 3,
  otherVersion: 4,
  hanging: 5,
  broken: 6,
  notReady: 7,
};

export type Trouble = keyof typeof at;

/**
 * Bases of V2 that each got into a trouble of their own, behind a controller that mends nothing:
 * what is judged stays as it is.
 */
export class LiveFleet {
  readonly count = Object.keys(at).length;
  readonly namespace = namespace;
  readonly plane: ControlPlane;
  readonly koupctl: Koupctl;
  readonly #bases: SimulatedBases;
  readonly #vnodes: PlainVnodes;
  #twin: SimulatedBase | undefined;

  private constructor(plane: ControlPlane, bases: SimulatedBases, vnodes: PlainVnodes) {
    this.plane = plane;
    this.koupctl = new Koupctl(plane.kubeconfigPath, namespace);
    this.#bases = bases;
    this.#vnodes = vnodes;
  }

  static async start(): Promise<LiveFleet> {
    const assets = await ensureAssets(console.error);
    const plane = await startControlPlane({ assets, timeFactor: 1 });
    await plane.createNamespace(namespace);
    await plane.createNamespace('depot');
    const bases = await SimulatedBases.create({
      count: Object.keys(at).length,
      ipPrefix: `127.${randomInt(20, 250)}.${randomInt(1, 250)}`,
      timeFactor: 100,
      baseName: 'base',
      metaspace: { max: 150 * mebi, bizBytes: 20 * mebi },
    });
    const vnodes = await PlainVnodes.start(plane.kube, bases, { env: 'dev', baseName: 'base' });
    return new LiveFleet(plane, bases, vnodes);
  }

  base(name: Trouble): SimulatedBase {
    return this.#bases.get(at[name]);
  }

  node(name: Trouble): string {
    return this.base(name).nodeName('dev');
  }

  get kube(): Kube {
    return this.plane.kube;
  }

  /** Brings biz1 1.0.0 to all, then to each its trouble. */
  async trouble(): Promise<void> {
    await this.#deploy();
    const pods = [
      { namespace: 'depot', name: 'biz2', version: '7.0.0', node: this.node('fine') },
      { namespace, name: 'biz4', version: '1.0.0' },
    ];
    for (const pod of pods) {
      await modulePod(this.kube, { ...pod, url: urlOf(pod.name, pod.version) });
    }
    const url = 'http://jars.invalid/biz3-3.0.0-throws-ark-biz.jar';
    const thrown = { namespace, name: 'biz3', version: '3.0.0', url, node: this.node('broken') };
    await modulePod(this.kube, thrown);
    await until('the modules of single pods', () => {
      const installed = this.base('fine').activeVersions('biz2').length === 1;
      return installed && this.base('broken').bizList.some(({ bizState }) => bizState === 'broken');
    });
    await this.#pods(this.count + 1);
    await this.base('dead').die();
    await this.base('restarted').restart();
    for (const name of ['biz8', 'biz9']) await install(this.base('byHand'), name, '1.0.0');
    const otherVersion = this.base('otherVersion');
    await otherVersion.run('uninstallBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
    await install(otherVersion, 'biz1', '1.5.0');
    this.base('hanging').faults.hang = {};
    await this.#unready();
    await this.#addTwin();
    await this.#grownUp();
  }

  /** What was put on its base a moment ago is judged more mildly. */
  async #grownUp(): Promise<void> {
    const newest = async (): Promise<number> => {
      const { items } = await this.kube.list(paths.pods(namespace));
      return Math.max(...items.map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? '')));
    };
    const since = await newest();
    await until('all pods to be older than an install', () => Date.now() - since > installGraceMs);
  }

  /** Every base is well and has nothing but biz1 1.0.0. */
  async heal(): Promise<void> {
    for (const name of Object.keys(at) as Trouble[]) {
      const base = this.base(name);
      base.heal();
      await base.restart();
      await install(base, 'biz1', '1.0.0');
    }
  }

  async stop(): Promise<void> {
    await this.#vnodes.stop();
    await this.#bases.die();
    await this.#twin?.die();
    await this.plane.stop();
  }

  async #deploy(): Promise<void> {
    const url = urlOf('biz1', '1.0.0');
    const { code, stderr } = await this.koupctl.run([
      ...['deploy', 'biz1', '--version', '1.0.0', '--url', url, '--base', 'base', '--yes'],
      ...['--replicas', String(this.count), '--confirm', 'none', '--soak', '0s'],
    ]);
    if (code !== 0) throw new Error(stderr);
  }

  async #pods(ready: number): Promise<KubeObj[]> {
    return await until(`${ready} pods that are ready`, async () => {
      const pods = (await this.kube.list(paths.pods(namespace))).items.filter(isReady);
      return pods.length === ready && pods;
    });
  }

  async #unready(): Promise<void> {
    const pods = await this.#pods(this.count + 1);
    const own = pods.find((pod) => pod.spec.nodeName === this.node('notReady'));
    await this.kube.mergePatch(`${paths.pods(namespace)}/${own?.metadata.name ?? ''}/status`, {
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    });
  }

  /** A base on the address of the first one, which only its port tells apart; nobody renews its lease. */
  async #addTwin(): Promise<void> {
    const { ip } = this.base('fine');
    const twin = await SimulatedBase.start({ ip, port: 1239, identity: 'twin', timeFactor: 100 });
    this.#twin = twin;
    const { identity, port, hostName } = twin;
    const about = { name: 'base', version: '1.0.0', clusterName: 'default' };
    const info = { identity, ip, port, hostName, ...about };
    const node = nodeObject(info, 'dev');
    // Nobody would install there what the scheduler sends.
    const spec = { ...(node.spec as object), unschedulable: true };
    await this.kube.create(paths.nodes(), { ...node, spec });
    await this.kube.create('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: twinNode },
      spec: { leaseDurationSeconds: 40, renewTime: '2026-01-01T00:00:00.000000Z' },
    });
    await install(twin, 'biz7', '1.0.0');
  }
}

/** As somebody would by hand. */
export async function install(base: SimulatedBase, name: string, version: string): Promise<void> {
  const biz = { bizName: name, bizVersion: version, bizUrl: urlOf(name, version) };
  await base.run('installBiz', biz);
}

export function urlOf(name: string, version: string): string {
  return `http://jars.invalid/${name}-${version}-ark-biz.jar`;
}

function isReady(pod: KubeObj): boolean {
  const conditions = (pod.status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
