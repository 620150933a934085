import { Fault } from '../../fault.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject } from '../../world.ts';
import type { Ports } from '../context.ts';
import { viewDeployment, type DeploymentView } from './deployment-view.ts';
import { followWorkload, PodsWatch, readWorkload, type WorkloadLists } from './pods-watch.ts';

const types = { type: core.deployment, revisionType: core.replicaSet };

/** Keeps one V2 Deployment, its pods and its bases in view. */
export class DeploymentWatch extends PodsWatch<DeploymentView> {
  readonly #around: Ports;
  readonly #renewed = new Set<string>();
  readonly #renews: boolean;

  private constructor(ports: Ports, follow: Follow, proof: Proof, renews: boolean) {
    super(ports, follow, proof);
    this.#around = ports;
    this.#renews = renews;
  }

  /** `renews`: false where pods wait for bases that are still to come. */
  static async start(
    ports: Ports,
    deployment: KubeObject,
    proof: Proof,
    renews = true,
  ): Promise<DeploymentWatch> {
    const follow = await followWorkload(ports, deployment, types);
    return new DeploymentWatch(ports, follow, proof, renews);
  }

  protected override sorted(lists: WorkloadLists): DeploymentView {
    return viewOf(lists);
  }

  override async ask(view: DeploymentView, pods: readonly ModulePod[]): Promise<void> {
    await super.ask(view, pods);
    await this.#renewForgotten(view);
  }

  /** A pod that the scheduler forgot is on no base: its ReplicaSet makes another, which is looked at. */
  async #renewForgotten(view: DeploymentView): Promise<void> {
    if (!this.#renews) return;
    const { cluster, emit } = this.#around;
    for (const pod of this.forgotten(view)) {
      if (this.#renewed.has(pod.uid)) continue;
      this.#renewed.add(pod.uid);
      const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
      try {
        await cluster.delete(ref, pod.uid);
        emit({
          type: 'wrote',
          object: `Pod ${pod.namespace}/${pod.name}`,
          what: 'deleted: the scheduler does not look at it again by itself',
        });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        emit({
          type: 'warning',
          text: `Pod ${pod.name} waits for the scheduler: ${error.message}`,
        });
      }
    }
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
