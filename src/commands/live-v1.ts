import { baseOfAnyPod, isOver, type Base } from '../modules/base.ts';
import { v1Labels } from '../modules/labels.ts';
import { wishKey } from '../modules/live-join.ts';
import type { Wish } from '../modules/live-row.ts';
import { placedByModule, type Placed } from '../modules/placed.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core, v1TypesOf } from '../modules/surface.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import { each } from '../rollout/each.ts';
import { isMarked } from '../rollout/ownership.ts';
import type { KubeObject, ListQuery, ResourceType } from '../world.ts';
import { isMeant, isPlacedAt, type LiveFacts, type LiveScope, type V1Fleet } from './live-facts.ts';

const atOnce = 16;

const nothing = { bases: [], placed: [], wishes: new Map<string, Wish>(), fleets: [] };

/** Base pods and the Modules on them: those of the base Deployments that are named, and those with marks. */
export async function readLiveV1(
  scope: LiveScope,
): Promise<Pick<LiveFacts, 'bases' | 'placed' | 'wishes' | 'fleets'>> {
  if (scope.filter.node !== undefined) return nothing;
  const types = v1TypesOf(await scope.cluster.resourceTypes());
  if (types === undefined) return nothing;
  const { group } = types;
  const query = inScope(scope);
  const [deployments, modules, marked] = await Promise.all([
    scope.cluster.list(query(types.moduleDeployment)),
    scope.cluster.scan(query(types.module), placedByModule),
    scope.cluster.list({ ...query(core.pod), labels: v1Labels(group).instanceCount }),
  ]);
  const fleets = await fleetsOf(scope, group, deployments);
  const known = new Set(fleets.flatMap(({ pods }) => pods.map(idOf)));
  const lost = [...new Set(modules.map(({ baseId }) => baseId))].filter(
    (id) => id !== '' && !known.has(id) && !marked.some((pod) => idOf(pod) === id),
  );
  const others = [
    ...marked.filter((pod) => !known.has(idOf(pod))),
    ...(await podsNamed(scope, lost)),
  ];
  return narrowed(scope, {
    placed: modules,
    wishes: new Map(deployments.map(wishOf)),
    fleets: [...fleets, ...byNamespace(group, others)],
  });
}

function inScope({ namespace, freshness }: LiveScope): (type: ResourceType) => ListQuery {
  return (type) => ({ type, freshness, ...(namespace === undefined ? {} : { namespace }) });
}

/** The pods of every base Deployment that a ModuleDeployment names. */
async function fleetsOf(
  { cluster, freshness }: LiveScope,
  group: string,
  deployments: readonly KubeObject[],
): Promise<V1Fleet[]> {
  const named = deployments.map((one) => ({
    namespace: one.metadata.namespace ?? 'default',
    name: v1Spec(one).baseDeploymentName ?? '',
  }));
  const wanted = new Map(named.map((one) => [`${one.namespace}/${one.name}`, one]));
  const fleets: V1Fleet[] = [];
  await each([...wanted.values()], atOnce, async ({ namespace, name }) => {
    const found = name && (await cluster.get({ type: core.deployment, namespace, name }));
    const { selector } = ((found || undefined)?.['spec'] ?? {}) as { selector?: LabelSelector };
    if (selector === undefined) return;
    const labels = selectorText(selector);
    const pods = await cluster.list({ type: core.pod, namespace, labels, freshness });
    fleets.push({ group, namespace, deployment: name, pods });
  });
  return fleets;
}

/** Modules name their base pods; what no list had is asked for by name before it counts as gone. */
async function podsNamed({ cluster }: LiveScope, ids: readonly string[]): Promise<KubeObject[]> {
  const found: KubeObject[] = [];
  await each(ids, atOnce, async (id) => {
    const [namespace = '', name = ''] = id.split('/');
    const pod = await cluster.get({ type: core.pod, namespace, name });
    if (pod !== undefined) found.push(pod);
  });
  return found;
}

function byNamespace(group: string, pods: readonly KubeObject[]): V1Fleet[] {
  const namespaces = new Set(pods.map(({ metadata }) => metadata.namespace ?? 'default'));
  return [...namespaces].map((namespace) => ({
    group,
    namespace,
    deployment: '',
    pods: pods.filter(({ metadata }) => metadata.namespace === namespace),
  }));
}

function narrowed(
  { filter }: LiveScope,
  all: { placed: readonly Placed[]; wishes: Map<string, Wish>; fleets: readonly V1Fleet[] },
): Pick<LiveFacts, 'bases' | 'placed' | 'wishes' | 'fleets'> {
  const bases = new Map<string, Base>();
  for (const { pods, deployment } of all.fleets) {
    for (const pod of pods.filter((one) => !isOver(one))) {
      const base = baseOfAnyPod(pod);
      bases.set(base.id, deployment === '' ? base : { ...base, baseName: deployment });
    }
  }
  const meant = [...bases.values()].filter((base) => isMeant(base, filter));
  const ids = new Set(meant.map(({ id }) => id));
  return {
    bases: meant,
    placed: all.placed.filter((one) => ids.has(one.baseId) || isPlacedAt(one, filter)),
    wishes: all.wishes,
    fleets: all.fleets,
  };
}

/** While its controller is at it, or a rollout of koupctl's stands, versions before are where they belong. */
function wishOf(object: KubeObject): [string, Wish] {
  const { name, version } = v1ModuleOf(object);
  const status = object['status'] as { releaseStatus?: { progress?: string } } | undefined;
  const { namespace = 'default' } = object.metadata;
  return [
    wishKey({ namespace, workload: `ModuleDeployment/${object.metadata.name}` }),
    {
      versions: new Map([[name, version]]),
      rolling: isMarked(object) || status?.releaseStatus?.progress !== 'Completed',
    },
  ];
}

function idOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name}`;
}
