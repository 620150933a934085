import type {
  ControllerSeen,
  EventSeen,
  LeaseSeen,
  ModuleDeploymentSeen,
  RoleSeen,
} from '../diagnosis/evidence.ts';
import { isReady } from '../modules/base.ts';
import { controllerSelector, envOf, variablesOf } from '../modules/controller.ts';
import { v1Labels } from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { v1ModuleOf } from '../modules/v1-view.ts';
import { leaseNamespace, leaseSpecOf, renewalStampOf } from '../modules/vnode-lease.ts';
import type { Cluster, KubeObject } from '../world.ts';
import type { Scene } from './diagnose-scene.ts';

const quorum = 'quorum' as const;
/** Of the public manifests of both controllers (config/samples of V1.0.0, samples of v2.2.0). */
const controllerRoles = ['virtual-kubelet-role', 'manager-role'];

/** The leases of vnodes; undefined where the user may not read them. */
export async function readLeases(scene: Scene): Promise<readonly LeaseSeen[] | undefined> {
  const all = await scene.unlessForbidden('leases', readNodeLeases(scene.cluster));
  return all?.filter(({ name }) => name.startsWith('vnode.'));
}

/** The leases of all nodes, vnodes or not. */
export async function readNodeLeases(cluster: Cluster): Promise<readonly LeaseSeen[]> {
  const query = { type: core.lease, namespace: leaseNamespace, freshness: quorum };
  return await cluster.scan(query, leaseOf);
}

function leaseOf(lease: KubeObject): LeaseSeen | undefined {
  const { holder, renewedAt: renewed, lastsMs = 0 } = leaseSpecOf(lease);
  if (renewed === undefined) return undefined;
  const { metadata } = lease;
  const { name, uid, resourceVersion } = metadata;
  // The holder's clock may be wrong: the API server stamps what it writes by its own.
  const stamped = renewalStampOf(metadata);
  const renewedAt = stamped ?? renewed;
  return {
    name,
    holder,
    renewedAt,
    expiresAt: renewedAt + lastsMs,
    ...(stamped === undefined ? {} : { ahead: renewed - stamped }),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

/** Pods that were not created for the workload, and nodes that were removed. */
export async function readEvents(
  scene: Scene,
  workload: KubeObject,
): Promise<readonly EventSeen[]> {
  const { name, namespace = 'default' } = workload.metadata;
  const reading = Promise.all([
    scene.cluster.scan(
      { type: core.event, namespace, fields: 'reason=FailedCreate', freshness: quorum },
      (event) => eventOf(event, (kind, one) => kind !== 'Node' && belongs(one, name)),
    ),
    // The node controller writes its events of nodes there.
    scene.cluster.scan(
      { type: core.event, namespace: 'default', fields: 'reason=RemovingNode', freshness: quorum },
      (event) => eventOf(event, (kind) => kind === 'Node'),
    ),
  ]);
  return ((await scene.unlessForbidden('events', reading)) ?? []).flat();
}

function belongs(object: string, workload: string): boolean {
  return object === workload || object.startsWith(`${workload}-`);
}

function eventOf(
  event: KubeObject,
  isMeant: (kind: string, name: string) => boolean,
): EventSeen | undefined {
  const {
    involvedObject: { kind = '', name = '' } = {},
    reason = '',
    message = '',
    lastTimestamp,
    eventTime,
  } = event as {
    involvedObject?: { kind?: string; name?: string };
    reason?: string;
    message?: string;
    lastTimestamp?: string;
    eventTime?: string;
  };
  if (!isMeant(kind, name)) return undefined;
  const at = Date.parse(lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp ?? '');
  return {
    object: `${kind.toLowerCase()}/${name}`,
    reason,
    message,
    at: Number.isNaN(at) ? 0 : at,
  };
}

/** The controllers' own pods, where they run in this cluster as the public manifests have them. */
export async function readControllers(scene: Scene): Promise<readonly ControllerSeen[]> {
  const reading = Promise.all([
    scene.cluster.list({ type: core.pod, labels: controllerSelector, freshness: quorum }),
    scene.cluster.list({ type: core.deployment, labels: controllerSelector, freshness: quorum }),
  ]);
  const [pods = [], deployments = []] = (await scene.unlessForbidden('controllers', reading)) ?? [];
  return [
    ...pods
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .flatMap((pod) => controllerOf(pod, pod['spec'], isReady(pod))),
    // One without a pod is as dead as one whose pods fail.
    ...deployments.flatMap((one) => {
      const { template } = (one['spec'] ?? {}) as { template?: { spec?: unknown } };
      const { availableReplicas = 0 } = (one['status'] ?? {}) as { availableReplicas?: number };
      return availableReplicas > 0 ? [] : controllerOf(one, template?.spec, false);
    }),
  ];
}

function controllerOf(object: KubeObject, podSpec: unknown, ready: boolean): ControllerSeen[] {
  const world = worldOf(podSpec);
  if (world === undefined) return [];
  const { name, namespace = 'default' } = object.metadata;
  const seen = { world, object: `${object.kind.toLowerCase()}/${name}`, namespace, ready };
  const env = world === 'v2' ? { env: envOf(variablesOf(podSpec)) } : {};
  return [{ ...seen, trouble: waitingIn(object), ...env }];
}

/** Both have the same label: their service accounts and images tell them apart. */
function worldOf(podSpec: unknown): 'v1' | 'v2' | undefined {
  const { serviceAccountName = '', containers = [] } = (podSpec ?? {}) as {
    serviceAccountName?: string;
    containers?: { image?: string }[];
  };
  if (serviceAccountName === 'virtual-kubelet') return 'v2';
  if (serviceAccountName === 'controller-manager') return 'v1';
  const image = containers[0]?.image ?? '';
  if (/module-controller-v2|module[-_]controller:v?2\./.test(image)) return 'v2';
  return /module[-_]controller/.test(image) ? 'v1' : undefined;
}

function waitingIn(object: KubeObject): string | undefined {
  const { containerStatuses = [], availableReplicas } = (object['status'] ?? {}) as {
    containerStatuses?: { state?: { waiting?: { reason?: string } }; restartCount?: number }[];
    availableReplicas?: number;
  };
  if (object.kind === 'Deployment') return `availableReplicas ${availableReplicas ?? 0}`;
  const [one] = containerStatuses;
  const reason = one?.state?.waiting?.reason;
  return reason === undefined ? undefined : `${reason}, ${one?.restartCount ?? 0} restart(s)`;
}

/** The roles that the public manifests give the controllers. */
export async function readRoles(scene: Scene): Promise<readonly RoleSeen[]> {
  const reading = Promise.all(
    controllerRoles.map((name) => scene.cluster.get({ type: core.clusterRole, name })),
  );
  const found = (await scene.unlessForbidden('roles', reading)) ?? [];
  return found.flatMap((role) =>
    role === undefined
      ? []
      : [{ name: role.metadata.name, rules: (role['rules'] ?? []) as RoleSeen['rules'] }],
  );
}

/** All ModuleDeployments: one anywhere in the cluster can end V1's controller. */
export async function readModuleDeployments(
  scene: Scene,
): Promise<readonly ModuleDeploymentSeen[]> {
  const { v1 } = scene.surface;
  if (v1 === undefined) return [];
  const inAll = async (namespace?: string): Promise<ModuleDeploymentSeen[]> => {
    const where = { ...(namespace === undefined ? {} : { namespace }), freshness: quorum };
    const [all, sets] = await Promise.all([
      scene.cluster.list({ type: v1.moduleDeployment, ...where }),
      scene.cluster.scan({ type: v1.moduleReplicaSet, ...where }, ({ metadata }) => {
        const owner = metadata.labels?.[v1Labels(v1.group).moduleDeployment] ?? '';
        return `${metadata.namespace ?? ''}/${owner}`;
      }),
    ]);
    return all.map((one) => ({
      metadata: one.metadata,
      module: v1ModuleOf(one).name,
      replicaSets: sets.filter(
        (owner) => owner === `${one.metadata.namespace ?? ''}/${one.metadata.name}`,
      ).length,
    }));
  };
  return (await scene.unlessForbidden('pods', inAll())) ?? (await inAll(scene.namespace));
}
