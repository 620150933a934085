import { v1Groups } from '../../modules/labels.ts';
import type { InstalledController } from '../../modules/controller.ts';
import type { KubeObject } from '../../world.ts';
import type { RoleSeen } from '../evidence.ts';
import { fact } from '../facts.ts';
import { misCasedRoles } from '../rules/traps.ts';
import { finding, type CheckFinding } from './checkup.ts';
import { controllerObject } from './controllers.ts';
import { together } from './rights.ts';

/** A role that a controller's service account is bound to. */
export interface BoundRole extends RoleSeen {
  readonly kind: 'ClusterRole' | 'Role';
  /** Where it counts; undefined: everywhere. */
  readonly namespace: string | undefined;
}

export interface ControllerRights {
  readonly installed: InstalledController;
  readonly account: string;
  readonly bound: readonly BoundRole[];
  /** What `install` would give it: ClusterRoles and Roles. */
  readonly needed: readonly KubeObject[];
  /** The group that V1 has in this cluster. */
  readonly group: string | undefined;
}

type Rules = RoleSeen['rules'];

interface Grant {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Undefined: in the whole cluster. */
  readonly namespace: string | undefined;
}

/** What the rules that count for a controller lack of what it needs. */
export function judgeControllerRights(seen: ControllerRights): CheckFinding[] {
  const { installed, account, bound } = seen;
  const { generation, namespace } = installed;
  const missing = wantedBy(seen).filter((grant) => !isGranted(grant, bound));
  const controller = controllerObject(installed);
  const [needed] = seen.needed.filter(({ kind }) => kind === 'ClusterRole');
  const role = bound.find(
    ({ kind, name }) => kind === 'ClusterRole' && name === needed?.metadata.name,
  );
  const mend = {
    next: [`koupctl upgrade ${generation} -n ${namespace}`],
    repairs:
      role === undefined
        ? []
        : [{ does: 'apply-role' as const, generation, namespace, name: role.name }],
  };
  const odd = misCasedRoles(bound).map(({ name }) =>
    finding('controller-rights', 'warn', 'rbac-mis-cased', {
      params: { role: name },
      evidence: [fact(`clusterrole/${name}`, 'rules.resources', 'daemonSets, and not daemonsets')],
      ...mend,
    }),
  );
  if (missing.length === 0 && odd.length === 0) {
    const params = { controller, account };
    return [finding('controller-rights', 'ok', 'controller-may-all', { params })];
  }
  const hard = missing.filter((grant) => !isForSome(grant, installed));
  const lacking = (status: 'fail' | 'warn', grants: readonly Grant[]): CheckFinding[] => {
    if (grants.length === 0) return [];
    const code = status === 'fail' ? 'controller-may-not' : 'controller-may-not-some';
    const what = together(grants);
    const params = { controller, account, what: what.join('; ') };
    const evidence = what.map((one) => fact(account, 'rules', `none for ${one}`));
    return [finding('controller-rights', status, code, { params, evidence, ...mend })];
  };
  return [
    ...lacking('fail', hard),
    ...lacking(
      'warn',
      missing.filter((grant) => !hard.includes(grant)),
    ),
    ...odd,
  ];
}

/** Without these a controller works, and something beside its work does not. */
function isForSome({ group, resource, verb }: Grant, { generation, object }: InstalledController) {
  if (resource === 'events') return true;
  // With --leader-elect it waits for its lease for ever.
  if (generation === 'v1' && resource === 'leases') {
    return !JSON.stringify(object['spec']).includes('--leader-elect');
  }
  if (generation === 'v2') {
    return group === 'apps' && (resource === 'daemonsets' || verb === 'patch');
  }
  return (
    resource.endsWith('/finalizers') || (group === 'apps' && ['update', 'patch'].includes(verb))
  );
}

function wantedBy({ needed, group, installed }: ControllerRights): Grant[] {
  return needed.flatMap((role) =>
    unfolded(rulesOf(role)).map((grant) => ({
      ...grant,
      group: grant.group === v1Groups[0] && group !== undefined ? group : grant.group,
      namespace: role.kind === 'Role' ? installed.namespace : undefined,
    })),
  );
}

function rulesOf(role: KubeObject): Rules {
  return (role['rules'] ?? []) as Rules;
}

function unfolded(rules: Rules): Omit<Grant, 'namespace'>[] {
  return rules.flatMap(({ apiGroups = [], resources = [], verbs = [] }) =>
    apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb }))),
    ),
  );
}

function isGranted(
  { group, resource, verb, namespace }: Grant,
  bound: readonly BoundRole[],
): boolean {
  const has = (all: readonly string[] = [], one: string): boolean =>
    all.includes(one) || all.includes('*');
  return bound
    .filter((role) => role.namespace === undefined || role.namespace === namespace)
    .some(({ rules }) =>
      rules.some(
        (rule) =>
          has(rule.apiGroups, group) && has(rule.resources, resource) && has(rule.verbs, verb),
      ),
    );
}
