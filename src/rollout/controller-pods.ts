import { isOwnedBy } from '../modules/owner.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core } from '../modules/surface.ts';
import type { Cluster, KubeObject } from '../world.ts';

/**
 * The pods of a controller's Deployment, by their owners: both generations have one label, and may
 * live in one namespace.
 */
export class ControllerPods {
  readonly #cluster: Cluster;
  readonly #where: { readonly namespace: string; readonly labels: string };
  readonly #uid: string | undefined;
  /** Kept: with the Deployment its ReplicaSets go before their pods do. */
  readonly #sets = new Set<string>();

  constructor(cluster: Cluster, deployment: KubeObject) {
    const { selector } = (deployment['spec'] ?? {}) as { selector?: LabelSelector };
    const { uid, namespace = 'default' } = deployment.metadata;
    this.#cluster = cluster;
    this.#where = { namespace, labels: selectorText(selector) };
    this.#uid = uid;
  }

  /** Those that are being deleted, too. */
  async list(): Promise<KubeObject[]> {
    const query = { ...this.#where, freshness: 'quorum' } as const;
    const sets = await this.#cluster.list({ ...query, type: core.replicaSet });
    for (const set of sets) {
      if (isOwnedBy(set, this.#uid)) this.#sets.add(set.metadata.uid ?? '');
    }
    const pods = await this.#cluster.list({ ...query, type: core.pod });
    return pods.filter((pod) => [...this.#sets].some((uid) => isOwnedBy(pod, uid)));
  }
}

export async function livingPodsOf(
  cluster: Cluster,
  deployment: KubeObject,
): Promise<KubeObject[]> {
  const pods = await new ControllerPods(cluster, deployment).list();
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}
