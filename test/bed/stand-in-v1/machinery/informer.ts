import { setTimeout as delay } from 'node:timers/promises';
import { Kube, type KubeObj, type KubeOptions } from '../../kube.ts';

export type ObjectListener = (now: KubeObj | undefined, before: KubeObj | undefined) => void;

/** How many ms an object in this state stays away from a cache that holds another one, or none. */
export type CacheLag = (now: KubeObj, known: KubeObj | undefined) => number;

/** What a controller reads from. */
export interface Cache {
  onChange(listener: ObjectListener): void;
  get(namespace: string, name: string): KubeObj | undefined;
  list(namespace: string, matches?: (obj: KubeObj) => boolean): KubeObj[];
  lagOf(obj: KubeObj): number;
  learn(obj: KubeObj): void;
}

/** A Kube that tells when a list has come in: `watch` by itself doesn't say when it is in step. */
class ListeningKube extends Kube {
  readonly #onListed: () => void;

  constructor(options: KubeOptions, onListed: () => void) {
    super(options);
    this.#onListed = onListed;
  }

  override async list(path: string) {
    const answer = await super.list(path);
    setImmediate(this.#onListed);
    return answer;
  }
}

/**
 * A watch cache of one collection, as controllers have: reads are free, may lag behind, and hand
 * out copies. `lag` delays events after the first list, for tests of what lagging does.
 */
export class Informer implements Cache {
  readonly #kube: ListeningKube;
  readonly #path: string;
  readonly #lag: CacheLag | undefined;
  readonly #objects = new Map<string, KubeObj>();
  readonly #listeners: ObjectListener[] = [];
  readonly #synced: Promise<void>;
  #inStep = false;

  constructor(options: KubeOptions, path: string, lag?: CacheLag) {
    let synced = () => {};
    this.#synced = new Promise((resolve) => (synced = resolve));
    this.#kube = new ListeningKube(options, () => {
      this.#inStep = true;
      synced();
    });
    this.#path = path;
    this.#lag = lag;
  }

  onChange(listener: ObjectListener): void {
    this.#listeners.push(listener);
  }

  /** Resolves once the first list is in the cache; the watch goes on until `signal` aborts. */
  async start(signal: AbortSignal): Promise<void> {
    const ended = this.#kube
      .watch(
        this.#path,
        (type, obj) => {
          const apply = () => {
            this.#apply(type === 'DELETED' ? undefined : obj, obj);
          };
          const lagMs = this.#inStep ? this.lagOf(obj) : 0;
          if (lagMs === 0) apply();
          else void delay(lagMs, undefined, { signal }).then(apply, () => undefined);
        },
        signal,
      )
      .finally(() => {
        this.#kube.close();
      });
    await Promise.race([this.#synced, ended]);
  }

  get(namespace: string, name: string): KubeObj | undefined {
    const found = this.#objects.get(`${namespace}/${name}`);
    return found && structuredClone(found);
  }

  /** Copies of the matching objects, in no particular order (as in Go, where it changes each time). */
  list(namespace: string, matches: (obj: KubeObj) => boolean = () => true): KubeObj[] {
    const found: KubeObj[] = [];
    for (const obj of this.#objects.values()) {
      if (obj.metadata.namespace === namespace && matches(obj)) found.push(structuredClone(obj));
    }
    for (let i = found.length - 1; i > 0; i -= 1) {
      const j = Math.floor(Math.random() * (i + 1));
      [found[i], found[j]] = [found[j] as KubeObj, found[i] as KubeObj];
    }
    return found;
  }

  lagOf(obj: KubeObj): number {
    return this.#lag?.(obj, this.#objects.get(keyOf(obj))) ?? 0;
  }

  /** Takes a write's answer into the cache at once, for readers that want to see their own writes. */
  learn(obj: KubeObj): void {
    const { deletionTimestamp, finalizers = [] } = obj.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) return;
    const known = this.#objects.get(keyOf(obj));
    if (known && version(known) >= version(obj)) return;
    this.#objects.set(keyOf(obj), structuredClone(obj));
  }

  #apply(now: KubeObj | undefined, obj: KubeObj): void {
    const key = keyOf(obj);
    const before = this.#objects.get(key);
    if (now === undefined) {
      if (before?.metadata.uid === obj.metadata.uid) this.#objects.delete(key);
    } else if (before === undefined || version(before) <= version(now)) {
      this.#objects.set(key, now);
    }
    for (const listener of this.#listeners) listener(now, before ?? obj);
  }
}

// Opaque by contract, but a number in every API server there is; stale events must not win.
function version(obj: KubeObj): number {
  return Number(obj.metadata.resourceVersion ?? 0);
}

function keyOf(obj: KubeObj): string {
  return `${obj.metadata.namespace ?? ''}/${obj.metadata.name}`;
}
