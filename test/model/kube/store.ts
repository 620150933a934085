import type { KubeObject } from '../../../src/world.ts';

export type Plural =
  | 'deployments'
  | 'replicasets'
  | 'pods'
  | 'nodes'
  | 'configmaps'
  | 'leases'
  | 'horizontalpodautoscalers'
  | 'poddisruptionbudgets'
  | 'services'
  | 'customresourcedefinitions'
  | 'moduledeployments'
  | 'modulereplicasets'
  | 'modules';

export type Listener = (plural: Plural, now: KubeObject | undefined, before?: KubeObject) => void;

/** What etcd holds. Objects are frozen: readers get them as they are, and none can change them. */
export class Store {
  #version = 1_000;
  #uids = 0;
  readonly #objects = new Map<Plural, Map<string, KubeObject>>();
  readonly #listeners = new Set<Listener>();

  get(plural: Plural, name: string, namespace = ''): KubeObject | undefined {
    return this.#kind(plural).get(`${namespace}/${name}`);
  }

  all(plural: Plural): KubeObject[] {
    return [...this.#kind(plural).values()];
  }

  newUid(): string {
    this.#uids += 1;
    return `uid-${this.#uids}`;
  }

  /** Stores the object under a new resourceVersion and tells everybody. */
  put(plural: Plural, object: KubeObject): KubeObject {
    this.#version += 1;
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
    const stored = frozen({ ...object, metadata });
    const key = `${metadata.namespace ?? ''}/${metadata.name}`;
    const before = this.#kind(plural).get(key);
    this.#kind(plural).set(key, stored);
    for (const listener of this.#listeners) listener(plural, stored, before);
    return stored;
  }

  remove(plural: Plural, object: KubeObject): void {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const before = this.#kind(plural).get(key);
    if (before === undefined || before.metadata.uid !== object.metadata.uid) return;
    this.#version += 1;
    this.#kind(plural).delete(key);
    for (const listener of this.#listeners) listener(plural, undefined, before);
  }

  /** In the order of subscription, as soon as a change is stored. Gives what ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #kind(plural: Plural): Map<string, KubeObject> {
    let kind = this.#objects.get(plural);
    if (kind === undefined) {
      kind = new Map();
      this.#objects.set(plural, kind);
    }
    return kind;
  }
}

function frozen<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) frozen(member);
  return value;
}
