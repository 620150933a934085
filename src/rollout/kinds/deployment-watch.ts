import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, KubeObject } from '../../world.ts';
import type { Ports } from '../context.ts';
import { viewDeployment, type DeploymentView } from './deployment-view.ts';
import { followWorkload, PodsWatch, readWorkload, type WorkloadLists } from './pods-watch.ts';

const types = { type: core.deployment, revisionType: core.replicaSet };

/** Keeps one V2 Deployment, its pods and its bases in view. */
export class DeploymentWatch extends PodsWatch<DeploymentView> {
  /** `renews`: false where pods wait for bases that are still to come. */
  static async start(
    ports: Ports,
    deployment: KubeObject,
    proof: Proof,
    renews = true,
  ): Promise<DeploymentWatch> {
    const followed = await followWorkload(ports, deployment, types);
    return new DeploymentWatch(ports, followed, { proof, renews });
  }

  protected override sorted(lists: WorkloadLists): DeploymentView {
    return viewOf(lists);
  }
}

/** Everything of one Deployment as it is now, read with a quorum: what decides a write. */
export async function readDeployment(
  cluster: Cluster,
  deployment: KubeObject,
): Promise<DeploymentView> {
  return viewOf(await readWorkload(cluster, deployment, types));
}

function viewOf({ live, revisions, ...lists }: WorkloadLists): DeploymentView {
  return viewDeployment({ deployment: live, replicaSets: revisions, ...lists });
}
