/** Reading and changing plain JSON trees by path, without touching the original. */

export type Path = readonly (string | number)[];

/** One change. Setting creates the maps on the way; removing what is not there does nothing. */
export type Edit =
  { readonly path: Path; readonly value: unknown } | { readonly path: Path; readonly remove: true };

export type Tree = Record<string, unknown>;

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, undefined where any step is missing. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isTree(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

/** Any value as one word of a sentence; a map that has a `toString` of its own as well. */
export function wordOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** The map at `path`; empty where there is none, so that callers need not ask. */
export function treeAt(root: unknown, path: Path): Tree {
  const value = valueAt(root, path);
  return isTree(value) ? value : {};
}

/** The list at `path`; empty where there is none. */
export function listAt(root: unknown, path: Path): readonly unknown[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value : [];
}

/** The string at `path`; empty where it is missing or of another type. */
export function textAt(root: unknown, path: Path): string {
  const value = valueAt(root, path);
  return typeof value === 'string' ? value : '';
}

export function withEdits<T>(root: T, edits: readonly Edit[]): T {
  return edits.reduce<unknown>((tree, edit) => withEdit(tree, edit, 0), root) as T;
}

function withEdit(node: unknown, edit: Edit, depth: number): unknown {
  if (depth === edit.path.length) return 'value' in edit ? edit.value : undefined;
  const step = edit.path[depth] as string | number;
  const last = depth === edit.path.length - 1;
  const removing = 'remove' in edit;
  if (removing && valueAt(node, [step]) === undefined) return node;
  if (typeof step === 'number') {
    const items: unknown[] = Array.isArray(node) ? [...(node as unknown[])] : [];
    if (removing && last) items.splice(step, 1);
    else items[step] = withEdit(items[step], edit, depth + 1);
    return items;
  }
  const map: Tree = isTree(node) ? node : {};
  if (!removing || !last) return { ...map, [step]: withEdit(map[step], edit, depth + 1) };
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step));
}

/** `spec.template.metadata.labels["a/b"]`, `spec.containers[0].image`. */
export function dotted(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z0-9_-]+$/.test(step)) return `["${step}"]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Equal as JSON: the order of keys does not matter, that of list items does. */
export function sameTree(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameTree(item, b[index]));
  }
  if (isTree(a) && isTree(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && sameTree(a[key], b[key]))
    );
  }
  return a === b;
}
