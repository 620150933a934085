/**
 * The leaves of an object as server-side apply counts them: maps are walked
 * into, lists with a key (containers and env, by name) too, other lists are one leaf.
 */
export type Leaves = ReadonlyMap<string, unknown>;

export const separator = '\u001f';
const keyedLists = new Set(['containers', 'env']);

/** The parts of an object that people write: labels, annotations, spec. */
export function leavesOf(object: object): Leaves {
  const cached = cache.get(object);
  if (cached !== undefined) return cached;
  const { metadata = {}, spec } = object as {
    metadata?: { labels?: object; annotations?: object };
    spec?: object;
  };
  const leaves = new Map<string, unknown>();
  const { labels, annotations } = metadata;
  collect(
    { metadata: { ...(labels && { labels }), ...(annotations && { annotations }) } },
    [],
    leaves,
  );
  collect({ ...(spec && { spec }) }, [], leaves);
  cache.set(object, leaves);
  return leaves;
}

const cache = new WeakMap<object, Leaves>();

function collect(value: unknown, path: readonly string[], into: Map<string, unknown>): void {
  const items = listItems(value, path.at(-1));
  const members = items ?? (isMap(value) ? Object.entries(value) : undefined);
  if (members === undefined || (members.length === 0 && path.length > 1)) {
    into.set(path.join(separator), value);
    return;
  }
  for (const [key, member] of members) collect(member, [...path, key], into);
}

/** Sets one leaf; what is on the way is copied, and made where it is missing. */
export function setLeaf<T>(object: T, path: string, value: unknown): T {
  return change(object, path.split(separator), { value }) as T;
}

/** Takes one leaf out, and what becomes empty by that. */
export function dropLeaf<T>(object: T, path: string): T {
  return change(object, path.split(separator), undefined) as T;
}

/** As messages name it: `.spec.replicas`. */
export function dotted(path: string): string {
  return `.${path.split(separator).join('.')}`;
}

interface Leaf {
  readonly value: unknown;
}

/** Without a leaf to set, what the path names is dropped. */
function change(
  target: unknown,
  [key = '', ...rest]: readonly string[],
  leaf: Leaf | undefined,
): unknown {
  if (target === undefined && leaf === undefined) return undefined;
  const inner = (member: unknown): unknown =>
    rest.length === 0 ? leaf?.value : change(member, rest, leaf);
  if (key.startsWith('[')) return changeItem((target ?? []) as Named[], key.slice(1, -1), inner);
  const { [key]: before, ...others } = (target ?? {}) as Record<string, unknown>;
  const member = inner(before);
  if (member !== undefined) return { ...(target ?? {}), [key]: member };
  return Object.keys(others).length > 0 ? others : undefined;
}

interface Named {
  readonly name: string;
}

function changeItem(
  items: readonly Named[],
  name: string,
  inner: (item: unknown) => unknown,
): unknown {
  const index = items.findIndex((item) => item.name === name);
  const item = inner(items[index]);
  if (item === undefined) return index < 0 ? items : items.toSpliced(index, 1);
  return index < 0 ? [...items, item] : items.with(index, item as Named);
}

function listItems(value: unknown, key: string | undefined): [string, unknown][] | undefined {
  if (!Array.isArray(value) || !keyedLists.has(key ?? '')) return undefined;
  return value.map((item: Named) => [`[${item.name}]`, item]);
}

function isMap(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
