import { Fault } from '../../fault.ts';
import * as labels from '../../modules/labels.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { selectorText } from '../../modules/selector.ts';
import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject, ListQuery } from '../../world.ts';
import type { Ports } from '../context.ts';
import { DeploymentSight } from './deployment-sight.ts';
import { deploymentSpec, viewDeployment, type DeploymentView } from './deployment-view.ts';

/** Keeps one V2 Deployment, its pods and its bases in view. */
export class DeploymentWatch extends DeploymentSight {
  readonly #follow: Follow;
  readonly #around: Ports;
  readonly #renewed = new Set<string>();

  private constructor(ports: Ports, follow: Follow, proof: Proof) {
    super(ports, proof);
    this.#around = ports;
    this.#follow = follow;
  }

  override async ask(view: DeploymentView, pods: readonly ModulePod[]): Promise<void> {
    await super.ask(view, pods);
    await this.#renewForgotten(view);
  }

  /** A pod that the scheduler forgot is on no base: its ReplicaSet makes another, which is looked at. */
  async #renewForgotten(view: DeploymentView): Promise<void> {
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

  static async start(ports: Ports, deployment: KubeObject, proof: Proof): Promise<DeploymentWatch> {
    const queries = queriesFor(deployment, 'cache');
    return new DeploymentWatch(ports, await ports.cluster.follow(queries, ports.signal), proof);
  }

  /** The view as last watched; may be a moment behind the latest write. */
  view(): DeploymentView {
    return viewDeployment({
      deployment: this.#follow.items(0)[0],
      replicaSets: this.#follow.items(1),
      pods: this.#follow.items(2),
      nodes: this.#follow.items(3),
    });
  }

  async next(maxMs: number): Promise<void> {
    await this.#follow.changed(maxMs);
  }

  close(): void {
    this.#follow.close();
  }
}

/** Everything of one Deployment as it is now, read with a quorum: what decides a write. */
export async function readDeployment(
  cluster: Cluster,
  deployment: KubeObject,
): Promise<DeploymentView> {
  const [live, replicaSets, pods, nodes] = await Promise.all(
    queriesFor(deployment, 'quorum').map((query) => cluster.list(query)),
  );
  return viewDeployment({
    deployment: live?.[0],
    replicaSets: replicaSets ?? [],
    pods: pods ?? [],
    nodes: nodes ?? [],
  });
}

function queriesFor(deployment: KubeObject, freshness: 'cache' | 'quorum'): ListQuery[] {
  const namespace = deployment.metadata.namespace ?? 'default';
  const selector = selectorText(deploymentSpec(deployment).selector);
  return [
    {
      type: core.deployment,
      namespace,
      fields: `metadata.name=${deployment.metadata.name}`,
      freshness,
    },
    { type: core.replicaSet, namespace, labels: selector, freshness },
    { type: core.pod, namespace, labels: selector, freshness },
    { type: core.node, labels: `${labels.component}=${labels.componentVnode}`, freshness },
  ];
}
