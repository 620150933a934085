import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, KubeObject, ResourceType } from '../../world.ts';
import type { Ports } from '../context.ts';
import { followWorkload, PodsWatch, readWorkload, type WorkloadLists } from './pods-watch.ts';
import { viewRevisioned, type RevisionedView } from './revisioned-view.ts';

const revisionType = core.controllerRevision;

/** Keeps one StatefulSet or DaemonSet, its pods and its bases in view. */
export class RevisionedWatch extends PodsWatch<RevisionedView> {
  static async start(
    ports: Ports,
    workload: KubeObject,
    type: ResourceType,
    proof: Proof,
  ): Promise<RevisionedWatch> {
    const follow = await followWorkload(ports, workload, { type, revisionType });
    return new RevisionedWatch(ports, follow, proof);
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
  return viewOf(await readWorkload(cluster, workload, { type, revisionType }));
}

function viewOf({ live, ...lists }: WorkloadLists): RevisionedView {
  return viewRevisioned({ workload: live, ...lists });
}
