import type { Outcome } from '../outcome.ts';
import type { Proof } from '../plan/types.ts';
import { DeploymentSight } from '../rollout/kinds/deployment-sight.ts';
import { desiredIn, openPointsOf } from '../rollout/kinds/revisioned-finish.ts';
import { revisionedVerdict } from '../rollout/kinds/revisioned-verdict.ts';
import { revisionedSpec, type RevisionedView } from '../rollout/kinds/revisioned-view.ts';
import { readRevisioned } from '../rollout/kinds/revisioned-watch.ts';
import { statefulSetSpec } from '../rollout/kinds/stateful-set-order.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Bases, Cluster, KubeObject, ResourceType } from '../world.ts';
import { waysOn } from './ways-on.ts';
import type { World } from './world.ts';

/** How many bases it is to run on, and how many of them a rollout that stands lets have the new version. */
export type ReachedIn = (
  view: RevisionedView,
  record: RolloutRecord | undefined,
) => { readonly wanted: number; readonly reached: number };

/** The verdict on a StatefulSet, DaemonSet or ReplicaSet; reads only. */
export async function statusRevisioned(
  world: World,
  parts: {
    readonly cluster: Cluster;
    readonly bases: Bases;
    readonly object: KubeObject;
    readonly type: ResourceType;
    readonly proof: Proof;
  },
  reachedIn: ReachedIn,
): Promise<Outcome> {
  const { cluster, object, type } = parts;
  const { name, namespace = 'default' } = object.metadata;
  const store = new RecordStore(cluster, namespace, { kind: type.kind, name });
  const record = (await store.load())?.current;
  const view = await readRevisioned(cluster, object, type);
  const sight = new DeploymentSight({ bases: parts.bases, clock: world.clock }, parts.proof);
  await sight.ask(view, [...view.newPods, ...view.oldPods]);
  const { wanted, reached } = reachedIn(view, record);
  const open = await openPointsOf(sight, view, {
    replicas: wanted,
    formerBases: [...view.bases.values()],
    former: view.oldPods.flatMap((pod) => pod.modules),
  });
  const places = sight.places(view, view.newPods);
  const ways = waysOn(object);
  return revisionedVerdict({ view, places, open, record, wanted, reached, ...ways });
}

/** Of a StatefulSet its partition says so; of a first deploy its replicas. */
export const statefulSetStanding: ReachedIn = ({ workload }, record) => {
  const { replicas = 1, updateStrategy } = statefulSetSpec(workload);
  const first = record?.oldTemplate === undefined;
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
  return { wanted: replicas, reached: first ? replicas : Math.max(0, replicas - partition) };
};

/** Which batch of a ReplicaSet is open only the record tells; of a first deploy its replicas. */
export const replicaSetStanding: ReachedIn = ({ workload }, record) => {
  const { replicas = 1 } = revisionedSpec(workload);
  const first = record?.oldTemplate === undefined;
  return { wanted: replicas, reached: first ? replicas : reachedBy(record) };
};

/** A DaemonSet's controller counts the bases; which batch is open only the record tells. */
export const daemonSetStanding: ReachedIn = (view, record) => ({
  wanted: desiredIn(view) ?? 0,
  reached: reachedBy(record),
});

function reachedBy(record: RolloutRecord | undefined): number {
  const opened = Math.max(0, ...(record?.outcomes ?? []).map((one) => one.number));
  return record?.batches[opened - 1] ?? 0;
}
