import type { DirectWorld } from '../../../src/commands/world.ts';
import type {
  Answer,
  ArkletReply,
  BaseAddress,
  Bases,
  BizInfo,
  BizToInstall,
  KubeObject,
  Language,
} from '../../../src/world.ts';
import { biz, node, now, podSpec, url } from '../diagnosis/scenes.ts';
import { stillCluster } from './still-cluster.ts';
import { noRules } from '../no-rules.ts';

interface Given {
  readonly objects: readonly KubeObject[];
  /** By IP what a base lists, `biz1:2.0.0 activated`; the reason where it gives no answer. */
  readonly bases: Readonly<Record<string, readonly string[] | string>>;
  /** What a base says to an install. */
  readonly reply?: Partial<ArkletReply>;
  /** As StillSite has it. */
  readonly forbidden?: readonly string[];
  readonly language?: Language;
  /** What a person answers; nobody is there where it is absent. */
  readonly agrees?: boolean;
}

/** A cluster in which nothing moves, bases that say what they are told, and what a command says of them. */
export class DiagnosedWorld {
  readonly world: DirectWorld;
  readonly said: string[] = [];
  readonly lines: string[] = [];
  readonly installs: string[] = [];
  /** `10.0.0.1 by shop/biz1`: what bases were asked at, and through which pod. */
  readonly asked: string[] = [];
  /** `delete lease/NAME`, `patch deployment/NAME`. */
  readonly writes: string[] = [];
  /** What a write comes to: nothing, another cluster, or an error. */
  onWrite: (write: string) => void = () => undefined;
  document: any;
  /** What happens between two looks. */
  meanwhile: () => void = () => undefined;
  objects: readonly KubeObject[];
  bases: Given['bases'];
  readonly forbidden: readonly string[];
  readonly #given: Given;

  constructor(given: Given) {
    this.#given = given;
    this.objects = given.objects;
    this.forbidden = given.forbidden ?? [];
    this.bases = given.bases;
    this.world = {
      openCluster: () => Promise.resolve(stillCluster(this)),
      openBases: () => Promise.resolve(this.#bases()),
      openProbes: () =>
        Promise.resolve({ httpGet: () => Promise.resolve({ ok: true, status: 500, body: '' }) }),
      typed: 'koupctl typed',
      clock: {
        now: () => now,
        sleep: (ms: number) => {
          if (ms < 8_000) this.meanwhile();
          return ms < 8_000 ? Promise.resolve() : new Promise<void>(() => undefined);
        },
      },
      ask: {
        interactive: given.agrees !== undefined,
        confirm: () => Promise.resolve(given.agrees ?? false),
      },
      reporter: {
        say: (line: string) => this.said.push(line),
        document: (value: unknown, lines: readonly unknown[]) => {
          this.document = value;
          this.lines.push(...lines.map(plain));
        },
      },
      signal: new AbortController().signal,
      language: given.language ?? 'en',
      isAlive: () => undefined,
      guard: noRules,
    } as unknown as DirectWorld;
  }

  /** The codes of the causes, first one first. */
  get codes(): string[] {
    return this.document.causes.map(({ code }: { code: string }) => code);
  }

  #bases(): Bases {
    const { reply = {} } = this.#given;
    const done: ArkletReply = { success: true, code: 'SUCCESS', innerCode: '', reason: '' };
    return {
      query: ({ ip, via }: BaseAddress) => {
        this.asked.push(via === undefined ? ip : `${ip} by ${via.namespace}/${via.pod}`);
        return Promise.resolve(this.#answer(ip));
      },
      health: () => Promise.resolve({ ok: true, value: {}, at: now }),
      uninstall: () => Promise.resolve({ ok: true, value: done, at: now }),
      install: ({ ip }: { ip: string }, { name, version }: BizToInstall) => {
        this.installs.push(`${ip} ${name}:${version}`);
        return Promise.resolve({ ok: true, value: { ...done, ...reply }, at: now });
      },
    } as unknown as Bases;
  }

  #answer(ip: string): Answer<readonly BizInfo[]> {
    const listed = this.bases[ip] ?? 'connection refused';
    if (typeof listed === 'string') return { ok: false, why: listed, at: now };
    const value = listed.map((one) => {
      const [named = '', state = 'activated'] = one.split(' ');
      return biz(named, state as BizInfo['state']);
    });
    return { ok: true, value, at: now };
  }
}

function plain(line: unknown): string {
  if (typeof line === 'string') return line;
  return (line as (string | { text: string })[])
    .map((span) => (typeof span === 'string' ? span : span.text))
    .join('');
}

export function vnode(number: number): KubeObject {
  const { metadata, ...rest } = node(number);
  return {
    ...rest,
    metadata: {
      ...metadata,
      creationTimestamp: '2026-01-01T09:00:00Z',
      labels: { ...metadata.labels, 'virtual-kubelet.koupleless.io/component': 'vnode' },
    },
    status: {
      addresses: [{ type: 'InternalIP', address: `10.0.0.${number}` }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

/** The lease of a vnode, with so many seconds left. */
export function vnodeLease(number: number, leftSeconds = 30): KubeObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: `vnode.10.0.0.${number}.dev`, namespace: 'kube-node-lease' },
    spec: {
      holderIdentity: 'controller-1',
      leaseDurationSeconds: 40,
      renewTime: new Date(now + (leftSeconds - 40) * 1000).toISOString(),
    },
  };
}

const own = { app: 'biz1', 'virtual-kubelet.koupleless.io/component': 'module' };

/** Deployment biz1, its ReplicaSet and a pod on each of so many bases. */
export function biz1On(count: number, ready = true): KubeObject[] {
  const template = { metadata: { labels: own }, spec: podSpec };
  const counts = { replicas: count, readyReplicas: count, availableReplicas: count };
  const controlled = (kind: string, name: string, uid: string) => [
    { apiVersion: 'apps/v1', kind, name, uid, controller: true },
  ];
  const at = { namespace: 'shop', creationTimestamp: '2026-01-01T10:00:00Z' };
  const pods = Array.from({ length: count }, (_, index): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...at,
      name: `biz1-abc-${index + 1}`,
      uid: `p${index + 1}`,
      labels: own,
      ownerReferences: controlled('ReplicaSet', 'biz1-abc', 'rs1'),
    },
    spec: { ...podSpec, nodeName: `vnode.10.0.0.${index + 1}.dev` },
    status: {
      phase: ready ? 'Running' : 'Pending',
      podIP: `10.0.0.${index + 1}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  }));
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...at, name: 'biz1', uid: 'd1', generation: 1 },
      spec: { replicas: count, selector: { matchLabels: { app: 'biz1' } }, template },
      status: { observedGeneration: 1, updatedReplicas: count, ...counts },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        ...at,
        name: 'biz1-abc',
        uid: 'rs1',
        labels: own,
        annotations: { 'deployment.kubernetes.io/revision': '1' },
        ownerReferences: controlled('Deployment', 'biz1', 'd1'),
      },
      spec: { replicas: count, template },
    },
    ...pods,
  ];
}

/** ModuleDeployment stock with a Module on each of so many base pods. */
export function stockOn(count: number, state = 'Available'): KubeObject[] {
  const group = 'koupleless.io';
  const apiVersion = `${group}/v1alpha1`;
  const at = { namespace: 'shop', creationTimestamp: '2026-01-01T10:00:00Z' };
  const module = { name: 'stock', version: '2.0.0', url };
  const labels = { [`${group}/module-deployment`]: 'stock', [`${group}/module-name`]: 'stock' };
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return [
    {
      apiVersion,
      kind: 'ModuleDeployment',
      metadata: { ...at, name: 'stock', uid: 'md', labels: { app: 'stock' } },
      spec: { baseDeploymentName: 'base', replicas: count, template: { spec: { module } } },
      status: { releaseStatus: { progress: 'Completed', batchProgress: 'Completed' } },
    },
    {
      apiVersion,
      kind: 'ModuleReplicaSet',
      metadata: {
        ...at,
        name: 'stock-replicas-1',
        uid: 'mrs',
        labels: { ...labels, [`${group}/module-replicaset-revision`]: '1' },
      },
      spec: { replicas: count, template: { spec: { module } } },
      status: { replicas: count, availableReplicas: count },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...at, name: 'base' },
      spec: { selector: { matchLabels: { app: 'base' } } },
    },
    ...numbers.map((number): KubeObject => ({
      apiVersion,
      kind: 'Module',
      metadata: {
        ...at,
        name: `stock-${number}`,
        uid: `m${number}`,
        labels: {
          ...labels,
          [`${group}/module-replicaset`]: 'stock-replicas-1',
          [`${group}/base-instance-name`]: `base-${number}`,
          [`${group}/base-instance-ip`]: `10.0.0.${number}`,
        },
      },
      spec: { module },
      status: { status: state },
    })),
    ...numbers.map((number): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...at,
        name: `base-${number}`,
        uid: `b${number}`,
        labels: { app: 'base', [`module.${group}/stock`]: 'true' },
      },
      status: { podIP: `10.0.0.${number}`, conditions: [{ type: 'Ready', status: 'True' }] },
    })),
  ];
}
