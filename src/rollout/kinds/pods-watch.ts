import * as labels from '../../modules/labels.ts';
import { selectorText, type LabelSelector } from '../../modules/selector.ts';
import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject, ListQuery, ResourceType } from '../../world.ts';
import type { Ports } from '../context.ts';
import { DeploymentSight } from './deployment-sight.ts';
import type { PodsView } from './deployment-view.ts';

/** A V2 workload's own type, and the one in which Kubernetes keeps its templates. */
export interface WorkloadTypes {
  readonly type: ResourceType;
  readonly revisionType: ResourceType;
}

/** Everything that belongs to one V2 workload, as listed by its selector. */
export interface WorkloadLists {
  readonly live: KubeObject | undefined;
  readonly revisions: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
}

/** Keeps one V2 workload, its pods and its bases in view. */
export abstract class PodsWatch<V extends PodsView> extends DeploymentSight {
  readonly #follow: Follow;
  #seen: WorkloadLists | undefined;
  #view: V | undefined;

  protected constructor(ports: Ports, follow: Follow, proof: Proof) {
    super(ports, proof);
    this.#follow = follow;
  }

  /** Sorts what was listed into what belongs to the workload. */
  protected abstract sorted(lists: WorkloadLists): V;

  /** The view as last watched; may be a moment behind the latest write. */
  view(): V {
    const [workloads = [], revisions = [], pods = [], nodes = []] = [0, 1, 2, 3].map((index) =>
      this.#follow.items(index),
    );
    const lists = { live: workloads[0], revisions, pods, nodes };
    if (this.#view === undefined || this.#seen === undefined || !isSame(lists, this.#seen)) {
      this.#seen = lists;
      this.#view = this.sorted(lists);
    }
    return this.#view;
  }

  async next(maxMs: number): Promise<void> {
    await this.#follow.changed(maxMs);
  }

  close(): void {
    this.#follow.close();
  }
}

/** What is followed is the same array until it changes. */
function isSame(lists: WorkloadLists, seen: WorkloadLists): boolean {
  return (
    lists.live === seen.live &&
    lists.revisions === seen.revisions &&
    lists.pods === seen.pods &&
    lists.nodes === seen.nodes
  );
}

/** Follows everything of one workload; the four lists in the order of `WorkloadLists`. */
export async function followWorkload(
  { cluster, signal }: Ports,
  workload: KubeObject,
  types: WorkloadTypes,
): Promise<Follow> {
  return await cluster.follow(queriesFor(workload, types, 'cache'), signal);
}

/** Everything of one workload as it is now, read with a quorum: what decides a write. */
export async function readWorkload(
  cluster: Cluster,
  workload: KubeObject,
  types: WorkloadTypes,
): Promise<WorkloadLists> {
  const [workloads = [], revisions = [], pods = [], nodes = []] = await Promise.all(
    queriesFor(workload, types, 'quorum').map((query) => cluster.list(query)),
  );
  return { live: workloads[0], revisions, pods, nodes };
}

function queriesFor(
  workload: KubeObject,
  { type, revisionType }: WorkloadTypes,
  freshness: ListQuery['freshness'],
): ListQuery[] {
  const { name, namespace = 'default' } = workload.metadata;
  const { selector: own } = (workload['spec'] ?? {}) as { selector?: LabelSelector };
  const selector = selectorText(own);
  return [
    { type, namespace, fields: `metadata.name=${name}`, freshness },
    { type: revisionType, namespace, labels: selector, freshness },
    { type: core.pod, namespace, labels: selector, freshness },
    { type: core.node, labels: `${labels.component}=${labels.componentVnode}`, freshness },
  ];
}
