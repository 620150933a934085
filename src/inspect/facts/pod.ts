import type { KubeObject, ObjectMeta } from '../../world.ts';
import { quantity } from '../../modules/quantity.ts';
import { timeOf } from '../../modules/time-of.ts';
import { conditionOf, leavingOf, specOf, statusOf, type Leaving } from './object-fields.ts';

/** The little of a pod that the checks go by: ten thousand of them have to fit. */
export interface PodFact {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly phase: string;
  /** The pod's own reason (Evicted, NodeLost). */
  readonly reason: string;
  readonly message: string;
  /** A kubelet's own, shown by the API server: which component it is; '' for every other pod. */
  readonly staticOf: string;
  readonly containers: number;
  readonly readyContainers: number;
  /** Not ready since, ms; undefined where it is ready or says nothing. */
  readonly notReadySince: number | undefined;
  readonly createdAt: number;
  /** The first container that waits, and for what. */
  readonly waiting: Waiting | undefined;
  readonly restarts: number;
  /** Its last restart: when, and how the container before ended. */
  readonly restarted: Restart | undefined;
  /** The scheduler's words; undefined once it has a node. */
  readonly unscheduled: string | undefined;
  readonly leaving: Leaving | undefined;
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  /** Containers that are limited. */
  readonly limits: readonly ContainerLimit[];
}

export interface Waiting {
  readonly container: string;
  readonly reason: string;
  readonly message: string;
}

export interface Restart {
  readonly container: string;
  readonly at: number;
  readonly reason: string;
}

export interface ContainerLimit {
  readonly container: string;
  readonly cpu: number;
  readonly memory: number;
}

interface Container {
  name: string;
  restartPolicy?: string;
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
}

interface ContainerStatus {
  name: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string } };
  lastState?: { terminated?: { reason?: string; finishedAt?: string } };
}

interface PodSpec {
  nodeName?: string;
  containers?: Container[];
  initContainers?: Container[];
  overhead?: Record<string, string>;
}

interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  containerStatuses?: ContainerStatus[];
  initContainerStatuses?: ContainerStatus[];
}

const mirror = 'kubernetes.io/config.mirror';

export function podFactOf(pod: KubeObject): PodFact {
  const { metadata } = pod;
  const spec = specOf(pod) as PodSpec;
  const status = statusOf(pod) as PodStatus;
  const statuses = status.containerStatuses ?? [];
  const all = [...(status.initContainerStatuses ?? []), ...statuses];
  const ready = conditionOf(pod, 'Ready');
  const scheduled = conditionOf(pod, 'PodScheduled');
  const containers = spec.containers ?? [];
  return {
    ...identityOf(metadata),
    node: spec.nodeName ?? '',
    phase: status.phase ?? '',
    reason: status.reason ?? '',
    message: status.message ?? '',
    containers: containers.length,
    // Vnodes may say that a pod is ready, and nothing of its containers.
    readyContainers:
      statuses.length === 0 && ready?.status === 'True'
        ? containers.length
        : statuses.filter((one) => one.ready === true).length,
    notReadySince: ready === undefined || ready.status === 'True' ? undefined : ready.since,
    waiting: waitingOf(all),
    restarts: all.reduce((sum, one) => sum + (one.restartCount ?? 0), 0),
    restarted: restartOf(all),
    unscheduled:
      (spec.nodeName ?? '') === '' && status.phase === 'Pending'
        ? scheduled?.message || 'PodScheduled is not there: no scheduler has looked at it'
        : undefined,
    leaving: leavingOf(pod),
    ...requestsOf(spec),
    limits: containers.flatMap(limitOf),
  };
}

function identityOf({
  namespace = '',
  name,
  annotations,
  labels,
  creationTimestamp,
}: ObjectMeta): Pick<PodFact, 'namespace' | 'name' | 'staticOf' | 'createdAt'> {
  const isMirror = annotations?.[mirror] !== undefined;
  return {
    namespace,
    name,
    staticOf: isMirror ? (labels?.['component'] ?? name) : '',
    createdAt: timeOf(creationTimestamp) ?? 0,
  };
}

function waitingOf(statuses: readonly ContainerStatus[]): Waiting | undefined {
  for (const { name, state } of statuses) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (reason !== '') return { container: name, reason, message };
  }
  return undefined;
}

function restartOf(statuses: readonly ContainerStatus[]): Restart | undefined {
  let last: Restart | undefined;
  for (const { name, lastState } of statuses) {
    const at = timeOf(lastState?.terminated?.finishedAt);
    if (at === undefined || (last !== undefined && last.at >= at)) continue;
    last = { container: name, at, reason: lastState?.terminated?.reason ?? '' };
  }
  return last;
}

/** What the scheduler counts: containers together, or the largest init container where that is more. */
function requestsOf(spec: PodSpec): Pick<PodFact, 'cpu' | 'memory' | 'storage'> {
  const init = spec.initContainers ?? [];
  const lasting = [
    ...(spec.containers ?? []),
    ...init.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  const of = (name: string): number => {
    let most = 0;
    for (const one of lasting) most += quantity(one.resources?.requests?.[name]);
    for (const one of init) most = Math.max(most, quantity(one.resources?.requests?.[name]));
    return most + quantity(spec.overhead?.[name]);
  };
  return { cpu: of('cpu'), memory: of('memory'), storage: of('ephemeral-storage') };
}

function limitOf({ name, resources }: Container): ContainerLimit[] {
  const cpu = quantity(resources?.limits?.['cpu']);
  const memory = quantity(resources?.limits?.['memory']);
  return cpu + memory > 0 ? [{ container: name, cpu, memory }] : [];
}
