/** Takes secrets out of objects before they become text: diffs, plans, logs. */
import { mask, maskUrls } from './masked-url.ts';
import { isTree, withEdits } from './tree.ts';
import type { Path, Tree } from './tree.ts';
import type { KubeObject } from '../world.ts';

const secretName = /(PASS|SECRET|TOKEN|KEY|CREDENTIAL)/i;

/** True for names such as DB_PASSWORD, whose values must not be shown. */
export function isSecretName(name: unknown): boolean {
  return typeof name === 'string' && secretName.test(name);
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The object with values of telling names masked: env variables, Secret data, ConfigMap entries,
 * and credentials inside addresses anywhere. kubectl's last-applied copy goes: it repeats it all.
 */
export function masked<T extends KubeObject>(object: T): T {
  const copy = withEdits<KubeObject>(object, [
    { path: ['metadata', 'annotations', lastApplied], remove: true },
  ]);
  const walked = walk(copy, '') as KubeObject;
  if (object.kind === 'Secret') return withMaskedMaps(walked, ['data', 'stringData'], /^/) as T;
  if (object.kind === 'ConfigMap') return withMaskedMaps(walked, ['data'], secretName) as T;
  return walked as T;
}

function walk(value: unknown, key: string): unknown {
  if (typeof value === 'string') return maskUrls(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, key));
  if (!isTree(value)) return value;
  if (key === 'env' && isSecretVariable(value)) return { ...value, value: mask };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]));
}

function isSecretVariable(variable: Tree): boolean {
  const { name, value } = variable;
  return isSecretName(name) && value !== undefined && value !== '';
}

function withMaskedMaps(object: KubeObject, fields: readonly string[], names: RegExp): KubeObject {
  const edits = fields.flatMap((field) => {
    const map = object[field];
    if (!isTree(map)) return [];
    return Object.keys(map)
      .filter((name) => names.test(name))
      .map((name) => ({ path: [field, name], value: mask }));
  });
  return withEdits(object, edits);
}

// What the server fills in; it differs between live and planned without meaning anything.
const serverOwned: readonly Path[] = [
  ...['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'selfLink'].map(
    (field) => ['metadata', field],
  ),
  ['status'],
];

/** Without what only the server writes. */
export function withoutServerFields(object: KubeObject): KubeObject {
  return withEdits(
    object,
    serverOwned.map((path) => ({ path, remove: true as const })),
  );
}

/** The masked object without what only the server writes, ready to be compared as text. */
export function forDiff(object: KubeObject): KubeObject {
  const bare = withoutServerFields(masked(object));
  const { annotations } = bare.metadata;
  const empty = annotations !== undefined && Object.keys(annotations).length === 0;
  return empty ? withEdits(bare, [{ path: ['metadata', 'annotations'], remove: true }]) : bare;
}
