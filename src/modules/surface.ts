import type { ResourceType } from '../world.ts';
import { v1Groups } from './labels.ts';

/** Kinds that every server has: asking discovery for them would cost a round trip. */
export const core = {
  pod: { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true },
  node: { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false },
  configMap: {
    group: '',
    version: 'v1',
    kind: 'ConfigMap',
    plural: 'configmaps',
    namespaced: true,
  },
  lease: {
    group: 'coordination.k8s.io',
    version: 'v1',
    kind: 'Lease',
    plural: 'leases',
    namespaced: true,
  },
  namespace: {
    group: '',
    version: 'v1',
    kind: 'Namespace',
    plural: 'namespaces',
    namespaced: false,
  },
  service: {
    group: '',
    version: 'v1',
    kind: 'Service',
    plural: 'services',
    namespaced: true,
  },
  endpointSlice: {
    group: 'discovery.k8s.io',
    version: 'v1',
    kind: 'EndpointSlice',
    plural: 'endpointslices',
    namespaced: true,
  },
  deployment: {
    group: 'apps',
    version: 'v1',
    kind: 'Deployment',
    plural: 'deployments',
    namespaced: true,
  },
  replicaSet: {
    group: 'apps',
    version: 'v1',
    kind: 'ReplicaSet',
    plural: 'replicasets',
    namespaced: true,
  },
  statefulSet: {
    group: 'apps',
    version: 'v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    namespaced: true,
  },
  daemonSet: {
    group: 'apps',
    version: 'v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    namespaced: true,
  },
  controllerRevision: {
    group: 'apps',
    version: 'v1',
    kind: 'ControllerRevision',
    plural: 'controllerrevisions',
    namespaced: true,
  },
  hpa: {
    group: 'autoscaling',
    version: 'v1',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
  },
  pdb: {
    group: 'policy',
    version: 'v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    namespaced: true,
  },
  event: { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true },
  clusterRole: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRole',
    plural: 'clusterroles',
    namespaced: false,
  },
  clusterRoleBinding: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'ClusterRoleBinding',
    plural: 'clusterrolebindings',
    namespaced: false,
  },
  role: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'Role',
    plural: 'roles',
    namespaced: true,
  },
  roleBinding: {
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    kind: 'RoleBinding',
    plural: 'rolebindings',
    namespaced: true,
  },
  ownAccess: {
    group: 'authorization.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectAccessReview',
    plural: 'selfsubjectaccessreviews',
    namespaced: false,
  },
  ownIdentity: {
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'SelfSubjectReview',
    plural: 'selfsubjectreviews',
    namespaced: false,
  },
  claim: {
    group: '',
    version: 'v1',
    kind: 'PersistentVolumeClaim',
    plural: 'persistentvolumeclaims',
    namespaced: true,
  },
  volume: {
    group: '',
    version: 'v1',
    kind: 'PersistentVolume',
    plural: 'persistentvolumes',
    namespaced: false,
  },
  secret: { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', namespaced: true },
  crd: {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  },
} as const satisfies Record<string, ResourceType>;

/** V1's Module in the group of today's releases. */
export const usualModule: ResourceType = {
  group: v1Groups[0],
  version: 'v1alpha1',
  kind: 'Module',
  plural: 'modules',
  namespaced: true,
};

/** How a release of V1 wants a batch confirmed. */
export type V1Dialect = 'confirmBatchNum' | 'pause';

/** V1 as installed on a cluster. */
export interface V1Surface {
  readonly group: string;
  readonly version: string;
  readonly dialect: V1Dialect;
  readonly moduleDeployment: ResourceType;
  readonly moduleReplicaSet: ResourceType;
  readonly module: ResourceType;
}

/** The kinds of V1 that the server offers; undefined where V1's CRDs are not installed. */
export function v1TypesOf(types: readonly ResourceType[]): Omit<V1Surface, 'dialect'> | undefined {
  for (const group of v1Groups) {
    const find = (kind: string): ResourceType | undefined =>
      types.find((type) => type.group === group && type.kind === kind);
    const moduleDeployment = find('ModuleDeployment');
    const moduleReplicaSet = find('ModuleReplicaSet');
    const module = find('Module');
    if (moduleDeployment && moduleReplicaSet && module) {
      return {
        group,
        version: moduleDeployment.version,
        moduleDeployment,
        moduleReplicaSet,
        module,
      };
    }
  }
  return undefined;
}
