import { Conflict } from '../conflict.ts';
import { guardNamespace } from '../guard/policy.ts';
import { core } from '../modules/surface.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../world.ts';

/** The entries of a ConfigMap in the namespace of the rules. */
export type Entries = Readonly<Record<string, string>>;

/** How often a write that met another one is tried again. */
const mostTries = 20;

/** Undefined where there is no such ConfigMap. */
export async function readMap(cluster: Cluster, name: string): Promise<Entries | undefined> {
  const object = await cluster.get({ type: core.configMap, namespace: guardNamespace, name });
  return object && entriesOf(object);
}

/** Changes the entries, whatever others write meanwhile; undefined from `change`: leave them as they are. */
export async function changeMap(
  cluster: Cluster,
  name: string,
  change: (entries: Entries) => Entries | undefined | Promise<Entries | undefined>,
): Promise<void> {
  const ref = { type: core.configMap, namespace: guardNamespace, name };
  const options = { manager: intentManager };
  for (let tries = 1; ; tries += 1) {
    const object = await cluster.get(ref);
    const data = await change(object === undefined ? {} : entriesOf(object));
    if (data === undefined) return;
    try {
      if (object === undefined) await cluster.create(mapOf(name, data), core.configMap, options);
      else await cluster.patch(ref, replacing(object, data), options);
      return;
    } catch (error) {
      if (!(error instanceof Conflict) || tries === mostTries) throw error;
    }
  }
}

export function mapOf(name: string, data: Entries): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: guardNamespace },
    data,
  };
}

/** Only as it was read; entries that stay the same are not sent. */
function replacing(object: KubeObject, data: Entries): JsonPatchOp[] {
  const before = entriesOf(object);
  const { uid, resourceVersion } = object.metadata;
  const gone = Object.keys(before).filter((key) => data[key] === undefined);
  const set = Object.entries(data).filter(([key, value]) => before[key] !== value);
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    ...(object['data'] === undefined
      ? [{ op: 'add' as const, path: '/data', value: data }]
      : [
          ...gone.map((key): JsonPatchOp => ({ op: 'remove', path: `/data/${key}` })),
          ...set.map(([key, value]): JsonPatchOp => ({ op: 'add', path: `/data/${key}`, value })),
        ]),
  ];
}

function entriesOf(object: KubeObject): Entries {
  return (object['data'] as Entries | undefined) ?? {};
}
