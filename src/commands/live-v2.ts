import { baseOfVnode, type Base } from '../modules/base.ts';
import * as labels from '../modules/labels.ts';
import { placedByPod, type Placed } from '../modules/placed.ts';
import { core } from '../modules/surface.ts';
import { reachedThrough, type PodOnVnode } from '../modules/vnodes.ts';
import type { ListQuery } from '../world.ts';
import { isForbidden } from './forbidden.ts';
import { isMeant, isPlacedAt, type LiveFacts, type LiveScope } from './live-facts.ts';

/** Bases beyond this many are picked out of one list instead of being asked for one by one. */
const mostLists = 8;

/** Vnodes and the module pods on them: whoever's namespace a pod is in, its module is on the base. */
export async function readLiveV2(
  scope: LiveScope,
): Promise<Pick<LiveFacts, 'bases' | 'placed' | 'whole'>> {
  const { filter } = scope;
  const named = filter.base !== undefined && !filter.base.startsWith('vnode.');
  const byName = { ...filter, baseIp: undefined };
  const reading = readVnodes(scope);
  const [vnodes, { placed, whole }] = await Promise.all([
    reading,
    // A name that is no node's own says which nodes only when they have been read.
    readPods(scope, named ? (await reading).filter((one) => isMeant(one, byName)) : undefined),
  ]);
  const stayingLast = [...placed].sort((a, b) => Number(b.leaving) - Number(a.leaving));
  const known = reachedThrough(vnodes, stayingLast.map(podOf));
  const bases = [...known.values()].filter((base) => isMeant(base, filter));
  const ids = new Set(bases.map(({ id }) => id));
  return {
    bases,
    placed: placed.filter((one) => ids.has(one.baseId) || isPlacedAt(one, filter)),
    whole,
  };
}

function podOf({ base, namespace, object, baseIp }: Placed): PodOnVnode {
  return { node: base, namespace, name: object, ip: baseIp };
}

async function readVnodes({ cluster, freshness }: LiveScope): Promise<Base[]> {
  return await cluster.scan(
    { type: core.node, labels: `${labels.component}=${labels.componentVnode}`, freshness },
    baseOfVnode,
  );
}

async function readPods(
  scope: LiveScope,
  bases: readonly Base[] | undefined,
): Promise<{ placed: Placed[]; whole: boolean }> {
  const selectors = fieldsFor(scope, bases);
  try {
    return { placed: await scanPods(scope, selectors, undefined), whole: true };
  } catch (error) {
    if (scope.namespace === undefined || !isForbidden(error)) throw error;
    return { placed: await scanPods(scope, selectors, scope.namespace), whole: false };
  }
}

async function scanPods(
  { cluster, freshness }: LiveScope,
  selectors: readonly string[],
  namespace: string | undefined,
): Promise<Placed[]> {
  const query: ListQuery = {
    type: core.pod,
    labels: `${labels.component}=${labels.componentModule}`,
    freshness,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const lists = await Promise.all(
    selectors.map((fields) =>
      cluster.scan({ ...query, ...(fields === '' ? {} : { fields }) }, placedByPod),
    ),
  );
  return lists.flat(2);
}

/** One list for each of a few bases that are meant; '' takes all pods. */
function fieldsFor(
  { filter: { base, node, baseIp } }: LiveScope,
  bases: readonly Base[] | undefined,
): string[] {
  if (node !== undefined) return [`spec.nodeName=${node}`];
  if (base?.startsWith('vnode.')) return [`spec.nodeName=${base}`];
  if (bases !== undefined && bases.length <= mostLists) {
    return bases.map(({ name }) => `spec.nodeName=${name}`);
  }
  return [baseIp === undefined ? '' : `status.podIP=${baseIp}`];
}
