import { Fault } from '../fault.ts';
import * as labels from '../modules/labels.ts';
import { modulePodOf, type ModulePod } from '../modules/module-pod.ts';
import { isOwnedBy } from '../modules/owner.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core } from '../modules/surface.ts';
import { offlineFactsV2 } from '../plan/offline-v2.ts';
import { PodsOffline } from '../rollout/offline-v2.ts';
import type { Cluster, KubeObject } from '../world.ts';
import type { Doors } from './doors.ts';
import type { FoundWorkload } from './find-workload.ts';
import { kindOf } from './kinds.ts';
import type { PreparedOffline } from './offline.ts';
import { stairsV2 } from './scale.ts';
import { readV2 } from './scale-v2.ts';

/** Reads what taking a V2 workload of any kind offline is planned from. */
export async function prepareOfflineV2(
  { cluster, found }: Doors & { readonly found: FoundWorkload },
  ask: Parameters<typeof readV2>[2],
): Promise<PreparedOffline> {
  const reading = await readV2(cluster, found.object, ask);
  const { live } = reading;
  const { name, namespace = cluster.target.namespace } = live.metadata;
  const [pods, all] = await Promise.all([
    ownPods(cluster, live, namespace),
    modulePods(cluster, namespace),
  ]);
  const type = kindOf(live).type(undefined);
  if (type === undefined) throw new Error(`no V2 kind: ${live.kind}`);
  const own = new Set(pods.map((pod) => pod.uid));
  const nodes = new Set(pods.map((pod) => pod.node));
  const others = all.filter((pod) => !own.has(pod.uid) && nodes.has(pod.node) && !pod.terminating);
  const facts = offlineFactsV2(reading, { pods, others });
  return {
    facts,
    stairs: (ports, assignment, steps) =>
      new PodsOffline(ports, assignment, {
        ref: { type, namespace, name },
        live,
        pods,
        bases: reading.bases,
        wantedByOthers: (node, module) =>
          others.some(
            (pod) =>
              pod.node === node &&
              pod.modules.some((one) => one.name === module.name && one.version === module.version),
          ),
        stairs: steps.length > 1 ? stairsV2(ports, assignment, live, steps) : undefined,
      }),
  };
}

/** A bare Pod is its own; else its pods by selector, and by what controls them: the workload itself, or a ReplicaSet of it. */
async function ownPods(
  cluster: Cluster,
  live: KubeObject,
  namespace: string,
): Promise<ModulePod[]> {
  const { selector } = (live['spec'] ?? {}) as { selector?: LabelSelector };
  if (live.kind === core.pod.kind) {
    const itself = `metadata.name=${live.metadata.name}`;
    const query = { type: core.pod, namespace, fields: itself, freshness: 'quorum' as const };
    const found = await cluster.list(query);
    return found.filter(({ metadata: { uid } }) => uid === live.metadata.uid).map(modulePodOf);
  }
  const query = { namespace, labels: selectorText(selector), freshness: 'quorum' as const };
  const [pods, sets] = await Promise.all([
    cluster.list({ type: core.pod, ...query }),
    cluster.list({ type: core.replicaSet, ...query }),
  ]);
  const { uid } = live.metadata;
  const owners = new Set([
    uid,
    ...sets.filter((set) => isOwnedBy(set, uid)).map((set) => set.metadata.uid),
  ]);
  return pods
    .map(modulePodOf)
    .filter((pod) => pod.owner !== undefined && owners.has(pod.owner.uid));
}

/** Module pods of all namespaces, or of this one where nobody may list the others. */
async function modulePods(cluster: Cluster, namespace: string): Promise<ModulePod[]> {
  const component = `${labels.component}=${labels.componentModule}`;
  const query = { type: core.pod, labels: component, freshness: 'quorum' } as const;
  try {
    return await cluster.scan(query, modulePodOf);
  } catch (error) {
    if (!(error instanceof Fault) || error.outcome !== 'unreachable') throw error;
    return await cluster.scan({ ...query, namespace }, modulePodOf);
  }
}
