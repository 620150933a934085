import { KubeError, paths, type Kube, type KubeObj } from '../../kube.ts';
import { readDeployment, readModule, readReplicaSet, toJson } from '../go-structs.ts';
import type { V1Names } from '../names.ts';
import type { Module, ModuleDeployment, ModuleReplicaSet, V1Object } from '../objects.ts';
import type { Clock } from './clock.ts';
import type { Cache, CacheLag } from './informer.ts';

export interface ApiOptions {
  /** Takes the writes. */
  server: Pick<Kube, 'create' | 'replace' | 'delete'>;
  informers: Informers;
  names: V1Names;
  clock: Clock;
  timeFactor: number;
  /** Stale reads on purpose: there are no others then. */
  lag: CacheLag | undefined;
  /** Reads see the controller's own writes at once. */
  readsOwnWrites: boolean;
  signal: AbortSignal;
}

export type Informers = Record<Kind, Cache>;

// controller-runtime's client: 20 requests a second, 30 at once.
const WRITES_PER_SECOND = 20;
const WRITES_AT_ONCE = 30;

export type Kind =
  'moduledeployments' | 'modulereplicasets' | 'modules' | 'pods' | 'bases' | 'services';

/** The controller's client: reads from watch caches, writes whole objects with their version. */
export class Api {
  readonly informers: Informers;
  readonly #options: ApiOptions;
  #tokens = WRITES_AT_ONCE;
  #filledAt: number;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.informers = options.informers;
    this.#filledAt = options.clock.now();
  }

  deployment(namespace: string, name: string): ModuleDeployment | undefined {
    const found = this.informers.moduledeployments.get(namespace, name);
    return found && readDeployment(found);
  }

  replicaSet(namespace: string, name: string): ModuleReplicaSet | undefined {
    const found = this.informers.modulereplicasets.get(namespace, name);
    return found && readReplicaSet(found);
  }

  replicaSets(namespace: string, label: string, value: string): ModuleReplicaSet[] {
    return this.informers.modulereplicasets
      .list(namespace, (obj) => obj.metadata.labels?.[label] === value)
      .map(readReplicaSet);
  }

  module(namespace: string, name: string): Module | undefined {
    const found = this.informers.modules.get(namespace, name);
    return found && readModule(found);
  }

  modules(namespace: string, label: string, value: string): Module[] {
    return this.informers.modules
      .list(namespace, (obj) => obj.metadata.labels?.[label] === value)
      .map(readModule);
  }

  base(namespace: string, name: string): KubeObj {
    const found = this.informers.bases.get(namespace, name);
    if (found === undefined) throw new Error(`Deployment "${name}" not found`);
    return found;
  }

  async create(namespace: string, obj: object, kind: Kind): Promise<KubeObj> {
    await this.#throttle();
    const created = await this.#options.server.create(this.#collection(namespace, kind), obj);
    this.#learn(created, kind);
    return created;
  }

  /** Writes a core object back; its new version comes into `obj`. */
  async replaceCore(obj: KubeObj, kind: 'pods' | 'bases'): Promise<void> {
    await this.#throttle();
    Object.assign(obj, await this.#options.server.replace(this.#path(obj, kind), obj));
    this.#learn(obj, kind);
  }

  /** Metadata and spec, as Go would write them; `obj` becomes what the server made of it. */
  async update(obj: V1Object<object, object>): Promise<void> {
    await this.#write(obj, '', { spec: toJson(obj.spec) });
  }

  async updateStatus(obj: V1Object<object, object>): Promise<void> {
    await this.#write(obj, '/status', { spec: toJson(obj.spec), status: toJson(obj.status) });
  }

  async delete(obj: KubeObj | V1Object<object, object>, kind: Kind): Promise<void> {
    await this.#throttle();
    await this.#options.server.delete(this.#path(obj, kind));
  }

  async #write(obj: V1Object<object, object>, sub: string, parts: object): Promise<void> {
    const kind = pluralOf(obj.kind);
    await this.#throttle();
    const { apiVersion, kind: kindName, metadata } = obj;
    const body = { apiVersion, kind: kindName, metadata, ...parts };
    const answer = await this.#options.server.replace(`${this.#path(obj, kind)}${sub}`, body);
    Object.assign(obj, READERS[kind](answer));
    this.#learn(answer, kind);
  }

  #learn(obj: KubeObj, kind: Kind): void {
    const { readsOwnWrites, lag } = this.#options;
    const informer = this.informers[kind];
    if (readsOwnWrites || (lag && informer.lagOf(obj) === 0)) informer.learn(obj);
  }

  #path(obj: { metadata: KubeObj['metadata'] }, kind: Kind): string {
    return `${this.#collection(String(obj.metadata.namespace), kind)}/${obj.metadata.name}`;
  }

  #collection(namespace: string, kind: Kind): string {
    if (kind === 'pods') return paths.pods(namespace);
    if (kind === 'bases') return paths.deployments(namespace);
    if (kind === 'services') return paths.services(namespace);
    return paths.customs(this.#options.names.group, 'v1alpha1', kind, namespace);
  }

  async #throttle(): Promise<void> {
    const { timeFactor, clock, signal } = this.#options;
    const perMs = (WRITES_PER_SECOND * timeFactor) / 1000;
    const now = clock.now();
    this.#tokens = Math.min(WRITES_AT_ONCE, this.#tokens + (now - this.#filledAt) * perMs) - 1;
    this.#filledAt = now;
    if (this.#tokens < 0) await clock.sleep(-this.#tokens / perMs);
    if (signal.aborted) throw new Error('the controller has ended');
  }
}

const READERS = {
  moduledeployments: readDeployment,
  modulereplicasets: readReplicaSet,
  modules: readModule,
};

function pluralOf(kind: string): keyof typeof READERS {
  return `${kind.toLowerCase()}s` as keyof typeof READERS;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof KubeError && error.status === 404;
}
