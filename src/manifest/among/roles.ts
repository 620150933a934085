/** Rights of the controllers, as the public samples give them. */
import { v1Groups } from '../../modules/labels.ts';
import type { KubeObject } from '../../world.ts';
import { error, say, warning } from '../rule.ts';
import type { Remark } from '../rule.ts';
import { isTree, listAt, wordOf } from '../tree.ts';
import type { Path } from '../tree.ts';
import { controllersAmong } from './controller-of.ts';
import { perDocument } from './files-rule.ts';

interface Grant {
  readonly path: Path;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

function grantsOf({ apiVersion, kind, ...object }: KubeObject): Grant[] {
  const isRole = kind === 'ClusterRole' || kind === 'Role';
  if (!isRole || !apiVersion.startsWith('rbac.authorization.k8s.io/')) return [];
  return listAt(object, ['rules']).flatMap((rule, index) =>
    isTree(rule)
      ? [
          {
            path: ['rules', index],
            groups: listAt(rule, ['apiGroups']).map(wordOf),
            resources: listAt(rule, ['resources']).map(wordOf),
            verbs: listAt(rule, ['verbs']).map(wordOf),
          },
        ]
      : [],
  );
}

/** `daemonSets` grants nothing: Kubernetes compares the names letter by letter. */
export const roleCase = perDocument('role-case', ({ object }) =>
  grantsOf(object).flatMap(({ path, resources }) =>
    resources.flatMap((name, index): Remark[] => {
      const right = name.toLowerCase();
      if (name === right) return [];
      const at = [...path, 'resources', index];
      return [error(at, say('role-case', name, right), { path: at, value: right })];
    }),
  ),
);

function has(grants: readonly Grant[], resource: string, verb: string): boolean {
  return grants.some(
    ({ resources, verbs }) =>
      [resource, '*'].some((each) => resources.includes(each)) &&
      [verb, '*'].some((each) => verbs.includes(each)),
  );
}

function find(grants: readonly Grant[], resource: string): Path | undefined {
  return grants.find(({ resources }) => resources.includes(resource))?.path;
}

/** The V2 controller's role: it makes nodes and their leases. */
function isV2Role(grants: readonly Grant[]): boolean {
  return has(grants, 'nodes', 'create') && has(grants, 'leases', 'create');
}

/** The peer controller patches Deployments; since v2.1.1 the sample only lets it read them. */
export const v2RolePatch = perDocument('v2-role-patch', ({ object }, docs) => {
  const grants = grantsOf(object);
  if (!isV2Role(grants) || has(grants, 'deployments', 'patch')) return [];
  const controllers = controllersAmong(docs).filter(({ world }) => world === 'v2');
  const peers = controllers.some(({ env }) => env(peerEnv) === 'true');
  if (controllers.length > 0 && !peers) return [];
  return [warning(find(grants, 'deployments') ?? ['rules'], say('v2-role-patch'))];
});

export const peerEnv = 'ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE';

/** kubectl logs by the kubelet proxy: the controller reads the base pod's log. */
export const v2RoleLogs = perDocument('v2-role-logs', ({ object }, docs) => {
  const grants = grantsOf(object);
  if (!isV2Role(grants) || has(grants, 'pods/log', 'get')) return [];
  if (!controllersAmong(docs).some(({ env }) => env('KUBELET_PROXY_ENABLED') === 'true')) return [];
  return [warning(find(grants, 'pods') ?? ['rules'], say('v2-role-logs'))];
});

/** V1 writes counts to the labels of base Deployments, which its public role forbids. */
export const v1RoleUpdate = perDocument('v1-role-update', ({ object }) => {
  const grants = grantsOf(object);
  const ofV1 = grants.some(
    ({ groups, resources }) =>
      groups.some((group) => (v1Groups as readonly string[]).includes(group)) &&
      resources.includes('modulereplicasets'),
  );
  if (!ofV1 || !has(grants, 'pods', 'update') || has(grants, 'deployments', 'update')) return [];
  return [warning(find(grants, 'deployments') ?? ['rules'], say('v1-role-update'))];
});

export const roleRules = [roleCase, v2RolePatch, v2RoleLogs, v1RoleUpdate];
