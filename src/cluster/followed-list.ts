import type { KubeObject } from '../world.ts';
import type { WatchEvent } from './watch.ts';

/** The objects of one followed query, as lists and events tell. */
export class FollowedList {
  #objects = new Map<string, KubeObject>();
  #items: readonly KubeObject[] | undefined;

  /** The same array until something changes. */
  items(): readonly KubeObject[] {
    this.#items ??= [...this.#objects.values()];
    return this.#items;
  }

  /** Takes a new list; whether it differs from what was known. */
  replace(objects: readonly KubeObject[]): boolean {
    const next = new Map(objects.map((object) => [keyOf(object), object]));
    const same =
      next.size === this.#objects.size &&
      objects.every((object) => isSame(object, this.#objects.get(keyOf(object))));
    if (same) return false;
    this.#objects = next;
    this.#items = undefined;
    return true;
  }

  /** Takes one event; whether it changed anything. */
  take({ type, object }: WatchEvent): boolean {
    if (type === 'BOOKMARK') return false;
    const key = keyOf(object);
    if (type === 'DELETED') {
      if (!this.#objects.delete(key)) return false;
    } else {
      if (isSame(object, this.#objects.get(key))) return false;
      this.#objects.set(key, object);
    }
    this.#items = undefined;
    return true;
  }
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function isSame(one: KubeObject, other: KubeObject | undefined): boolean {
  return (
    one.metadata.uid === other?.metadata.uid &&
    one.metadata.resourceVersion === other?.metadata.resourceVersion &&
    other?.metadata.resourceVersion !== undefined
  );
}
