import type { KubeObj } from '../../kube.ts';
import { containersOf, isJar, type BizStatus, type Container } from './biz-status.ts';

export interface ContainerState {
  running?: { startedAt: string };
  waiting?: { reason?: string; message?: string };
  terminated?: Record<string, unknown>;
}

export interface ContainerStatus {
  name: string;
  containerID: string;
  image: string;
  imageID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: ContainerState;
}

export interface Condition {
  type: string;
  status: string;
  lastProbeTime?: string | null;
  lastTransitionTime?: string | null;
}

export interface PodStatus {
  phase: string;
  conditions: Condition[];
  podIP: string | null;
  podIPs: { ip: string }[] | null;
  containerStatuses: ContainerStatus[] | null;
}

/** The pod's status once `biz` is known, the other containers as they were. */
export function statusWith(pod: KubeObj, biz: BizStatus, podIP: string, now: Date): PodStatus {
  const before = new Map(statusesOf(pod).map((status) => [status.name, status]));
  const statuses = containersOf(pod)
    .filter(isJar)
    .map((container) => containerStatus(container, before.get(container.name), biz));
  const ready = statuses.length > 0 && statuses.every((status) => status.ready);
  return {
    phase: phaseOf(statuses),
    conditions: ['Ready', 'ContainersReady'].map((type) => ({
      type,
      status: ready ? 'True' : 'False',
      lastProbeTime: seconds(now),
    })),
    podIP,
    podIPs: [{ ip: podIP }],
    containerStatuses: statuses,
  };
}

/** The status that the API server has, as a patch that restores it. */
export function statusAsIs(pod: KubeObj): PodStatus {
  const { phase, conditions, podIP, podIPs, containerStatuses } = pod.status ?? {};
  return {
    phase: phase ?? 'Pending',
    conditions: conditions ?? [],
    podIP: podIP ?? null,
    podIPs: podIPs ?? null,
    containerStatuses: containerStatuses ?? null,
  };
}

/** As a kubelet would set them: from the previous status where nothing changed. */
export function withTransitionTimes(status: PodStatus, before: PodStatus, now: Date): PodStatus {
  const previous = new Map(before.conditions.map((condition) => [condition.type, condition]));
  const conditions = status.conditions.map((condition) => {
    const old = previous.get(condition.type);
    const kept = old?.status === condition.status ? old.lastTransitionTime : undefined;
    return { ...condition, lastTransitionTime: kept ?? seconds(now) };
  });
  return { ...status, conditions };
}

/** Anything that neither waits nor has ended counts, `{}` too; nothing at all does not. */
export function isRunning(pod: KubeObj): boolean {
  return statusesOf(pod).some(({ state }) => !state.terminated && !state.waiting);
}

export function statusesOf(pod: KubeObj): ContainerStatus[] {
  return (pod.status?.containerStatuses ?? []) as ContainerStatus[];
}

export function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}

function containerStatus(
  container: Container,
  before: ContainerStatus | undefined,
  biz: BizStatus,
): ContainerStatus {
  const mine = biz.name === container.name;
  if (!mine && before) return before;
  const state = mine ? stateOf(biz) : {};
  const ready = state.running !== undefined;
  return {
    name: container.name,
    containerID: container.name,
    image: container.image,
    imageID: container.image,
    ready,
    started: ready,
    restartCount: 0,
    state,
  };
}

function stateOf({ state, reason, message, changedAt }: BizStatus): ContainerState {
  const at = seconds(new Date(changedAt));
  const why = { ...(reason ? { reason } : {}), ...(message ? { message } : {}) };
  switch (state.toUpperCase()) {
    case 'ACTIVATED':
      return { running: { startedAt: at } };
    case 'RESOLVED':
    case 'BROKEN':
    case 'DEACTIVATED':
      return { waiting: why };
    case 'STOPPED':
      return { terminated: { exitCode: 1, ...why, startedAt: at, finishedAt: at } };
    default:
      return {};
  }
}

function phaseOf(statuses: readonly ContainerStatus[]): string {
  if (statuses.every(({ state }) => state.terminated !== undefined)) return 'Succeeded';
  const idle = ({ state, ready }: ContainerStatus) => !ready && !state.waiting && !state.terminated;
  if (statuses.every(idle)) return 'Pending';
  return statuses.some(({ ready, state }) => ready || state.waiting) ? 'Running' : 'Pending';
}
