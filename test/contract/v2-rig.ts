import { afterAll, beforeAll, expect, vi } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { KubeError, paths, type Kube, type KubeObj } from '../bed/kube.ts';
import type { SimulatedBaseOptions } from '../bed/simulated-base.ts';
import { SimulatedBases } from '../bed/simulated-bases.ts';
import type { Quirks } from '../bed/stand-in-v2/quirks.ts';
import {
  startStandInV2,
  type StandInV2,
  type StandInV2Options,
} from '../bed/stand-in-v2/stand-in.ts';

export const FACTOR = 10;
const BUILD_MS = 20 * 60_000;
const PATIENCE_MS = 60_000;

/** One control plane for all tests of the file; its rigs end with the test they are made for. */
export function useControlPlane() {
  let plane: ControlPlane | undefined;
  beforeAll(async () => {
    plane = await startControlPlane({
      assets: await ensureAssets(console.log),
      timeFactor: FACTOR,
    });
  }, BUILD_MS);
  afterAll(() => plane?.stop());
  return {
    plane: () => plane!,
    withRig: (options: RigOptions, body: (rig: Rig) => Promise<void>) => async () => {
      const rig = await startRig(plane!, options);
      try {
        await body(rig);
      } finally {
        await rig.end();
      }
    },
  };
}

export interface RigOptions extends Partial<Omit<StandInV2Options, 'env' | 'quirks' | 'kube'>> {
  /** The controller's own rights; an administrator's when absent. */
  as?: (plane: ControlPlane, namespace: string) => Promise<Kube>;
  count: number;
  quirks?: Partial<Quirks>;
  base?: Partial<SimulatedBaseOptions>;
}

export interface ModuleOptions {
  replicas: number;
  version: string;
  name?: string;
  url?: string;
  /** Merged into the Deployment's spec. */
  spec?: object;
  /** `kubernetes.io/hostname` anti-affinity that tells revisions apart, or one that doesn't. */
  apart?: 'per-revision' | 'always';
  labels?: Record<string, string>;
}

let count = 0;

/** A controller, its bases and a namespace of their own. */
async function startRig(plane: ControlPlane, options: RigOptions): Promise<Rig> {
  const { count: bases, quirks = {}, base = {}, as, ...controller } = options;
  const number = ++count;
  const env = `e${number}`;
  const namespace = `ns-${env}`;
  await plane.createNamespace(namespace);
  const standIn = await startStandInV2({
    timeFactor: FACTOR,
    ...controller,
    kube: (await as?.(plane, namespace)) ?? plane.kube,
    env,
    quirks,
  });
  const all = await SimulatedBases.create({
    timeFactor: FACTOR,
    port: 0,
    ...base,
    count: bases,
    ipPrefix: `127.60.${number}`,
    heartbeatUrl: standIn.heartbeatUrl,
  });
  const rig = new Rig(plane.kube, env, namespace, standIn, all);
  if (bases > 0) await rig.nodesReady(bases);
  return rig;
}

export class Rig {
  readonly kube: Kube;
  readonly env: string;
  readonly namespace: string;
  readonly standIn: StandInV2;
  readonly bases: SimulatedBases;

  constructor(
    kube: Kube,
    env: string,
    namespace: string,
    standIn: StandInV2,
    bases: SimulatedBases,
  ) {
    this.kube = kube;
    this.env = env;
    this.namespace = namespace;
    this.standIn = standIn;
    this.bases = bases;
  }

  async nodes(): Promise<KubeObj[]> {
    const selector = `virtual-kubelet.koupleless.io/env=${this.env}`;
    const { items } = await this.kube.list(`${paths.nodes()}?labelSelector=${selector}`);
    return items;
  }

  async nodesReady(count: number): Promise<void> {
    await becomes(async () => (await this.nodes()).filter(isReady).length, count);
  }

  async pods(version?: string): Promise<KubeObj[]> {
    const { items } = await this.kube.list(paths.pods(this.namespace));
    return version === undefined
      ? items
      : items.filter((pod) => pod.spec.containers[0].env[0].value === version);
  }

  /** Pods as `phase ready/total`, those on their way out with a minus, sorted. */
  async podLines(version?: string): Promise<string[]> {
    return (await this.pods(version)).map(podLine).sort();
  }

  deploymentPath(name = 'biz1'): string {
    return paths.deployment(this.namespace, name);
  }

  async deploy(options: ModuleOptions): Promise<void> {
    await this.kube.create(paths.deployments(this.namespace), this.deployment(options));
  }

  deployment(options: ModuleOptions): KubeObj {
    const { replicas, name = 'biz1', spec = {}, labels = {} } = options;
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: { metadata: { labels: this.podLabels(name) }, spec: this.podSpec(options) },
        ...spec,
      },
    };
  }

  podLabels(name = 'biz1'): Record<string, string> {
    return { app: name, 'virtual-kubelet.koupleless.io/component': 'module' };
  }

  podSpec({ name = 'biz1', version, url, apart = 'per-revision' }: ModuleOptions): object {
    const taint = (key: string, value: string) => ({ key, value, effect: 'NoExecute' });
    const term = {
      labelSelector: { matchLabels: { app: name } },
      topologyKey: 'kubernetes.io/hostname',
      ...(apart === 'per-revision' ? { matchLabelKeys: ['pod-template-hash'] } : {}),
    };
    return {
      nodeSelector: { 'virtual-kubelet.koupleless.io/env': this.env },
      affinity: {
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
      },
      tolerations: [
        taint('schedule.koupleless.io/virtual-node', 'True'),
        taint('schedule.koupleless.io/node-env', this.env),
      ],
      containers: [
        {
          name,
          image: url ?? `http://jars.invalid/${name}-${version}-ark-biz.jar`,
          env: [{ name: 'BIZ_VERSION', value: version }],
        },
      ],
    };
  }

  /** A module pod without a workload, bound by hand where `node` is given. */
  async createPod(podName: string, options: ModuleOptions & { node?: string }): Promise<string> {
    const spec = { ...this.podSpec(options), ...(options.node ? { nodeName: options.node } : {}) };
    const metadata = { name: podName, labels: this.podLabels(options.name) };
    await this.kube.create(paths.pods(this.namespace), { metadata, spec });
    return paths.pod(this.namespace, podName);
  }

  async end(): Promise<void> {
    await this.standIn.stop();
    await this.bases.die();
    for (const workloads of [paths.deployments(this.namespace), paths.pods(this.namespace)]) {
      await this.kube.delete(workloads, { gracePeriodSeconds: 0 }).catch(ignoreMissing);
    }
    for (const { metadata } of await this.nodes()) {
      await this.kube.delete(paths.node(metadata.name)).catch(ignoreMissing);
    }
  }
}

/** Asks until the answer equals `expected`; fails with the last answer. */
export async function becomes(read: () => unknown, expected: unknown): Promise<void> {
  const options = { timeout: PATIENCE_MS, interval: 50 };
  await vi.waitFor(async () => {
    expect(await read()).toEqual(expected);
  }, options);
}

export function podLine(pod: KubeObj): string {
  const statuses = (pod.status.containerStatuses ?? []) as { ready: boolean }[];
  const ready = statuses.filter((status) => status.ready).length;
  const going = pod.metadata.deletionTimestamp === undefined ? '' : '-';
  return `${going}${pod.status.phase} ${ready}/${pod.spec.containers.length}`;
}

export function isReady(obj: KubeObj): boolean {
  const conditions = (obj.status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof KubeError && error.status === 404)) throw error;
}
