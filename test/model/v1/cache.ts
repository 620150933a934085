import type { KubeObj } from '../../bed/kube.ts';
import type { Cache, ObjectListener } from '../../bed/stand-in-v1/machinery/informer.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';
import type { Plural } from '../kube/store.ts';
import type { Random } from '../random.ts';

interface Life {
  readonly dead: boolean;
}

/** A watch cache of V1's controller on the model's store: it shows everything a little later. */
export class ModelCache implements Cache {
  readonly #kube: Kube;
  readonly #random: Random;
  readonly #lag: () => number;
  readonly #objects = new Map<string, KubeObject>();
  readonly #listeners: ObjectListener[] = [];
  #due = 0;

  constructor(
    kube: Kube,
    plural: Plural,
    { life, random, lag }: { life: Life; random: Random; lag: () => number },
  ) {
    this.#kube = kube;
    this.#random = random;
    this.#lag = lag;
    for (const object of kube.store.all(plural)) this.#objects.set(keyOf(object), object);
    const leave = kube.store.subscribe((changed, now, before) => {
      if (life.dead) leave();
      else if (changed === plural) this.#later(now, (now ?? before)!, life);
    });
  }

  onChange(listener: ObjectListener): void {
    this.#listeners.push(listener);
  }

  /** As the first list does: everything is new. */
  tellAll(): void {
    for (const object of this.#objects.values()) this.#tell(object, undefined);
  }

  get(namespace: string, name: string): KubeObj | undefined {
    const found = this.#objects.get(`${namespace}/${name}`);
    return found && copyOf(found);
  }

  list(namespace: string, matches: (obj: KubeObj) => boolean = () => true): KubeObj[] {
    const found: KubeObj[] = [];
    for (const object of this.#objects.values()) {
      if (object.metadata.namespace !== namespace || !matches(object)) continue;
      found.splice(this.#random.int(0, found.length), 0, copyOf(object));
    }
    return found;
  }

  lagOf(): number {
    return 0;
  }

  learn(obj: KubeObj): void {
    const known = this.#objects.get(keyOf(obj));
    const { deletionTimestamp, finalizers = [] } = obj.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) return;
    if (known && version(known) >= version(obj)) return;
    this.#objects.set(keyOf(obj), copyOf(obj));
  }

  /** One after another, as a watch tells them. */
  #later(now: KubeObject | undefined, object: KubeObject, life: Life): void {
    const { time } = this.#kube;
    this.#due = Math.max(this.#due, time.now() + this.#lag());
    time.after(this.#due - time.now(), () => {
      if (life.dead) return;
      const key = keyOf(object);
      const before = this.#objects.get(key);
      if (now === undefined) {
        if (before?.metadata.uid === object.metadata.uid) this.#objects.delete(key);
      } else if (before === undefined || version(before) <= version(now)) {
        this.#objects.set(key, now);
      }
      this.#tell(now, before ?? object);
    });
  }

  #tell(now: KubeObject | undefined, before: KubeObject | undefined): void {
    this.#kube.time.wake();
    for (const listener of this.#listeners) {
      listener(now, before);
    }
  }
}

/** The store's objects are frozen; Go's structs are not. Of plain JSON, and quicker than structuredClone. */
export function copyOf(object: object): KubeObj {
  return copy(object) as KubeObj;
}

function copy(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(copy);
  const made: Record<string, unknown> = {};
  for (const key in value) made[key] = copy((value as Record<string, unknown>)[key]);
  return made;
}

function version(obj: KubeObj | KubeObject): number {
  return Number(obj.metadata.resourceVersion ?? 0);
}

function keyOf(obj: KubeObj | KubeObject): string {
  return `${obj.metadata.namespace ?? ''}/${obj.metadata.name}`;
}
