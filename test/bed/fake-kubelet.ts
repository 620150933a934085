import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { KubeError, paths, type Kube, type KubeObj } from './kube.ts';

export interface FakeKubeletOptions {
  kube: Kube;
  nodeName: string;
  /** The pod's address; undefined leaves it Pending, and it is asked again a little later. */
  assignIp: (pod: KubeObj) => string | undefined;
  /** Called when a pod is gone for good, so that its address can be given to another. */
  onPodGone?: (pod: KubeObj) => void;
  /** Waits are divided by it. */
  timeFactor: number;
  /** How long containers take to end; never longer than the pod's grace period. Default 3. */
  shutdownSeconds?: number;
}

export interface FakeKubelet {
  nodeName: string;
  /** Falls silent, as a machine that loses its power does; the Node object stays. */
  stop(): Promise<void>;
}

const PLACE = 'bed.koupctl/v1-bases';
const LEASE_SECONDS = 40;
const RENEW_EVERY_MS = 5_000;
const ASK_AGAIN_MS = 1_000;

/** What a pod needs to land on this node, where nothing else does: label and taint are its own. */
export function placedOn(nodeName: string): { nodeSelector: object; tolerations: object[] } {
  return {
    nodeSelector: { [PLACE]: nodeName },
    tolerations: [{ key: PLACE, operator: 'Equal', value: nodeName, effect: 'NoSchedule' }],
  };
}

/** A Node that is always Ready and a kubelet that runs nothing: pods are Running by decree. */
export async function startFakeKubelet(options: FakeKubeletOptions): Promise<FakeKubelet> {
  const { kube, nodeName } = options;
  const abort = new AbortController();
  // One wait per pod may listen to it.
  setMaxListeners(0, abort.signal);
  await registerNode(kube, nodeName);
  const pods = new PodRunner(options, abort.signal);
  const selector = encodeURIComponent(`spec.nodeName=${nodeName}`);
  const work = [
    renewLease(options, abort.signal),
    kube.watch(
      `${paths.pods()}?fieldSelector=${selector}`,
      (type, pod) => {
        pods.see(type === 'DELETED', pod);
      },
      abort.signal,
    ),
  ];
  return {
    nodeName,
    async stop() {
      abort.abort();
      await Promise.all(work);
    },
  };
}

async function registerNode(kube: Kube, name: string): Promise<void> {
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { [PLACE]: name, 'kubernetes.io/hostname': name } },
    spec: { taints: [{ key: PLACE, value: name, effect: 'NoSchedule' }] },
  };
  await kube.create(paths.nodes(), node).catch((error: unknown) => {
    if (!(error instanceof KubeError && error.reason === 'AlreadyExists')) throw error;
  });
  const resources = { cpu: '1000', memory: '4000Gi', pods: '10000' };
  const now = new Date().toISOString();
  await kube.mergePatch(`${paths.node(name)}/status`, {
    status: {
      capacity: resources,
      allocatable: resources,
      addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        },
      ],
    },
  });
}

async function renewLease(options: FakeKubeletOptions, signal: AbortSignal): Promise<void> {
  const { kube, nodeName, timeFactor } = options;
  const path = paths.lease('kube-node-lease', nodeName);
  while (!signal.aborted) {
    const spec = {
      holderIdentity: nodeName,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: new Date().toISOString().replace('Z', '000Z'),
    };
    // The namespace appears a moment after the API server; the next round finds it.
    await kube
      .mergePatch(path, { spec })
      .catch(() =>
        kube.create(paths.leases('kube-node-lease'), {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name: nodeName },
          spec,
        }),
      )
      .catch(() => undefined);
    await delay(RENEW_EVERY_MS / timeFactor, undefined, { signal }).catch(() => undefined);
  }
}

/** Brings every pod of the node to Running, and ends those that are to be deleted. */
class PodRunner {
  readonly #options: FakeKubeletOptions;
  readonly #signal: AbortSignal;
  readonly #seen = new Map<string, KubeObj>();
  readonly #busy = new Set<string>();

  constructor(options: FakeKubeletOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
  }

  see(gone: boolean, pod: KubeObj): void {
    const uid = String(pod.metadata.uid);
    if (gone) {
      this.#seen.delete(uid);
      this.#options.onPodGone?.(pod);
      return;
    }
    this.#seen.set(uid, pod);
    void this.#settle(uid);
  }

  /** One loop per pod at a time; it goes on until there is nothing left to do for the pod. */
  async #settle(uid: string): Promise<void> {
    if (this.#busy.has(uid)) return;
    this.#busy.add(uid);
    try {
      for (;;) {
        const pod = this.#seen.get(uid);
        if (pod === undefined || this.#signal.aborted) return;
        const waitMs = await this.#step(pod).catch(() => ASK_AGAIN_MS);
        if (waitMs === undefined) return;
        await delay(waitMs / this.#options.timeFactor, undefined, { signal: this.#signal });
      }
    } catch {
      // Stopped in a wait.
    } finally {
      this.#busy.delete(uid);
    }
  }

  /** Unscaled milliseconds until the next look; undefined when the pod is as it should be. */
  async #step(pod: KubeObj): Promise<number | undefined> {
    if (pod.metadata.deletionTimestamp !== undefined) return this.#end(pod);
    if (pod.status?.phase === 'Running') return undefined;
    const ip = this.#options.assignIp(pod);
    if (ip === undefined) return ASK_AGAIN_MS;
    await this.#options.kube.mergePatch(`${pathOf(pod)}/status`, { status: runningAt(ip, pod) });
    return undefined;
  }

  async #end(pod: KubeObj): Promise<number | undefined> {
    const { kube, timeFactor, shutdownSeconds = 3 } = this.#options;
    const grace = Number(pod.metadata['deletionGracePeriodSeconds'] ?? 30);
    const ms = (Math.min(grace, shutdownSeconds) * 1000) / timeFactor;
    await delay(ms, undefined, { signal: this.#signal });
    await kube
      .delete(pathOf(pod), { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } })
      .catch((error: unknown) => {
        if (!(error instanceof KubeError && error.status === 404)) throw error;
      });
    return undefined;
  }
}

function pathOf(pod: KubeObj): string {
  return paths.pod(String(pod.metadata.namespace), pod.metadata.name);
}

function runningAt(ip: string, pod: KubeObj): object {
  const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const conditions = (pod.status?.conditions ?? []) as { type: string }[];
  const holds = (type: string) => ({ type, status: 'True', lastTransitionTime: now });
  const containers = pod.spec.containers as { name: string; image: string }[];
  return {
    phase: 'Running',
    hostIP: '127.0.0.1',
    podIP: ip,
    podIPs: [{ ip }],
    startTime: now,
    conditions: [
      ...conditions.filter(({ type }) => type === 'PodScheduled'),
      ...['Initialized', 'ContainersReady', 'Ready'].map(holds),
    ],
    containerStatuses: containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      containerID: `fake://${pod.metadata.uid}/${name}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    })),
  };
}
