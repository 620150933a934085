import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, KubeObject, ResourceType } from '../../world.ts';
import type { Ports } from '../context.ts';
import { followWorkload, PodsWatch, readWorkload, type WorkloadLists } from './pods-watch.ts';
import { viewRevisioned, type RevisionedView } from './revisioned-view.ts';

/** Keeps one StatefulSet, DaemonSet or ReplicaSet, its pods and its bases in view. */
export class RevisionedWatch extends PodsWatch<RevisionedView> {
  static async start(
    ports: Ports,
    workload: KubeObject,
    type: ResourceType,
    proof: Proof,
  ): Promise<RevisionedWatch> {
    const followed = await followWorkload(ports, workload, {
      type,
      revisionType: revisionTypeOf(type),
    });
    // Only a ReplicaSet makes the next pod while the one before is still leaving its base.
    return new RevisionedWatch(ports, followed, { proof, renews: type.kind === 'ReplicaSet' });
  }

  protected override sorted(lists: WorkloadLists): RevisionedView {
    return viewOf(lists);
  }
}

/** Everything of one workload as it is now, read with a quorum: what decides a write. */
export async function readRevisioned(
  cluster: Cluster,
  workload: KubeObject,
  type: ResourceType,
): Promise<RevisionedView> {
  return viewOf(
    await readWorkload(cluster, workload, { type, revisionType: revisionTypeOf(type) }),
  );
}

/** The kind in which Kubernetes keeps a workload's templates; it keeps none of a ReplicaSet or a bare Pod. */
export function revisionTypeOf({ kind }: Pick<KubeObject, 'kind'>): ResourceType | undefined {
  return kind === 'StatefulSet' || kind === 'DaemonSet' ? core.controllerRevision : undefined;
}

function viewOf({ live, ...lists }: WorkloadLists): RevisionedView {
  return viewRevisioned({ workload: live, ...lists });
}
