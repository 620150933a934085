import { guardNamespace, rulesName } from '../../guard/policy.ts';
import { groupBy } from '../../modules/group-by.ts';

/** What koupctl needs to be allowed, per command: the one list of it. */

/** What people want to do; the commands behind each are in `commandsFor`. */
export const abilities = [
  'look',
  'deploy',
  'rollback',
  'scale',
  'replace',
  'offline',
  'diagnose',
  'other-kinds',
  'install',
] as const;

export type Ability = (typeof abilities)[number];

export const commandsFor: Readonly<Record<Ability, readonly string[]>> = {
  look: ['modules', 'status', 'history'],
  deploy: ['deploy', 'plan', 'attach', 'confirm', 'pause', 'resume'],
  rollback: ['rollback'],
  scale: ['scale'],
  replace: ['replace'],
  offline: ['offline'],
  diagnose: ['diagnose', 'bases', 'doctor'],
  'other-kinds': ['deploy --kind statefulset, daemonset, replicaset, pod'],
  install: ['install', 'upgrade', 'uninstall', 'doctor --repair'],
};

export interface Right {
  /** '' is the core group; `v1` the group that V1 has in this cluster. */
  readonly group: string;
  /** With its subresource after a slash. */
  readonly resource: string;
  readonly verb: string;
  /** `here` is the namespace that is worked in. */
  readonly where: 'here' | 'cluster' | 'kube-node-lease' | typeof guardNamespace;
  /** Of the one object that is meant; absent: any. */
  readonly name?: string;
  readonly world: 'v1' | 'v2' | 'both';
  readonly for: readonly Ability[];
}

type Row = readonly [
  group: string,
  resources: string,
  verbs: string,
  where: Right['where'],
  world: Right['world'],
  ...abilities: Ability[],
];

const all = ['look', 'deploy', 'rollback', 'scale', 'replace', 'offline'] as const;
/** Those that hold a workload's Lease and write its record. */
const writing = ['deploy', 'rollback', 'scale', 'replace', 'offline'] as const;

const rows: readonly Row[] = [
  ['', 'pods', 'get list', 'here', 'both', ...all, 'diagnose'],
  ['', 'pods', 'watch', 'here', 'both', ...writing],
  ['', 'configmaps', 'get', 'here', 'both', ...all],
  ['', 'configmaps', 'create patch', 'here', 'both', ...writing],
  ['coordination.k8s.io', 'leases', 'get', 'here', 'both', ...all],
  ['coordination.k8s.io', 'leases', 'create patch', 'here', 'both', ...writing],
  // NAME may be any of them.
  ['apps', 'deployments replicasets statefulsets daemonsets', 'get', 'here', 'both', ...all],

  ['', 'nodes', 'list', 'cluster', 'v2', ...all, 'diagnose'],
  // Which of the two worlds flags are meant for.
  ['', 'nodes', 'list', 'cluster', 'v1', 'deploy'],
  ['', 'nodes', 'watch', 'cluster', 'v2', 'deploy', 'rollback', 'scale'],
  ['apps', 'replicasets', 'list', 'here', 'v2', ...all],
  [
    'apps',
    'deployments replicasets',
    'list watch',
    'here',
    'v2',
    'deploy',
    'rollback',
    'scale',
    'offline',
  ],
  ['apps', 'deployments', 'create', 'here', 'v2', 'deploy'],
  ['apps', 'deployments', 'patch', 'here', 'v2', 'deploy', 'rollback', 'scale'],
  // A first deploy is undone by that.
  ['apps', 'deployments', 'delete', 'here', 'v2', 'rollback', 'offline'],
  ['autoscaling', 'horizontalpodautoscalers', 'list', 'here', 'v2', 'deploy', 'rollback', 'scale'],
  ['policy', 'poddisruptionbudgets', 'list', 'here', 'v2', 'deploy', 'rollback', 'replace'],
  // Which old pods leave; pods that nothing installs any more.
  ['', 'pods', 'patch', 'here', 'v2', 'deploy', 'rollback', 'scale'],
  ['', 'pods', 'delete', 'here', 'v2', 'deploy', 'rollback', 'replace'],
  ['', 'pods/eviction', 'create', 'here', 'v2', 'replace'],

  [
    'apps',
    'statefulsets daemonsets replicasets',
    'list watch create patch delete',
    'here',
    'v2',
    'other-kinds',
  ],
  ['apps', 'controllerrevisions', 'list watch', 'here', 'v2', 'other-kinds'],
  ['', 'pods', 'create', 'here', 'v2', 'other-kinds'],
  ['', 'pods/eviction', 'create', 'here', 'v2', 'other-kinds'],
  ['', 'nodes', 'get patch', 'cluster', 'v2', 'other-kinds'],

  [
    'v1',
    'moduledeployments modulereplicasets modules',
    'get list',
    'here',
    'v1',
    ...all,
    'diagnose',
  ],
  ['v1', 'moduledeployments modulereplicasets modules', 'watch', 'here', 'v1', ...writing],
  ['v1', 'moduledeployments', 'create', 'here', 'v1', 'deploy'],
  ['v1', 'moduledeployments', 'patch', 'here', 'v1', 'deploy', 'rollback', 'scale', 'offline'],
  ['v1', 'moduledeployments', 'delete', 'here', 'v1', 'rollback', 'offline'],
  ['v1', 'modulereplicasets', 'patch', 'here', 'v1', 'deploy', 'rollback', 'offline'],
  ['v1', 'modules', 'patch', 'here', 'v1', 'deploy', 'rollback', 'replace', 'offline'],
  ['v1', 'modules', 'delete', 'here', 'v1', 'replace', 'offline'],

  ['', 'events', 'list', 'here', 'both', 'diagnose'],
  ['', 'pods', 'list', 'cluster', 'both', 'diagnose'],
  ['apps', 'deployments', 'list', 'cluster', 'both', 'diagnose'],
  ['coordination.k8s.io', 'leases', 'list', 'kube-node-lease', 'v2', 'diagnose'],
  ['rbac.authorization.k8s.io', 'clusterroles', 'get', 'cluster', 'both', 'diagnose'],
  [
    'rbac.authorization.k8s.io',
    'clusterrolebindings rolebindings roles',
    'list',
    'cluster',
    'both',
    'diagnose',
  ],
  ['v1', 'moduledeployments modulereplicasets', 'list', 'cluster', 'v1', 'diagnose'],

  ['', 'namespaces', 'get', 'cluster', 'both', 'install'],
  ['apps', 'deployments', 'list', 'cluster', 'both', 'install'],
  ['apps', 'deployments', 'get create patch delete', 'here', 'both', 'install'],
  ['', 'serviceaccounts services', 'get create patch delete', 'here', 'both', 'install'],
  ['', 'pods', 'list delete', 'here', 'both', 'install'],
  [
    'rbac.authorization.k8s.io',
    'clusterroles clusterrolebindings',
    'get create patch delete',
    'cluster',
    'both',
    'install',
  ],
  [
    'rbac.authorization.k8s.io',
    'roles rolebindings',
    'get create patch delete',
    'here',
    'v1',
    'install',
  ],
  [
    'apiextensions.k8s.io',
    'customresourcedefinitions',
    'get create patch delete',
    'cluster',
    'v1',
    'install',
  ],
  ['coordination.k8s.io', 'leases', 'list delete', 'kube-node-lease', 'v2', 'install'],
  ['', 'nodes', 'list', 'cluster', 'v2', 'install'],
];

const listed: readonly Right[] = rows.flatMap(
  ([group, resources, verbs, where, world, ...wanted]) =>
    resources
      .split(' ')
      .flatMap((resource) =>
        verbs.split(' ').map((verb) => ({ group, resource, verb, where, world, for: wanted })),
      ),
);

/** Before anything is written: whether there are change rules. */
const ofRules: Right = {
  group: '',
  resource: 'configmaps',
  verb: 'get',
  where: guardNamespace,
  name: rulesName,
  world: 'both',
  for: [...writing, 'other-kinds', 'install'],
};

/** Every right once that matters where these generations are, with all that needs it. */
export function rightsIn(
  worlds: { readonly v1: boolean; readonly v2: boolean },
  wanted: readonly Ability[] = abilities,
): Right[] {
  const found = new Map<string, Right>();
  for (const right of [...listed, ofRules]) {
    const { group, resource, verb, where, world } = right;
    const own = right.for.filter((ability) => wanted.includes(ability));
    if (own.length === 0 || (world !== 'both' && !worlds[world])) continue;
    const key = [group, resource, verb, where].join(' ');
    found.set(key, { ...right, for: [...new Set([...(found.get(key)?.for ?? []), ...own])] });
  }
  return [...found.values()];
}

/** `patch deployments.apps`. */
export function wordsOf({
  verb,
  resource,
  group,
}: Pick<Right, 'verb' | 'resource' | 'group'>): string {
  const [plural = '', sub] = resource.split('/');
  return `${verb} ${plural}${group === '' ? '' : `.${group}`}${sub === undefined ? '' : `/${sub}`}`;
}

/** `get, list daemonsets.apps`, one for each resource. */
export function together(all: readonly Pick<Right, 'verb' | 'resource' | 'group'>[]): string[] {
  const byResource = groupBy(all, (right) => wordsOf({ ...right, verb: '' }).trim());
  return [...byResource].map(
    ([resource, own]) => `${[...new Set(own.map(({ verb }) => verb))].join(', ')} ${resource}`,
  );
}
