import { setMaxListeners } from 'node:events';
import { paths, type Kube, type KubeObj } from './kube.ts';
import type { SimulatedBase } from './simulated-base.ts';
import type { SimulatedBases } from './simulated-bases.ts';
import { callArklet, type BaseInfo } from './stand-in-v2/bases.ts';
import { LEASE_NAMESPACE } from './stand-in-v2/names.ts';
import { nodeObject } from './stand-in-v2/nodes/node-object.ts';
import { containersOf, versionOf } from './stand-in-v2/pods/biz-status.ts';

const atOnce = 32;
const renewEveryMs = 15_000;
const arkletMs = 60_000;

/**
 * Vnodes of so many bases that a controller with a life for each would be the load: Node objects
 * whose leases are renewed, and one watch that installs and uninstalls what pods say. Nothing of
 * V2's lies.
 */
export class PlainVnodes {
  readonly #kube: Kube;
  readonly #over = new AbortController();
  readonly #infos: ReadonlyMap<string, BaseInfo>;
  readonly #seen = new Set<string>();
  #work: Promise<unknown> = Promise.resolve();

  private constructor(kube: Kube, infos: ReadonlyMap<string, BaseInfo>) {
    setMaxListeners(0, this.#over.signal);
    this.#kube = kube;
    this.#infos = infos;
  }

  static async start(
    kube: Kube,
    bases: SimulatedBases,
    about: { readonly env: string; readonly baseName: string },
  ): Promise<PlainVnodes> {
    const infos = new Map(bases.all.map((base) => [base.nodeName(about.env), infoOf(base, about)]));
    const vnodes = new PlainVnodes(kube, infos);
    await eachOf([...infos], async ([name, info]) => {
      await kube.create(paths.nodes(), nodeObject(info, about.env));
      await kube.create(leases, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name },
        spec: { holderIdentity: 'bed', leaseDurationSeconds: 40, renewTime: now() },
      });
    });
    vnodes.#work = Promise.all([vnodes.#renewing(), vnodes.#following()]);
    return vnodes;
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#work.catch(() => undefined);
  }

  async #renewing(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, renewEveryMs);
        const end = (): void => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', end, { once: true });
      });
      await eachOf([...this.#infos.keys()], async (name) => {
        if (signal.aborted) return;
        await this.#kube.mergePatch(`${leases}/${name}`, { spec: { renewTime: now() } });
      });
    }
  }

  async #following(): Promise<void> {
    const selector = encodeURIComponent('virtual-kubelet.koupleless.io/component=module');
    await this.#kube.watch(
      `${paths.pods()}?labelSelector=${selector}`,
      (type, pod) => {
        const info = this.#infos.get(String((pod.spec as { nodeName?: string }).nodeName));
        if (info === undefined || type === 'DELETED') return;
        const leaves = pod.metadata.deletionTimestamp !== undefined;
        const key = `${pod.metadata.uid ?? ''} ${leaves ? 'leaves' : 'comes'}`;
        if (this.#seen.has(key)) return;
        this.#seen.add(key);
        void (leaves ? this.#take(pod, info) : this.#bring(pod, info)).catch(() => undefined);
      },
      this.#over.signal,
    );
  }

  async #bring(pod: KubeObj, info: BaseInfo): Promise<void> {
    for (const container of containersOf(pod)) {
      await this.#call(info, 'installBiz', {
        bizName: container.name,
        bizVersion: versionOf(container),
        bizUrl: container.image,
      });
    }
    await this.#kube.mergePatch(`${pathOf(pod)}/status`, {
      status: {
        phase: 'Running',
        podIP: info.ip,
        podIPs: [{ ip: info.ip }],
        conditions: ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'True' })),
      },
    });
  }

  async #take(pod: KubeObj, info: BaseInfo): Promise<void> {
    for (const container of containersOf(pod)) {
      const biz = { bizName: container.name, bizVersion: versionOf(container) };
      await this.#call(info, 'uninstallBiz', biz);
    }
    await this.#kube.delete(`${pathOf(pod)}?gracePeriodSeconds=0`);
  }

  async #call(info: BaseInfo, command: string, body: object): Promise<void> {
    await callArklet(info, command, body, { timeoutMs: arkletMs, signal: this.#over.signal });
  }
}

const leases = `/apis/coordination.k8s.io/v1/namespaces/${LEASE_NAMESPACE}/leases`;

function infoOf(base: SimulatedBase, { baseName }: { readonly baseName: string }): BaseInfo {
  const { identity, ip, hostName, port } = base;
  return { identity, name: baseName, version: '1.0.0', clusterName: 'default', ip, hostName, port };
}

function pathOf({ metadata }: KubeObj): string {
  return `${paths.pods(metadata.namespace)}/${metadata.name}`;
}

function now(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
