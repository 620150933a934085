import type { ModulePod } from '../../modules/module-pod.ts';
import * as labels from '../../modules/labels.ts';
import { selectorText, type LabelSelector } from '../../modules/selector.ts';
import { core } from '../../modules/surface.ts';
import type { Proof } from '../../plan/types.ts';
import type { Cluster, Follow, KubeObject, ListQuery, ResourceType } from '../../world.ts';
import type { Ports } from '../context.ts';
import { DeploymentSight } from './deployment-sight.ts';
import { ForgottenPods } from './forgotten-pods.ts';
import type { PodsView } from './deployment-view.ts';

/** A V2 workload's own type, and the one in which Kubernetes keeps its templates, if it does. */
export interface WorkloadTypes {
  readonly type: ResourceType;
  readonly revisionType: ResourceType | undefined;
}

/** Everything that belongs to one V2 workload, as listed by its selector; a bare Pod is its own pod. */
export interface WorkloadLists {
  readonly live: KubeObject | undefined;
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
  readonly revisions: readonly KubeObject[];
}

/** Where a kind's templates are kept nowhere; always the same, as what is followed is until it changes. */
const noRevisions: readonly KubeObject[] = [];

interface Followed {
  readonly follow: Follow;
  readonly lists: number;
}

/** Keeps one V2 workload, its pods and its bases in view. */
export abstract class PodsWatch<V extends PodsView> extends DeploymentSight {
  readonly #forgotten: ForgottenPods | undefined;
  readonly #follow: Follow;
  readonly #lists: readonly number[];
  #seen: WorkloadLists | undefined;
  #view: V | undefined;

  /** `renews`: pods that the scheduler forgot are deleted, so that others are made. */
  protected constructor(
    ports: Ports,
    { follow, lists }: Followed,
    { proof, renews }: { readonly proof: Proof; readonly renews: boolean },
  ) {
    super(ports, proof);
    this.#forgotten = renews ? new ForgottenPods(ports) : undefined;
    this.#follow = follow;
    this.#lists = Array.from({ length: lists }, (_, index) => index);
  }

  /** Sorts what was listed into what belongs to the workload. */
  protected abstract sorted(lists: WorkloadLists): V;

  /** The view as last watched; may be a moment behind the latest write. */
  view(): V {
    const [workloads = [], pods = [], nodes = [], revisions = noRevisions] = this.#lists.map(
      (index) => this.#follow.items(index),
    );
    const lists = { live: workloads[0], pods, nodes, revisions };
    if (this.#view === undefined || this.#seen === undefined || !isSame(lists, this.#seen)) {
      this.#seen = lists;
      this.#view = this.sorted(lists);
    }
    return this.#view;
  }

  override async ask(view: V, pods: readonly ModulePod[]): Promise<void> {
    await super.ask(view, pods);
    await this.#forgotten?.renew(this.forgotten(view));
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

/** Follows everything of one workload; the lists in the order of `WorkloadLists`. */
export async function followWorkload(
  { cluster, signal }: Ports,
  workload: KubeObject,
  types: WorkloadTypes,
): Promise<Followed> {
  const queries = queriesFor(workload, types, 'cache');
  return { follow: await cluster.follow(queries, signal), lists: queries.length };
}

/** Everything of one workload as it is now, read with a quorum: what decides a write. */
export async function readWorkload(
  cluster: Cluster,
  workload: KubeObject,
  types: WorkloadTypes,
): Promise<WorkloadLists> {
  const [workloads = [], pods = [], nodes = [], revisions = []] = await Promise.all(
    queriesFor(workload, types, 'quorum').map((query) => cluster.list(query)),
  );
  return { live: workloads[0], pods, nodes, revisions };
}

function queriesFor(
  workload: KubeObject,
  { type, revisionType }: WorkloadTypes,
  freshness: ListQuery['freshness'],
): ListQuery[] {
  const { name, namespace = 'default' } = workload.metadata;
  const itself = { fields: `metadata.name=${name}` };
  const { selector } = (workload['spec'] ?? {}) as { selector?: LabelSelector };
  const own = type.kind === core.pod.kind ? itself : { labels: selectorText(selector) };
  return [
    { type, namespace, ...itself, freshness },
    { type: core.pod, namespace, ...own, freshness },
    { type: core.node, labels: `${labels.component}=${labels.componentVnode}`, freshness },
    ...(revisionType === undefined ? [] : [{ type: revisionType, namespace, ...own, freshness }]),
  ];
}
