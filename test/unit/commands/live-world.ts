import type { BasesInput } from '../../../src/commands/bases.ts';
import type { ModulesLiveInput } from '../../../src/commands/modules-live.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import type {
  Answer,
  BaseAddress,
  Bases,
  BizInfo,
  HttpReply,
  KubeObject,
  Language,
  Listing,
} from '../../../src/world.ts';
import { biz, now, vnode } from '../modules/live-site.ts';
import { stillCluster, type StillSite } from './still-cluster.ts';
import { noRules } from '../no-rules.ts';

/** A cluster of objects that lie there, bases that list what they are told, and what a command says of them. */
export class LiveWorld {
  readonly listings: Listing[] = [];
  readonly said: string[] = [];
  readonly asked: string[] = [];
  /** `10.0.0.1 by shop/biz1`: those that were asked with a way through the API server. */
  readonly ways: string[] = [];
  /** What actuators answer, by url; others refuse. */
  readonly actuators: Record<string, HttpReply> = {};
  readonly world: DirectWorld;
  /** As StillSite has it. */
  readonly forbidden: readonly string[];
  objects: KubeObject[];
  /** What happens while a command waits, one after the other; then somebody presses Ctrl-C. */
  readonly meanwhile: (() => void)[] = [];
  /** ms since the epoch */
  now = now;
  /** After each question to a base; so many there were. */
  onAsked: (count: number) => void = () => undefined;
  lists: Readonly<Record<string, readonly string[] | string>>;
  readonly #interrupt = new AbortController();
  readonly #master: string | undefined;

  constructor(given: {
    readonly objects: KubeObject[];
    /** By IP; the reason where a base gives no answer. */
    readonly lists: Readonly<Record<string, readonly string[] | string>>;
    /** `name:version` of the base application. */
    readonly master?: string;
    readonly forbidden?: readonly string[];
    readonly language?: Language;
  }) {
    this.objects = given.objects;
    this.lists = given.lists;
    this.#master = given.master;
    this.forbidden = given.forbidden ?? [];
    this.world = {
      openCluster: () => Promise.resolve(stillCluster(this.#site())),
      openBases: () => Promise.resolve(this.#bases()),
      openProbes: () => {
        const refused = { ok: false, why: 'connection refused' } as const;
        const httpGet = (url: string) => Promise.resolve(this.actuators[url] ?? refused);
        return Promise.resolve({ httpGet });
      },
      clock: { now: () => this.now, sleep: () => this.#wait() },
      reporter: {
        listing: (listing: Listing) => this.listings.push(listing),
        say: (line: string) => this.said.push(line),
      },
      signal: this.#interrupt.signal,
      language: given.language ?? 'en',
      guard: noRules,
    } as unknown as DirectWorld;
  }

  get rows(): Record<string, unknown>[] {
    return [...(this.listings.at(-1)?.items ?? [])];
  }

  #site(): StillSite {
    const objects = (): KubeObject[] => [shop, ...this.objects];
    return {
      forbidden: this.forbidden,
      get objects() {
        return objects();
      },
    };
  }

  #wait(): Promise<void> {
    const next = this.meanwhile.shift();
    if (next === undefined) this.#interrupt.abort();
    else next();
    return Promise.resolve();
  }

  #bases(): Bases {
    return {
      query: ({ ip, via }: BaseAddress) => {
        this.asked.push(ip);
        if (via !== undefined) this.ways.push(`${ip} by ${via.namespace}/${via.pod}`);
        const answer = this.#answer(ip);
        this.onAsked(this.asked.length);
        return Promise.resolve(answer);
      },
      health: ({ ip }: { ip: string }) => {
        const answer = this.#answer(ip);
        const master = this.#master === undefined ? {} : { master: biz(this.#master) };
        return Promise.resolve(answer.ok ? { ...answer, value: master } : answer);
      },
    } as unknown as Bases;
  }

  #answer(ip: string): Answer<readonly BizInfo[]> {
    const listed = this.lists[ip] ?? 'connection refused';
    if (typeof listed === 'string') return { ok: false, why: listed, at: now };
    return { ok: true, value: listed.map(biz), at: now };
  }
}

const shop: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const component = 'virtual-kubelet.koupleless.io/component';

export function node(
  name = vnode,
  ip = '10.0.0.1',
  labels: Record<string, string> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { [component]: 'vnode', ...labels } },
    status: {
      addresses: [{ type: 'InternalIP', address: ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

/** `biz1:1.0.0` as a pod that is ready, of Deployment biz1. */
export function pod(
  identity: string,
  more: {
    name?: string;
    node?: string;
    ip?: string;
    namespace?: string;
    url?: string;
    since?: number;
  } = {},
): KubeObject {
  const [name = '', version = ''] = identity.split(':');
  const { node: nodeName = vnode, namespace = 'shop', url = `http://jars/${name}.jar` } = more;
  const { ip: podIP = '10.0.0.1', since = now - 3_600_000 } = more;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-abc`, uid: 'u' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: more.name ?? `${name}-abc-${version}`,
      namespace,
      creationTimestamp: new Date(since).toISOString(),
      labels: { [component]: 'module', 'pod-template-hash': 'abc' },
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec: { nodeName, containers: [container(name, version, url)] },
    status: {
      phase: 'Running',
      podIP,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

export function deployment(identity: string, annotations: Record<string, string> = {}): KubeObject {
  const [name = '', version = ''] = identity.split(':');
  const containers = [container(name, version, `http://jars/${name}.jar`)];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', annotations },
    spec: { template: { spec: { containers } } },
  };
}

function container(name: string, version: string, image: string): object {
  return { name, image, env: [{ name: 'BIZ_VERSION', value: version }] };
}

export const baseDeployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'base', namespace: 'shop' },
  spec: { selector: { matchLabels: { app: 'base' } } },
};

/** `modules --live` without a flag. */
export const anything: ModulesLiveInput = {
  namespace: undefined,
  allNamespaces: false,
  baseIp: undefined,
  base: undefined,
  node: undefined,
  module: undefined,
  version: undefined,
  consistent: false,
  watch: false,
  forPrograms: false,
};

/** `bases` without a flag. */
export const anyBase: BasesInput = {
  namespace: undefined,
  allNamespaces: false,
  filter: { baseIp: undefined, base: undefined },
  module: undefined,
  unhealthy: false,
  actuators: undefined,
  consistent: false,
};

/** `biz1 1.0.0 ok`, of each row that was told last. */
export function toldOf(site: LiveWorld): string[] {
  return site.rows.map(
    (row) => `${String(row['module'])} ${String(row['version'])} ${String(row['live'])}`,
  );
}
