import * as labels from '../../modules/labels.ts';
import { selectorText } from '../../modules/selector.ts';
import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject, ListQuery, ResourceType } from '../../world.ts';
import type { Ports } from '../context.ts';
import { DeploymentSight } from './deployment-sight.ts';
import { revisionedSpec, viewRevisioned, type RevisionedView } from './revisioned-view.ts';

/** Keeps one StatefulSet or DaemonSet, its pods and its bases in view. */
export class RevisionedWatch extends DeploymentSight {
  readonly #follow: Follow;

  private constructor(ports: Ports, follow: Follow, proof: Proof) {
    super(ports, proof);
    this.#follow = follow;
  }

  static async start(
    ports: Ports,
    workload: KubeObject,
    type: ResourceType,
    proof: Proof,
  ): Promise<RevisionedWatch> {
    const queries = queriesFor(workload, type, 'cache');
    return new RevisionedWatch(ports, await ports.cluster.follow(queries, ports.signal), proof);
  }

  /** The view as last watched; may be a moment behind the latest write. */
  view(): RevisionedView {
    return viewRevisioned({
      workload: this.#follow.items(0)[0],
      revisions: this.#follow.items(1),
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

/** Everything of one workload as it is now, read with a quorum: what decides a write. */
export async function readRevisioned(
  cluster: Cluster,
  workload: KubeObject,
  type: ResourceType,
): Promise<RevisionedView> {
  const [live, revisions, pods, nodes] = await Promise.all(
    queriesFor(workload, type, 'quorum').map((query) => cluster.list(query)),
  );
  return viewRevisioned({
    workload: live?.[0],
    revisions: revisions ?? [],
    pods: pods ?? [],
    nodes: nodes ?? [],
  });
}

function queriesFor(
  workload: KubeObject,
  type: ResourceType,
  freshness: ListQuery['freshness'],
): ListQuery[] {
  const { name, namespace = 'default' } = workload.metadata;
  const selector = selectorText(revisionedSpec(workload).selector);
  return [
    { type, namespace, fields: `metadata.name=${name}`, freshness },
    { type: core.controllerRevision, namespace, labels: selector, freshness },
    { type: core.pod, namespace, labels: selector, freshness },
    { type: core.node, labels: `${labels.component}=${labels.componentVnode}`, freshness },
  ];
}
