import { v1Labels } from '../../modules/labels.ts';
import { core, type V1Surface } from '../../modules/surface.ts';
import { viewV1, type V1View } from '../../modules/v1-view.ts';
import type { Cluster, KubeObject, ListQuery } from '../../world.ts';

/** What is to be watched: one ModuleDeployment and the pods that can be its bases. */
export interface V1Target {
  readonly surface: V1Surface;
  readonly namespace: string;
  readonly name: string;
  readonly moduleName: string;
  /** The base Deployment's selector. */
  readonly baseSelector: string;
}

/** Reads the view with a quorum, for what decides a write. */
export async function readV1(cluster: Cluster, target: V1Target): Promise<V1View> {
  return viewOf(target, await Promise.all(queriesFor(target).map((query) => cluster.list(query))));
}

export function viewOf(target: V1Target, lists: readonly (readonly KubeObject[])[]): V1View {
  const [deployments = [], replicaSets = [], modules = [], pods = []] = lists;
  const { surface, name, moduleName } = target;
  return viewV1({
    group: surface.group,
    name,
    moduleName,
    deployment: deployments[0],
    replicaSets,
    modules,
    pods,
  });
}

export function queriesFor(target: V1Target): ListQuery[] {
  const { surface, namespace, name, moduleName, baseSelector } = target;
  const words = v1Labels(surface.group);
  const freshness = 'quorum';
  return [
    { type: surface.moduleDeployment, namespace, fields: `metadata.name=${name}`, freshness },
    {
      type: surface.moduleReplicaSet,
      namespace,
      labels: `${words.moduleDeployment}=${name}`,
      freshness,
    },
    // All Modules of that name: the controller counts those of other ModuleDeployments too.
    { type: surface.module, namespace, labels: `${words.moduleName}=${moduleName}`, freshness },
    { type: core.pod, namespace, labels: baseSelector, freshness },
  ];
}
