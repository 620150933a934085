import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { startKubeletServer } from '../bed/kubelet-server.ts';
import { siteNamespace } from './inspect-objects.ts';

const node = 'n1';
/** Of a network for examples: the API server proxies to no loopback address. */
const address = '192.0.2.10';
const kubeletPort = 10_250;
const metrics = { apiVersion: 'metrics.k8s.io/v1beta1' };
const nodeMetrics = paths.customs('metrics.k8s.io', 'v1beta1', 'nodes');
const podMetrics = paths.customs('metrics.k8s.io', 'v1beta1', 'pods', siteNamespace);

/** Of the 1000 CPUs that the node has, and of the one that the container may take. */
const low = { node: { cpu: '10', memory: '10Gi' }, container: { cpu: '50m', memory: '64Mi' } };
const high = { node: { cpu: '950', memory: '10Gi' }, container: { cpu: '950m', memory: '64Mi' } };
const gigabytes = (capacity: number, used: number) => ({
  capacityBytes: capacity * 1e9,
  usedBytes: used * 1e9,
});

/** CPU, memory and disk in use: what metrics-server says, and the kubelet of n1. */
export class SiteUsage {
  readonly #plane: ControlPlane;
  readonly #pod: string;
  readonly #disks = { root: gigabytes(100, 40), images: gigabytes(200, 60) };
  #kubelet: { stop(): Promise<void> } | undefined;

  private constructor(plane: ControlPlane, pod: string) {
    this.#plane = plane;
    this.#pod = pod;
  }

  /** All of it low. The pod has a container `main` with a limit of one CPU. */
  static async start(plane: ControlPlane, tunnel: string, pod: string): Promise<SiteUsage> {
    const usage = new SiteUsage(plane, pod);
    const { kube, authority } = plane;
    usage.#kubelet = await startKubeletServer({
      socket: tunnel,
      address: `${address}:${kubeletPort}`,
      pair: authority.issue({ commonName: `system:node:${node}`, hosts: [address] }),
      nodeName: node,
      disks: usage.#disks,
    });
    await kube.mergePatch(`${paths.node(node)}/status`, {
      status: {
        addresses: [{ type: 'InternalIP', address }],
        daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
      },
    });
    const asNode = { ...metrics, kind: 'NodeMetrics', metadata: { name: node } };
    await kube.create(nodeMetrics, { ...asNode, usage: low.node });
    const asPod = { ...metrics, kind: 'PodMetrics', metadata: { name: pod } };
    await kube.create(podMetrics, { ...asPod, containers: inMain(low.container) });
    return usage;
  }

  async rise(): Promise<void> {
    this.#disks.root = gigabytes(100, 95);
    await this.#tell(high);
  }

  async fall(): Promise<void> {
    this.#disks.root = gigabytes(100, 40);
    await this.#tell(low);
  }

  async stop(): Promise<void> {
    await this.#kubelet?.stop();
  }

  async #tell({ node: usage, container }: typeof low): Promise<void> {
    const { kube } = this.#plane;
    await kube.mergePatch(`${nodeMetrics}/${node}`, { usage });
    await kube.mergePatch(`${podMetrics}/${this.#pod}`, { containers: inMain(container) });
  }
}

function inMain(usage: object): object[] {
  return [{ name: 'main', usage }];
}
