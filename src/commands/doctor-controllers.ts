import type { ControllerOnSite, ControllerPodSeen } from '../diagnosis/doctor/controllers.ts';
import type { BoundRole, ControllerRights } from '../diagnosis/doctor/roles.ts';
import type { RoleSeen } from '../diagnosis/evidence.ts';
import type { ControllerSettings } from '../manifest/install-variables.ts';
import { conditionOf, isReady } from '../modules/base.ts';
import { hasKubeletProxy, type InstalledController } from '../modules/controller.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core } from '../modules/surface.ts';
import { troubleOf } from '../rollout/install.ts';
import type { Cluster, KubeObject, ResourceType } from '../world.ts';
import { controllerManifests } from './install-plan.ts';

const quorum = 'quorum' as const;

/** How the pods of a controller's Deployment do. */
export async function onSite(
  cluster: Cluster,
  installed: InstalledController,
): Promise<ControllerOnSite> {
  const { object, namespace } = installed;
  const { selector } = (object['spec'] ?? {}) as { selector?: LabelSelector };
  const { availableReplicas = 0 } = (object['status'] ?? {}) as { availableReplicas?: number };
  const labels = selectorText(selector);
  const pods = await cluster.list({ type: core.pod, namespace, labels, freshness: quorum });
  const unwell = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && !isReady(pod),
  );
  return {
    installed,
    available: availableReplicas,
    readySince: latest(pods.flatMap((pod) => readyTime(pod) ?? [])),
    pods: await Promise.all(unwell.map((pod) => podSeen(cluster, pod))),
  };
}

function readyTime(pod: KubeObject): number | undefined {
  const { status, lastTransitionTime = '' } = conditionOf(pod, 'Ready') ?? {};
  const time = Date.parse(lastTransitionTime);
  return status === 'True' && !Number.isNaN(time) ? time : undefined;
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.max(...times);
}

async function podSeen(cluster: Cluster, pod: KubeObject): Promise<ControllerPodSeen> {
  const { name, uid = '' } = pod.metadata;
  const trouble = troubleOf(pod)?.replace(`${name}: `, '') ?? 'not Ready';
  const stuck = trouble.startsWith('CrashLoopBackOff') || (await isOnLostNode(cluster, pod));
  return { name, uid, trouble, stuck };
}

async function isOnLostNode(cluster: Cluster, pod: KubeObject): Promise<boolean> {
  const { nodeName } = (pod['spec'] ?? {}) as { nodeName?: string };
  if (nodeName === undefined) return false;
  const node = await cluster.get({ type: core.node, name: nodeName });
  return node === undefined || !isReady(node);
}

/** As `install` would set it, were it to be installed anew where it is. */
export function settingsThere(installed: InstalledController): ControllerSettings {
  const { namespace, image, env, replicas } = installed;
  return { namespace, image, env, replicas, kubeletProxy: hasKubeletProxy(installed) };
}

/** What the controller's service account may do, and what it needs to. */
export async function rightsOf(
  cluster: Cluster,
  installed: InstalledController,
  group: string | undefined,
): Promise<ControllerRights> {
  const { namespace, generation, object } = installed;
  const { template } = (object['spec'] ?? {}) as {
    template?: { spec?: { serviceAccountName?: string } };
  };
  const account = template?.spec?.serviceAccountName ?? 'default';
  const [wide, narrow, manifests] = await Promise.all([
    cluster.list({ type: core.clusterRoleBinding, freshness: quorum }),
    cluster.list({ type: core.roleBinding, freshness: quorum }),
    controllerManifests(generation, settingsThere(installed)),
  ]);
  const meant = (binding: KubeObject): boolean => isFor(binding, namespace, account);
  const bound = await Promise.all(
    [...wide.filter(meant), ...narrow.filter(meant)].map((one) => roleOf(cluster, one)),
  );
  return {
    installed,
    account: `serviceaccount/${account} -n ${namespace}`,
    bound: bound.flatMap((role) => role ?? []),
    needed: manifests.filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role'),
    group,
  };
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function isFor(binding: KubeObject, namespace: string, account: string): boolean {
  const { subjects = [] } = binding as { subjects?: Subject[] };
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return subjects.some((one) =>
    one.kind === 'Group'
      ? groups.includes(one.name)
      : one.kind === 'ServiceAccount' &&
        one.name === account &&
        (one.namespace ?? binding.metadata.namespace) === namespace,
  );
}

async function roleOf(cluster: Cluster, binding: KubeObject): Promise<BoundRole | undefined> {
  const { roleRef } = binding as { roleRef?: { kind?: string; name?: string } };
  const { namespace } = binding.metadata;
  const { name = '' } = roleRef ?? {};
  const kind = roleRef?.kind === 'Role' ? 'Role' : 'ClusterRole';
  const type: ResourceType = kind === 'Role' ? core.role : core.clusterRole;
  const within = kind === 'Role' && namespace !== undefined ? { namespace } : {};
  const role = await cluster.get({ type, name, ...within });
  if (role === undefined) return undefined;
  const rules = (role['rules'] ?? []) as RoleSeen['rules'];
  return { kind, name, namespace: binding.kind === 'RoleBinding' ? namespace : undefined, rules };
}
